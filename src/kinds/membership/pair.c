/* SPDX-License-Identifier: PostgreSQL
 *
 * Which row of pg_auth_members an entry is about. An entry without a grantor is content with any
 * row of its member and role whose grantor can keep it; one with a grantor is about that one's row.
 */
#include <string.h>

#include "kinds/membership/membership.h"
#include "kinds/role/role.h"

struct pairer {
	struct arena *arena; /* of the desired state */
	const struct state *desired;
	const struct state *actual;
	const struct facts *facts;
	struct diags *diags;
	const struct list *rows; /* the actual ones */
	size_t at;               /* the first of them that is not before the current entry's */
	struct list wanted;      /* the manifest's, each member, role and grantor once */
	struct list pairs;       /* what shall be, in the end */
};

static bool is_bootstrap(const struct pairer *pairer, const char *role)
{
	return strcmp(role, pairer->facts->bootstrap) == 0;
}

/* The row that CREATEROLE leaves for the creator of a role: ADMIN, nothing else, by the bootstrap
 * superuser (createrole_self_grant in the manual). */
static bool is_creators(const struct pairer *pairer, const struct membership *row)
{
	const struct object *member;

	if (!row->granted_by || !*row->admin || *row->inherit || *row->set ||
	    !is_bootstrap(pairer, row->granted_by))
		return false;
	member = state_named(pairer->actual, &role_kind, NULL, row->member);
	return member && *((const struct role *)member)->createrole;
}

/* Where the rows of the entry's member and role begin, or would. Entries come in the rows' order.
 */
static size_t first_row(struct pairer *pairer, const struct membership *entry)
{
	while (pairer->at < pairer->rows->count &&
	       membership_compare_pairs(pairer->rows->items[pairer->at], entry) < 0)
		pairer->at++;
	return pairer->at;
}

/* Adds what one entry says of the options to another one of the same membership. */
static void merge(const struct pairer *pairer, struct membership *into,
		  const struct membership *more)
{
	struct diags *diags = pairer->diags;

	for (const struct field *field = membership_kind.fields; field->name; field++) {
		if (field->type != FIELD_BOOL || !field_get(field, &more->object))
			continue;
		if (!field_get(field, &into->object))
			field_set(field, &into->object, field_get(field, &more->object));
		else if (!field_equal(field, &into->object, &more->object))
			diag_error(diags, object_place_of(&more->object, field->name),
				   "%Q of the %s is written twice, with different values",
				   field->name, object_title_in(diags->arena, &more->object))
				->other = object_place_of(&into->object, field->name);
	}
}

/* What another entry of the same membership says already is said once: before PostgreSQL 16 all of
 * one member and role are the same, since then those with the same grantor, and one without. */
static void take_wanted(struct pairer *pairer, const struct list *set)
{
	const bool one = pairer->facts->version < GRANTOR_IN_KEY;

	for (size_t i = 0; i < set->count; i++) {
		struct membership *entry = set->items[i];
		struct membership *before = pairer->wanted.count
						    ? pairer->wanted.items[pairer->wanted.count - 1]
						    : NULL;

		if (!before || !membership_same_pair(before, entry)) {
			list_add(pairer->arena, &pairer->wanted, entry);
		} else if (one || !before->granted_by) { /* the one without a grantor sorts first */
			merge(pairer, entry, before);
			pairer->wanted.items[pairer->wanted.count - 1] = entry;
		} else {
			list_add(pairer->arena, &pairer->wanted, entry);
		}
	}
}

/* Whether an entry leaves or gives ADMIN to some row that it is about. */
static bool leaves_admin(const struct pairer *pairer, const struct membership *entry)
{
	if (entry->admin)
		return *entry->admin;
	for (size_t i = membership_first(pairer->rows, entry->member, entry->role);
	     i < pairer->rows->count; i++) {
		const struct membership *row = pairer->rows->items[i];

		if (!membership_same_pair(row, entry))
			break;
		if (*row->admin && (!entry->granted_by || !row->granted_by ||
				    strcmp(entry->granted_by, row->granted_by) == 0))
			return true;
	}
	return false;
}

/* Whether the role will have ADMIN when the plan has run, so that what it granted can stay. */
static bool will_grant(const struct pairer *pairer, const char *grantor, const char *role)
{
	const struct list *wanted = &pairer->wanted, *rows = pairer->rows;
	const struct membership like = {.member = grantor, .role = role};
	bool any = false;

	const struct object *there = state_named(pairer->actual, &role_kind, NULL, grantor);

	if (is_bootstrap(pairer, grantor))
		return true;
	if (there && there->retiring)
		return false;
	for (size_t i = membership_first(wanted, grantor, role);
	     i < wanted->count && membership_same_pair(wanted->items[i], &like); i++) {
		const struct membership *entry = wanted->items[i];

		if (leaves_admin(pairer, entry))
			return true;
		any |= !entry->granted_by; /* then it speaks of all rows */
	}
	for (size_t i = membership_first(rows, grantor, role);
	     !any && i < rows->count && membership_same_pair(rows->items[i], &like); i++) {
		const struct membership *row = rows->items[i];

		if (*row->admin && (row->object.ignored || !row->object.exact))
			return true;
	}
	return false;
}

/* From 16 the grantor must hold ADMIN OPTION itself (check_role_grantor in user.c). That it is
 * there at all has been checked. */
