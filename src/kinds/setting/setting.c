/* SPDX-License-Identifier: PostgreSQL
 *
 * Settings: ALTER ROLE … SET, ALTER DATABASE … SET, ALTER ROLE ALL SET.
 */
#include "kinds/setting/setting.h"

#include <string.h>

#include "kinds/database/database.h"
#include "kinds/role/role.h"
#include "model/change.h"
#include "model/right.h"
#include "sql.h"

static const char *const one_of[] = {"value", "values", NULL};

static const struct field fields[] = {
	{.name = "name",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct setting, is.name),
	 .doc = "the setting's name"},
	{.name = "role",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_PLACED,
	 .offset = offsetof(struct setting, role),
	 .refers = &role_kind},
	{.name = "database",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct setting, database),
	 .refers = &database_kind,
	 .doc = "the database that it is for; not written, all"},
	{.name = "value",
	 .type = FIELD_VALUE,
	 .flags = FIELD_CREATION,
	 .offset = offsetof(struct setting, is.value),
	 .doc = "the value"},
	{.name = "values",
	 .type = FIELD_VALUES,
	 .flags = FIELD_CREATION,
	 .offset = offsetof(struct setting, is.values),
	 .doc = "the items of a setting that is a list, as search_path"},
	{.name = "stored",
	 .type = FIELD_TEXT,
	 .flags = FIELD_DERIVED | FIELD_HIDDEN,
	 .offset = offsetof(struct setting, is.stored)},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_setting}, {.sql = NULL}};

static const struct setting *setting_of(const struct object *object)
{
	return (const struct setting *)object;
}

static void title(struct text *text, const struct object *object)
{
	const struct setting *setting = setting_of(object);

	text_addf(text, "setting %V", setting->is.name);
	if (setting->role)
		text_addf(text, " of role %V", setting->role);
	if (setting->database)
		text_addf(text, "%sdatabase %V", setting->role ? " in " : " of ",
			  setting->database);
	if (!setting->role && !setting->database)
		text_add(text, " of all roles");
}

static void refuse_name(const struct object *object, struct diags *diags)
{
	diag_error(diags, object_place_of(object, "name"), "%Q is not a name of a setting",
		   setting_of(object)->is.name);
}

static void check(const struct object *object, struct diags *diags)
{
	if (!setting_name_is_valid(setting_of(object)->is.name, 0))
		refuse_name(object, diags);
}

/* What only the server's version can tell of names. */
static void pair(struct state *desired, struct state *actual, const struct facts *facts,
		 struct diags *diags)
{
	const struct list *settings = state_of(desired, &setting_kind);

	(void)actual;
	for (size_t i = 0; i < settings->count; i++)
		if (!setting_name_is_valid(setting_of(settings->items[i])->is.name, facts->version))
			refuse_name(settings->items[i], diags);
}

static void normalize(struct object *object, struct arena *arena, struct diags *diags)
{
	struct setting *setting = (struct setting *)object;

	(void)diags;
	setting_name_normalize(&setting->is, arena);
	setting_value_normalize(&setting->is, arena);
}

/* In its role; else in its database; else at the top of the manifest. */
static bool stands(const struct object *object, const char *parent)
{
	const struct setting *setting = setting_of(object);
	const struct kind *in = setting->role       ? &role_kind
				: setting->database ? &database_kind
						    : NULL;

	return in ? strcmp(in->name, parent) == 0 : strcmp(parent, "manifest") == 0;
}

static void describe(struct text *text, const struct change *change)
{
	const struct setting *from = (const struct setting *)change->from;
	const struct setting *to = (const struct setting *)change->to;

	text_add(text, !from ? "= " : to ? "" : "(was ");
	if (from)
		setting_value_show(text, &from->is);
	text_add(text, from && to ? " → " : "");
	if (to)
		setting_value_show(text, &to->is);
	text_add(text, to ? "" : ")");
}

/* ALTER … of whoever has the setting. */
static void add_target(struct text *sql, const struct setting *setting)
{
	if (setting->role && setting->database)
		text_addf(sql, "ALTER ROLE %I IN DATABASE %I", setting->role, setting->database);
	else if (setting->role)
		text_addf(sql, "ALTER ROLE %I", setting->role);
	else if (setting->database)
		text_addf(sql, "ALTER DATABASE %I", setting->database);
	else
		text_add(sql, "ALTER ROLE ALL");
}

static void set(struct ddl *ddl, const struct setting *setting, const struct setting *named)
{
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");
	struct text sql = text_in(ddl->arena);

	add_target(&sql, setting);
	text_add(&sql, " SET ");
	setting_name_add(&sql, &named->is);
	text_add(&sql, " = ");
	setting_value_add(&sql, &setting->is);
	statement->sql = sql.at;
}

static void create(struct ddl *ddl, const struct object *to)
{
	set(ddl, setting_of(to), setting_of(to));
}

static void alter(struct ddl *ddl, const struct change *change)
{
	set(ddl, setting_of(change->to), setting_of(change->from));
}

static void drop(struct ddl *ddl, const struct object *from)
{
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");
	struct text sql = text_in(ddl->arena);

	add_target(&sql, setting_of(from));
	text_add(&sql, " RESET ");
	setting_name_add(&sql, &setting_of(from)->is);
	statement->sql = sql.at;
}

/* AlterRoleSet() and AlterDatabaseSet(); validate_option_array_item() in guc.c. */
static void rights(struct rights *rights)
{
	const struct setting *setting = setting_of(change_object(rights->statement->change));

	if (setting->role && strcmp(setting->role, rights->facts->user) != 0)
		rights_need(rights,
			    (struct need){.right = RIGHT_ALTER_ROLE, .role = setting->role});
	else if (!setting->role && setting->database)
		rights_need(rights, (struct need){.right = RIGHT_OWN,
						  .kind = &database_kind,
						  .name = setting->database});
	else if (!setting->role)
		rights_need(rights, (struct need){.right = RIGHT_SUPERUSER});
	rights_need(rights, (struct need){.right = RIGHT_PARAMETER,
					  .name = setting->is.name,
					  .leave = LEAVE_PARAMETER});
}

const struct kind setting_kind = {
	.name = "setting",
	.plural = "settings",
	.doc = "a setting that sessions start with",
	.size = sizeof(struct setting),
	.home = HOME_SHARED,
	.unlisted = UNLISTED_EXACT,
	.fields = fields,
	.queries = queries,
	.one_of = one_of,
	.title = title,
	.check = check,
	.normalize = normalize,
	.pair = pair,
	.stands = stands,
	.describe = describe,
	.rights = rights,
	.create = create,
	.alter = alter,
	.drop = drop,
};
