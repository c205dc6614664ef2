/* SPDX-License-Identifier: PostgreSQL
 *
 * CREATE TABLESPACE, ALTER TABLESPACE.
 */
#include "kinds/tablespace/tablespace.h"

#include "kinds/role/role.h"
#include "model/change.h"
#include "model/grant.h"
#include "model/right.h"
#include "sql.h"

static const struct field fields[] = {
	{.name = "name",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct tablespace, name),
	 .doc = "the name"},
	{.name = "location",
	 .type = FIELD_TEXT,
	 .flags = FIELD_FIXED,
	 .offset = offsetof(struct tablespace, location),
	 .doc = "the directory on the server, which must be there and empty; fixed at creation"},
	{.name = "owner",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct tablespace, owner),
	 .refers = &role_kind,
	 .doc = "the owner; not written, it is left as it is"},
	{.name = "comment",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct tablespace, comment),
	 .doc = "the comment; an empty string removes it, not written it is left alone"},
	{.name = "settings",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct tablespace, settings),
	 .items = &tablespace_setting_kind,
	 .placed = offsetof(struct tablespace_setting, tablespace),
	 .doc = "settings of the planner for what is in it; the exact list"},
	{.name = "grants",
	 .type = FIELD_RECORDS,
	 .offset = offsetof(struct tablespace, grants),
	 .items = &object_grant_kind,
	 .doc = "privileges on it: exact for the listed roles and for those that an entry "
		"mentions; "
		"in mode authoritative for everybody"},
	{.name = "dependent",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct tablespace, dependent)},
	{.name = "acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct tablespace, acl)},
	{.name = "state", .type = FIELD_LATER},
	{.name = "renamed_from", .type = FIELD_LATER},
	{.name = NULL},
};

static const struct field setting_fields[] = {
	{.name = "tablespace",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_PLACED,
	 .offset = offsetof(struct tablespace_setting, tablespace),
	 .refers = &tablespace_kind},
	{.name = "name",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct tablespace_setting, name),
	 .doc = "seq_page_cost, random_page_cost, effective_io_concurrency or "
		"maintenance_io_concurrency"},
	{.name = "value",
	 .type = FIELD_VALUE,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct tablespace_setting, value),
	 .doc = "the value"},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_tablespace}, {.sql = NULL}};
static const struct query setting_queries[] = {{.sql = sql_tablespace_setting}, {.sql = NULL}};

static const struct tablespace *tablespace_of(const struct object *object)
{
	return (const struct tablespace *)object;
}

static const struct tablespace_setting *setting_of(const struct object *object)
{
	return (const struct tablespace_setting *)object;
}

static void check(const struct object *object, struct diags *diags)
{
	grant_check_entries(&tablespace_of(object)->grants, securable_of('t'), diags);
}

/* No comment and an empty one are the same. */
static bool same(const struct field *field, const struct object *desired,
		 const struct object *actual)
{
	const char *comment = tablespace_of(desired)->comment;

	if (field->offset == offsetof(struct tablespace, comment) && comment && !*comment)
		return !tablespace_of(actual)->comment;
	return field_equal(field, desired, actual);
}

/* One that is not there yet needs a place. */
static void pair(struct state *desired, struct state *actual, const struct facts *facts,
		 struct diags *diags)
{
	const struct list *wanted = state_of(desired, &tablespace_kind);

	(void)facts;
	for (size_t i = 0; i < wanted->count; i++) {
		const struct object *object = wanted->items[i];

		if (!tablespace_of(object)->location && !state_find(actual, object))
			diag_error(diags, object_place(object),
				   "%s is not there, and has no \"location\" to be made at",
				   object_title_in(diags->arena, object));
	}
}

static void add_comment(struct ddl *ddl, const struct tablespace *to)
{
	ddl_add(ddl, kind_bit(&tablespace_kind, offsetof(struct tablespace, comment)),
		*to->comment ? "COMMENT ON TABLESPACE %I IS %L"
			     : "COMMENT ON TABLESPACE %I IS NULL",
		to->name, to->comment);
}

