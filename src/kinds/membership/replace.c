/* SPDX-License-Identifier: PostgreSQL
 *
 * What becomes of memberships when roles go: what these have granted needs another grantor, and
 * what they hold may have to be revoked before they are dropped.
 */
#include <string.h>

#include "kinds/membership/pairer.h"
#include "kinds/role/role.h"

/* Whether the role goes by this plan, if nothing keeps it. */
bool pairer_goes(const struct pairer *pairer, const char *name)
{
	const struct object *role = state_named(pairer->actual, &role_kind, NULL, name);

	return role && (role->retiring || (role->exact && !role->ignored && !role->needed &&
					   !state_named(pairer->desired, &role_kind, NULL, name)));
}

static bool is_true(const bool *value)
{
	return value && *value;
}

/* Whether the member has ADMIN by a way that is shorter than this row. */
static bool has_shorter_way(const struct pairer *pairer, const struct membership *like)
{
	const struct list *rows = pairer->rows;

	for (size_t i = membership_first(rows, like->member, like->role);
	     i < rows->count && membership_same_pair(rows->items[i], like); i++) {
		const struct membership *row = rows->items[i];

		if (*row->admin && row->distance < like->distance)
			return true;
	}
	return false;
}

/* Whether the row must be revoked before its member or role is dropped, which would take it along:
 * its grantor's own row may have to go between the two. */
static bool goes_before(const struct pairer *pairer, const struct membership *row)
{
	return pairer_goes(pairer, row->role) ||
	       (pairer_goes(pairer, row->member) && has_shorter_way(pairer, row));
}

/* A new entry for the row: what it has shall stay, whoever grants it. */
static struct membership *entry_for(const struct pairer *pairer, const struct membership *row)
{
	struct membership *entry = (struct membership *)object_new(pairer->arena, &membership_kind);

	entry->role = row->role;
	entry->member = row->member;
	for (const struct field *field = membership_kind.fields; field->name; field++)
		if (field->type == FIELD_BOOL && is_true(field_get(field, &row->object)))
			field_set(field, &entry->object, field_bool(true));
	return entry;
}

/* What a third party holds by the grant of a role that goes is granted again, unless a rule says
 * that it goes, too. */
void pairer_replace_grantors(const struct pairer *pairer, struct list *set)
{
	const size_t before = set->count;

	for (size_t i = 0; i < pairer->rows->count; i++) {
		struct membership *row = pairer->rows->items[i];

		if (!row->granted_by || pairer_is_bootstrap(pairer, row->granted_by) ||
		    row->object.ignored)
			continue;
		if (goes_before(pairer, row)) {
			row->object.retiring = true;
		} else if (pairer_goes(pairer, row->granted_by) &&
			   !pairer_goes(pairer, row->member)) {
			row->object.retiring = true;
			if (!row->object.exact)
				list_add(pairer->arena, set, entry_for(pairer, row));
		}
	}
	if (set->count > before)
		list_sort(set, object_compare);
}
