/* SPDX-License-Identifier: PostgreSQL */
#include "auth/load.h"

#include <string.h>

#include "auth/path.h"

/* How deep files may stand in one another: from 16 on the server counts that (CONF_FILE_MAX_DEPTH);
 * before, a file that names itself ends with some error. */
enum { DEEPEST = 10, DEEPEST_BEFORE = 100 };

struct loader {
	struct arena *arena;
	enum auth_grammar grammar;
	int version;
	const struct map *files;
	struct auth_loaded *loaded;
	struct map wanted;
};

/* A line whose tokens are complete, and what went wrong on the way there. */
struct entry {
	const struct auth_line *line;
	const char *error;
};

static void read_text(struct loader *loader, const char *path, const char *text, size_t depth,
		      struct list *entries);

static void add_entry(struct loader *loader, struct list *entries, const struct auth_line *line,
		      const char *error)
{
	struct entry *entry = arena_alloc(loader->arena, sizeof(*entry));

	*entry = (struct entry){line, error};
	list_add(loader->arena, entries, entry);
}

/* The file, if the loader has it; else it is wanted. */
static const struct auth_file *get(struct loader *loader, const char *path, bool folder)
{
	const struct auth_file *found = map_get(loader->files, path);
	struct auth_file *wanted;

	if (found || map_get(&loader->wanted, path))
		return found;
	wanted = arena_alloc(loader->arena, sizeof(*wanted));
	wanted->path = path;
	wanted->folder = folder;
	map_set(&loader->wanted, path, wanted);
	list_add(loader->arena, &loader->loaded->wanted, wanted);
	return NULL;
}

static const char *reason(const struct auth_file *file)
{
	return file->reason    ? file->reason
	       : file->missing ? "it is not there"
			       : "it cannot be read";
}

/* Reads the lines of another file; gives why that cannot be, or NULL. Of a file that is not known
 * yet there are none. From 14 on the server takes a folder for an empty file. */
static const char *read_file(struct loader *loader, const char *path, size_t depth, bool may_miss,
			     struct list *entries)
{
	const size_t deepest =
		loader->version && loader->version < AUTH_INCLUDES_SINCE ? DEEPEST_BEFORE : DEEPEST;
	const struct auth_file *file;

	if (depth > deepest)
		return text_format(loader->arena, "%Q is included too deeply", path);
	file = get(loader, path, false);
	if (!file || (file->missing && may_miss))
		return NULL;
	if (file->folder && loader->version && loader->version < AUTH_JOINS_SINCE)
		return text_format(loader->arena, "could not read %Q: it is a folder", path);
	if (file->folder)
		return NULL;
	if (!file->text)
		return text_format(loader->arena, "could not open %Q: %s", path, reason(file));
	read_text(loader, path, file->text, depth, entries);
	return NULL;
}

static bool is_file_token(const struct auth_token *token)
{
	return !token->quoted && *token->text == '@' && token->text[1];
}

/* Adds the tokens of a file; gives why they cannot be had, or NULL. */
static const char *add_file_tokens(struct loader *loader, const struct auth_line *line,
				   const struct auth_token *token, size_t depth,
				   struct list *tokens)
{
	const char *path = auth_path_absolute(loader->arena, token->text + 1, line->file);
	struct list entries = {0};
	const char *error = read_file(loader, path, depth + 1, false, &entries);

	if (!error && map_get(&loader->wanted, path))
		list_add(loader->arena, tokens, token);
	for (size_t i = 0; !error && i < entries.count; i++) {
		const struct entry *entry = entries.items[i];

		error = entry->error;
		for (size_t j = 0; !error && j < entry->line->fields.count; j++)
			list_join(loader->arena, tokens, entry->line->fields.items[j]);
	}
	return error;
}

static bool names_files(const struct auth_line *line)
{
	const struct auth_token *token;

	for (size_t i = 0; i < line->fields.count; i++)
		for (size_t j = 0; (token = auth_token_at(line, i, j)); j++)
			if (is_file_token(token))
				return true;
	return false;
}