static void create(struct ddl *ddl, const struct object *object)
{
	const struct tablespace *to = tablespace_of(object);
	struct statement *statement =
		to->owner ? ddl_add(ddl, FIELDS_ALL, "CREATE TABLESPACE %I OWNER %I LOCATION %L",
				    to->name, to->owner, to->location)
			  : ddl_add(ddl, FIELDS_ALL, "CREATE TABLESPACE %I LOCATION %L", to->name,
				    to->location);

	statement->alone = true;
	if (to->comment && *to->comment)
		add_comment(ddl, to);
}

static void alter(struct ddl *ddl, const struct change *change)
{
	const struct tablespace *to = tablespace_of(change->to);

	if (change_has(change, offsetof(struct tablespace, owner)))
		ddl_add(ddl, kind_bit(&tablespace_kind, offsetof(struct tablespace, owner)),
			"ALTER TABLESPACE %I OWNER TO %I", to->name, to->owner);
	if (change_has(change, offsetof(struct tablespace, comment)))
		add_comment(ddl, to);
}

static void rights(struct rights *rights)
{
	if (rights->statement->change->verb == CHANGE_CREATE)
		rights_need(rights, (struct need){.right = RIGHT_SUPERUSER});
	else
		rights_of_owned(rights);
}

static void setting_title(struct text *text, const struct object *object)
{
	text_addf(text, "setting %V of tablespace %V", setting_of(object)->name,
		  setting_of(object)->tablespace);
}

static void describe_setting(struct text *text, const struct change *change)
{
	if (change->verb == CHANGE_CREATE)
		text_addf(text, "= %s", setting_of(change->to)->value);
	else if (change->verb == CHANGE_ALTER)
		text_addf(text, "%s → %s", setting_of(change->from)->value,
			  setting_of(change->to)->value);
	else
		text_addf(text, "(was %s)", setting_of(change->from)->value);
}

static void setting_rights(struct rights *rights)
{
	const struct object *setting = change_object(rights->statement->change);

	rights_need(rights, (struct need){.right = RIGHT_OWN,
					  .kind = &tablespace_kind,
					  .name = setting_of(setting)->tablespace});
}

static void set(struct ddl *ddl, const struct object *object)
{
	const struct tablespace_setting *to = setting_of(object);

	ddl_add(ddl, FIELDS_ALL, "ALTER TABLESPACE %I SET (%I = %L)", to->tablespace, to->name,
		to->value);
}

static void set_again(struct ddl *ddl, const struct change *change)
{
	set(ddl, change->to);
}

static void reset(struct ddl *ddl, const struct object *object)
{
	ddl_add(ddl, FIELDS_ALL, "ALTER TABLESPACE %I RESET (%I)", setting_of(object)->tablespace,
		setting_of(object)->name);
}

const struct kind tablespace_kind = {
	.name = "tablespace",
	.plural = "tablespaces",
	.doc = "a tablespace",
	.size = sizeof(struct tablespace),
	.home = HOME_SHARED,
	.unlisted = UNLISTED_KEPT,
	.fields = fields,
	.queries = queries,
	.securable = 't',
	.check = check,
	.same = same,
	.pair = pair,
	.rights = rights,
	.create = create,
	.alter = alter,
};

const struct kind tablespace_setting_kind = {
	.name = "tablespace setting",
	.plural = "settings",
	.doc = "a setting of a tablespace",
	.size = sizeof(struct tablespace_setting),
	.home = HOME_SHARED,
	.unlisted = UNLISTED_EXACT,
	.fields = setting_fields,
	.queries = setting_queries,
	.title = setting_title,
	.describe = describe_setting,
	.rights = setting_rights,
	.create = set,
	.alter = set_again,
	.drop = reset,
};
