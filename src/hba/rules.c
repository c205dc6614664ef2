/* SPDX-License-Identifier: PostgreSQL */
#include <string.h>

#include "hba/hba.h"
#include "hba/local.h"
#include "kinds/hba/hba.h"
#include "kinds/hba/world.h"
#include "kinds/ident/ident.h"

/* The file of the server that the run is connected to: every state has it that files were read
 * into. */
static const struct conf *conf_of(const struct state *actual, const struct kind *kind)
{
	const struct list *set = state_of(actual, kind);

	for (size_t i = 0; i < set->count; i++) {
		const struct conf *conf = set->items[i];

		if (!conf->object.server)
			return conf;
	}
	return NULL;
}

struct hba_source hba_source_of(const struct state *actual)
{
	const struct conf *conf = conf_of(actual, &hba_kind);

	return (struct hba_source){.path = conf ? conf->path : "", .text = conf ? conf->text : ""};
}

bool hba_source_of_file(struct arena *arena, struct hba_source *source, const char *path,
			struct diags *diags)
{
	const struct auth_file *file = local_read(arena, path, false);

	source->name = path;
	source->text = file->text;
	if (!file->text)
		diag_error(diags, no_place(), "cannot read %Q: %s", path, file->reason);
	return file->text != NULL;
}

bool hba_source_of_manifest(struct hba_source *source, const struct state *desired,
			    const struct list *changes, struct diags *diags)
{
	const struct conf *hba = conf_of(desired, &hba_kind),
			  *ident = conf_of(desired, &ident_kind);

	if (!hba || !hba->text) {
		diag_error(diags, no_place(), "the manifest has no rules of pg_hba.conf");
		return false;
	}
	source->text = hba->text;
	source->maps = ident ? ident->text : NULL;
	source->changes = changes;
	return true;
}

/* What includes others does so as the server's file would, but it has another name. */
static void rename_lines(const struct auth_loaded *loaded, const struct hba_source *source)
{
	for (size_t i = 0; source->name && i < loaded->lines.count; i++) {
		struct auth_line *line = loaded->lines.items[i];

		if (strcmp(line->file, source->path) == 0)
			line->file = source->name;
	}
}

struct hba_rules hba_rules_of(struct arena *arena, struct inquiries *inquiries,
			      const struct facts *facts, const struct state *actual,
			      const struct hba_source *source)
{
	const struct conf *ident = conf_of(actual, &ident_kind);
	struct hba_world *world =
		hba_world_make(arena, inquiries, NULL, facts, actual, source->changes);
	const struct hba_settings settings = hba_world_settings(world);
	struct hba_rules rules = {
		.arena = arena,
		.version = facts->version,
		.path = source->name ? source->name : source->path,
		.hba = hba_world_load(world, AUTH_RULES, source->path, source->text),
		.ident = ident ? hba_world_load(world, AUTH_MAPS, ident->path,
						source->maps ? source->maps : ident->text)
			       : NULL,
		.world = &world->auth,
	};

	rename_lines(rules.hba, source);
	rules.without_ssl = !settings.ssl;
	rules.ignore_case = settings.ignore_case;
	return rules;
}
