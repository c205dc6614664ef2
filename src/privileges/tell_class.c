/* SPDX-License-Identifier: PostgreSQL
 *
 * Export: the entries for what is in a schema of one securable. They are short where a wildcard
 * says exactly the same as names would: that is tried out on each object, as a plan would do it.
 */
#include <stdint.h>
#include <string.h>

#include "kinds/kinds.h"
#include "privileges/told.h"

/* column: of that table, which the object is then. */
void told_class_add(struct told_class *class, const struct object *object,
		    const struct object *column)
{
	struct differ *differ = class->differ;
	const struct object *carrier = column ? column : object;
	const char *owner = field_get(kind_field(object->kind, "owner"), object);
	const bool member = rules_is_member(object);
	const struct acl *acl, *baseline, *above = NULL;
	struct alike *alike;
	const char *key, *why;

	if (!owner)
		return;
	why = object_unsaid(object);
	if (why) {
		differ->unsaid++;
		diag_warning(differ->diags, no_place(),
			     "the privileges on %s are left out of the manifest: %s",
			     object_title_in(differ->arena, object), why);
		return;
	}
	if (column)
		above = list_actual(differ, object, securable_of('r'), owner);
	acl = list_actual(differ, carrier, class->securable, owner);
	baseline = list_limit(differ, carrier, class->securable, owner, NULL);
	if (!acl)
		return;
	key = text_format(differ->arena, "%z %z %z %d %s", (size_t)(uintptr_t)acl,
			  (size_t)(uintptr_t)baseline, (size_t)(uintptr_t)above, member, owner);
	alike = map_get(&class->by_key, key);
	if (!alike) {
		alike = arena_alloc(differ->arena, sizeof(*alike));
		*alike = (struct alike){
			.acl = acl, .baseline = baseline, .owner = owner, .member = member};
		if (!column)
			alike->own = securable_all(class->securable, differ->facts->version);
		alike->told = told_of(differ->arena, acl, baseline, owner, alike->own, above);
		map_set(&class->by_key, key, alike);
		list_add(differ->arena, &class->alikes, alike);
	}
	list_add(differ->arena, &alike->objects, object);
	list_add(differ->arena, &alike->names,
		 column ? object_name(column) : told_name(differ->arena, object));
	class->count += !member;
}

/* What is told of one grantee, as text: nothing for nothing. */
const char *told_form(struct arena *arena, const struct alike *alike, const char *grantee)
{
	struct text form = text_in(arena);

	for (size_t i = 0; i < alike->told.count; i++) {
		const struct told *told = alike->told.items[i];

		if (acl_same_name(told->grantee, grantee))
			text_addf(&form, "%l %d %d %J ", (long long)told->privileges,
				  told->grantable, told->owner_exact,
				  told->grantor ? told->grantor : "");
	}
	return form.at;
}

/* Whether nothing is to be said of a grantee that owns the objects, and a wildcard that mentions it
 * says nothing else. */
static bool is_indifferent(const struct alike *alike, const char *form, const char *grantee,
			   const struct alike *common)
{
	if (*form || !acl_same_name(grantee, alike->owner))
		return false;
	for (size_t i = 0; i < common->told.count; i++) {
		const struct told *told = common->told.items[i];

		if (acl_same_name(told->grantee, grantee) && (told->grantor || told->owner_exact))
			return false;
	}
	return true;
}

/* An owner's own privileges are only taken from objects by name. */
static bool needs_names(const struct alike *alike, const char *grantee)
{
	for (size_t i = 0; i < alike->told.count; i++) {
		const struct told *told = alike->told.items[i];

		if (told->owner_exact && acl_same_name(told->grantee, grantee))
			return true;
	}
	return false;
}

/* The alike of which most objects of the class have the same said of the grantee; NULL where that
 * is nothing, or less than half of them. */
static const struct alike *common_of(const struct told_class *class, const char *grantee)
{
	struct arena *scratch = arena_create(NULL);
	struct map counts = map_in(scratch);
	const struct alike *common = NULL;
	size_t most = class->count / 2;

	for (size_t i = 0; i < class->alikes.count; i++) {
		const struct alike *alike = class->alikes.items[i];
		const char *form = told_form(scratch, alike, grantee);
		size_t *count = map_get(&counts, form);

		if (alike->member || !*form || needs_names(alike, grantee))
			continue;
		if (!count) {
			count = arena_alloc(scratch, sizeof(*count));
			map_set(&counts, form, count);
		}
		*count += alike->objects.count;
		if (*count <= most || *count < 2)
			continue;
		most = *count;
		common = alike;
	}
	arena_destroy(scratch);
	return common;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(a, b);
}

