/* SPDX-License-Identifier: PostgreSQL
 *
 * Faults of entries: those that show in the manifest, and those that need the server's version.
 */
#include "kinds/ident/ident.h"

static struct place part_place(const struct ident_map *map, const char *key)
{
	return object_place_of(&map->object, map->line ? "line" : key);
}

static void say_fault(const struct ident_map *map, const struct auth_fault *fault,
		      const struct facts *facts, struct diags *diags)
{
	static const char *const keys[AUTH_PARTS] = {[AUTH_TYPE] = "map",
						     [AUTH_DATABASES] = "system_user",
						     [AUTH_USERS] = "database_user"};
	const struct place place = part_place(map, keys[fault->part]);
	struct diag *diag = fault->warning ? diag_warning(diags, place, "%s", fault->message)
					   : diag_error(diags, place, "%s", fault->message);

	diag->hint = fault->hint;
	if (facts && !fault->warning)
		diag->detail = text_format(diags->arena, "the server is PostgreSQL %s",
					   facts->version_text);
}

/* Faults of the entry as the line that it is in the file; facts NULL: whatever the server is. */
static void check_in_file(const struct ident_map *map, const struct facts *facts,
			  struct diags *diags)
{
	const struct auth_line *line = auth_line_parse(
		diags->arena, conf_entry_line(diags->arena, &ident_grammar, &map->object));
	const int version = facts ? facts->version : 0;
	struct list faults = {0};

	if (auth_line_includes(line, version))
		return;
	if (auth_line_includes(line, 0))
		diag_error(diags, part_place(map, "map"), "%Q in pg_ident.conf needs PostgreSQL %d",
			   auth_token_at(line, 0, 0)->text, AUTH_INCLUDES_SINCE / 10000);
	else
		auth_map_parse(diags->arena, line, version, &faults);
	for (size_t i = 0; i < faults.count; i++)
		say_fault(map, faults.items[i], facts, diags);
}

static void check_parts(const struct ident_map *map, struct diags *diags)
{
	const struct {
		const char *key, *text;
	} parts[] = {
		{"map", map->map},
		{"system_user", map->system_user},
		{"database_user", map->database_user},
	};
	const size_t errors = diags->errors;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (parts[i].text)
			conf_check_token(diags, object_place_of(&map->object, parts[i].key),
					 "pg_ident.conf", parts[i].text);
		else if (!object_tried(&map->object, parts[i].key))
			diag_error(diags, object_place(&map->object), "the entry has no %Q",
				   parts[i].key);
	if (diags->errors == errors && map->map && map->system_user && map->database_user)
		check_in_file(map, NULL, diags);
}

/* What cannot stand beside a whole line; "map" is a matter of the table of fields. */
static void check_beside_line(const struct ident_map *map, struct diags *diags)
{
	static const char *const parts[] = {"system_user", "database_user"};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (object_wrote(&map->object, parts[i]))
			diag_error(diags, object_place_of(&map->object, parts[i]),
				   "an entry has either %Q or \"line\"", parts[i]);
}

void ident_check_map(const struct object *object, struct diags *diags)
{
	const struct ident_map *map = (const struct ident_map *)object;

	if (map->comment)
		conf_check_comment(object, map->comment, diags);
	if (!map->line) {
		check_parts(map, diags);
		return;
	}
	check_beside_line(map, diags);
	if (conf_check_line(object, map->line, "entry", diags))
		check_in_file(map, NULL, diags);
}

void ident_check(const struct object *object, struct diags *diags)
{
	conf_check((const struct conf *)object, "maps", diags);
}

void ident_check_version(const struct ident *ident, const struct facts *facts, struct diags *diags)
{
	for (size_t i = 0; i < ident->conf.entries.count; i++)
		check_in_file(ident->conf.entries.items[i], facts, diags);
}

const char *ident_unwritable(const struct object *object, const struct facts *facts,
			     struct arena *arena)
{
	const struct ident *ident = (const struct ident *)object;
	struct diags *diags = diags_in(arena);

	for (size_t i = 0; i < ident->conf.entries.count; i++)
		ident_check_map(ident->conf.entries.items[i], diags);
	ident_check_version(ident, facts, diags);
	for (size_t i = 0; i < diags->list.count; i++) {
		const struct diag *diag = diags->list.items[i];

		if (diag->severity == SEVERITY_ERROR)
			return diag->message;
	}
	return NULL;
}
