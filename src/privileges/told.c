/* SPDX-License-Identifier: PostgreSQL
 *
 * Lists → what entries must say of them.
 */
#include "privileges/told.h"

#include <string.h>

#include "kinds/kinds.h"

/* A list, its baseline, and what is said. */
struct teller {
	struct arena *arena;
	const struct acl *acl;
	const struct acl *baseline;
	const char *owner;
	uint32_t own;
	struct acl_draft draft; /* of acl */
	struct list told;
};

static void add_told(struct teller *teller, struct told like)
{
	struct told *told = arena_alloc(teller->arena, sizeof(*told));

	*told = like;
	list_add(teller->arena, &teller->told, told);
}

/* Whether the grantor need not be said: it is the owner, and nobody else has granted the grantee
 * anything, which would do for an entry that does not say. */
static bool is_plain(const struct teller *teller, const char *grantee)
{
	for (size_t i = 0; i < teller->acl->count; i++)
		if (acl_same_name(teller->acl->entries[i].grantee, grantee) &&
		    !acl_same_name(teller->acl->entries[i].grantor, teller->owner))
			return false;
	return true;
}

/* One entry of a list is two where some of it may be granted on. */
static void tell_entry(struct teller *teller, const struct acl_entry *entry)
{
	const bool own = teller->own && acl_same_name(entry->grantee, teller->owner);
	const uint32_t options = acl_same_name(entry->grantee, teller->owner) ? 0 : entry->options;
	const bool founded =
		!(entry->privileges & ~acl_draft_grantable(&teller->draft, entry->grantor));
	struct told told = {
		.grantee = entry->grantee,
		.grantor = is_plain(teller, entry->grantee) || !founded ? NULL : entry->grantor,
		.owner_exact = own,
		.unfounded = !founded,
	};

	told.privileges = entry->privileges & ~options;
	if (told.privileges)
		add_told(teller, told);
	told.privileges = options;
	told.grantable = true;
	if (options)
		add_told(teller, told);
}

/* Whether the grantee has just what the baseline gives. */
static bool is_baseline(const struct teller *teller, const char *grantee)
{
	if (!is_plain(teller, grantee) ||
	    acl_privileges(teller->acl, grantee) != acl_privileges(teller->baseline, grantee))
		return false;
	return acl_same_name(grantee, teller->owner) ||
	       acl_options(teller->acl, grantee) == acl_options(teller->baseline, grantee);
}

struct list told_of(struct arena *arena, const struct acl *acl, const struct acl *baseline,
		    const char *owner, uint32_t own, const struct acl *above)
{
	struct teller teller = {
		.arena = arena, .acl = acl, .baseline = baseline, .owner = owner, .own = own};

	teller.draft = acl_draft_of(arena, acl, owner, 0);
	teller.draft.above = above;
	for (size_t i = 0; i < acl->count; i++)
		if (!is_baseline(&teller, acl->entries[i].grantee))
			tell_entry(&teller, &acl->entries[i]);
	for (size_t i = 0; i < baseline->count; i++) {
		const char *grantee = baseline->entries[i].grantee;

		if (!acl_privileges(acl, grantee))
			add_told(
				&teller,
				(struct told){.grantee = grantee,
					      .owner_exact = own && acl_same_name(grantee, owner)});
	}
	return teller.told;
}

/* Entries. */

struct telling telling_in(struct differ *differ, const struct kind *kind)
{
	return (struct telling){.differ = differ, .kind = kind, .by_form = map_in(differ->arena)};
}

static bool is_gone(const struct telling *telling, const char *role)
{
	return role && !state_named(telling->differ->actual, &role_kind, NULL, role);
}

/* Why no entry can say it, or NULL. */
static const char *unwritable(const struct telling *telling, const struct told *told)
{
	if (is_gone(telling, told->grantee) || is_gone(telling, told->grantor))
		return "a role is gone";
	if (told->grantee && grant_is_public(told->grantee))
		return "there that name means everybody";
	return NULL;
}

