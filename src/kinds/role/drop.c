/* SPDX-License-Identifier: PostgreSQL
 *
 * Which roles can be dropped: those of which nothing is left once the plan has run (remains.c), and
 * by whom nobody is a member of another role any more.
 */
#include "kinds/membership/membership.h"
#include "kinds/role/role.h"
#include "model/change.h"

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

	change->person = change->guard == GUARD_NONE && !role->object.retiring;
	if (!change->person)
		change->guard = GUARD_NEVER;
	change->reason = reason;
	role->object.change = NULL;
}

static void keep_owners(const struct state *actual)
{
	const struct list *roles = state_of(actual, &role_kind);

	for (size_t i = 0; i < roles->count; i++) {
		struct role *role = roles->items[i];
		const char *remains = is_dropped(role) && role->dependents
					      ? role_remains(role, actual->arena)
					      : NULL;

		if (remains)
			forbid(role, remains);
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
	bool any = false;

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		any |= change->kind == &role_kind && change->verb == CHANGE_DROP && !change->person;
	}
	if (!any)
		return;
	role_count_remains(changes, actual, facts);
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
