/* SPDX-License-Identifier: PostgreSQL
 *
 * Any bytes as pg_hba.conf and as pg_ident.conf; the first says which version reads them. What must
 * hold: nothing breaks; a line that is spelled is read as the same tokens again; the form of a line
 * is a spelling of it; and a rule covers itself.
 */
#include <stdlib.h>
#include <string.h>

#include "auth/load.h"
#include "fuzz.h"

static void check_spelling(struct arena *arena, const struct auth_line *line)
{
	struct text spelled = text_in(arena), shown = text_in(arena);

	auth_line_spell(&spelled, line);
	auth_line_show(&shown, line);
	if (!auth_line_same(line, auth_line_parse(arena, spelled.at)))
		abort();
}

static void check_rule(struct arena *arena, const struct auth_line *line, int version)
{
	const char *form = auth_line_form(arena, line, version);
	const struct auth_line *again = auth_line_parse(arena, form);
	const struct auth_rule *rule, *respelled;

	if (strcmp(auth_line_form(arena, again, version), form) != 0)
		abort();
	if (auth_line_includes(line, version))
		return;
	rule = auth_rule_parse(arena, line, version, NULL);
	respelled = auth_rule_parse(arena, again, version, NULL);
	if (!rule != !respelled || (rule && !auth_rule_covers(rule, rule)))
		abort();
}

static void check_map(struct arena *arena, const struct auth_line *line, int version)
{
	const struct auth_map *map = auth_map_parse(arena, line, version, NULL), *again;
	const char *form;

	if (!map)
		return;
	form = auth_map_form(arena, map);
	again = auth_map_parse(arena, auth_line_parse(arena, form), version, NULL);
	if (!again || strcmp(auth_map_form(arena, again), form) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(NULL);
	const int version = size ? 130000 + data[0] % 6 * 10000 : 0;
	const char *text = size ? (const char *)data + 1 : "";
	const struct list lines =
		auth_lines_parse(arena, text, size ? size - 1 : 0, version, "pg_hba.conf");
	const struct map files = map_in(arena);

	for (size_t i = 0; i < lines.count; i++) {
		const struct auth_line *line = lines.items[i];

		if (!line->fields.count)
			continue;
		check_spelling(arena, line);
		check_rule(arena, line, version);
		check_map(arena, line, version);
	}
	text = arena_strndup(arena, text, size ? size - 1 : 0);
	auth_load(arena, AUTH_RULES, "/d/pg_hba.conf", text, version, &files);
	auth_load(arena, AUTH_MAPS, "/d/pg_ident.conf", text, version, NULL);
	arena_destroy(arena);
	return 0;
}
