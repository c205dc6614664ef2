/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/hba/remote.h"

#include <string.h>

#include "sql.h"

struct fetch {
	struct auth_file *file;
	const struct inquiry *inquiry;
};

static const char undefined_file[] = "58P01";

struct remote remote_in(struct arena *arena)
{
	return (struct remote){.arena = arena, .files = map_in(arena)};
}

static void take(struct remote *remote, const struct fetch *fetch)
{
	const struct inquiry *inquiry = fetch->inquiry;
	struct auth_file *file = fetch->file;

	if (inquiry->error) {
		file->reason = inquiry->error;
		file->missing = strcmp(inquiry->sqlstate, undefined_file) == 0;
	}
	for (size_t i = 0; i < inquiry->rows.count; i++) {
		const char *const *row = inquiry->rows.items[i];

		if (file->folder)
			list_add(remote->arena, &file->names, row[0]);
		else
			file->text = row[0];
	}
	map_set(&remote->files, file->path, file);
}

static void take_answers(struct remote *remote)
{
	size_t open = 0;

	for (size_t i = 0; i < remote->asked.count; i++) {
		struct fetch *fetch = remote->asked.items[i];

		if (fetch->inquiry->answered)
			take(remote, fetch);
		else
			remote->asked.items[open++] = fetch;
	}
	remote->asked.count = open;
}

struct auth_loaded *remote_load(struct remote *remote, enum auth_grammar grammar, const char *path,
				const char *text, int version)
{
	struct auth_loaded *loaded;

	take_answers(remote);
	loaded = auth_load(remote->arena, grammar, path, text, version, &remote->files);
	list_join(remote->arena, &remote->wanted, &loaded->wanted);
	return loaded;
}

void remote_ask(struct remote *remote, const char *node, struct inquiries *inquiries)
{
	for (size_t i = 0; i < remote->wanted.count; i++) {
		const struct auth_file *wanted = remote->wanted.items[i];
		struct fetch *fetch = arena_alloc(remote->arena, sizeof(*fetch));
		struct auth_file *file = arena_alloc(remote->arena, sizeof(*file));

		*file = (struct auth_file){.path = wanted->path, .folder = wanted->folder};
		fetch->file = file;
		fetch->inquiry = inquiries_put(
			inquiries, node, wanted->folder ? sql_hba_include_dir : sql_hba_include, 1,
			&wanted->path);
		list_add(remote->arena, &remote->asked, fetch);
	}
	remote->wanted.count = 0;
}
