/* SPDX-License-Identifier: PostgreSQL
 *
 * Rules that no server has loaded yet.
 */
#include <string.h>

#include "hba/hba.h"
#include "hba/local.h"
#include "kinds/hba/hba.h"
#include "kinds/hba/hba_check.h"
#include "kinds/hba/probe.h"
#include "kinds/ident/ident.h"

/* A file with those that it includes. */
struct checking {
	struct arena *arena;
	struct diags *diags;
	struct map files;   /* struct auth_file by path */
	struct map sources; /* struct source by path */
};

static struct auth_file *get(struct checking *checking, const char *path, bool folder)
{
	struct auth_file *file = local_read(checking->arena, path, folder);

	map_set(&checking->files, path, file);
	if (file->text)
		map_set(&checking->sources, path,
			source_new(checking->arena, path, file->text, strlen(file->text)));
	return file;
}

/* At which field of the line a part of it begins. */
static size_t field_of(const struct auth_line *line, enum auth_part part, size_t item)
{
	const struct auth_token *type = auth_token_at(line, 0, 0);
	const struct auth_token *mask = auth_token_at(line, 4, 0);
	struct auth_address address;
	size_t method = 3;

	if (part < AUTH_METHOD)
		return part;
	if (!type || strcmp(type->text, auth_types[AUTH_LOCAL]) != 0)
		method = mask && auth_address_read(&address, mask->text) ? 5 : 4;
	return part == AUTH_METHOD ? method : method + 1 + item;
}

/* Where the part is written; the end of the line where it is missing. */
static struct place place_of(const struct checking *checking, const struct auth_line *line,
			     enum auth_part part, size_t item)
{
	/* as it was written: @file stands for itself */
	const struct auth_line *written = auth_line_parse(checking->arena, line->text);
	const struct auth_token *token =
		auth_token_at(written, field_of(written, part, item),
			      part == AUTH_DATABASES || part == AUTH_USERS ? item : 0);
	const size_t offset = token ? token->offset : strlen(line->text);
	struct place place = {
		.source = map_get(&checking->sources, line->file),
		.line = (uint32_t)line->number,
		.column = 1,
	};

	for (size_t i = 0; i < offset; i++) /* characters are counted, not bytes */
		place.column += ((unsigned char)line->text[i] & 0xC0) != 0x80;
	return place;
}

static void say_faults(const struct checking *checking, const struct auth_loaded *loaded)
{
	for (size_t i = 0; i < loaded->faults.count; i++) {
		const struct auth_loaded_fault *found = loaded->faults.items[i];
		const struct auth_fault *fault = &found->fault;
		const struct place place =
			place_of(checking, found->line, fault->part, fault->item);
		struct diag *diag =
			fault->warning ? diag_warning(checking->diags, place, "%s", fault->message)
				       : diag_error(checking->diags, place, "%s", fault->message);

		diag->hint = fault->hint;
	}
}

static void say_warnings(const struct checking *checking, const struct auth_loaded *loaded)
{
	const struct list warnings = auth_warn(checking->arena, &loaded->rules);

	for (size_t i = 0; i < warnings.count; i++) {
		const struct auth_warning *warning = warnings.items[i];
		struct diag *diag = diag_warning(
			checking->diags, place_of(checking, warning->rule->line, AUTH_TYPE, 0),
			"%s", warning->message);

		if (warning->other)
			diag->other = place_of(checking, warning->other->line, AUTH_TYPE, 0);
	}
}

const struct auth_loaded *hba_check_file(struct arena *arena, const char *path, int version,
					 struct diags *diags)
{
	struct checking checking = {
		.arena = arena, .diags = diags, .files = map_in(arena), .sources = map_in(arena)};
	const struct auth_file *file = get(&checking, path, false);
	const size_t from = diags->list.count;
	const struct auth_loaded *loaded;

	if (!file->text) {
		diag_error(diags, no_place(), "cannot read %Q: %s", path, file->reason);
		return NULL;
	}
	for (;;) {
		loaded = auth_load(arena, AUTH_RULES, path, file->text, version, &checking.files);
		if (!loaded->wanted.count)
			break;
		for (size_t i = 0; i < loaded->wanted.count; i++) {
			const struct auth_file *wanted = loaded->wanted.items[i];

			get(&checking, wanted->path, wanted->folder);
		}
	}
	say_faults(&checking, loaded);
	say_warnings(&checking, loaded);
	diags_sort(diags, from);
	if (!loaded->rules.count && !diags->errors)
		diag_error(diags, no_place(), "%Q has no rules, so no server loads it", path);
	return loaded;
}

/* The rules of a manifest, each with the entry that it stands in. */
struct entries {
	struct list rules;   /* of struct auth_rule */
	struct list objects; /* of const struct object */
	bool includes;       /* what is in other files is not known */
};