/* The line with the tokens of files in place of these. A field that has none left is none. */
static const struct auth_line *expand(struct loader *loader, const struct auth_line *line,
				      size_t depth, const char **error)
{
	struct auth_line *expanded;
	const struct auth_token *token;

	if (!loader->files || !names_files(line))
		return line;
	expanded = arena_alloc(loader->arena, sizeof(*expanded));
	*expanded = *line;
	expanded->fields = (struct list){0};
	for (size_t i = 0; i < line->fields.count && !*error; i++) {
		struct list *field = arena_alloc(loader->arena, sizeof(*field));

		for (size_t j = 0; !*error && (token = auth_token_at(line, i, j)); j++)
			if (is_file_token(token))
				*error = add_file_tokens(loader, line, token, depth, field);
			else
				list_add(loader->arena, field, token);
		if (field->count)
			list_add(loader->arena, &expanded->fields, field);
	}
	return expanded;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool is_configuration(const char *name)
{
	static const char end[] = ".conf";
	const size_t length = strlen(name);

	return *name != '.' && length >= sizeof(end) &&
	       strcmp(name + length - (sizeof(end) - 1), end) == 0;
}

/* Includes what is in the folder; gives what went wrong, file by file, or NULL. */
static const char *include_folder(struct loader *loader, const char *path, size_t depth,
				  struct list *entries)
{
	const struct auth_file *folder = get(loader, path, true);
	struct text errors = text_in(loader->arena);
	struct list names = {0};

	if (!folder)
		return NULL;
	if (!folder->folder || folder->reason || folder->missing)
		return text_format(loader->arena, "could not open folder %Q: %s", path,
				   folder->folder ? reason(folder) : "it is none");
	list_join(loader->arena, &names, &folder->names);
	list_sort(&names, compare_names);
	for (size_t i = 0; i < names.count; i++) {
		const char *error;

		if (!is_configuration(names.items[i]))
			continue;
		error = read_file(loader, auth_path_join(loader->arena, path, names.items[i]),
				  depth + 1, false, entries);
		if (error)
			text_addf(&errors, "%s%s", errors.length ? "; " : "", error);
	}
	return errors.length ? errors.at : NULL;
}

/* Does what a line says that includes other files; gives why that cannot be, or NULL. */
static const char *include(struct loader *loader, const struct auth_line *line, size_t depth,
			   struct list *entries)
{
	const char *word = auth_token_at(line, 0, 0)->text;
	const char *name = auth_token_at(line, 1, 0)->text;
	const char *path;

	if (!loader->files)
		return NULL;
	path = auth_path_absolute(loader->arena, name, line->file);
	if (strcmp(word, "include_dir") != 0)
		return read_file(loader, path, depth + 1, strcmp(word, "include_if_exists") == 0,
				 entries);
	if (strspn(name, " \t\r\n") == strlen(name))
		return "the folder to include has no name";
	return include_folder(loader, path, depth, entries);
}

static void read_line(struct loader *loader, const struct auth_line *line, size_t depth,
		      struct list *entries)
{
	const char *error = auth_line_fault(loader->arena, line, loader->version);

	if (!error)
		line = expand(loader, line, depth, &error);
	if (!error && auth_line_includes(line, loader->version)) {
		error = include(loader, line, depth, entries);
		if (!error)
			return;
	}
	if (error || line->fields.count)
		add_entry(loader, entries, line, error);
}

static void read_text(struct loader *loader, const char *path, const char *text, size_t depth,
		      struct list *entries)
{
	const struct list lines =
		auth_lines_parse(loader->arena, text, strlen(text), loader->version, path);

	for (size_t i = 0; i < lines.count; i++)
		read_line(loader, lines.items[i], depth, entries);
}

static void add_fault(struct loader *loader, const struct auth_line *line, struct auth_fault fault)
{
	struct auth_loaded_fault *loaded = arena_alloc(loader->arena, sizeof(*loaded));

	*loaded = (struct auth_loaded_fault){line, fault};
	list_add(loader->arena, &loader->loaded->faults, loaded);
	loader->loaded->errors += !fault.warning;
}

static void parse(struct loader *loader, const struct entry *entry)
{
	struct auth_loaded *loaded = loader->loaded;
	struct list faults = {0};

	list_add(loader->arena, &loaded->lines, entry->line);
	if (entry->error) {
		add_fault(loader, entry->line, (struct auth_fault){.message = entry->error});
		return;
	}
	if (loader->grammar == AUTH_RULES) {
		const struct auth_rule *rule =
			auth_rule_parse(loader->arena, entry->line, loader->version, &faults);

		if (rule)
			list_add(loader->arena, &loaded->rules, rule);
	} else {
		const struct auth_map *map =
			auth_map_parse(loader->arena, entry->line, loader->version, &faults);

		if (map)
			list_add(loader->arena, &loaded->maps, map);
	}
	for (size_t i = 0; i < faults.count; i++)
		add_fault(loader, entry->line, *(const struct auth_fault *)faults.items[i]);
}

struct auth_loaded *auth_load(struct arena *arena, enum auth_grammar grammar, const char *path,
			      const char *text, int version, const struct map *files)
{
	struct auth_loaded *loaded = arena_alloc(arena, sizeof(*loaded));
	struct loader loader = {arena, grammar, version, files, loaded, map_in(arena)};
	struct list entries = {0};

	read_text(&loader, path, text, 0, &entries);
	for (size_t i = 0; i < entries.count; i++)
		parse(&loader, entries.items[i]);
	return loaded;
}
