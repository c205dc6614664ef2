/* SPDX-License-Identifier: PostgreSQL
 *
 * What stands in the way of changes of memberships, once all of them are known.
 */
#include <string.h>

#include "kinds/membership/membership.h"
#include "kinds/role/role.h"
#include "model/change.h"

static const struct membership *membership_of(const struct object *object)
{
	return (const struct membership *)object;
}

static bool is_dropped(const struct state *actual, const char *name)
{
	const struct object *role = state_named(actual, &role_kind, NULL, name);

	return role && role->change && role->change->verb == CHANGE_DROP;
}

/* Whether the row stays, and needs its grantor for that. What goes with its role has no change of
 * its own. */
static bool needs_grantor(const struct membership *row, const struct state *actual,
			  const struct facts *facts)
{
	const struct change *change = row->object.change;

	return row->granted_by && !(change && change->verb == CHANGE_DROP) &&
	       strcmp(row->granted_by, facts->bootstrap) != 0 && !is_dropped(actual, row->member) &&
	       !is_dropped(actual, row->role);
}

/* Whether the row is one that can grant when the plan has run. */
static bool keeps_admin(const struct membership *row)
{
	const struct change *change = row->object.change;
	const struct membership *to = change ? membership_of(change->to) : row;

	return *row->admin && to && !(to->admin && !*to->admin);
}

/* Whether the rows give that member ADMIN on the role when the plan has run; made are those that
 * are not there yet. */
static bool has_admin(const struct list *rows, const struct list *made,
		      const struct membership *like)
{
	for (size_t i = membership_first(rows, like->member, like->role);
	     i < rows->count && membership_same_pair(rows->items[i], like); i++)
		if (keeps_admin(rows->items[i]))
			return true;
	for (size_t i = membership_first(made, like->member, like->role);
	     i < made->count && membership_same_pair(made->items[i], like); i++) {
		const bool *admin = ((const struct membership *)made->items[i])->admin;

		if (admin && *admin)
			return true;
	}
	return false;
}

/* Leaves the changes that would take ADMIN from a grantor to a person. Gives whether there are any.
 */
static bool keep_grantor(const struct list *rows, const struct list *made,
			 const struct membership *granted, struct arena *arena)
{
	const struct membership like = {.role = granted->role, .member = granted->granted_by};
	bool found = false;

	if (has_admin(rows, made, &like))
		return false;
	for (size_t i = membership_first(rows, like.member, like.role);
	     i < rows->count && membership_same_pair(rows->items[i], &like); i++) {
		struct membership *row = rows->items[i];
		struct change *change = row->object.change;

		if (!*row->admin || !change)
			continue;
		change->person = true;
		change->reason = text_format(
			arena, "%V is a member by its grant: revoke that or list it first",
			granted->member);
		row->object.change = NULL;
		if (change->to)
			change->to->change = NULL;
		found = true;
	}
	return found;
}

/* The memberships that are to be made, in their order. */
static struct list made_by(const struct list *changes, struct arena *arena)
{
	struct list made = {0};

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (change->kind == &membership_kind && change->verb == CHANGE_CREATE)
			list_add(arena, &made, change->to);
	}
	return made;
}

/* A grantor keeps ADMIN as long as something stands that it granted; what the manifest lists has
 * been given another grantor before (pair.c). */
bool membership_keep_grantors(const struct list *changes, const struct state *actual,
			      const struct facts *facts)
{
	const struct list *rows = state_of(actual, &membership_kind);
	const struct list made = made_by(changes, actual->arena);
	bool found = true, any = false;

	while (found) {
		found = false;
		for (size_t i = 0; i < rows->count; i++)
			if (needs_grantor(rows->items[i], actual, facts))
				found |= keep_grantor(rows, &made, rows->items[i], actual->arena);
		any |= found;
	}
	return any;
}

void membership_guard(const struct list *changes, const struct state *actual,
		      const struct facts *facts)
{
	if (facts->version >= GRANTOR_IN_KEY)
		membership_keep_grantors(changes, actual, facts);
	membership_untie(changes, actual);
}
