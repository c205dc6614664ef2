/* SPDX-License-Identifier: PostgreSQL
 *
 * Roles: CREATE ROLE, ALTER ROLE, DROP ROLE.
 */
#include "kinds/role/role.h"

#include <string.h>

#include "base/timestamp.h"
#include "base/verifier.h"
#include "kinds/membership/membership.h"
#include "kinds/setting/setting.h"
#include "model/change.h"
#include "sql.h"

static const struct field fields[] = {
	{.name = "name",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct role, name),
	 .doc = "the name"},
	{.name = "superuser",
	 .type = FIELD_BOOL,
	 .flags = FIELD_LOSS,
	 .offset = offsetof(struct role, superuser),
	 .unsaid = "false",
	 .doc = "passes all checks of privileges"},
	{.name = "login",
	 .type = FIELD_BOOL,
	 .flags = FIELD_LOSS,
	 .offset = offsetof(struct role, login),
	 .unsaid = "false",
	 .doc = "may connect"},
	{.name = "inherit",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct role, inherit),
	 .unsaid = "true",
	 .doc = "has the privileges of the roles that it is a member of without SET ROLE; from "
		"PostgreSQL 16 only the default of new memberships"},
	{.name = "createrole",
	 .type = FIELD_BOOL,
	 .flags = FIELD_LOSS,
	 .offset = offsetof(struct role, createrole),
	 .unsaid = "false",
	 .doc = "may create roles"},
	{.name = "createdb",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct role, createdb),
	 .unsaid = "false",
	 .doc = "may create databases"},
	{.name = "replication",
	 .type = FIELD_BOOL,
	 .flags = FIELD_LOSS,
	 .offset = offsetof(struct role, replication),
	 .unsaid = "false",
	 .doc = "may start streaming replication"},
	{.name = "bypassrls",
	 .type = FIELD_BOOL,
	 .flags = FIELD_LOSS,
	 .offset = offsetof(struct role, bypassrls),
	 .unsaid = "false",
	 .doc = "is not bound by row security policies"},
	{.name = "connection_limit",
	 .type = FIELD_INT,
	 .offset = offsetof(struct role, connection_limit),
	 .unsaid = "-1",
	 .least = -1,
	 .most = INT32_MAX,
	 .doc = "how many sessions it may have at once, -1 for any number"},
	{.name = "valid_until",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct role, valid_until),
	 .unsaid = "infinity",
	 .doc = "until when its password is valid: a date, or a date and time, with an offset from "
		"UTC (without one it is UTC), or infinity"},
	{.name = "password",
	 .type = FIELD_RECORD,
	 .offset = offsetof(struct role, password),
	 .items = &password_kind,
	 .doc = "the password; not written, it is left alone"},
	{.name = "comment",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct role, comment),
	 .doc = "the comment; an empty string removes it, not written it is left alone"},
	{.name = "member_of",
	 .type = FIELD_NAMES,
	 .offset = offsetof(struct role, member_of),
	 .items = &membership_kind,
	 .placed = offsetof(struct membership, member),
	 .into = offsetof(struct membership, role),
	 .doc = "roles that it is a member of; with memberships, the exact list"},
	{.name = "memberships",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct role, memberships),
	 .items = &membership_kind,
	 .placed = offsetof(struct membership, member),
	 .doc = "memberships with options; with member_of, the exact list"},
	{.name = "settings",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct role, settings),
	 .items = &setting_kind,
	 .placed = offsetof(struct setting, role),
	 .doc = "settings of its sessions, in all databases or in one; the exact list"},
	{.name = "verifier",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_SECRET | FIELD_HIDDEN,
	 .offset = offsetof(struct role, verifier)},
	{.name = "verifier_known",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct role, verifier_known)},
	{.name = "dependents",
	 .type = FIELD_INT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct role, dependents)},
	{.name = "bootstrap",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct role, bootstrap)},
	{.name = "remains",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct role, remains)},
	{.name = "closed_dependents",
	 .type = FIELD_INT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct role, closed_dependents)},
	{.name = "closed_remains",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct role, closed_remains)},
	{.name = "state",
	 .type = FIELD_WORD,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct role, state),
	 .words = object_states,
	 .doc = "present (the default), or absent: the role is dropped, which --allow-drop-role "
		"must "
		"allow, if it owns nothing and has been granted nothing that the plan does not "
		"take "
		"from it"},
	{.name = "reassign_owned_to",
	 .type = FIELD_NAME,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct role, reassign_owned_to),
	 .refers = &role_kind,
	 .doc = "with state: absent: the role that gets what it owns, in all databases"},
	{.name = "drop_owned",
	 .type = FIELD_BOOL,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct role, drop_owned),
	 .doc = "with state: absent, true: what it owns is dropped, but for databases and "
		"tablespaces"},
	{.name = "terminate_sessions",
	 .type = FIELD_BOOL,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct role, terminate_sessions),
	 .doc = "with state: absent, true: its sessions are ended"},
	{.name = "heir",
	 .type = FIELD_NAME,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct role, heir)},
	{.name = "drops_owned",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct role, drops_owned)},
	{.name = "ends_sessions",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct role, ends_sessions)},
	{.name = "renamed_from",
	 .type = FIELD_NAME,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct role, renamed_from),
	 .doc = "the name that it had before: where that is there and the new one is not, it is "
		"renamed"},
	{.name = NULL},
};

