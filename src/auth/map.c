/* SPDX-License-Identifier: PostgreSQL */
#include "auth/map.h"

#include <string.h>

#include "auth/parse.h"

enum { FIELDS = 3 };

/* The fields of an entry, and which parts of a rule stand for them in its faults. */
static const struct {
	const char *name;
	enum auth_part part;
} fields[FIELDS] = {
	{"name", AUTH_TYPE},
	{"system user", AUTH_DATABASES},
	{"database user", AUTH_USERS},
};

/* Each field has one token. */
static void check_fields(struct auth_parse *parse)
{
	const size_t count = parse->line->fields.count;

	for (size_t i = 0; i < FIELDS && i < count; i++)
		if (auth_token_at(parse->line, i, 1))
			auth_parse_fault(parse, fields[i].part, 0, "an entry of a map has one %s",
					 fields[i].name);
	if (count < FIELDS)
		auth_parse_fault(parse, fields[count].part, 0, "the line ends before its %s",
				 fields[count].name);
	else if (count > FIELDS)
		auth_parse_warning(parse, AUTH_USERS, 0,
				   "the server passes over %Q and what follows it",
				   auth_token_at(parse->line, FIELDS, 0)->text);
}

/* Before database users were more than names, all and the like were names, too. */
static void read_database_user(struct auth_parse *parse, struct auth_map *map)
{
	struct auth_token *user = &map->database_user;

	if (!parse->version || parse->version >= AUTH_EXPRESSIONS_SINCE)
		return;
	if (*user->text == '/' || *user->text == '+' || strcmp(user->text, "all") == 0)
		auth_parse_warning(parse, AUTH_USERS, 0, "%Q is a plain name for this server",
				   user->text)
			->hint = "in pg_ident.conf \"all\", +role and regular expressions of "
				 "database users need PostgreSQL 16";
	user->quoted = true;
}

struct auth_map *auth_map_parse(struct arena *arena, const struct auth_line *line, int version,
				struct list *faults)
{
	struct auth_map *map = arena_alloc(arena, sizeof(*map));
	struct auth_parse parse = auth_parse_begin(arena, line, version, faults);

	if (!parse.wrong)
		check_fields(&parse);
	if (parse.wrong)
		return NULL;
	map->line = line;
	map->name = auth_token_at(line, 0, 0)->text;
	map->system_user = *auth_token_at(line, 1, 0);
	map->database_user = *auth_token_at(line, 2, 0);
	read_database_user(&parse, map);
	return map;
}
