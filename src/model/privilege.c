/* SPDX-License-Identifier: PostgreSQL */
#include "model/privilege.h"

#include <string.h>
#include <strings.h>

/* In the order in which the manual's page GRANT has them. */
static const struct {
	char letter; /* in an ACL's text */
	const char *word;
	uint32_t privilege;
	int since;
} table[] = {
	{'r', "SELECT", PRIVILEGE_SELECT, 0},
	{'a', "INSERT", PRIVILEGE_INSERT, 0},
	{'w', "UPDATE", PRIVILEGE_UPDATE, 0},
	{'d', "DELETE", PRIVILEGE_DELETE, 0},
	{'D', "TRUNCATE", PRIVILEGE_TRUNCATE, 0},
	{'x', "REFERENCES", PRIVILEGE_REFERENCES, 0},
	{'t', "TRIGGER", PRIVILEGE_TRIGGER, 0},
	{'m', "MAINTAIN", PRIVILEGE_MAINTAIN, 170000},
	{'U', "USAGE", PRIVILEGE_USAGE, 0},
	{'C', "CREATE", PRIVILEGE_CREATE, 0},
	{'c', "CONNECT", PRIVILEGE_CONNECT, 0},
	{'T', "TEMPORARY", PRIVILEGE_TEMPORARY, 0},
	{'X', "EXECUTE", PRIVILEGE_EXECUTE, 0},
	{'s', "SET", PRIVILEGE_SET, 150000},
	{'A', "ALTER SYSTEM", PRIVILEGE_ALTER_SYSTEM, 150000},
};

enum { COUNT = sizeof(table) / sizeof(*table) };

const struct securable securables[] = {
	{.letter = 'd',
	 .name = "database",
	 .sql = "DATABASE",
	 .all = PRIVILEGE_CREATE | PRIVILEGE_CONNECT | PRIVILEGE_TEMPORARY,
	 .everyone = PRIVILEGE_CONNECT | PRIVILEGE_TEMPORARY},
	{.letter = 'n',
	 .name = "schema",
	 .sql = "SCHEMA",
	 .all = PRIVILEGE_USAGE | PRIVILEGE_CREATE},
	{.letter = 'r',
	 .name = "table",
	 .sql = "TABLE",
	 .all = PRIVILEGE_SELECT | PRIVILEGE_INSERT | PRIVILEGE_UPDATE | PRIVILEGE_DELETE |
		PRIVILEGE_TRUNCATE | PRIVILEGE_REFERENCES | PRIVILEGE_TRIGGER | PRIVILEGE_MAINTAIN},
	{.letter = 'c',
	 .name = "column",
	 .sql = "TABLE",
	 .all = PRIVILEGE_SELECT | PRIVILEGE_INSERT | PRIVILEGE_UPDATE | PRIVILEGE_REFERENCES},
	{.letter = 's',
	 .name = "sequence",
	 .sql = "SEQUENCE",
	 .all = PRIVILEGE_SELECT | PRIVILEGE_UPDATE | PRIVILEGE_USAGE},
	{.letter = 'f',
	 .name = "routine",
	 .sql = "ROUTINE",
	 .all = PRIVILEGE_EXECUTE,
	 .everyone = PRIVILEGE_EXECUTE},
	{.letter = 'T',
	 .name = "type",
	 .sql = "TYPE",
	 .all = PRIVILEGE_USAGE,
	 .everyone = PRIVILEGE_USAGE},
	{.letter = 'l',
	 .name = "language",
	 .sql = "LANGUAGE",
	 .all = PRIVILEGE_USAGE,
	 .everyone = PRIVILEGE_USAGE},
	{.letter = 'F',
	 .name = "foreign-data wrapper",
	 .sql = "FOREIGN DATA WRAPPER",
	 .all = PRIVILEGE_USAGE},
	{.letter = 'S', .name = "foreign server", .sql = "FOREIGN SERVER", .all = PRIVILEGE_USAGE},
	{.letter = 't', .name = "tablespace", .sql = "TABLESPACE", .all = PRIVILEGE_CREATE},
	{.letter = 'L',
	 .name = "large object",
	 .sql = "LARGE OBJECT",
	 .all = PRIVILEGE_SELECT | PRIVILEGE_UPDATE},
	{.letter = 'p',
	 .name = "parameter",
	 .sql = "PARAMETER",
	 .all = PRIVILEGE_SET | PRIVILEGE_ALTER_SYSTEM,
	 .since = 150000},
	{.name = NULL},
};

const struct securable *securable_of(char letter)
{
	const struct securable *securable = securables;

	while (securable->name && securable->letter != letter)
		securable++;
	return securable->name ? securable : NULL;
}

uint32_t securable_all(const struct securable *securable, int version)
{
	uint32_t all = securable->all;

	for (size_t i = 0; i < COUNT; i++)
		if (version < table[i].since)
			all &= ~table[i].privilege;
	return all;
}

uint32_t privilege_named(const char *word)
{
	if (strcasecmp(word, "TEMP") == 0)
		return PRIVILEGE_TEMPORARY;
	for (size_t i = 0; i < COUNT; i++)
		if (strcasecmp(word, table[i].word) == 0)
			return table[i].privilege;
	return 0;
}

int privilege_since(uint32_t privilege)
{
	for (size_t i = 0; i < COUNT; i++)
		if (table[i].privilege == privilege)
			return table[i].since;
	return 0;
}

uint32_t privilege_of(char letter)
{
	for (size_t i = 0; i < COUNT; i++)
		if (table[i].letter == letter)
			return table[i].privilege;
	return 0;
}

void privileges_add_letters(struct text *text, uint32_t privileges, uint32_t options)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (privileges & table[i].privilege)
			text_add_bytes(text, &table[i].letter, 1);
		if (options & table[i].privilege)
			text_add(text, "*");
	}
}

struct list privileges_words(struct arena *arena, uint32_t privileges)
{
	struct list words = {0};

	for (size_t i = 0; i < COUNT; i++)
		if (privileges & table[i].privilege)
			list_add(arena, &words, table[i].word);
	return words;
}

void privileges_add_words(struct text *text, uint32_t privileges)
{
	const struct list words = privileges_words(text->arena, privileges);

	for (size_t i = 0; i < words.count; i++)
		text_addf(text, "%s%s", i ? ", " : "", (const char *)words.items[i]);
}

void privileges_add_parameter(struct text *sql, const char *name)
{
	for (const char *separator = ""; *name; separator = ".") {
		const size_t length = strcspn(name, ".");

		text_addf(sql, "%s%I", separator, arena_strndup(sql->arena, name, length));
		name += length + (name[length] == '.');
	}
}
