/* SPDX-License-Identifier: PostgreSQL
 *
 * An entry as it is written in the file, and read from it.
 */
#include <string.h>

#include "kinds/ident/ident.h"

static const char *const titles[] = {"# MAP", "SYSTEM-USER", "DATABASE-USER", NULL};

static const struct ident_map *map_of(const struct object *entry)
{
	return (const struct ident_map *)entry;
}

static bool cells(struct arena *arena, const struct object *entry, const char **parts)
{
	const struct ident_map *map = map_of(entry);

	(void)arena;
	parts[0] = map->map;
	parts[1] = map->system_user;
	parts[2] = map->database_user;
	return !map->line;
}

static const char *line(const struct object *entry)
{
	return map_of(entry)->line;
}

static const char *comment(const struct object *entry)
{
	return map_of(entry)->comment;
}

static struct object *keep(struct arena *arena, const struct auth_line *kept)
{
	struct ident_map *map = (struct ident_map *)object_new(arena, &ident_map_kind);

	map->line = kept->text;
	return &map->object;
}

static const char *form(struct arena *arena, const struct auth_line *kept, int version)
{
	const struct auth_map *map = auth_line_includes(kept, version)
					     ? NULL
					     : auth_map_parse(arena, kept, version, NULL);
	struct text tokens = text_in(arena);

	if (map)
		return auth_map_form(arena, map);
	auth_line_spell(&tokens, kept);
	return tokens.at;
}

const struct conf_grammar ident_grammar = {
	.name = "pg_ident.conf",
	.setting = "ident_file",
	.auth = AUTH_MAPS,
	.titles = titles,
	.cells = cells,
	.line = line,
	.comment = comment,
	.keep = keep,
	.form = form,
};

static const char *spell(struct arena *arena, const struct auth_line *from, size_t field)
{
	struct text text = text_in(arena);

	auth_token_spell(&text, auth_token_at(from, field, 0));
	return text.at;
}

/* In parts where they say the same, else the whole line. */
static struct object *entry_of(struct arena *arena, const struct auth_line *from)
{
	struct ident_map *map = (struct ident_map *)object_new(arena, &ident_map_kind);
	struct text spelled = text_in(arena);

	if (!auth_line_includes(from, 0) && auth_map_parse(arena, from, 0, NULL) &&
	    from->fields.count == 3) {
		map->map = spell(arena, from, 0);
		map->system_user = spell(arena, from, 1);
		map->database_user = spell(arena, from, 2);
	} else {
		auth_line_spell(&spelled, from);
		map->line = spelled.at;
	}
	return &map->object;
}

void ident_take_text(struct ident *ident, struct arena *arena)
{
	struct conf *conf = &ident->conf;

	conf->lines = auth_lines_parse(arena, conf->text, strlen(conf->text), (int)*conf->version,
				       conf->path);
	conf->manage = "file";
	for (size_t i = 0; i < conf->lines.count; i++)
		list_add(arena, &conf->entries, entry_of(arena, conf->lines.items[i]));
}
