/* SPDX-License-Identifier: PostgreSQL
 *
 * On what memberships stand: from PostgreSQL 16 on a grantor's on its own ADMIN, which somebody has
 * granted it, and so on down to the bootstrap superuser. Who has ADMIN several times can be granted
 * it by those to whom it has granted it itself; so the shortest way is the one that counts.
 */
#include <string.h>

#include "kinds/membership/pairer.h"
#include "kinds/role/role.h"

static int compare_grantors(const void *a, const void *b)
{
	const struct membership *one = a, *other = b;
	const int order = strcmp(one->granted_by, other->granted_by);

	return order ? order : strcmp(one->role, other->role);
}

/* Where the rows begin that this one's member has granted of the same role. */
static size_t first_granted(const struct list *granted, const struct membership *like)
{
	size_t low = 0, high = granted->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (compare_grantors(granted->items[middle], like) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool gives_admin(const struct membership *row)
{
	return row->admin && *row->admin;
}

/* Breadth first, so that the first way that is found is the shortest. */
static void walk(struct arena *scratch, const struct list *granted, struct list *reached)
{
	for (size_t i = 0; i < reached->count; i++) {
		const struct membership *from = reached->items[i];
		const struct membership like = {.granted_by = from->member, .role = from->role};

		for (size_t j = first_granted(granted, &like);
		     j < granted->count && compare_grantors(granted->items[j], &like) == 0; j++) {
			struct membership *row = granted->items[j];

			if (row->distance)
				continue;
			row->distance = from->distance + 1;
			row->circular = false;
			if (gives_admin(row))
				list_add(scratch, reached, row);
		}
	}
}

void membership_measure(const struct list *rows, const struct facts *facts)
{
	struct arena *scratch = arena_create(NULL);
	struct list granted = {0}, reached = {0};

	for (size_t i = 0; i < rows->count; i++) {
		struct membership *row = rows->items[i];

		row->circular = row->granted_by && strcmp(row->granted_by, facts->bootstrap) != 0;
		row->distance = row->circular ? 0 : 1;
		if (row->circular)
			list_add(scratch, &granted, row);
		else if (gives_admin(row))
			list_add(scratch, &reached, row);
	}
	list_sort(&granted, compare_grantors);
	walk(scratch, &granted, &reached);
	arena_destroy(scratch);
}

static const struct membership *row_of(const struct pairer *pairer, const struct membership *entry)
{
	return (const struct membership *)state_find(pairer->actual, &entry->object);
}

/* Adds what gives somebody ADMIN besides the pairs when the plan has run. */
static void add_staying(const struct pairer *pairer, struct arena *scratch, struct list *after)
{
	const struct list *roles = state_of(pairer->desired, &role_kind);

	for (size_t i = 0; i < pairer->rows->count; i++) {
		const struct membership *row = pairer->rows->items[i];
		struct membership *copy;

		if (!*row->admin || row->object.retiring ||
		    (row->object.exact && !row->object.ignored))
			continue;
		copy = arena_alloc(scratch, sizeof(*copy));
		*copy = *row;
		list_add(scratch, after, copy);
	}
	for (size_t i = 0; i < roles->count; i++) {
		const char *name = object_name(roles->items[i]);
		struct membership *row;

		if (!pairer_becomes_creator(pairer, pairer->facts->user, name))
			continue;
		row = arena_alloc(scratch, sizeof(*row));
		*row = (struct membership){
			.role = name, .member = pairer->facts->user, .admin = field_bool(true)};
		list_add(scratch, after, row);
	}
}

static void measure_pairs(const struct pairer *pairer)
{
	struct arena *scratch = arena_create(NULL);
	struct list after = {0};

	list_join(scratch, &after, &pairer->pairs);
	add_staying(pairer, scratch, &after);
	membership_measure(&after, pairer->facts);
	arena_destroy(scratch);
}

static void report_circle(const struct pairer *pairer, const struct membership *entry)
{
	struct diag *diag = diag_error(pairer->diags, object_place_of(&entry->object, "granted_by"),
				       "role %Q cannot grant role %Q: it would have its ADMIN "
				       "option by what it grants",
				       entry->granted_by, entry->role);

	diag->hint =
		text_format(pairer->diags->arena,
			    "list a membership of %Q in %Q with admin: true by another grantor, "
			    "or leave granted_by out",
			    entry->granted_by, entry->role);
}

/* What the manifest does not say is as it is. Gives whether grantors matter at all. */
static bool take_options(const struct pairer *pairer)
{
	bool any = false;

	for (size_t i = 0; i < pairer->pairs.count; i++) {
		struct membership *pair = pairer->pairs.items[i];
		const struct membership *row;

		if (!pair->granted_by)
			continue;
		any |= !pairer_is_bootstrap(pairer, pair->granted_by);
		row = row_of(pairer, pair);
		if (row)
			pairer_keep_options(pair, row);
	}
	return any;
}

/* Grants must not come to stand on nothing but each other: what may have any grantor is granted
 * anew then, and what has a written one is an error. */
void pairer_break_circles(const struct pairer *pairer)
{
	bool any = false;

	if (!take_options(pairer))
		return;
	measure_pairs(pairer);
	for (size_t i = 0; i < pairer->chosen.count; i++) {
		struct membership *pair = pairer->chosen.items[i];
		const struct membership *row = pair->circular ? row_of(pairer, pair) : NULL;

		if (!row || row->circular)
			continue;
		pair->anew = pair->granted_by;
		pair->granted_by = NULL;
		any = true;
	}
	if (any)
		measure_pairs(pairer);
	for (size_t i = 0; i < pairer->pairs.count; i++) {
		const struct membership *pair = pairer->pairs.items[i];

		if (pair->circular && !row_of(pairer, pair))
			report_circle(pairer, pair);
	}
}
