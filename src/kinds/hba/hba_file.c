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

/* Options whose values are passwords. */
static const char *const secrets[] = {"ldapbindpasswd=", "radiussecrets="};

struct scanner {
	const char *at;
	bool quoted;   /* the token began with a quote */
	bool comma;    /* a comma ended it */
	bool comment;  /* a comment ended it */
	bool unclosed; /* the text ended within quotes */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Reads the next token; false where there is none. A comment counts as the end of the text. */
static bool next_token(struct scanner *scanner, struct text *token)
{
	const char *at = scanner->at;
	bool inside = false, doubled = false, seen = false;

	scanner->quoted = false;
	while (is_blank(*at) || *at == ',')
		at++;
	for (; *at && (inside || !is_blank(*at)); at++) {
		const bool quote = *at == '"';

		if (!inside && (*at == '#' || *at == ','))
			break;
		if (!quote || doubled)
			text_add_bytes(token, at, 1);
		doubled = quote && inside;
		if (!quote)
			continue;
		inside = !inside;
		seen = true;
		if (!token->length)
			scanner->quoted = true;
	}
	scanner->comma = *at == ',';
	scanner->comment = *at == '#';
	scanner->unclosed = inside;
	scanner->at = scanner->comment ? at + strlen(at) : at;
	return seen || token->length;
}

struct hba_line *hba_line_parse(struct arena *arena, const char *text)
{
	struct hba_line *line = arena_alloc(arena, sizeof(*line));
	struct scanner scanner = {.at = text};

	while (*scanner.at) {
		struct list *field = arena_alloc(arena, sizeof(*field));

		do {
			struct text read = text_in(arena);
			struct hba_token *token;

			if (!next_token(&scanner, &read))
				break;
			token = arena_alloc(arena, sizeof(*token));
			token->text = read.at;
			token->quoted = scanner.quoted;
			list_add(arena, field, token);
			line->unclosed = line->unclosed || scanner.unclosed;
		} while (scanner.comma);
		if (field->count)
			list_add(arena, &line->fields, field);
	}
	return line;
}

bool hba_is_token(struct arena *arena, const char *text)
{
	struct scanner scanner = {.at = text};
	struct text token = text_in(arena);

	return !is_blank(*text) && *text != ',' && next_token(&scanner, &token) && !*scanner.at &&
	       !scanner.comment && !scanner.unclosed;
}

/* Reads the next line into text, without its end; gives what follows it. */
static const char *next_line(struct text *line, const char *at, const char *end, bool continued)
{
	size_t joined = 0; /* a backslash before this was a join already */

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;

		text_add_bytes(line, at, (size_t)(stop - at));
		at = newline ? newline + 1 : end;
		while (line->length && line->at[line->length - 1] == '\r')
			text_cut(line, line->length - 1);
		if (!continued || line->length <= joined || line->at[line->length - 1] != '\\')
			break;
		text_cut(line, line->length - 1);
		joined = line->length;
	}
	return at;
}

struct list hba_file_parse(struct arena *arena, const char *text, size_t length, bool continued)
{
	struct list lines = {0};
	const char *end = text + length;

	while (text < end) {
		struct text read = text_in(arena);
		struct hba_line *line;

		text = next_line(&read, text, end, continued);
		line = hba_line_parse(arena, read.at);
		line->text = read.at;
		if (line->fields.count)
			list_add(arena, &lines, line);
	}
	return lines;
}

const struct hba_token *hba_token_at(const struct hba_line *line, size_t field, size_t index)
{
	const struct list *tokens;

	if (field >= line->fields.count)
		return NULL;
	tokens = line->fields.items[field];
	return index < tokens->count ? tokens->items[index] : NULL;
}

static bool fields_same(const struct list *a, const struct list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct hba_token *x = a->items[i], *y = b->items[i];

		if (x->quoted != y->quoted || strcmp(x->text, y->text) != 0)
			return false;
	}
	return true;
}

bool hba_line_same(const struct hba_line *a, const struct hba_line *b)
{
	if (a->fields.count != b->fields.count)
		return false;
	for (size_t i = 0; i < a->fields.count; i++)
		if (!fields_same(a->fields.items[i], b->fields.items[i]))
			return false;
	return true;
}

bool hba_lines_same(const struct list *a, const struct list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!hba_line_same(a->items[i], b->items[i]))
			return false;
	return true;
}

bool hba_has_secret(const char *text)
{
	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++)
		if (strstr(text, secrets[i]))
			return true;
	return false;
}

/* Whether the token can stand without quotes, and shows all that it is. */
static bool is_plain(const char *token, const char *quoted)
{
	const size_t length = strlen(token);

	return length && strcspn(token, " \t\r,#\"") == length && strlen(quoted) == length + 2 &&
	       memcmp(quoted + 1, token, length) == 0;
}

static void show_token(struct text *text, const struct hba_token *token)
{
	const char *name = token->text;
	const char *quoted = text_format(text->arena, "%Q", name);

	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++)
		if (strncmp(name, secrets[i], strlen(secrets[i])) == 0) {
			text_addf(text, "%s***", secrets[i]);
			return;
		}
	if (!token->quoted && is_plain(name, quoted))
		text_add(text, name);
	else if (!token->quoted && *name && strchr("+/@", *name)) /* they act only unquoted */
		text_addf(text, "%s%Q",
			  name[0] == '+'   ? "+"
			  : name[0] == '/' ? "/"
					   : "@",
			  name + 1);
	else
		text_add(text, quoted);
}

void hba_line_show(struct text *text, const struct hba_line *line)
{
	for (size_t i = 0; i < line->fields.count; i++) {
		const struct list *tokens = line->fields.items[i];

		for (size_t j = 0; j < tokens->count; j++) {
			text_add(text, j ? "," : i ? " " : "");
			show_token(text, tokens->items[j]);
		}
	}
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
