/* SPDX-License-Identifier: PostgreSQL
 *
 * Memberships: GRANT role TO role, and its way back.
 */
#include "kinds/membership/membership.h"

#include <string.h>

#include "kinds/role/role.h"
#include "model/change.h"
#include "model/right.h"
#include "sql.h"

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
	if (strcmp(membership->role, "pg_database_owner") == 0)
		diag_error(diags, object_place(object), "role %Q cannot be granted",
			   membership->role)
			->detail = "its only member is the owner of the database";
}

bool membership_same_pair(const struct membership *a, const struct membership *b)
{
	return membership_compare_pairs(a, b) == 0;
}

int membership_compare_pairs(const struct membership *a, const struct membership *b)
{
	const int order = a->member == b->member ? 0 : strcmp(a->member, b->member);

	return order ? order : strcmp(a->role, b->role);
}

size_t membership_first(const struct list *rows, const char *member, const char *role)
{
	const struct membership like = {.member = member, .role = role};
	size_t low = 0, high = rows->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (membership_compare_pairs(rows->items[middle], &like) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What GRANT makes when nothing else is said. The grantor is left out by tell(). */
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
	       !membership->granted_by;
}

/* The bootstrap superuser is whom the server takes anyway, and has another name elsewhere. It must
 * be said only where another grantor's row of the same pair is said. */
static void tell(struct object *object, const struct state *actual, const struct facts *facts)
{
	struct membership *membership = (struct membership *)object;
	const struct list *rows = state_of(actual, &membership_kind);
	size_t count = 0;

	for (size_t i = membership_first(rows, membership->member, membership->role);
	     i < rows->count && membership_same_pair(rows->items[i], membership); i++)
		count++;
	if (count == 1 && membership->granted_by &&
	    strcmp(membership->granted_by, facts->bootstrap) == 0)
		membership->granted_by = NULL;
}

/* What the grantor grants by comes first: of its memberships, where grants go round in a circle,
 * those that do not hang on this one. So do those that would form a loop with it. */
static void needs(const struct object *object, const struct state *state,
		  void (*need)(const struct object *needed, void *context), void *context)
{
	const struct membership *membership = membership_of(object);
	const struct list *rows = state_of(state, &membership_kind);
	const struct membership like = {.role = membership->role, .member = membership->granted_by};

	for (size_t i = 0; membership->untie && i < membership->untie->count; i++)
		need(membership->untie->items[i], context);
	if (!membership->granted_by)
		return;
	for (size_t i = membership_first(rows, like.member, like.role);
	     i < rows->count && membership_same_pair(rows->items[i], &like); i++) {
		const struct membership *row = rows->items[i];

		if (row->admin && *row->admin && row->distance < membership->distance)
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
	if (membership->circular)
		text_add(&sql, " CASCADE"); /* of what stays, nothing hangs on it (guard.c) */
	statement->sql = sql.at;
}

/* What GRANT would do by itself is not said. */
static void describe_options(struct text *text, const struct membership *to)
{
	if (to->admin && *to->admin)
		text_add(text, ", admin");
	if (to->inherit)
		text_addf(text, ", %sinherit", *to->inherit ? "" : "no ");
	if (to->set && !*to->set)
		text_add(text, ", no set");
}

static void describe(struct text *text, const struct change *change)
{
	const struct membership *membership = membership_of(change_object(change));
	struct text details = text_in(text->arena);

	if (change->verb == CHANGE_CREATE) {
		describe_options(&details, membership);
		if (membership->granted_by)
			text_addf(&details, ", granted by %V", membership->granted_by);
		if (membership->anew)
			text_addf(&details, ", anew, since %V can no longer grant it",
				  membership->anew);
		text_add(text, details.length ? details.at + strlen(", ") : "");
		return;
	}
	change_describe_fields(text, change);
	if (membership->granted_by && (change->verb == CHANGE_DROP || membership->several))
		text_addf(text, "%s(granted by %V)", text->length ? "  " : "",
			  membership->granted_by);
}

/* AddRoleMems(), DelRoleMems() and check_role_grantor() in user.c. */
static void rights(struct rights *rights)
{
	const struct membership *membership =
		membership_of(change_object(rights->statement->change));
	const char *grantor = membership->granted_by;

	rights_need(rights, (struct need){.right = RIGHT_GRANT_ROLE, .role = membership->role});
	if (!grantor || strcmp(grantor, rights->facts->user) == 0)
		return;
	if (rights->facts->version >= GRANTOR_IN_KEY)
		rights_need(rights, (struct need){.right = RIGHT_INHERIT, .role = grantor});
	else if (rights->statement->change->verb == CHANGE_CREATE)
		rights_need(rights, (struct need){.right = RIGHT_SUPERUSER});
}

const struct kind membership_kind = {
	.name = "membership",
	.plural = "memberships",
	.doc = "that a role is a member of another",
	.size = sizeof(struct membership),
	.home = HOME_SHARED,
	.unlisted = UNLISTED_EXACT,
	.revokes = true,
	.fields = fields,
	.queries = queries,
	.title = title,
	.check = check,
	.check_all = membership_check_loops,
	.pair = membership_pair,
	.plain = plain,
	.tell = tell,
	.needs = needs,
	.describe = describe,
	.rights = rights,
	.guard = membership_guard,
	.create = create,
	.alter = alter,
	.drop = drop,
};