void told_add(struct telling *telling, const struct grant_entry *about, const struct alike *alike,
	      const char *grantee, const char *title)
{
	for (size_t i = 0; i < alike->told.count; i++) {
		const struct told *told = alike->told.items[i];

		if (acl_same_name(told->grantee, grantee))
			telling_add(telling, about, told, title);
	}
}

/* By names: those of which the same is said of the grantee are one entry. */
static void tell_names(const struct told_class *class, struct telling *telling, const char *grantee,
		       const char *but, const char *title)
{
	struct arena *arena = class->differ->arena;
	struct map names = map_in(arena);
	struct list forms = {0};

	for (size_t i = 0; i < class->alikes.count; i++) {
		const struct alike *alike = class->alikes.items[i];
		const char *form = told_form(arena, alike, grantee);
		struct grant_entry *about = map_get(&names, form);

		if (!*form || (!alike->member && but && strcmp(form, but) == 0))
			continue;
		if (!about) {
			about = arena_alloc(arena, sizeof(*about));
			about->objects = class->objects;
			map_set(&names, form, about);
			list_add(arena, &forms, alike);
		}
		list_join(arena, &about->names, &alike->names);
	}
	for (size_t i = 0; i < forms.count; i++) {
		const struct alike *alike = forms.items[i];
		struct grant_entry *about = map_get(&names, told_form(arena, alike, grantee));

		list_sort(&about->names, compare_texts);
		told_add(telling, about, alike, grantee, title);
	}
}

static void tell_grantee(const struct told_class *class, struct telling *telling,
			 const char *grantee, bool by_name)
{
	struct arena *arena = class->differ->arena;
	const struct alike *common = by_name ? NULL : common_of(class, grantee);
	const char *form = common ? told_form(arena, common, grantee) : NULL;
	const char *title = text_format(arena, "%s in schema %V of database %V", class->objects,
					object_name(class->schema), class->schema->database);
	struct grant_entry about = {.objects = class->objects};

	for (size_t i = 0; common && i < class->alikes.count; i++) {
		const struct alike *alike = class->alikes.items[i];
		const char *own = told_form(arena, alike, grantee);

		if (!alike->member && strcmp(own, form) != 0 &&
		    !is_indifferent(alike, own, grantee, common))
			list_join(arena, &about.except, &alike->names);
	}
	list_sort(&about.except, compare_texts);
	if (common)
		told_add(telling, &about, common, grantee, title);
	tell_names(class, telling, grantee, form, title);
}

/* Everybody of whom something is said; PUBLIC is NULL, and first. */
struct list told_grantees(const struct told_class *class, bool *everybody)
{
	struct arena *arena = class->differ->arena;
	struct map known = map_in(arena);
	struct list grantees = {0};

	*everybody = false;
	for (size_t i = 0; i < class->alikes.count; i++) {
		const struct alike *alike = class->alikes.items[i];

		for (size_t j = 0; j < alike->told.count; j++) {
			const char *grantee = ((const struct told *)alike->told.items[j])->grantee;

			*everybody |= !grantee;
			if (grantee && !map_set(&known, grantee, grantee))
				list_add(arena, &grantees, grantee);
		}
	}
	list_sort(&grantees, compare_texts);
	return grantees;
}

static struct list entries_of(const struct told_class *class, bool by_name)
{
	struct telling telling = telling_in(class->differ, &schema_grant_kind);
	bool everybody;
	const struct list grantees = told_grantees(class, &everybody);

	if (everybody)
		tell_grantee(class, &telling, NULL, by_name);
	for (size_t i = 0; i < grantees.count; i++)
		tell_grantee(class, &telling, grantees.items[i], by_name);
	return telling.entries;
}

/* The proof. */

