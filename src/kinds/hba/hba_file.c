/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/hba/hba_file.h"

#include <string.h>

/* The columns in which rules are written. */
enum { TYPE, DATABASES, USERS, ADDRESS, METHOD, OPTIONS, COLUMNS };

/* A cell that is wider than this does not widen its column: one long list of names would push all
 * other rules off the screen. */
enum { WIDEST = 40, GAP = 2 };

static const char *const titles[COLUMNS] = {"# TYPE",  "DATABASE", "USER",
					    "ADDRESS", "METHOD",   "OPTIONS"};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static const char *join(struct arena *arena, const struct list *tokens)
{
	struct text text = text_in(arena);

	for (size_t i = 0; i < tokens->count; i++)
		text_addf(&text, "%s%s", i ? "," : "", (const char *)tokens->items[i]);
	return text.at;
}

/* Adds name=value, the value in quotes where the server needs them. A backslash needs them, too: at
 * the end of a line it would swallow the next rule. */
static void add_option(struct text *text, const struct hba_option *option)
{
	text_addf(text, "%s=", option->name);
	if (strcspn(option->value, " \t,#\"\\") == strlen(option->value)) {
		text_add(text, option->value);
		return;
	}
	text_add(text, "\"");
	for (const char *at = option->value; *at; at++)
		text_add_bytes(text, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
	text_add(text, "\"");
}

static void rule_cells(struct arena *arena, const struct hba_rule *rule, const char *cells[COLUMNS])
{
	struct text options = text_in(arena);

	for (size_t i = 0; i < rule->options.count; i++) {
		text_add(&options, i ? " " : "");
		add_option(&options, rule->options.items[i]);
	}
	cells[TYPE] = rule->type;
	cells[DATABASES] = join(arena, &rule->databases);
	cells[USERS] = join(arena, &rule->users);
	cells[ADDRESS] = rule->address ? rule->address : "";
	cells[METHOD] = rule->method;
	cells[OPTIONS] = options.at;
}

const char *hba_rule_line(struct arena *arena, const struct hba_rule *rule)
{
	struct text text = text_in(arena);
	const char *cells[COLUMNS];

	if (rule->line)
		return rule->line;
	rule_cells(arena, rule, cells);
	for (size_t i = 0; i < COLUMNS; i++)
		if (*cells[i])
			text_addf(&text, "%s%s", i ? " " : "", cells[i]);
	return text.at;
}

/* In characters, as far as a terminal shows one column for each. */
static size_t width_of(const char *cell)
{
	size_t width = 0;

	for (; *cell; cell++)
		width += ((unsigned char)*cell & 0xc0) != 0x80;
	return width;
}

static void widen(size_t widths[COLUMNS], const char *const cells[COLUMNS])
{
	for (size_t i = 0; i < COLUMNS; i++) {
		const size_t width = width_of(cells[i]);

		if (width > widths[i] && width <= WIDEST)
			widths[i] = width;
	}
}

static void write_cells(struct text *text, const char *const cells[COLUMNS],
			const size_t widths[COLUMNS])
{
	size_t spaces = 0; /* written only before a cell, so that no line ends in blanks */

	for (size_t i = 0; i < COLUMNS; i++) {
		const size_t width = width_of(cells[i]);

		if (*cells[i]) {
			for (; spaces; spaces--)
				text_add(text, " ");
			text_add(text, cells[i]);
		}
		spaces += GAP + (width < widths[i] ? widths[i] - width : 0);
	}
	text_add(text, "\n");
}

static void write_comment(struct text *text, const char *comment)
{
	const size_t length = comment ? strlen(comment) : 0;

	/* a blank keeps a backslash from joining the comment with the rule below it */
	if (length)
		text_addf(text, "# %s%s\n", comment, comment[length - 1] == '\\' ? " " : "");
}

static void write_rules(struct text *text, const struct list *rules)
{
	size_t widths[COLUMNS] = {0};
	bool columns = false;

	widen(widths, titles);
	for (size_t i = 0; i < rules->count; i++) {
		const struct hba_rule *rule = rules->items[i];
		const char *cells[COLUMNS];

		if (rule->line)
			continue;
		columns = true;
		rule_cells(text->arena, rule, cells);
		widen(widths, cells);
	}
	if (columns)
		write_cells(text, titles, widths);
	for (size_t i = 0; i < rules->count; i++) {
		const struct hba_rule *rule = rules->items[i];
		const char *cells[COLUMNS];

		write_comment(text, rule->comment);
		if (rule->line) {
			text_addf(text, "%s\n", rule->line);
			continue;
		}
		rule_cells(text->arena, rule, cells);
		write_cells(text, cells, widths);
	}
}

void hba_write_file(struct text *text, const struct list *rules)
{
	text_add(text, "# Written by pgmob from a manifest, which says what this file is: the next "
		       "run\n# overwrites what is edited here.\n\n");
	write_rules(text, rules);
}

void hba_write_block(struct text *text, const struct list *rules)
{
	text_add(text, HBA_BEGIN "\n# Written by pgmob from a manifest: the next run overwrites "
				 "what is edited\n# between these two marks.\n");
	write_rules(text, rules);
	text_add(text, HBA_END "\n");
}

static bool is_mark(const char *line, size_t length, const char *mark)
{
	while (length && is_blank(line[length - 1]))
		length--;
	while (length && is_blank(*line)) {
		line++;
		length--;
	}
	return length == strlen(mark) && memcmp(line, mark, length) == 0;
}

bool hba_find_block(struct hba_block *block, const char *text)
{
	const char *at = text;

	*block = (struct hba_block){0};
	for (size_t number = 1; *at; number++) {
		const size_t length = strcspn(at, "\n");
		const char *next = at + length + (at[length] == '\n');

		if (is_mark(at, length, HBA_BEGIN)) {
			if (block->begins < 2)
				block->begin_lines[block->begins] = number;
			block->begins++;
			block->begin = (size_t)(at - text);
			block->inside = (size_t)(next - text);
		} else if (is_mark(at, length, HBA_END)) {
			if (block->ends < 2)
				block->end_lines[block->ends] = number;
			block->ends++;
			block->outside = (size_t)(at - text);
			block->end = (size_t)(next - text);
		}
		at = next;
	}
	return block->begins == 1 && block->ends == 1 && block->inside <= block->outside;
}
