/* SPDX-License-Identifier: PostgreSQL
 *
 * Which row of pg_auth_members an entry is about. An entry without a grantor is content with any
 * row of its member and role whose grantor can keep it; one with a grantor is about that one's row.
 */
#include <string.h>

#include "kinds/membership/pairer.h"
#include "kinds/role/role.h"

bool pairer_is_bootstrap(const struct pairer *pairer, const char *role)
{
	return strcmp(role, pairer->facts->bootstrap) == 0;
}

bool pairer_has_many_rows(const struct pairer *pairer)
{
	return pairer->facts->version >= GRANTOR_IN_KEY;
}

static bool is_true(const bool *value)
{
	return value && *value;
}

static bool is_false(const bool *value)
{
	return value && !*value;
}

static bool is_self_granted(const struct membership *membership)
{
	return membership->granted_by && strcmp(membership->granted_by, membership->member) == 0;
}

/* Whether the role will have CREATEROLE when the plan has run. */
static bool creates_roles(const struct pairer *pairer, const char *name)
{
	const struct object *object = state_named(pairer->desired, &role_kind, NULL, name);
	const struct role *role = (const struct role *)object;

	if (!role || !role->createrole)
		role = (const struct role *)state_named(pairer->actual, &role_kind, NULL, name);
	return role && is_true(role->createrole);
}

/* The row that CREATEROLE leaves for the creator of a role: ADMIN, nothing else, by the bootstrap
 * superuser (createrole_self_grant in the manual). */
static bool is_creators(const struct pairer *pairer, const struct membership *row)
{
	return row->granted_by && *row->admin && !*row->inherit && !*row->set &&
	       pairer_is_bootstrap(pairer, row->granted_by) && creates_roles(pairer, row->member);
}

/* Only superusers change that row: to others it is as it is, whatever an entry says. */
static bool is_fixed(const struct pairer *pairer, const struct membership *row)
{
	return !pairer->facts->superuser && is_creators(pairer, row);
}

