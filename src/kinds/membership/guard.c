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

/* Whether the row is one that can grant when the plan has run. */
static bool keeps_admin(const struct membership *row)
{
	const struct change *change = row->object.change;
	const struct membership *to = change ? membership_of(change->to) : row;

	return *row->admin && to && !(to->admin && !*to->admin);
}

/* Leaves the changes that would take ADMIN from a grantor to a person. Gives whether there are any.
 */
static bool keep_grantor(const struct list *rows, const struct membership *granted,
			 struct arena *arena)
{
	const struct membership like = {.role = granted->role, .member = granted->granted_by};
	const size_t first = membership_first(rows, like.member, like.role);
	bool found = false;

	for (size_t i = first; i < rows->count && membership_same_pair(rows->items[i], &like); i++)
		if (keeps_admin(rows->items[i]))
			return false;
	for (size_t i = first; i < rows->count && membership_same_pair(rows->items[i], &like);
	     i++) {
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

/* A grantor keeps ADMIN as long as something stands that it granted; what the manifest lists has
 * been given another grantor before (pair.c). */
static void keep_grantors(const struct state *actual, const struct facts *facts)
{
	const struct list *rows = state_of(actual, &membership_kind);
	bool found = true;

	while (found) {
		found = false;
		for (size_t i = 0; i < rows->count; i++) {
			const struct membership *row = rows->items[i];
			const struct change *change = row->object.change;

			if (row->granted_by && !(change && change->verb == CHANGE_DROP) &&
			    strcmp(row->granted_by, facts->bootstrap) != 0)
				found |= keep_grantor(rows, row, actual->arena);
		}
	}
}

void membership_guard(const struct list *changes, const struct state *actual,
		      const struct facts *facts)
{
	if (facts->version >= GRANTOR_IN_KEY)
		keep_grantors(actual, facts);
	membership_untie(changes, actual);
}
