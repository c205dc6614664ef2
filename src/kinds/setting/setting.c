/* SPDX-License-Identifier: PostgreSQL
 *
 * Settings: ALTER ROLE … SET, ALTER DATABASE … SET, ALTER ROLE ALL SET.
 *
 * A few settings are lists of names, which the server stores with each name quoted on its own
 * (GUC_LIST_QUOTE). Both sides are parsed into their items and compared as such; a value like
 * "app, public" for search_path is two names, as it would be in postgresql.conf.
 */
#include "kinds/setting/setting.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "kinds/database/database.h"
#include "kinds/role/role.h"
#include "model/change.h"
#include "sql.h"

/* As variable_is_guc_list_quote() in src/bin/pg_dump/dumputils.c. */
static const char *const lists_of_names[] = {
	"local_preload_libraries",  "search_path",      "session_preload_libraries",
	"shared_preload_libraries", "temp_tablespaces", "unix_socket_directories",
};

static const char *const one_of[] = {"value", "values", NULL};

static const struct field fields[] = {
	{.name = "name",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct setting, name),
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
	 .offset = offsetof(struct setting, value),
	 .doc = "the value"},
	{.name = "values",
	 .type = FIELD_VALUES,
	 .flags = FIELD_CREATION,
	 .offset = offsetof(struct setting, values),
	 .doc = "the items of a setting that is a list, as search_path"},
	{.name = "stored",
	 .type = FIELD_TEXT,
	 .flags = FIELD_DERIVED | FIELD_HIDDEN,
	 .offset = offsetof(struct setting, stored)},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_setting}, {.sql = NULL}};

static const struct setting *setting_of(const struct object *object)
{
	return (const struct setting *)object;
}

static bool is_list_of_names(const char *name)
{
	for (size_t i = 0; i < sizeof(lists_of_names) / sizeof(*lists_of_names); i++)
		if (strcasecmp(lists_of_names[i], name) == 0)
			return true;
	return false;
}

static void title(struct text *text, const struct object *object)
{
	const struct setting *setting = setting_of(object);

	text_addf(text, "setting %V", setting->name);
	if (setting->role)
		text_addf(text, " of role %V", setting->role);
	if (setting->database)
		text_addf(text, "%sdatabase %V", setting->role ? " in " : " of ",
			  setting->database);
	if (!setting->role && !setting->database)
		text_add(text, " of all roles");
}

static void check(const struct object *object, struct diags *diags)
{
	const struct setting *setting = setting_of(object);
	bool part = false;

	for (const char *at = setting->name; *at; at++) {
		if (!isalnum((unsigned char)*at) && !strchr("_$.", *at) && !(*at & 0x80)) {
			part = false;
			break;
		}
		part = *at != '.';
	}
	if (!part || *setting->name == '.')
		diag_error(diags, object_place_of(object, "name"), "%Q is not a name of a setting",
			   setting->name);
}

/* Skips white space as the server's SplitIdentifierString() does. */
static const char *skip_blanks(const char *at)
{
	while (*at == ' ' || (*at >= '\t' && *at <= '\r'))
		at++;
	return at;
}

/* Reads one item of a list of names, quoted or not; what is not quoted is folded. */
static const char *read_item(const char *at, struct text *item)
{
	if (*at != '"') {
		const size_t length = strcspn(at, ", \t\n\r\f\v");

		for (size_t i = 0; i < length; i++) {
			const char c = (char)tolower((unsigned char)at[i]);

			text_add_bytes(item, &c, 1);
		}
		return at + length;
	}
	for (at++; *at; at++) {
		if (*at == '"' && *++at != '"')
			break;
		text_add_bytes(item, at, 1);
	}
	return at;
}

static void split_names(struct list *items, struct arena *arena, const char *value)
{
	const char *at = skip_blanks(value);

	while (*at) {
		struct text item = text_in(arena);

		at = skip_blanks(read_item(at, &item));
		list_add(arena, items, item.at);
		if (*at)
			at = skip_blanks(at + 1);
	}
}

static void normalize(struct object *object, struct arena *arena, struct diags *diags)
{
	struct setting *setting = (struct setting *)object;
	const bool names = is_list_of_names(setting->name);
	struct text stored = text_in(arena);
	char *name = arena_strdup(arena, setting->name);

	(void)diags;
	for (char *at = name; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	setting->name = name;
	if (names && setting->value) {
		split_names(&setting->values, arena, setting->value);
		setting->value = setting->values.count ? NULL : "";
	}
	for (size_t i = 0; i < setting->values.count; i++)
		text_addf(&stored, names ? "%s%I" : "%s%s", i ? ", " : "",
			  (const char *)setting->values.items[i]);
	setting->stored = setting->value ? setting->value : stored.at;
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

	if (change->verb == CHANGE_CREATE)
		text_addf(text, "= %V", to->stored);
	else if (change->verb == CHANGE_ALTER)
		text_addf(text, "%V → %V", from->stored, to->stored);
	else
		text_addf(text, "(was %V)", from->stored);
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

/* A name with dots is several identifiers to the grammar (var_name in gram.y). */
static void add_name(struct text *sql, const char *name)
{
	while (*name) {
		const size_t length = strcspn(name, ".");

		text_addf(sql, "%I", arena_strndup(sql->arena, name, length));
		name += length;
		if (*name)
			text_add_bytes(sql, name++, 1);
	}
}

static void set(struct ddl *ddl, const struct setting *setting)
{
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");
	struct text sql = text_in(ddl->arena);

	add_target(&sql, setting);
	text_add(&sql, " SET ");
	add_name(&sql, setting->name);
	text_add(&sql, " = ");
	if (setting->value || !setting->values.count)
		text_addf(&sql, "%L", setting->value ? setting->value : "");
	for (size_t i = 0; !setting->value && i < setting->values.count; i++)
		text_addf(&sql, "%s%L", i ? ", " : "", (const char *)setting->values.items[i]);
	statement->sql = sql.at;
}

static void create(struct ddl *ddl, const struct object *to)
{
	set(ddl, setting_of(to));
}

static void alter(struct ddl *ddl, const struct change *change)
{
	set(ddl, setting_of(change->to));
}

static void drop(struct ddl *ddl, const struct object *from)
{
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");
	struct text sql = text_in(ddl->arena);

	add_target(&sql, setting_of(from));
	text_add(&sql, " RESET ");
	add_name(&sql, setting_of(from)->name);
	statement->sql = sql.at;
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
	.stands = stands,
	.describe = describe,
	.create = create,
	.alter = alter,
	.drop = drop,
};
