/* SPDX-License-Identifier: PostgreSQL
 *
 * Which roles can be dropped: those of which nothing is left once the plan has run. What depends on
 * a role is counted by pg_shdepend; of it, the plan takes away the objects to which it gives
 * another owner, and the memberships and privileges that it revokes.
 */
#include "kinds/membership/membership.h"
#include "kinds/relation/relation.h"
#include "kinds/role/role.h"
#include "model/acl.h"
#include "model/change.h"
#include "model/grant.h"

/* Before it, nobody records who depends on a grantor. */
enum { GRANTORS_BIND = 160000 };

static struct role *role_named(const struct state *actual, const char *name)
{
	return (struct role *)(name ? state_named(actual, &role_kind, NULL, name) : NULL);
}

static bool is_dropped(const struct role *role)
{
	return role && role->object.change && role->object.change->verb == CHANGE_DROP;
}

/* What nobody lists is left to a person; what shall be absent stops the plan. */
static void forbid(struct role *role, const char *reason)
{
	struct change *change = role->object.change;

	change->person = change->guard == GUARD_NONE;
	if (!change->person)
		change->guard = GUARD_NEVER;
	change->reason = reason;
	role->object.change = NULL;
}

/* Each list of privileges that names a role no more is one dependency less. */
static void count_freed(const struct grant *grant, const struct state *actual)
{
	for (size_t i = 0; i < grant->frees.count; i++) {
		const struct freed *freed = grant->frees.items[i];
		struct role *role = role_named(actual, freed->role);

		if (role)
			role->released += freed->count;
	}
}

/* The list of what is dropped goes with it: it names each role once (updateAclDependencies() in
 * pg_shdepend.c), but for the owner. */
static void count_list(struct acls *acls, const struct object *object, const struct state *actual)
{
	const char *text = object_text(object, "acl"), *owner = object_text(object, "owner");
	const struct acl *acl = text ? acl_read(acls, text) : NULL;
	struct map seen = map_in(acls->arena);

	for (size_t i = 0; acl && i < acl->count; i++) {
		const char *const names[] = {acl->entries[i].grantee, acl->entries[i].grantor};

		for (size_t j = 0; j < 2; j++) {
			struct role *role = role_named(actual, names[j]);

			if (role && !acl_same_name(names[j], owner) &&
			    !map_set(&seen, names[j], role))
				role->released++;
		}
	}
}

static bool is_gone(const struct object *object)
{
	return object && object->change && object->change->verb == CHANGE_DROP;
}

static void count_lists(const struct state *actual)
{
	struct acls acls = acls_in(actual->arena);

	for (size_t i = 0; actual->kinds[i]; i++) {
		const struct list *set = &actual->sets[i];

		for (size_t j = 0; kind_field(actual->kinds[i], "acl") && j < set->count; j++) {
			const struct object *object = set->items[j];
			const char *table = object_text(object, "table");
			const struct object *of =
				table && !is_gone(object)
					? state_in_schema(actual, 'r', object->database,
							  object_text(object, "schema"), table)
					: NULL;

			if (is_gone(object) || is_gone(of))
				count_list(&acls, object, actual);
		}
	}
}

/* So is each object that gets another owner. */
static void count_released(const struct list *changes, const struct state *actual)
{
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (change->kind == &grant_kind)
			count_freed((const struct grant *)change_object(change), actual);
		if (change->person || change->verb == CHANGE_CREATE ||
		    (change->verb == CHANGE_DROP && !kind_field(change->kind, "owner")))
			continue;
		for (const struct field *field = change->kind->fields; field->name; field++) {
			const uint64_t bit = UINT64_C(1) << (field - change->kind->fields);
			struct role *role;

			if (field->refers != &role_kind ||
			    !(change->fields & bit || change->verb == CHANGE_DROP))
				continue;
			role = (struct role *)state_referred(actual, field, change->from);
			if (role)
				role->released++;
		}
	}
}