static const struct query queries[] = {
	{.passwords = true, .sql = sql_role},
	{.sql = sql_role_restricted},
	{.sql = NULL},
};

/* An option of CREATE and ALTER ROLE that is a word, or NO and the word. */
struct option {
	size_t offset;
	const char *word;
};

static const struct option options[] = {
	{offsetof(struct role, superuser), "SUPERUSER"},
	{offsetof(struct role, login), "LOGIN"},
	{offsetof(struct role, inherit), "INHERIT"},
	{offsetof(struct role, createrole), "CREATEROLE"},
	{offsetof(struct role, createdb), "CREATEDB"},
	{offsetof(struct role, replication), "REPLICATION"},
	{offsetof(struct role, bypassrls), "BYPASSRLS"},
};

static const struct role *role_of(const struct object *object)
{
	return (const struct role *)object;
}

static void check(const struct object *object, struct diags *diags)
{
	const struct role *role = role_of(object);
	int64_t moment;
	struct diag *diag;

	if (strcmp(role->name, "public") == 0 || strcmp(role->name, "none") == 0)
		diag_error(diags, object_place_of(object, "name"), "role name %Q is reserved",
			   role->name);
	if (strncmp(role->name, "pg_", 3) == 0) {
		diag = diag_error(diags, object_place_of(object, "name"),
				  "role %Q cannot be listed: names that start with \"pg_\" are "
				  "PostgreSQL's own",
				  role->name);
		diag->hint = "name it in member_of of the roles that shall be its members";
	}
	if (role->valid_until && !timestamp_parse(role->valid_until, &moment)) {
		diag = diag_error(diags, object_place_of(object, "valid_until"), "%Q is not a time",
				  role->valid_until);
		diag->hint = "write it as 2027-01-01, 2027-01-01 12:00:00+02 or infinity";
	}
}

static void normalize(struct object *object, struct arena *arena, struct diags *diags)
{
	struct role *role = (struct role *)object;
	int64_t moment;

	if (role->valid_until && timestamp_parse(role->valid_until, &moment))
		role->valid_until = timestamp_text(arena, moment);
	else if (!role->valid_until)
		role->valid_until = "infinity";
	if (role->comment && !*role->comment && !object->node)
		role->comment = NULL;
	if (role->password) {
		password_resolve(role->password, arena);
		if (role->password->missing)
			diag_warning(diags, object_place_of(object, "password"),
				     "the password of role %Q is not known: %s", role->name,
				     role->password->missing);
	}
}

static void check_all(const struct state *desired, const struct intent *intent, struct diags *diags)
{
	const struct list *roles = state_of(desired, &role_kind);

	(void)diags;
	for (size_t i = 0; i < roles->count; i++) {
		struct password *password = role_of(roles->items[i])->password;

		if (!password)
			continue;
		password->unknown = intent->unknown_passwords;
		password->upgrade = intent->upgrade_passwords;
	}
}

static void pair(struct state *desired, struct state *actual, const struct facts *facts,
		 struct diags *diags)
{
	const size_t unknown = password_compare(desired, actual);

	password_make_verifiers(desired, actual, facts->scram_iterations);
	if (unknown)
		diag_note(diags, no_place(),
			  "%z password%s of existing roles cannot be compared, since pg_authid "
			  "cannot be read",
			  unknown, unknown > 1 ? "s" : "")
			->hint = "--set-passwords sets them";
}

static bool same(const struct field *field, const struct object *desired,
		 const struct object *actual)
{
	const struct role *to = role_of(desired), *from = role_of(actual);

	if (field->offset == offsetof(struct role, password))
		return !password_is_set(to, from);
	if (field->offset == offsetof(struct role, comment))
		return strcmp(to->comment, from->comment ? from->comment : "") == 0;
	return field_equal(field, desired, actual);
}

/* What a retiring role's end consists of besides the other lines of the plan. */
static void describe_end(struct text *text, const struct role *role)
{
	if (*role->login)
		text_add(text, "no login first");
	if (role->ends_sessions && *role->ends_sessions)
		text_addf(text, "%ssessions end", text->length ? ", " : "");
}

static void describe(struct text *text, const struct change *change)
{
	change_describe_fields(text, change);
	if (change->verb == CHANGE_DROP && change->from->retiring)
		describe_end(text, role_of(change->from));
	if (change->to && role_of(change->to)->password &&
	    change_has(change, offsetof(struct role, password))) {
		if (text->length)
			text_add(text, ", ");
		password_show(text, role_of(change->to)->password);
	}
}

