/* SPDX-License-Identifier: PostgreSQL
 *
 * What pgmob understands of a file, for tests that compare it with what the server understands:
 *
 *     parse hba|ident VERSION FILE
 *
 * prints a JSON object for each line.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "auth/load.h"

/* The whole file, or NULL and errno. */
static char *read_text(struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "rb");
	struct text text = text_in(arena);
	char block[4096];
	size_t count;

	if (!file)
		return NULL;
	while ((count = fread(block, 1, sizeof(block), file)))
		text_add_bytes(&text, block, count);
	fclose(file);
	return text.at;
}

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void read_names(struct arena *arena, const char *path, struct list *names)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		if (!is_folder(text_format(arena, "%s/%s", path, entry->d_name)))
			list_add(arena, names, arena_strdup(arena, entry->d_name));
	if (folder)
		closedir(folder);
}

static struct auth_file *read_file(struct arena *arena, const char *path)
{
	struct auth_file *file = arena_alloc(arena, sizeof(*file));

	file->path = path;
	file->folder = is_folder(path);
	if (file->folder) {
		read_names(arena, path, &file->names);
		return file;
	}
	file->text = read_text(arena, path);
	file->missing = !file->text && errno == ENOENT;
	file->reason = file->text ? NULL : strerror(errno);
	return file;
}

static struct auth_loaded *load(struct arena *arena, enum auth_grammar grammar, const char *path,
				int version)
{
	const char *text = read_text(arena, path);
	struct map files = map_in(arena);
	struct auth_loaded *loaded;

	if (!text) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	for (;;) {
		loaded = auth_load(arena, grammar, path, text, version, &files);
		if (!loaded->wanted.count)
			return loaded;
		for (size_t i = 0; i < loaded->wanted.count; i++) {
			const struct auth_file *wanted = loaded->wanted.items[i];

			map_set(&files, wanted->path, read_file(arena, wanted->path));
		}
	}
}

static void add_tokens(struct text *text, const char *key, const struct list *tokens)
{
	text_addf(text, ", %J: [", key);
	for (size_t i = 0; i < tokens->count; i++)
		text_addf(text, "%s%J", i ? ", " : "",
			  ((const struct auth_token *)tokens->items[i])->text);
	text_add(text, "]");
}

static void add_address(struct text *text, const struct auth_rule *rule)
{
	static const char *const words[] = {"all", "samehost", "samenet"};
	struct text address = text_in(text->arena), mask = text_in(text->arena);
	struct auth_address bits = {.family = rule->network.address.family};

	if (rule->type == AUTH_LOCAL)
		return;
	if (rule->from != AUTH_FROM_NETWORK) {
		text_addf(text, ", \"address\": %J",
			  rule->from == AUTH_FROM_NAME ? rule->name : words[rule->from]);
		return;
	}
	memcpy(bits.bytes, rule->network.mask, sizeof(bits.bytes));
	auth_address_show(&address, &rule->network.address);
	auth_address_show(&mask, &bits);
	text_addf(text, ", \"address\": %J, \"netmask\": %J", address.at, mask.at);
}

static void add_rule(struct text *text, const struct auth_rule *rule)
{
	text_addf(text, ", \"type\": %J", auth_types[rule->type]);
	add_tokens(text, "database", &rule->databases);
	add_tokens(text, "user_name", &rule->users);
	add_address(text, rule);
	text_addf(text, ", \"auth_method\": %J, \"options\": [", auth_methods[rule->method]);
	for (size_t i = 0; i < rule->options.count; i++) {
		const struct auth_option *option = rule->options.items[i];

		text_addf(text, "%s[%J, %J]", i ? ", " : "", option->name, option->value);
	}
	text_addf(text, "], \"form\": %J", auth_rule_form(text->arena, rule));
}

static void add_map(struct text *text, const struct auth_map *map)
{
	text_addf(text, ", \"map_name\": %J, \"sys_name\": %J, \"pg_username\": %J, \"form\": %J",
		  map->name, map->system_user.text, map->database_user.text,
		  auth_map_form(text->arena, map));
}

/* What there is of the line among the rules or maps, or NULL. */
static const void *find(const struct list *list, const struct auth_line *line)
{
	for (size_t i = 0; i < list->count; i++)
		if (*(const struct auth_line *const *)list->items[i] == line)
			return list->items[i];
	return NULL;
}

static void print_line(struct arena *arena, const struct auth_loaded *loaded,
		       const struct auth_line *line)
{
	struct text text = text_in(arena);
	const struct auth_rule *rule = find(&loaded->rules, line);
	const struct auth_map *map = find(&loaded->maps, line);
	bool separate = false;

	text_addf(&text, "{\"file_name\": %J, \"line_number\": %z", line->file, line->number);
	if (rule)
		add_rule(&text, rule);
	if (map)
		add_map(&text, map);
	text_add(&text, ", \"faults\": [");
	for (size_t i = 0; i < loaded->faults.count; i++) {
		const struct auth_loaded_fault *fault = loaded->faults.items[i];

		if (fault->line != line || fault->fault.warning)
			continue;
		text_addf(&text, "%s%J", separate ? ", " : "", fault->fault.message);
		separate = true;
	}
	text_add(&text, "]}");
	puts(text.at);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_create(NULL);
	const struct auth_loaded *loaded;

	if (argc != 4) {
		fprintf(stderr, "usage: parse hba|ident VERSION FILE\n");
		return EXIT_FAILURE;
	}
	loaded = load(arena, strcmp(argv[1], "ident") == 0 ? AUTH_MAPS : AUTH_RULES, argv[3],
		      (int)strtol(argv[2], NULL, 10));
	for (size_t i = 0; i < loaded->lines.count; i++)
		print_line(arena, loaded, loaded->lines.items[i]);
	arena_destroy(arena);
	return EXIT_SUCCESS;
}
