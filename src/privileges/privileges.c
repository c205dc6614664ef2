/* SPDX-License-Identifier: PostgreSQL
 *
 * Which objects are governed, by which entries; and the changes that make their lists what they
 * shall be.
 */
#include "privileges/privileges.h"

#include <string.h>

#include "kinds/kinds.h"
#include "model/grant.h"
#include "privileges/items.h"
#include "privileges/target.h"

struct differ {
	struct arena *arena;
	const struct desired *desired;
	const struct state *actual;
	const struct facts *facts;
	struct difference *difference;
	struct diags *diags;
	struct acls acls;
};

/* One object whose privileges a rule governs. */
struct governed {
	const struct differ *differ;
	struct object *object; /* the desired one */
	const struct object *there;
	struct target target;
	const struct grant_entry **entries; /* of each wish */
};

static const char *text_of(const struct object *object, const char *field)
{
	return object ? field_get(kind_field(object->kind, field), object) : NULL;
}

/* Whether the rules bind a role that no entry mentions: in mode authoritative everybody who is not
 * ignored, else whom the manifest lists. A role that is gone is beyond GRANT and REVOKE. */
static bool binds(const char *grantee, void *context)
{
	const struct differ *differ = context;
	const struct object *role = grantee ? state_named(differ->actual, &role_kind, NULL, grantee)
					    : NULL;

	if (differ->desired->mode == MODE_AUTHORITATIVE)
		return !grantee || (role && !role->ignored);
	return grantee && state_named(differ->desired->state, &role_kind, NULL, grantee);
}

/* The owner that the object will have: mode additive changes none that is there. */
static const char *owner_of(const struct governed *governed)
{
	const char *there = text_of(governed->there, "owner");
	const char *wanted = text_of(governed->object, "owner");

	if (there && (!wanted || governed->differ->desired->mode == MODE_ADDITIVE))
		return there;
	return wanted ? wanted : governed->differ->facts->user;
}

static const struct acl *actual_list(const struct governed *governed, struct acls *acls)
{
	const struct target *target = &governed->target;
	const char *text = text_of(governed->there, "acl");
	const char *before = text_of(governed->there, "owner");
	const struct acl *acl =
		text ? acl_read(acls, text)
		     : acl_default(acls, target->securable, target->owner, target->version);

	if (acl && text && before && strcmp(before, target->owner) != 0)
		acl = acl_reowned(acls, acl, before, target->owner);
	return acl;
}

/* The entries, one wish for each grantee. */
static void take_wishes(struct governed *governed)
{
	const struct list *entries =
		field_list(kind_field(governed->object->kind, "grants"), governed->object);
	struct target *target = &governed->target;
	struct wish *wishes;
	size_t most = 0;

	for (size_t i = 0; i < entries->count; i++)
		most += ((const struct grant_entry *)entries->items[i])->to.count;
	wishes = arena_alloc(governed->differ->arena, (most + 1) * sizeof(*wishes));
	governed->entries = arena_alloc(governed->differ->arena,
					(most + 1) * sizeof(const struct grant_entry *));
	for (size_t i = 0; i < entries->count; i++) {
		const struct grant_entry *entry = entries->items[i];
		const uint32_t privileges =
			grant_privileges(entry, target->securable, target->version);

		for (size_t j = 0; j < entry->to.count; j++) {
			const char *name = entry->to.items[j];

			governed->entries[target->wish_count] = entry;
			wishes[target->wish_count++] = (struct wish){
				.grantee = grant_is_public(name) ? NULL : name,
				.grantor = entry->granted_by,
				.privileges = privileges,
				.options = entry->grantable && *entry->grantable ? privileges : 0,
				.owner_exact = entry->owner_exact && *entry->owner_exact,
			};
		}
	}
	target->wishes = wishes;
}

static const char *words_of(struct arena *arena, uint32_t privileges)
{
	struct text text = text_in(arena);

	privileges_add_words(&text, privileges);
	return text.at;
}