static void add_texts(struct text *form, const char *key, const struct list *texts)
{
	text_add(form, key);
	for (size_t i = 0; i < texts->count; i++)
		text_addf(form, " %J", (const char *)texts->items[i]);
}

/* All that the entry says but its grantees. */
static const char *form_of(const struct telling *telling, const struct grant_entry *about,
			   const struct told *told)
{
	struct text form = text_in(telling->differ->arena);

	text_addf(&form, "%s %l %d %d %J", about->objects ? about->objects : "",
		  (long long)told->privileges, told->grantable, told->owner_exact,
		  told->grantor ? told->grantor : "");
	add_texts(&form, " names", &about->names);
	add_texts(&form, " except", &about->except);
	add_texts(&form, " columns", &about->columns);
	add_texts(&form, " for", &about->creators);
	return form.at;
}

/* Says it once, though it is found with wildcards and by names. */
static void warn(const struct telling *telling, const char *message)
{
	struct differ *differ = telling->differ;

	if (map_set(&differ->warned, message, message))
		return;
	diag_warning(differ->diags, no_place(), "%s", message);
	differ->unsaid++;
}

void telling_add(struct telling *telling, const struct grant_entry *about, const struct told *told,
		 const char *title)
{
	struct arena *arena = telling->differ->arena;
	const char *why = unwritable(telling, told);
	const char *form = form_of(telling, about, told);
	const char *grantee = told->grantee ? told->grantee : "PUBLIC";
	struct grant_entry *entry = map_get(&telling->by_form, form);

	if (why) {
		warn(telling, text_format(arena,
					  "the privileges of role %Q on %s are left out of the "
					  "manifest: %s",
					  grantee, title, why));
		return;
	}
	if (told->unfounded)
		warn(telling, text_format(arena,
					  "some privileges of role %Q on %s are written without "
					  "their grantor, which could not grant them again",
					  grantee, title));
	if (!entry) {
		entry = (struct grant_entry *)object_new(arena, telling->kind);
		*entry = *about;
		entry->object.kind = telling->kind;
		entry->privileges = privileges_words(arena, told->privileges);
		entry->grantable = told->grantable ? field_bool(true) : NULL;
		entry->owner_exact = told->owner_exact ? field_bool(true) : NULL;
		entry->granted_by = told->grantor;
		map_set(&telling->by_form, form, entry);
		list_add(arena, &telling->entries, entry);
	}
	list_add(arena, &entry->to, grantee);
}

void telling_add_list(struct telling *telling, const struct grant_entry *about,
		      const struct acl *acl, const struct acl *baseline, const char *owner,
		      uint32_t own, const char *title)
{
	const struct list all = told_of(telling->differ->arena, acl, baseline, owner, own, NULL);

	for (size_t i = 0; i < all.count; i++)
		telling_add(telling, about, all.items[i], title);
}

void telling_add_object(struct telling *telling, const struct grant_entry *about,
			const struct object *object, const struct securable *securable,
			const char *owner)
{
	struct differ *differ = telling->differ;
	const struct acl *acl = owner ? list_actual(differ, object, securable, owner) : NULL;

	if (acl)
		telling_add_list(telling, about, acl,
				 list_limit(differ, object, securable, owner, NULL), owner,
				 securable_all(securable, differ->facts->version),
				 object_title_in(differ->arena, object));
}

const char *told_name(struct arena *arena, const struct object *object)
{
	const struct field *base = kind_field(object->kind, "base_name");
	const char *name = base ? field_get(base, object) : object_name(object);
	struct text text = text_in(arena);

	for (const char *at = name; *at; at++) {
		if (strchr("*?\\", *at) || (base && *at == '('))
			text_add(&text, "\\");
		text_add_bytes(&text, at, 1);
	}
	if (base)
		text_add(&text, object_name(object) + strlen(name));
	return text.at;
}