/* The routines that patterns of an export stand for are known. */
static void set_spelled(const struct told_class *class, struct grant_entry *entry,
			const struct list *patterns, const struct map *by_pattern)
{
	struct arena *arena = class->differ->arena;

	for (size_t i = 0; i < patterns->count; i++) {
		struct object *spelled = object_new(arena, &routine_kind);
		const struct object *routine = map_get(by_pattern, patterns->items[i]);
		struct list matches = {0};

		list_add(arena, &matches, object_name(routine));
		field_set(kind_field(&routine_kind, "name"), spelled, patterns->items[i]);
		field_set_list(kind_field(&routine_kind, "matches"), spelled, &matches);
		list_add(arena, &entry->spelled, spelled);
	}
}

static void set_all_spelled(const struct told_class *class, const struct list *entries)
{
	struct map by_pattern = map_in(class->differ->arena);

	if (class->securable->letter != 'f')
		return;
	for (size_t i = 0; i < class->alikes.count; i++) {
		const struct alike *alike = class->alikes.items[i];

		for (size_t j = 0; j < alike->objects.count; j++)
			map_set(&by_pattern, alike->names.items[j], alike->objects.items[j]);
	}
	for (size_t i = 0; i < entries->count; i++) {
		struct grant_entry *entry = entries->items[i];

		set_spelled(class, entry, &entry->names, &by_pattern);
		set_spelled(class, entry, &entry->except, &by_pattern);
	}
}

/* The list without the options that an owner gave itself, which nobody asks for, and without
 * letters that nobody knows. */
static const struct acl *plain(struct acls *acls, const struct acl *acl, const char *owner)
{
	const struct acl_draft draft = acl_draft_of(acls->arena, acl, owner, 0);

	for (size_t i = 0; i < draft.count; i++)
		if (acl_same_name(draft.entries[i].grantee, owner))
			draft.entries[i].options = 0;
	return acl_make(acls, draft.entries, draft.count);
}

/* Whether a plan makes the list of it, from what there is and from what there is on a bare copy. */
static bool is_reached(const struct told_class *class, const struct alike *alike,
		       const struct wishes *wishes)
{
	struct differ *differ = class->differ;
	const struct acl *const starts[] = {alike->acl, alike->baseline};
	struct target_faults faults;
	struct target target = {.acls = &differ->acls,
				.securable = class->securable,
				.version = differ->facts->version,
				.owner = alike->owner,
				.own = alike->own,
				.limit = alike->baseline,
				.wishes = wishes->items,
				.wish_count = wishes->count,
				.binds = differ_binds,
				.context = differ};

	for (size_t i = 0; i < 2; i++) {
		target.actual = starts[i];
		if (plain(&differ->acls, target_acl(&target, &faults), alike->owner) !=
		    plain(&differ->acls, alike->acl, alike->owner))
			return false;
	}
	return true;
}

/* The first object of which the entries do not say what there is, or NULL. */
static const struct object *find_unproven(const struct told_class *class,
					  const struct list *entries)
{
	struct differ *differ = class->differ;
	struct rules *rules = rules_of(differ->arena, entries, differ->facts->version);
	struct map proven = map_in(differ->arena);

	for (size_t i = 0; i < class->alikes.count; i++) {
		const struct alike *alike = class->alikes.items[i];

		for (size_t j = 0; j < alike->objects.count; j++) {
			const struct object *object = alike->objects.items[j];
			const struct wishes *wishes =
				rules_for_object(rules, rules_match(rules, object));
			const char *key = text_format(differ->arena, "%z %z",
						      (size_t)(uintptr_t)alike,
						      (size_t)(uintptr_t)wishes);

			if (map_get(&proven, key))
				continue;
			if (!is_reached(class, alike, wishes))
				return object;
			map_set(&proven, key, alike);
		}
	}
	return NULL;
}

struct list told_class_entries(const struct told_class *class, bool by_name)
{
	struct list entries = entries_of(class, by_name);
	const struct object *unproven;

	set_all_spelled(class, &entries);
	unproven = find_unproven(class, &entries);
	if (unproven && !by_name) {
		entries = entries_of(class, true);
		set_all_spelled(class, &entries);
		unproven = find_unproven(class, &entries);
	}
	if (unproven) {
		class->differ->unsaid++;
		diag_warning(class->differ->diags, no_place(),
			     "the privileges on %s are not wholly in the manifest",
			     object_title_in(class->differ->diags->arena, unproven));
	}
	return entries;
}