static void check_grantor(const struct pairer *pairer, const struct membership *entry)
{
	struct diags *diags = pairer->diags;
	struct diag *diag;

	if (will_grant(pairer, entry->granted_by, entry->role) ||
	    (!state_named(pairer->desired, &role_kind, NULL, entry->granted_by) &&
	     !state_named(pairer->actual, &role_kind, NULL, entry->granted_by)))
		return;
	diag = diag_error(diags, object_place_of(&entry->object, "granted_by"),
			  "role %Q cannot grant role %Q: it has no ADMIN option on it",
			  entry->granted_by, entry->role);
	diag->hint = text_format(diags->arena,
				 "list the membership of %Q in %Q with admin: true, or leave "
				 "granted_by out",
				 entry->granted_by, entry->role);
}

/* How many of the options that the manifest writes a row has; the creator's row is the last choice,
 * the bootstrap superuser's the first. */
static int fit(const struct pairer *pairer, const struct membership *entry,
	       const struct membership *row)
{
	int count = 0;

	for (const struct field *field = membership_kind.fields; field->name; field++)
		if (field->type == FIELD_BOOL && field_get(field, &entry->object))
			count += 2 * field_equal(field, &entry->object, &row->object);
	if (is_creators(pairer, row) && !(entry->inherit && entry->set))
		return -1;
	return count + (row->granted_by && is_bootstrap(pairer, row->granted_by));
}

/* What a row has in the options that the entry does not write is left as it is. */
static void keep_options(struct membership *entry, const struct membership *row)
{
	for (const struct field *field = membership_kind.fields; field->name; field++)
		if (field->type == FIELD_BOOL && !field_get(field, &entry->object))
			field_set(field, &entry->object, field_get(field, &row->object));
}

/* Rows beside the one that an entry without a grantor was given stay too; but an option that shall
 * be false is false in all of them. */
static void restrain(struct pairer *pairer, const struct membership *entry,
		     const struct membership *row)
{
	struct membership *other = (struct membership *)object_new(pairer->arena, &membership_kind);

	other->object.node = entry->object.node;
	other->role = entry->role;
	other->member = entry->member;
	other->granted_by = row->granted_by;
	other->several = true;
	for (const struct field *field = membership_kind.fields; field->name; field++) {
		const bool *value = field->type == FIELD_BOOL ? field_get(field, &entry->object)
							      : NULL;

		if (value && !*value)
			field_set(field, &other->object, value);
	}
	list_add(pairer->arena, &pairer->pairs, other);
}

/* Gives an entry without a grantor the row that fits best. A row whose grantor loses its ADMIN
 * cannot stay: where there is no other, the membership is granted anew. */
static void choose_row(struct pairer *pairer, struct membership *entry)
{
	const size_t first = first_row(pairer, entry);
	const struct membership *best = NULL, *lost = NULL;
	size_t end = first;

	for (; end < pairer->rows->count && membership_same_pair(pairer->rows->items[end], entry);
	     end++) {
		const struct membership *row = pairer->rows->items[end];

		if (row->granted_by && !will_grant(pairer, row->granted_by, row->role))
			lost = row;
		else if (!best || fit(pairer, entry, row) > fit(pairer, entry, best))
			best = row;
	}
	entry->several = end > first + 1;
	if (!best && lost) {
		keep_options(entry, lost);
		entry->anew = lost->granted_by;
	}
	if (!best)
		return;
	entry->granted_by = best->granted_by;
	if (is_creators(pairer, best) && !entry->inherit && !entry->set) {
		/* a manifest that lists the membership means more than the creator's ADMIN */
		entry->inherit = field_bool(true);
		entry->set = field_bool(true);
	}
	for (size_t i = first; i < end; i++) {
		const struct membership *row = pairer->rows->items[i];

		if (row != best && !row->object.ignored &&
		    (!row->granted_by || will_grant(pairer, row->granted_by, row->role)))
			restrain(pairer, entry, row);
	}
}

/* Before 16 a pair has one row, and its grantor is of no matter. */
static void take_grantor(struct pairer *pairer, struct membership *entry)
{
	const size_t at = first_row(pairer, entry);

	if (at < pairer->rows->count && membership_same_pair(pairer->rows->items[at], entry))
		entry->granted_by =
			((const struct membership *)pairer->rows->items[at])->granted_by;
}

void membership_pair(struct state *desired, struct state *actual, const struct facts *facts,
		     struct diags *diags)
{
	struct pairer pairer = {.arena = desired->arena,
				.desired = desired,
				.actual = actual,
				.facts = facts,
				.diags = diags,
				.rows = state_of(actual, &membership_kind)};
	const bool many = facts->version >= GRANTOR_IN_KEY;

	for (size_t i = 0; many && i < pairer.rows->count; i++) {
		struct membership *row = pairer.rows->items[i];

		row->object.ignored |= is_creators(&pairer, row);
	}
	take_wanted(&pairer, state_of(desired, &membership_kind));
	for (size_t i = 0; i < pairer.wanted.count; i++) {
		/* a copy, so that what is decided for one does not look written to the next */
		struct membership *entry =
			(struct membership *)object_new(desired->arena, &membership_kind);

		*entry = *(const struct membership *)pairer.wanted.items[i];
		list_add(desired->arena, &pairer.pairs, entry);
		if (!many)
			take_grantor(&pairer, entry);
		else if (entry->granted_by)
			check_grantor(&pairer, entry);
		else
			choose_row(&pairer, entry);
	}
	list_sort(&pairer.pairs, object_compare);
	*state_of(desired, &membership_kind) = pairer.pairs;
}
