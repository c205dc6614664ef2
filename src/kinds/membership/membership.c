/* SPDX-License-Identifier: PostgreSQL
 *
 * Memberships: GRANT role TO role, and its way back.
 */
#include "kinds/membership/membership.h"

#include <string.h>

#include "kinds/role/role.h"
#include "model/change.h"
#include "sql.h"

enum { GRANTOR_IN_KEY = 160000 };

static const struct field fields[] = {
	{.name = "member",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_PLACED,
	 .offset = offsetof(struct membership, member),
	 .refers = &role_kind},
	{.name = "role",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct membership, role),
	 .refers = &role_kind,
	 .doc = "the role that it is a member of"},
	{.name = "granted_by",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct membership, granted_by),
	 .refers = &role_kind,
	 .doc = "the grantor; not written, any will do. Before PostgreSQL 16 it is only set when "
		"the membership is made"},
	{.name = "admin",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct membership, admin),
	 .doc = "may grant the role to others; not written, it is left as it is"},
	{.name = "inherit",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct membership, inherit),
	 .since = GRANTOR_IN_KEY,
	 .doc = "has the role's privileges without SET ROLE; not written, it is left as it is"},
	{.name = "set",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct membership, set),
	 .since = GRANTOR_IN_KEY,
	 .doc = "may SET ROLE to it; not written, it is left as it is"},
	{.name = NULL},
};

static const struct query queries[] = {
	{.since = GRANTOR_IN_KEY, .sql = sql_membership},
	{.sql = sql_membership_pre16},
	{.sql = NULL},
};

static const struct membership *membership_of(const struct object *object)
{
	return (const struct membership *)object;
}

static void title(struct text *text, const struct object *object)
{
	const struct membership *membership = membership_of(object);

	text_addf(text, "membership of %V in %V", membership->member, membership->role);
}

static void check(const struct object *object, struct diags *diags)
{
	const struct membership *membership = membership_of(object);

	if (membership->member && strcmp(membership->role, membership->member) == 0)
		diag_error(diags, object_place(object), "role %Q cannot be a member of itself",
			   membership->role);
}

/* How many of the options that the manifest writes a row has. */
static int fit(const struct membership *desired, const struct membership *row)
{
	int count = 0;

	for (const struct field *field = fields; field->name; field++)
		if (field->type == FIELD_BOOL && field_get(field, &desired->object))
			count += field_equal(field, &desired->object, &row->object);
	return count;
}

/* The row that CREATEROLE leaves for the creator of a role: ADMIN, nothing else, by the bootstrap
 * superuser (createrole_self_grant in the manual). */
static bool is_creators(const struct membership *row, const struct state *actual,
			const struct facts *facts)
{
	const struct role *role;

	if (facts->version < GRANTOR_IN_KEY || !row->granted_by || !*row->admin || *row->inherit ||
	    *row->set || strcmp(row->granted_by, facts->bootstrap) != 0)
		return false;
	role = (const struct role *)state_named(actual, &role_kind, NULL, row->member);
	return role && *role->createrole;
}

/* Rows of one (role, member) beside the one that the manifest's entry was paired with: an option
 * that shall be false is false in all of them. */
static void restrain(struct state *desired, const struct membership *like,
		     const struct membership *row)
{
	struct membership *other =
		(struct membership *)object_new(desired->arena, &membership_kind);

	other->object.node = like->object.node;
	other->role = like->role;
	other->member = like->member;
	other->granted_by = row->granted_by;
	if (like->admin && !*like->admin)
		other->admin = like->admin;
	if (like->inherit && !*like->inherit)
		other->inherit = like->inherit;
	if (like->set && !*like->set)
		other->set = like->set;
	state_add(desired, &other->object);
}

static bool same_pair(const struct membership *a, const struct membership *b)
{
	return strcmp(a->role, b->role) == 0 && strcmp(a->member, b->member) == 0;
}

static int compare_pairs(const struct membership *a, const struct membership *b)
{
	const int order = a->member == b->member ? 0 : strcmp(a->member, b->member);

	return order ? order : strcmp(a->role, b->role);
}