/* Whether the plan makes the role, and leaves that row for the member. */
bool pairer_becomes_creator(const struct pairer *pairer, const char *member, const char *role)
{
	return pairer_has_many_rows(pairer) && !pairer->facts->superuser &&
	       strcmp(member, pairer->facts->user) == 0 &&
	       !state_named(pairer->actual, &role_kind, NULL, role);
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
 * one member and role are the same, since then those with the same grantor, and one without. What a
 * role grants itself stands on another row, of which the one without a grantor speaks. */
static void take_wanted(struct pairer *pairer, const struct list *set)
{
	struct list *wanted = &pairer->wanted;
	size_t first = 0; /* of the same pair; the one without a grantor sorts first */

	for (size_t i = 0; i < set->count; i++) {
		struct membership *entry = set->items[i];
		struct membership *before = first < wanted->count ? wanted->items[first] : NULL;

		if (!before || !membership_same_pair(before, entry)) {
			first = wanted->count;
			list_add(pairer->arena, wanted, entry);
		} else if (!pairer_has_many_rows(pairer) ||
			   (!before->granted_by && !is_self_granted(entry))) {
			merge(pairer, entry, before);
			wanted->items[first] = entry;
		} else {
			list_add(pairer->arena, wanted, entry);
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

	if (pairer_is_bootstrap(pairer, grantor) || pairer_becomes_creator(pairer, grantor, role))
		return true;
	if (pairer_goes(pairer, grantor))
		return false;
	for (size_t i = membership_first(wanted, grantor, role);
	     i < wanted->count && membership_same_pair(wanted->items[i], &like); i++) {
		const struct membership *entry = wanted->items[i];

		if (leaves_admin(pairer, entry))
			return true;
		any |= !entry->granted_by; /* then it speaks of all rows */
	}
	for (size_t i = membership_first(rows, grantor, role);
	     i < rows->count && membership_same_pair(rows->items[i], &like); i++) {
		const struct membership *row = rows->items[i];

		if (*row->admin &&
		    (any ? is_fixed(pairer, row) : row->object.ignored || !row->object.exact))
			return true;
	}
	return false;
}

/* From 16 the grantor must hold ADMIN OPTION itself (check_role_grantor in user.c), and not by what
 * it grants (AddRoleMems). That it is there at all has been checked. */
static void check_grantor(const struct pairer *pairer, const struct membership *entry)
{
	struct diags *diags = pairer->diags;
	struct diag *diag;

	if (is_self_granted(entry) && is_true(entry->admin) &&
	    !pairer_is_bootstrap(pairer, entry->member)) {
		diag = diag_error(diags, object_place_of(&entry->object, "granted_by"),
				  "role %Q cannot grant itself the ADMIN option on role %Q",
				  entry->member, entry->role);
		diag->hint = "leave admin or granted_by out";
		return;
	}
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
	return count + (row->granted_by && pairer_is_bootstrap(pairer, row->granted_by));
}

void pairer_keep_options(struct membership *entry, const struct membership *row)
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

/* Whether the executing role cannot give the row what the entry wants, but can grant it by a row of
 * its own: only superusers change what the bootstrap superuser has granted. */
static bool is_out_of_reach(const struct pairer *pairer, const struct membership *entry,
			    const struct membership *row)
{
	bool lacks = is_fixed(pairer, row) && !(entry->inherit && entry->set);

	if (pairer->facts->superuser || !row->granted_by ||
	    !pairer_is_bootstrap(pairer, row->granted_by))
		return false;
	for (const struct field *field = membership_kind.fields; field->name; field++) {
		const bool *value = field->type == FIELD_BOOL ? field_get(field, &entry->object)
							      : NULL;

		if (!value || field_equal(field, &entry->object, &row->object))
			continue;
		if (!*value && !is_fixed(pairer, row))
			return false;
		lacks = true;
	}
	return lacks;
}

/* Whether an entry with a grantor is about the row. */
static bool is_written(const struct pairer *pairer, const struct membership *row)
{
	const struct list *wanted = &pairer->wanted;

	for (size_t i = membership_first(wanted, row->member, row->role);
	     i < wanted->count && membership_same_pair(wanted->items[i], row); i++)
		if (object_compare(wanted->items[i], row) == 0)
			return true;
	return false;
}

/* The row that fits best, or NULL. A row whose grantor loses its ADMIN cannot stay. */
static const struct membership *best_row(struct pairer *pairer, const struct membership *entry,
					 size_t first, size_t end, bool *beyond)
{
	const struct membership *best = NULL;

	for (size_t i = first; i < end; i++) {
		const struct membership *row = pairer->rows->items[i];

		if (is_written(pairer, row) ||
		    (row->granted_by && !will_grant(pairer, row->granted_by, row->role)))
			continue;
		if (is_out_of_reach(pairer, entry, row))
			*beyond = true;
		else if (!best || fit(pairer, entry, row) > fit(pairer, entry, best))
			best = row;
	}
	return best;
}

/* A new row takes the place of these, which cannot stay: it has what any of them had. */
static void make_anew(const struct pairer *pairer, struct membership *entry, size_t first,
		      size_t end)
{
	struct membership had = {.object.kind = &membership_kind};

	for (size_t i = first; i < end; i++) {
		const struct membership *row = pairer->rows->items[i];

		if (is_written(pairer, row))
			continue;
		entry->anew = row->granted_by;
		for (const struct field *field = membership_kind.fields; field->name; field++)
			if (field->type == FIELD_BOOL && !is_true(field_get(field, &had.object)))
				field_set(field, &had.object, field_get(field, &row->object));
	}
	pairer_keep_options(entry, &had);
}

/* A manifest that lists the membership means more than the creator's ADMIN. */
static void take_creators(struct membership *entry)
{
	if (entry->inherit || entry->set)
		return;
	entry->inherit = field_bool(true);
	entry->set = field_bool(true);
}

/* Gives an entry without a grantor the row that fits best; where there is none, the membership is
 * granted, or granted anew. */
static void choose_row(struct pairer *pairer, struct membership *entry)
{
	const size_t first = first_row(pairer, entry);
	const struct membership *best;
	bool beyond = false, own;
	size_t end = first;

	while (end < pairer->rows->count && membership_same_pair(pairer->rows->items[end], entry))
		end++;
	entry->several = end > first + 1;
	best = best_row(pairer, entry, first, end, &beyond);
	own = best ? is_self_granted(best)
		   : beyond && strcmp(entry->member, pairer->facts->user) == 0;
	if (best) {
		entry->granted_by = best->granted_by;
		if (is_creators(pairer, best))
			take_creators(entry);
	} else if (end > first && !beyond) {
		make_anew(pairer, entry, first, end);
	}
	/* what a role grants itself stands on another row, which has ADMIN */
	if (own && is_true(entry->admin))
		entry->admin = NULL;
	for (size_t i = first; i < end; i++) {
		const struct membership *row = pairer->rows->items[i];

		if (row != best && !row->object.ignored && !is_written(pairer, row) &&
		    (!row->granted_by || will_grant(pairer, row->granted_by, row->role)))
			restrain(pairer, entry, row);
	}
	list_add(pairer->arena, &pairer->chosen, entry);
}

/* Where the plan makes the role, its creator gets ADMIN with it. Gives whether that is all that the
 * entry wants. */
static bool leave_to_creation(const struct pairer *pairer, struct membership *entry)
{
	if (is_self_granted(entry) || !pairer_becomes_creator(pairer, entry->member, entry->role))
		return false;
	if (entry->granted_by)
		return pairer_is_bootstrap(pairer, entry->granted_by) && !is_false(entry->admin) &&
		       !is_true(entry->inherit) && !is_true(entry->set);
	if (is_true(entry->admin))
		entry->admin = NULL;
	return !entry->admin && is_false(entry->inherit) && is_false(entry->set);
}

/* Before 16 a pair has one row, and its grantor is of no matter. */
static void take_grantor(struct pairer *pairer, struct membership *entry)
{
	const size_t at = first_row(pairer, entry);

	if (at < pairer->rows->count && membership_same_pair(pairer->rows->items[at], entry))
		entry->granted_by =
			((const struct membership *)pairer->rows->items[at])->granted_by;
}

static void pair_one(struct pairer *pairer, const struct membership *wanted)
{
	/* a copy, so that what is decided for one does not look written to the next */
	struct membership *entry = (struct membership *)object_new(pairer->arena, &membership_kind);

	*entry = *wanted;
	if (leave_to_creation(pairer, entry))
		return;
	list_add(pairer->arena, &pairer->pairs, entry);
	if (!pairer_has_many_rows(pairer))
		take_grantor(pairer, entry);
	else if (entry->granted_by)
		check_grantor(pairer, entry);
	else
		choose_row(pairer, entry);
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
	struct list *set = state_of(desired, &membership_kind);
	const bool many = pairer_has_many_rows(&pairer);

	for (size_t i = 0; many && i < pairer.rows->count; i++) {
		struct membership *row = pairer.rows->items[i];

		row->object.ignored |= is_creators(&pairer, row);
	}
	if (many) {
		membership_measure(pairer.rows, facts);
		pairer_replace_grantors(&pairer, set);
	}
	take_wanted(&pairer, set);
	for (size_t i = 0; i < pairer.wanted.count; i++)
		pair_one(&pairer, pairer.wanted.items[i]);
	if (many && !diags->errors)
		pairer_break_circles(&pairer);
	list_sort(&pairer.pairs, object_compare);
	*set = pairer.pairs;
}