static struct entries entries_of(struct arena *arena, const struct conf *conf, int version)
{
	struct entries entries = {0};

	for (size_t i = 0; i < conf->entries.count; i++) {
		const struct object *entry = conf->entries.items[i];
		const struct auth_line *line =
			auth_line_parse(arena, conf_entry_line(arena, &hba_grammar, entry));
		const struct auth_rule *rule = NULL;

		if (auth_line_includes(line, version))
			entries.includes = true;
		else
			rule = auth_rule_parse(arena, line, version, NULL);
		if (!rule)
			continue;
		list_add(arena, &entries.rules, rule);
		list_add(arena, &entries.objects, entry);
	}
	return entries;
}

/* A rule that another one hides is told where the manifest is checked. */
static void warn_of_entries(struct arena *arena, const struct entries *entries, struct diags *diags)
{
	const struct list warnings = auth_warn(arena, &entries->rules);

	for (size_t i = 0; i < entries->rules.count; i++)
		for (size_t j = 0; j < warnings.count; j++) {
			const struct auth_warning *warning = warnings.items[j];

			if (warning->rule == entries->rules.items[i] && !warning->other)
				diag_warning(diags, object_place(entries->objects.items[i]), "%s",
					     warning->message);
		}
}

/* The maps that there will be; NULL where only the server knows them all. */
static const struct auth_loaded *maps_of(struct arena *arena, const struct state *desired,
					 int version)
{
	const struct list *set = state_of(desired, &ident_kind);
	const struct conf *conf = set->count ? set->items[0] : NULL;
	struct auth_loaded *loaded = arena_alloc(arena, sizeof(*loaded));

	if (!conf || strcmp(conf->manage, "file") != 0)
		return NULL;
	for (size_t i = 0; i < conf->entries.count; i++) {
		const struct auth_line *line = auth_line_parse(
			arena, conf_entry_line(arena, &ident_grammar, conf->entries.items[i]));
		const struct auth_map *map = auth_map_parse(arena, line, version, NULL);

		if (auth_line_includes(line, version))
			return NULL;
		if (map)
			list_add(arena, &loaded->maps, map);
	}
	return loaded;
}

static void check_maps(struct arena *arena, const struct entries *entries,
		       const struct auth_loaded *maps, struct diags *diags)
{
	const struct list missing = auth_warn_maps(arena, &entries->rules, &maps->maps);

	for (size_t i = 0, at = 0; at < missing.count && i < entries->rules.count; i++) {
		const struct auth_warning *warning = missing.items[at];

		if (warning->rule != entries->rules.items[i])
			continue;
		diag_error(diags, object_place(entries->objects.items[i]), "%s", warning->message);
		at++;
	}
}

/* Answers that hang on a server are left to it. */
static void test_probes(struct arena *arena, const struct hba *hba, const struct entries *entries,
			const struct auth_loaded *maps, int version, struct diags *diags)
{
	const struct auth_loaded loaded = {.rules = entries->rules};
	const struct hba_rules rules = {
		.arena = arena,
		.version = version,
		.hba = &loaded,
		.ident = maps,
		.world = &auth_unknown_world,
		.probing = true,
	};
	struct list answers = hba_test(&rules, &hba->probes), certain = {0};

	for (size_t i = 0; i < answers.count; i++) {
		const struct hba_answer *answer = answers.items[i];

		if (answer->sequel.outcome != AUTH_UNDETERMINED)
			list_add(arena, &certain, answer);
	}
	if (certain.count < answers.count)
		diag_note(diags, no_place(), "%z of %z probes cannot be answered without a server",
			  answers.count - certain.count, answers.count);
	hba_judge(&certain, diags);
}

size_t hba_check_manifest(struct arena *arena, const struct state *desired, int version,
			  struct diags *diags)
{
	const size_t from = diags->list.count;
	const struct facts facts = {
		.version = version,
		.version_text = text_format(arena, "%d", version / 10000),
	};
	const struct list *set = state_of(desired, &hba_kind);
	const struct list *idents = state_of(desired, &ident_kind);
	const struct auth_loaded *maps = maps_of(arena, desired, version);
	size_t count = 0;

	for (size_t i = 0; version && i < idents->count; i++)
		ident_check_version(idents->items[i], &facts, diags);

	for (size_t i = 0; i < set->count; i++) {
		const struct hba *hba = set->items[i];
		const struct entries entries = entries_of(arena, &hba->conf, version);

		if (version)
			hba_check_version(hba, &facts, diags);
		warn_of_entries(arena, &entries, diags);
		if (maps)
			check_maps(arena, &entries, maps, diags);
		/* with manage: block, the file's other rules may be met first */
		if (!entries.includes && strcmp(hba->conf.manage, "file") == 0)
			test_probes(arena, hba, &entries, maps, version, diags);
		count += hba->conf.entries.count;
	}
	diags_sort(diags, from);
	return count;
}