/* The first row of the sorted set that is not before the pair of the membership. */
static size_t first_row(const struct list *rows, const struct membership *like)
{
	size_t low = 0, high = rows->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (compare_pairs(rows->items[middle], like) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Gives a membership without a written grantor the grantor of the row that fits best. */
static void pair_one(struct state *desired, struct membership *membership, size_t first,
		     const struct state *actual, const struct facts *facts)
{
	const struct list *rows = state_of(actual, &membership_kind);
	const struct membership *best = NULL;
	size_t end = first;

	for (; end < rows->count && same_pair(rows->items[end], membership); end++) {
		const struct membership *row = rows->items[end];
		const bool bootstrap = row->granted_by &&
				       strcmp(row->granted_by, facts->bootstrap) == 0;

		if (!best || fit(membership, row) > fit(membership, best) ||
		    (bootstrap && fit(membership, row) == fit(membership, best)))
			best = row;
	}
	if (!best)
		return;
	membership->granted_by = best->granted_by;
	if (is_creators(best, actual, facts) && !membership->inherit && !membership->set) {
		/* a manifest that lists the membership means more than the creator's ADMIN */
		membership->inherit = field_bool(true);
		membership->set = field_bool(true);
	}
	for (size_t i = first; i < end; i++)
		if (rows->items[i] != best)
			restrain(desired, membership, rows->items[i]);
}

static bool has_admin(const struct state *state, const struct membership *granted)
{
	const struct list *rows = state_of(state, &membership_kind);
	const struct membership like = {.role = granted->role, .member = granted->granted_by};

	for (size_t i = first_row(rows, &like); i < rows->count; i++) {
		const struct membership *row = rows->items[i];

		if (!same_pair(row, &like))
			break;
		if (row->admin && *row->admin)
			return true;
	}
	return false;
}

/* From 16 the grantor must hold ADMIN OPTION itself (check_role_grantor in user.c). */
static void check_grantor(const struct membership *membership, const struct state *desired,
			  const struct state *actual, const struct facts *facts,
			  struct diags *diags)
{
	struct diag *diag;

	if (strcmp(membership->granted_by, facts->bootstrap) == 0 ||
	    has_admin(desired, membership) || has_admin(actual, membership))
		return;
	diag = diag_error(diags, object_place_of(&membership->object, "granted_by"),
			  "role %Q cannot grant role %Q: it has no ADMIN option on it",
			  membership->granted_by, membership->role);
	diag->hint = text_format(diags->arena,
				 "list the membership of %Q in %Q with admin: true, or leave "
				 "granted_by out",
				 membership->granted_by, membership->role);
}

static void pair(struct state *desired, struct state *actual, const struct facts *facts,
		 struct diags *diags)
{
	const struct list *rows = state_of(actual, &membership_kind);
	const struct list wanted = *state_of(desired, &membership_kind);
	size_t row = 0;

	for (size_t i = 0; i < wanted.count; i++) {
		const struct membership *membership = wanted.items[i];

		if (membership->granted_by && facts->version >= GRANTOR_IN_KEY)
			check_grantor(membership, desired, actual, facts, diags);
	}
	/* both sets are sorted by pair: one walk along both, while pair_one() adds behind the end */
	for (size_t i = 0; i < wanted.count; i++) {
		struct membership *membership = wanted.items[i];

		while (row < rows->count && compare_pairs(rows->items[row], membership) < 0)
			row++;
		if (!membership->granted_by || facts->version < GRANTOR_IN_KEY)
			pair_one(desired, membership, row, actual, facts);
	}
	for (size_t i = 0; i < rows->count; i++) {
		struct membership *creators = rows->items[i];

		if (is_creators(creators, actual, facts))
			creators->object.ignored = true;
	}
	list_sort(state_of(desired, &membership_kind), object_compare);
}

/* What GRANT makes when nothing else is said. */
static bool plain(const struct object *object, const struct state *actual,
		  const struct facts *facts)
{
	const struct membership *membership = membership_of(object);
	const struct object *found = state_named(actual, &role_kind, NULL, membership->member);
	const struct role *member = (const struct role *)found;

	if (*membership->admin)
		return false;
	if (facts->version < GRANTOR_IN_KEY)
		return true;
	return *membership->set && member && *membership->inherit == *member->inherit &&
	       membership->granted_by && strcmp(membership->granted_by, facts->bootstrap) == 0;
}

/* The grantor's own membership comes first. */
static void needs(const struct object *object, const struct state *state,
		  void (*need)(const struct object *needed, void *context), void *context)
{
	const struct membership *membership = membership_of(object);
	const struct list *rows = state_of(state, &membership_kind);
	const struct membership like = {.role = membership->role, .member = membership->granted_by};

	if (!membership->granted_by)
		return;
	for (size_t i = first_row(rows, &like); i < rows->count; i++) {
		const struct membership *row = rows->items[i];

		if (!same_pair(row, &like))
			break;
		if (row->admin && *row->admin)
			need(&row->object, context);
	}
}

static const char *truth(const bool *value)
{
	return *value ? "TRUE" : "FALSE";
}

static void add_grantor(struct text *sql, const struct membership *membership)
{
	if (membership->granted_by)
		text_addf(sql, " GRANTED BY %I", membership->granted_by);
}

static void add_options(struct text *sql, const struct change *change,
			const struct membership *membership)
{
	const char *separator = " WITH ";

	if (change_has(change, offsetof(struct membership, admin)) && membership->admin) {
		text_addf(sql, "%sADMIN %s", separator, truth(membership->admin));
		separator = ", ";
	}
	if (change_has(change, offsetof(struct membership, inherit)) && membership->inherit) {
		text_addf(sql, "%sINHERIT %s", separator, truth(membership->inherit));
		separator = ", ";
	}
	if (change_has(change, offsetof(struct membership, set)) && membership->set)
		text_addf(sql, "%sSET %s", separator, truth(membership->set));
}

static void grant(struct ddl *ddl, const struct membership *membership)
{
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");
	struct text sql = text_in(ddl->arena);

	text_addf(&sql, "GRANT %I TO %I", membership->role, membership->member);
	if (ddl->facts->version >= GRANTOR_IN_KEY)
		add_options(&sql, ddl->change, membership);
	else if (membership->admin && *membership->admin)
		text_add(&sql, " WITH ADMIN OPTION");
	add_grantor(&sql, membership);
	statement->sql = sql.at;
}

static void create(struct ddl *ddl, const struct object *to)
{
	grant(ddl, membership_of(to));
}

static bool turned_off(const bool *before, const bool *after)
{
	return before && after && *before && !*after;
}

static void alter(struct ddl *ddl, const struct change *change)
{
	const struct membership *to = membership_of(change->to);
	const struct membership *from = membership_of(change->from);
	struct statement *statement;

	if (ddl->facts->version < GRANTOR_IN_KEY && !*to->admin)
		ddl_add(ddl, FIELDS_ALL, "REVOKE ADMIN OPTION FOR %I FROM %I", to->role,
			to->member);
	else
		grant(ddl, to);
	statement = change->statements.items[change->statements.count - 1];
	statement->takes = turned_off(from->admin, to->admin) ||
			   turned_off(from->inherit, to->inherit) || turned_off(from->set, to->set);
}

static void drop(struct ddl *ddl, const struct object *from)
{
	const struct membership *membership = membership_of(from);
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");
	struct text sql = text_in(ddl->arena);

	text_addf(&sql, "REVOKE %I FROM %I", membership->role, membership->member);
	if (ddl->facts->version >= GRANTOR_IN_KEY)
		add_grantor(&sql, membership);
	statement->sql = sql.at;
}

static void describe(struct text *text, const struct change *change)
{
	const struct membership *membership = membership_of(change_object(change));

	change_describe_fields(text, change);
	if (change->verb == CHANGE_DROP && membership->granted_by)
		text_addf(text, "(granted by %V)", membership->granted_by);
	else if (change->verb == CHANGE_CREATE && membership->granted_by)
		text_addf(text, "%sgranted by %V", text->length ? ", " : "",
			  membership->granted_by);
}

const struct kind membership_kind = {
	.name = "membership",
	.plural = "memberships",
	.doc = "that a role is a member of another",
	.size = sizeof(struct membership),
	.home = HOME_SHARED,
	.unlisted = UNLISTED_EXACT,
	.fields = fields,
	.queries = queries,
	.title = title,
	.check = check,
	.check_all = membership_check_loops,
	.pair = pair,
	.plain = plain,
	.needs = needs,
	.describe = describe,
	.create = create,
	.alter = alter,
	.drop = drop,
};
