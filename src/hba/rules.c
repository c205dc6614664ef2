/* SPDX-License-Identifier: PostgreSQL */
#include <string.h>

#include "hba/hba.h"
#include "kinds/hba/hba.h"
#include "kinds/hba/world.h"
#include "sql.h"

/* An SQLSTATE. */
static const char undefined_file[] = "58P01";

/* There is one in every state that files were read into. */
static const struct conf *conf_of(const struct state *actual)
{
	return state_of(actual, &hba_kind)->items[0];
}

const char *hba_path_of(const struct state *actual)
{
	return conf_of(actual)->path;
}

const char *hba_text_of(const struct state *actual)
{
	return conf_of(actual)->text;
}

/* The server's maps: none where there is no file, as for the server; NULL where they are not known.
 */
static const struct auth_loaded *load_maps(struct hba_world *world, const char *path)
{
	const struct inquiry *file = inquire(world->inquiries, world->server, sql_file, 1, &path);

	if (!file)
		return NULL;
	if (file->error && strcmp(file->sqlstate, undefined_file) != 0)
		return NULL;
	return hba_world_load(world, AUTH_MAPS, path, file->error ? "" : inquiry_text(file));
}

struct hba_rules hba_rules_of(struct arena *arena, struct inquiries *inquiries,
			      const struct facts *facts, const struct state *actual,
			      const char *path, const char *text)
{
	struct hba_world *world = hba_world_make(arena, inquiries, NULL, facts, actual, NULL);
	const struct inquiry *settings = inquire(inquiries, NULL, sql_map_settings, 0, NULL);
	struct hba_rules rules = {
		.arena = arena,
		.version = facts->version,
		.path = path,
		.hba = hba_world_load(world, AUTH_RULES, path, text),
		.world = &world->auth,
	};
	const char *const *row;

	if (!settings || !settings->rows.count)
		return rules;
	row = settings->rows.items[0];
	rules.ident = load_maps(world, row[0]);
	rules.ignore_case = strcmp(row[1], "on") == 0;
	return rules;
}