static void add_password(const struct ddl *ddl, struct statement *statement, struct text *sql,
			 const struct role *role)
{
	const struct password *password = role->password;

	if (password->none) {
		text_add(sql, " PASSWORD NULL");
		return;
	}
	text_add(sql, " PASSWORD ");
	statement->secret_at = sql->length;
	text_add(sql, "'***'");
	statement->secret = password->secret;
	statement->missing = password->missing;
	/* pgmob may still have to connect with the one that it has: its own comes last */
	statement->takes |= strcmp(role->name, ddl->facts->session_user) == 0;
}

static void add_options(struct ddl *ddl, struct statement *statement, struct text *sql,
			const struct role *role)
{
	const struct change *change = ddl->change;

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		const struct field *field = kind_field_at(&role_kind, options[i].offset);
		const bool *value = field_get(field, &role->object);
		const bool unsaid = strcmp(field->unsaid, "true") == 0;

		if (!change_has(change, options[i].offset) ||
		    (change->verb == CHANGE_CREATE && *value == unsaid))
			continue;
		text_addf(sql, " %s%s", *value ? "" : "NO", options[i].word);
		statement->takes |= change->verb == CHANGE_ALTER && !*value;
	}
	if (change_has(change, offsetof(struct role, connection_limit)) &&
	    (change->verb == CHANGE_ALTER || *role->connection_limit != -1))
		text_addf(sql, " CONNECTION LIMIT %l", (long long)*role->connection_limit);
	if (change_has(change, offsetof(struct role, valid_until)) &&
	    (change->verb == CHANGE_ALTER || strcmp(role->valid_until, "infinity") != 0))
		text_addf(sql, " VALID UNTIL %L", role->valid_until);
	if (role->password && change_has(change, offsetof(struct role, password)))
		add_password(ddl, statement, sql, role);
}

static void add_comment(struct ddl *ddl, const struct role *role)
{
	const uint64_t field = kind_bit(&role_kind, offsetof(struct role, comment));

	if (*role->comment)
		ddl_add(ddl, field, "COMMENT ON ROLE %I IS %L", role->name, role->comment);
	else
		ddl_add(ddl, field, "COMMENT ON ROLE %I IS NULL", role->name);
}

static void create(struct ddl *ddl, const struct object *to)
{
	const struct role *role = role_of(to);
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");
	struct text sql = text_in(ddl->arena);

	text_addf(&sql, "CREATE ROLE %I", role->name);
	add_options(ddl, statement, &sql, role);
	statement->sql = sql.at;
	if (role->comment && *role->comment)
		add_comment(ddl, role);
}

static void alter(struct ddl *ddl, const struct change *change)
{
	const struct role *role = role_of(change->to);
	const uint64_t comment = kind_bit(&role_kind, offsetof(struct role, comment));

	if (change->fields & ~comment) {
		struct statement *statement = ddl_add(ddl, change->fields & ~comment, "");
		struct text sql = text_in(ddl->arena);

		text_addf(&sql, "ALTER ROLE %I", role->name);
		add_options(ddl, statement, &sql, role);
		statement->sql = sql.at;
	}
	if (change->fields & comment)
		add_comment(ddl, role);
}

/* An md5 verifier has the name in it. */
static void renamed(struct object *object)
{
	struct role *role = (struct role *)object;

	if (role->verifier && verifier_is_md5(role->verifier))
		role->verifier = NULL;
}

static void rename_role(struct ddl *ddl, const struct object *from, const struct object *to)
{
	ddl_add(ddl, FIELDS_ALL, "ALTER ROLE %I RENAME TO %I", object_name(from), object_name(to));
}

/* Its sessions end after the commit of NOLOGIN, so that none comes again. */
static void end_sessions(struct ddl *ddl, const struct role *role)
{
	struct statement *statement = ddl_add(ddl, FIELDS_NONE,
					      "SELECT pg_catalog.pg_terminate_backend(a.pid) FROM "
					      "pg_catalog.pg_stat_activity a WHERE a.usename = %L",
					      role->name);

	statement->first = statement->alone = true;
}

/* Whoever retires is kept out first, in a transaction of its own. */
static void drop(struct ddl *ddl, const struct object *from)
{
	const struct role *role = role_of(from);

	if (from->retiring && *role->login)
		ddl_add(ddl, FIELDS_NONE, "ALTER ROLE %I NOLOGIN", role->name)->first = true;
	if (from->retiring && role->ends_sessions && *role->ends_sessions)
		end_sessions(ddl, role);
	ddl_add(ddl, FIELDS_ALL, "DROP ROLE %I", role->name);
}

const struct kind role_kind = {
	.name = "role",
	.plural = "roles",
	.doc = "a role: a user, or a group of users",
	.size = sizeof(struct role),
	.home = HOME_SHARED,
	.unlisted = UNLISTED_DROPPED,
	.fields = fields,
	.queries = queries,
	.late = sql_role_dependents,
	.check = check,
	.check_all = check_all,
	.normalize = normalize,
	.pair = pair,
	.same = same,
	.describe = describe,
	.needs = role_needs,
	.rights = role_rights,
	.guard = role_guard,
	.renamed = renamed,
	.rename = rename_role,
	.create = create,
	.alter = alter,
	.drop = drop,
};
