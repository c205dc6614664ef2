/* SPDX-License-Identifier: PostgreSQL
 *
 * Settings: ALTER ROLE … SET, ALTER DATABASE … SET, ALTER ROLE ALL SET.
 *
 * A few settings are lists, which the server stores with each item quoted on its own
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

/* How the server reads a list that it stores with each item quoted. */
enum list_form {
	LIST_NONE,
	LIST_NAMES, /* SplitIdentifierString(): what has no quotes is folded, and has no blanks */
	LIST_PATHS, /* SplitDirectoriesString(): taken as it is */
};

/* As variable_is_guc_list_quote() in src/bin/pg_dump/dumputils.c. */
static const struct {
	const char *name;
	enum list_form form;
} lists[] = {
	{"local_preload_libraries", LIST_PATHS},   {"search_path", LIST_NAMES},
	{"session_preload_libraries", LIST_PATHS}, {"shared_preload_libraries", LIST_PATHS},
	{"temp_tablespaces", LIST_NAMES},          {"unix_socket_directories", LIST_PATHS},
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

static enum list_form form_of(const char *name)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (strcasecmp(lists[i].name, name) == 0)
			return lists[i].form;
	return LIST_NONE;
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

/* As valid_custom_variable_name() in guc.c, which the names of the server's own settings fit too.
 */
static bool is_name(const char *name)
{
	bool first = true;

	for (; *name; name++) {
		const bool letter = isalpha((unsigned char)*name) || *name == '_' || *name & 0x80;

		if (*name == '.' ? first : !letter && (first || !strchr("0123456789$", *name)))
			return false;
		first = *name == '.';
	}
	return !first;
}

/* PostgreSQL 13 takes anything for a name that has a dot between its parts. */
static bool was_name(const char *name)
{
	return strchr(name, '.') && *name != '.' && name[strlen(name) - 1] != '.' &&
	       !strstr(name, "..");
}

static void refuse_name(const struct object *object, struct diags *diags)
{
	diag_error(diags, object_place_of(object, "name"), "%Q is not a name of a setting",
		   setting_of(object)->name);
}

static void check(const struct object *object, struct diags *diags)
{
	const struct setting *setting = setting_of(object);

	if (!is_name(setting->name) && !was_name(setting->name))
		refuse_name(object, diags);
}

/* What only the server's version can tell of names. */
static void pair(struct state *desired, struct state *actual, const struct facts *facts,
		 struct diags *diags)
{
	const struct list *settings = state_of(desired, &setting_kind);

	(void)actual;
	for (size_t i = 0; facts->version >= 140000 && i < settings->count; i++)
		if (!is_name(setting_of(settings->items[i])->name))
			refuse_name(settings->items[i], diags);
}

/* Skips white space as the server's scanner_isspace() knows it. */
static const char *skip_blanks(const char *at)
{
	while (*at == ' ' || (*at >= '\t' && *at <= '\r'))
		at++;
	return at;
}

static const char *read_quoted(const char *at, struct text *item)
{
	for (at++; *at; at++) {
		if (*at == '"' && *++at != '"')
			break;
		text_add_bytes(item, at, 1);
	}
	return at;
}

/* Reads one item of a list, quoted or not. */
static const char *read_item(const char *at, enum list_form form, struct text *item)
{
	size_t length = strcspn(at, form == LIST_NAMES ? ", \t\n\v\f\r" : ",");
	const char *end = at + length;

	if (*at == '"')
		return read_quoted(at, item);
	while (length && strchr(" \t\n\v\f\r", at[length - 1]))
		length--;
	for (size_t i = 0; i < length; i++) {
		const char folded = (char)tolower((unsigned char)at[i]);

		text_add_bytes(item, form == LIST_NAMES ? &folded : &at[i], 1);
	}
	return end;
}

/* An empty value is a list of one empty item: so the server stores it. */
static void split(struct list *items, struct arena *arena, enum list_form form, const char *value)
{
	const char *at = skip_blanks(value);

	do {
		struct text item = text_in(arena);

		at = skip_blanks(read_item(at, form, &item));
		list_add(arena, items, item.at);
		if (*at)
			at = skip_blanks(at + 1);
	} while (*at);
}

static void normalize(struct object *object, struct arena *arena, struct diags *diags)
{
	struct setting *setting = (struct setting *)object;
	const enum list_form form = form_of(setting->name);
	struct text stored = text_in(arena);
	char *name = arena_strdup(arena, setting->name);

	(void)diags;
	for (char *at = name; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	setting->spelled = setting->name;
	setting->name = name;
	if (form && (setting->value || !setting->values.count)) {
		split(&setting->values, arena, form, setting->value ? setting->value : "");
		setting->value = NULL;
	}
	for (size_t i = 0; i < setting->values.count; i++)
		text_addf(&stored, form ? "%s%I" : "%s%s", i ? ", " : "",
			  (const char *)setting->values.items[i]);
	if (!form && !setting->value) {
		/* of other lists, as DateStyle, the server keeps one string, commas and all */
		setting->value = stored.at ? stored.at : "";
		setting->values = (struct list){0};
	}
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

static void show(struct text *text, const struct setting *setting)
{
	if (setting->value || !setting->values.count)
		text_addf(text, "%V", setting->value ? setting->value : "");
	for (size_t i = 0; !setting->value && i < setting->values.count; i++)
		text_addf(text, "%s%V", i ? ", " : "", (const char *)setting->values.items[i]);
}

static void describe(struct text *text, const struct change *change)
{
	const struct setting *from = (const struct setting *)change->from;
	const struct setting *to = (const struct setting *)change->to;

	if (change->verb == CHANGE_CREATE) {
		text_add(text, "= ");
		show(text, to);
	} else if (change->verb == CHANGE_ALTER) {
		show(text, from);
		text_add(text, " → ");
		show(text, to);
	} else {
		text_add(text, "(was ");
		show(text, from);
		text_add(text, ")");
	}
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

/* A name with dots is several identifiers to the grammar (var_name in gram.y). The server finds it
 * among what is stored only as it is spelled there, if no extension has announced it (GUCArrayAdd()
 * in guc.c). */
static void add_name(struct text *sql, const struct setting *setting)
{
	const char *name = strchr(setting->name, '.') ? setting->spelled : setting->name;

	while (*name) {
		const size_t length = strcspn(name, ".");

		text_addf(sql, "%I", arena_strndup(sql->arena, name, length));
		name += length;
		if (*name)
			text_add_bytes(sql, name++, 1);
	}
}

static void set(struct ddl *ddl, const struct setting *setting, const struct setting *named)
{
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");
	struct text sql = text_in(ddl->arena);

	add_target(&sql, setting);
	text_add(&sql, " SET ");
	add_name(&sql, named);
	text_add(&sql, " = ");
	if (setting->value || !setting->values.count)
		text_addf(&sql, "%L", setting->value ? setting->value : "");
	for (size_t i = 0; !setting->value && i < setting->values.count; i++)
		text_addf(&sql, "%s%L", i ? ", " : "", (const char *)setting->values.items[i]);
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
	add_name(&sql, setting_of(from));
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
	.pair = pair,
	.stands = stands,
	.describe = describe,
	.create = create,
	.alter = alter,
	.drop = drop,
};