static void report_faults(const struct governed *governed, const struct target_faults *faults)
{
	struct diags *diags = governed->differ->diags;
	const char *title = object_title_in(diags->arena, governed->object);

	for (size_t i = 0; i < faults->vain.count; i++) {
		const struct wish *wish = faults->vain.items[i];
		const struct object *entry =
			&governed->entries[wish - governed->target.wishes]->object;
		struct diag *diag =
			diag_error(diags, object_place_of(entry, "granted_by"),
				   "role %Q cannot grant %s on %s: it has no grant option for it",
				   wish->grantor, words_of(diags->arena, wish->privileges), title);

		diag->hint = text_format(diags->arena,
					 "grant it to %Q with grantable: true, or leave granted_by "
					 "out",
					 wish->grantor);
	}
	for (size_t i = 0; i < faults->lost.count; i++) {
		const struct acl_entry *entry = faults->lost.items[i];

		diag_error(diags, object_place_of(governed->object, "grants"),
			   "role %Q would lose %s on %s, which %Q granted to it and could grant no "
			   "more",
			   entry->grantee ? entry->grantee : "PUBLIC",
			   words_of(diags->arena, entry->privileges), title, entry->grantor)
			->hint = "no rule governs that role: mention it in an entry, or list it";
	}
}

/* A superuser's GRANT and REVOKE are the owner's, so nothing reaches what a role granted before it
 * became one (select_best_grantor() in acl.c). */
static bool is_beyond(const struct governed *governed, const struct item *item)
{
	const struct object *role =
		state_named(governed->differ->actual, &role_kind, NULL, item->grantor);
	const bool *superuser = role ? field_get(kind_field(&role_kind, "superuser"), role) : NULL;

	return strcmp(item->grantor, governed->target.owner) != 0 && superuser && *superuser;
}

static bool alike(const struct item *a, const struct item *b)
{
	return a->takes == b->takes && a->option == b->option && a->privileges == b->privileges &&
	       strcmp(a->grantor, b->grantor) == 0;
}

/* Whether something between the two items must be taken before the second one is. */
static bool hangs_on(const struct list *items, size_t first, size_t second)
{
	const struct item *taken = items->items[second];

	for (size_t i = first + 1; taken->takes && i < second; i++) {
		const struct item *between = items->items[i];

		if (between && acl_same_name(between->grantor, taken->grantee))
			return true;
	}
	return false;
}

static struct grant *grant_of(const struct governed *governed, const struct item *item)
{
	struct arena *arena = governed->differ->arena;
	struct grant *grant = (struct grant *)object_new(arena, &grant_kind);

	grant->object.node = item->takes ? NULL : governed->object->node;
	grant->on = governed->object;
	grant->securable = governed->target.securable;
	grant->takes = item->takes;
	grant->title_of_on = object_title_in(arena, governed->object);
	grant->privileges = item->privileges;
	grant->words = privileges_words(arena, item->privileges);
	grant->grantable = item->option ? field_bool(true) : NULL;
	if (strcmp(item->grantor, governed->target.owner) != 0)
		grant->granted_by = item->grantor;
	return grant;
}

static void add_change(const struct governed *governed, struct grant *grant,
		       const struct item *item)
{
	struct change *change = arena_alloc(governed->differ->arena, sizeof(*change));

	change->kind = &grant_kind;
	change->verb = item->takes ? CHANGE_DROP : CHANGE_CREATE;
	*(item->takes ? &change->from : &change->to) = &grant->object;
	if (is_beyond(governed, item)) {
		change->person = true;
		change->reason = "its grantor has become a superuser, whose REVOKE is the owner's";
	}
	list_add(governed->differ->arena, &governed->differ->difference->changes, change);
}

/* Whether the list has anything of a role. */
static bool names_role(const struct acl *acl, const char *role)
{
	for (size_t i = 0; i < acl->count; i++)
		if (acl_same_name(acl->entries[i].grantee, role) ||
		    acl_same_name(acl->entries[i].grantor, role))
			return true;
	return false;
}

/* What the server records of a list is one dependency for each role in it but the owner
 * (updateAclDependencies() in pg_shdepend.c). */