/* A sequence that a column owns goes with its table. */
static void count_sequences(const struct state *actual)
{
	const struct list *sequences = state_of(actual, &sequence_kind);

	for (size_t i = 0; i < sequences->count; i++) {
		const struct relation *sequence = sequences->items[i];
		const struct object *table = relation_table(actual, sequence);
		struct role *owner = role_named(actual, sequence->owner);

		if (table && table->change && table->change->verb != CHANGE_CREATE &&
		    !sequence->object.change && owner)
			owner->released++;
	}
}

static void keep_owners(const struct state *actual)
{
	const struct list *roles = state_of(actual, &role_kind);

	for (size_t i = 0; i < roles->count; i++) {
		struct role *role = roles->items[i];
		size_t left;

		if (!is_dropped(role) || !role->dependents)
			continue;
		left = (size_t)*role->dependents - role->released;
		if ((size_t)*role->dependents <= role->released)
			continue;
		forbid(role, role->released
				     ? text_format(actual->arena,
						   "%s, of which the plan leaves %z: reassign or "
						   "drop them first",
						   role->remains, left)
				     : text_format(actual->arena, "%s: reassign or drop %s first",
						   role->remains, left == 1 ? "it" : "them"));
	}
}

/* A grantor goes after the memberships that it granted. Gives whether one must stay that was to go.
 */
static bool keep_grantors(const struct state *actual)
{
	const struct list *rows = state_of(actual, &membership_kind);
	bool found = false;

	for (size_t i = 0; i < rows->count; i++) {
		const struct membership *row = rows->items[i];
		struct role *grantor = role_named(actual, row->granted_by);

		if (!is_dropped(grantor) ||
		    (row->object.change && row->object.change->verb == CHANGE_DROP) ||
		    is_dropped(role_named(actual, row->member)) ||
		    is_dropped(role_named(actual, row->role)))
			continue;
		forbid(grantor,
		       text_format(actual->arena, "it has granted %V to %V: revoke that first",
				   row->role, row->member));
		found = true;
	}
	return found;
}

/* The rows that gave the grantor ADMIN can only go after what it granted. */
static void free_ground(struct role *member, const struct membership *row,
			const struct state *actual)
{
	const struct list *rows = state_of(actual, &membership_kind);
	const struct membership like = {.member = row->granted_by, .role = row->role};

	for (size_t i = membership_first(rows, like.member, like.role);
	     i < rows->count && membership_same_pair(rows->items[i], &like); i++) {
		const struct membership *ground = rows->items[i];

		if (ground->distance < row->distance)
			list_add(actual->arena, &member->frees, ground);
	}
}

/* DROP ROLE takes memberships along that are not revoked before, and so frees their grantor. */
static void link_grantors(const struct state *actual)
{
	const struct list *rows = state_of(actual, &membership_kind);

	for (size_t i = 0; i < rows->count; i++) {
		const struct membership *row = rows->items[i];
		struct role *grantor = role_named(actual, row->granted_by);
		struct role *ends[] = {role_named(actual, row->member),
				       role_named(actual, row->role)};

		for (size_t j = 0; j < sizeof(ends) / sizeof(*ends) && is_dropped(grantor); j++)
			if (is_dropped(ends[j]) && ends[j] != grantor)
				list_add(actual->arena, &ends[j]->frees, grantor);
		if (grantor && is_dropped(ends[0]) && !row->object.change)
			free_ground(ends[0], row, actual);
	}
}

void role_settle_drops(const struct list *changes, const struct state *actual,
		       const struct facts *facts)
{
	bool any = false, any_ends = false;

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];
		const bool drops = change->verb == CHANGE_DROP && !change->person;

		any |= drops && change->kind == &role_kind;
		any_ends |= drops && change->kind->home == HOME_LOCAL;
	}
	if (!any)
		return;
	count_released(changes, actual);
	count_sequences(actual);
	if (any_ends)
		count_lists(actual);
	keep_owners(actual);
	if (facts->version < GRANTORS_BIND)
		return;
	while (membership_keep_grantors(changes, actual, facts) || keep_grantors(actual))
		;
	link_grantors(actual);
}

void role_needs(const struct object *object, const struct state *state,
		void (*need)(const struct object *needed, void *context), void *context)
{
	const struct list *frees = &((const struct role *)object)->frees;

	(void)state;
	for (size_t i = 0; i < frees->count; i++)
		need(frees->items[i], context);
}
