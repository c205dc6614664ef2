/* SPDX-License-Identifier: PostgreSQL
 *
 * What pgmob understands of a file, for tests that compare it with what the server understands:
 *
 *     parse hba|ident VERSION FILE
 *
 * prints a JSON object for each line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/map.h"
#include "auth/rule.h"

static char *read_file(struct arena *arena, const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	struct text text = text_in(arena);
	char block[4096];
	size_t count;

	if (!file) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	while ((count = fread(block, 1, sizeof(block), file)))
		text_add_bytes(&text, block, count);
	fclose(file);
	*length = text.length;
	return text.at;
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

static void print_line(struct arena *arena, const struct auth_line *line, bool maps, int version)
{
	struct text text = text_in(arena);
	struct list faults = {0};
	bool separate = false;

	text_addf(&text, "{\"line_number\": %z", line->number);
	if (maps) {
		const struct auth_map *map = auth_map_parse(arena, line, version, &faults);

		if (map)
			add_map(&text, map);
	} else {
		const struct auth_rule *rule = auth_rule_parse(arena, line, version, &faults);

		if (rule)
			add_rule(&text, rule);
	}
	text_add(&text, ", \"faults\": [");
	for (size_t i = 0; i < faults.count; i++) {
		const struct auth_fault *fault = faults.items[i];

		if (fault->warning)
			continue;
		text_addf(&text, "%s%J", separate ? ", " : "", fault->message);
		separate = true;
	}
	text_add(&text, "]}");
	puts(text.at);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_create(NULL);
	struct list lines;
	size_t length;
	char *text;
	int version;

	if (argc != 4) {
		fprintf(stderr, "usage: parse hba|ident VERSION FILE\n");
		return EXIT_FAILURE;
	}
	version = (int)strtol(argv[2], NULL, 10);
	text = read_file(arena, argv[3], &length);
	lines = auth_lines_parse(arena, text, length, version, argv[3]);
	for (size_t i = 0; i < lines.count; i++)
		print_line(arena, lines.items[i], strcmp(argv[1], "ident") == 0, version);
	arena_destroy(arena);
	return EXIT_SUCCESS;
}