static void add_freed(const struct governed *governed, const struct acl *wanted, const char *role,
		      struct list *frees)
{
	if (!role || names_role(wanted, role) || strcmp(role, governed->target.owner) == 0)
		return;
	for (size_t i = 0; i < frees->count; i++)
		if (strcmp(frees->items[i], role) == 0)
			return;
	list_add(governed->differ->arena, frees, role);
}

/* The roles that the wanted list names no more are free with the last of the revokes. */
static void set_freed(const struct governed *governed, const struct acl *wanted, size_t first)
{
	const struct list *changes = &governed->differ->difference->changes;
	const struct acl *actual = governed->target.actual;
	struct grant *last = NULL;

	for (size_t i = first; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (change->person)
			return;
		if (change->verb == CHANGE_DROP)
			last = (struct grant *)change->from;
	}
	for (size_t i = 0; last && i < actual->count; i++) {
		add_freed(governed, wanted, actual->entries[i].grantee, &last->frees);
		add_freed(governed, wanted, actual->entries[i].grantor, &last->frees);
	}
}

/* A plan drops in the opposite order of its changes. */
static void reverse(struct list *changes, size_t from)
{
	for (size_t end = changes->count; from + 1 < end; from++) {
		void *last = changes->items[--end];

		changes->items[end] = changes->items[from];
		changes->items[from] = last;
	}
}

/* Items that say the same of several grantees are one change. */
static void add_changes(const struct governed *governed, struct list *items)
{
	struct list *changes = &governed->differ->difference->changes;
	size_t takes = SIZE_MAX;

	for (size_t i = 0; i < items->count; i++) {
		const struct item *item = items->items[i];
		struct grant *grant;

		if (!item)
			continue;
		grant = grant_of(governed, item);
		if (takes == SIZE_MAX && item->takes)
			takes = changes->count;
		for (size_t j = i; j < items->count; j++) {
			const struct item *other = items->items[j];

			if (!other || !alike(item, other) || hangs_on(items, i, j))
				continue;
			list_add(governed->differ->arena, &grant->to,
				 other->grantee ? other->grantee : grant_everybody);
			if (j > i)
				items->items[j] = NULL;
		}
		add_change(governed, grant, item);
	}
	if (takes < SIZE_MAX)
		reverse(changes, takes);
}

static void compare(struct differ *differ, struct object *object)
{
	struct governed governed = {
		.differ = differ,
		.object = object,
		.there = state_find(differ->actual, object),
		.target = {.acls = &differ->acls,
			   .securable = securable_of(object->kind->securable),
			   .version = differ->facts->version,
			   .binds = binds,
			   .context = differ,
			   .additive = differ->desired->mode == MODE_ADDITIVE},
	};
	struct target_faults faults;
	const struct acl *wanted;
	struct list items;
	size_t first;

	governed.target.owner = owner_of(&governed);
	governed.target.actual = actual_list(&governed, &differ->acls);
	governed.target.limit = acl_default(&differ->acls, governed.target.securable,
					    governed.target.owner, governed.target.version);
	take_wishes(&governed);
	if (!governed.target.actual) {
		diag_error(differ->diags, object_place(object),
			   "the privileges of %s are not understood",
			   object_title_in(differ->diags->arena, object))
			->detail = text_of(governed.there, "acl");
		return;
	}
	wanted = target_acl(&governed.target, &faults);
	report_faults(&governed, &faults);
	items = items_between(differ->arena, governed.target.actual, wanted, governed.target.owner);
	first = differ->difference->changes.count;
	add_changes(&governed, &items);
	set_freed(&governed, wanted, first);
}

void privileges_diff(struct arena *arena, const struct desired *desired, const struct state *actual,
		     const struct facts *facts, struct difference *difference, struct diags *diags)
{
	struct differ differ = {.arena = arena,
				.desired = desired,
				.actual = actual,
				.facts = facts,
				.difference = difference,
				.diags = diags,
				.acls = acls_in(arena)};

	for (size_t i = 0; kinds_all[i]; i++) {
		const struct list *set = &desired->state->sets[i];

		for (size_t j = 0; kinds_all[i]->securable && j < set->count; j++)
			if (desired->mode == MODE_AUTHORITATIVE ||
			    object_wrote(set->items[j], "grants"))
				compare(&differ, set->items[j]);
	}
}
