/* SPDX-License-Identifier: PostgreSQL
 *
 * A few parameters are lists, which the server stores with each item quoted on its own
 * (GUC_LIST_QUOTE). Both sides are parsed into their items and compared as such; a value like
 * "app, public" for search_path is two names, as it would be in postgresql.conf.
 */
#include "kinds/setting/value.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_PART = 63 };

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
	{"local_preload_libraries", LIST_PATHS},
	{"output_plugin_libraries", LIST_PATHS},
	{"search_path", LIST_NAMES},
	{"session_preload_libraries", LIST_PATHS},
	{"shared_preload_libraries", LIST_PATHS},
	{"temp_tablespaces", LIST_NAMES},
	{"unix_socket_directories", LIST_PATHS},
};

static enum list_form form_of(const char *name)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (strcasecmp(lists[i].name, name) == 0)
			return lists[i].form;
	return LIST_NONE;
}

bool setting_is_paths(const struct setting_value *setting)
{
	return form_of(setting->name) == LIST_PATHS;
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

/* Longer identifiers are cut by the server's lexer. */
static bool has_long_part(const char *name)
{
	while (*name) {
		const size_t length = strcspn(name, ".");

		if (length > LONGEST_PART)
			return true;
		name += length + (name[length] == '.');
	}
	return false;
}

bool setting_name_check(const char *name, int version, const char *what, struct place place,
			struct diags *diags)
{
	const bool known = is_name(name) || (version < 140000 && was_name(name));
	struct diag *diag;

	if (known && !has_long_part(name))
		return true;
	diag = diag_error(diags, place, "%Q is not a name of a %s", name, what);
	if (known)
		diag_detail(diags, diag, "a part of it is longer than %d bytes", LONGEST_PART);
	return false;
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

void setting_name_normalize(struct setting_value *setting, struct arena *arena)
{
	char *name = arena_strdup(arena, setting->name);

	for (char *at = name; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	setting->spelled = setting->name;
	setting->name = name;
}

void setting_value_normalize(struct setting_value *setting, struct arena *arena)
{
	const enum list_form form = form_of(setting->name);
	struct text stored = text_in(arena);

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

void setting_value_show(struct text *text, const struct setting_value *setting)
{
	if (setting->value || !setting->values.count)
		text_addf(text, "%V", setting->value ? setting->value : "");
	for (size_t i = 0; !setting->value && i < setting->values.count; i++)
		text_addf(text, "%s%V", i ? ", " : "", (const char *)setting->values.items[i]);
}

/* A name with dots is several identifiers to the grammar (var_name in gram.y). The server finds it
 * among what is stored only as it is spelled there, if no extension has announced it (GUCArrayAdd()
 * in guc.c). */
void setting_name_add(struct text *sql, const struct setting_value *setting)
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

void setting_value_add(struct text *sql, const struct setting_value *setting)
{
	if (setting->value || !setting->values.count)
		text_addf(sql, "%L", setting->value ? setting->value : "");
	for (size_t i = 0; !setting->value && i < setting->values.count; i++)
		text_addf(sql, "%s%L", i ? ", " : "", (const char *)setting->values.items[i]);
}
