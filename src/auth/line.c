/* SPDX-License-Identifier: PostgreSQL */
#include "auth/line.h"

#include <string.h>

/* What a server reads into: a line before 14 (which has its end in there, too), and a token before
 * 16. */
enum {
	LONGEST_LINE = 2 * 10240 - 3,
	LONGEST_TOKEN = 10240 - 1,
	LINES_UNLIMITED_SINCE = AUTH_JOINS_SINCE,
	TOKENS_UNLIMITED_SINCE = 160000,
};

/* Options whose values are passwords. */
static const char *const secrets[] = {"ldapbindpasswd=", "radiussecrets="};

struct scanner {
	const char *at;
	const char *start; /* of the token */
	bool quoted;       /* the token began with a quote */
	bool comma;        /* a comma ended it */
	bool comment;      /* a comment ended it */
	bool unclosed;     /* the text ended within quotes */
	size_t longest;    /* of all tokens so far */
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
	scanner->start = at;
	for (; *at && (inside || !is_blank(*at)); at++) {
		const bool quote = *at == '"';

		if (!inside && *at == '#')
			break;
		if (token->length + 1 > scanner->longest) /* so even before a comma, or a quote */
			scanner->longest = token->length + 1;
		if (!inside && *at == ',')
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

struct auth_line *auth_line_parse(struct arena *arena, const char *text)
{
	struct auth_line *line = arena_alloc(arena, sizeof(*line));
	struct scanner scanner = {.at = text};

	line->text = text;
	line->length = strlen(text);
	while (*scanner.at) {
		struct list *field = arena_alloc(arena, sizeof(*field));

		do {
			struct text read = text_in(arena);
			struct auth_token *token;

			if (!next_token(&scanner, &read))
				break;
			token = arena_alloc(arena, sizeof(*token));
			token->text = read.at;
			token->quoted = scanner.quoted;
			token->offset = (size_t)(scanner.start - text);
			list_add(arena, field, token);
			line->unclosed = line->unclosed || scanner.unclosed;
		} while (scanner.comma);
		if (field->count)
			list_add(arena, &line->fields, field);
	}
	line->longest = scanner.longest;
	return line;
}

bool auth_is_token(struct arena *arena, const char *text)
{
	struct scanner scanner = {.at = text};
	struct text token = text_in(arena);

	return !is_blank(*text) && *text != ',' && next_token(&scanner, &token) && !*scanner.at &&
	       !scanner.comment && !scanner.unclosed;
}

/* A line of a file on its way. */
struct reading {
	const char *at, *end;
	bool joins;
	struct text line;
	size_t count;  /* how many lines of the file it is */
	size_t length; /* of all of them */
};

/* Adds one line of the file, without its end. What stands behind a zero byte is lost, and where the
 * server reads on until it has seen the end of a line, the next line takes its place. */
static void add_line(struct reading *reading)
{
	bool cut = true;

	while (cut && reading->at < reading->end) {
		const size_t rest = (size_t)(reading->end - reading->at);
		const char *newline = memchr(reading->at, '\n', rest);
		const size_t length = newline ? (size_t)(newline - reading->at) : rest;
		const char *zero = memchr(reading->at, '\0', length);

		text_add_bytes(&reading->line, reading->at,
			       zero ? (size_t)(zero - reading->at) : length);
		reading->length += length;
		reading->at += length + (newline ? 1 : 0);
		cut = zero && reading->joins;
	}
	reading->count++;
	while (reading->line.length && reading->line.at[reading->line.length - 1] == '\r')
		text_cut(&reading->line, reading->line.length - 1);
}

/* Reads the next line, with those that are joined to it. */
static void next_line(struct reading *reading, struct arena *arena)
{
	size_t joined = 0; /* a backslash before this was a join already */
	struct text *line = &reading->line;

	*line = text_in(arena);
	reading->count = reading->length = 0;
	while (reading->at < reading->end) {
		add_line(reading);
		if (!reading->joins || line->length <= joined || line->at[line->length - 1] != '\\')
			break;
		text_cut(line, line->length - 1);
		joined = line->length;
	}
}

static bool is_too_long(const struct auth_line *line, int version)
{
	return version && version < LINES_UNLIMITED_SINCE && line->length > LONGEST_LINE;
}

struct list auth_lines_parse(struct arena *arena, const char *text, size_t length, int version,
			     const char *file)
{
	struct reading reading = {
		.at = text, .end = text + length, .joins = !version || version >= AUTH_JOINS_SINCE};
	struct list lines = {0};
	size_t number = 1;

	while (reading.at < reading.end) {
		const size_t begin = (size_t)(reading.at - text);
		struct auth_line *line;

		next_line(&reading, arena);
		line = auth_line_parse(arena, reading.line.at);
		line->begin = begin;
		line->end = (size_t)(reading.at - text);
		line->file = file;
		line->number = number;
		line->length = reading.length;
		number += reading.count;
		if (line->fields.count || is_too_long(line, version))
			list_add(arena, &lines, line);
	}
	return lines;
}

const char *auth_line_fault(struct arena *arena, const struct auth_line *line, int version)
{
	if (is_too_long(line, version))
		return text_format(arena,
				   "the line is longer than the %d bytes that PostgreSQL "
				   "before %d reads",
				   LONGEST_LINE, LINES_UNLIMITED_SINCE / 10000);
	if (version && version < TOKENS_UNLIMITED_SINCE && line->longest > LONGEST_TOKEN)
		return text_format(arena,
				   "the line has a word that is longer than the %d bytes "
				   "that PostgreSQL before %d reads",
				   LONGEST_TOKEN, TOKENS_UNLIMITED_SINCE / 10000);
	return NULL;
}

const struct auth_token *auth_token_at(const struct auth_line *line, size_t field, size_t index)
{
	const struct list *tokens;

	if (field >= line->fields.count)
		return NULL;
	tokens = line->fields.items[field];
	return index < tokens->count ? tokens->items[index] : NULL;
}

bool auth_token_is(const struct auth_token *token, const char *keyword)
{
	return !token->quoted && strcmp(token->text, keyword) == 0;
}

/* Quotes do not keep the first word from being one of these. */
bool auth_line_includes(const struct auth_line *line, int version)
{
	static const char *const words[] = {"include", "include_if_exists", "include_dir"};

	const struct auth_token *first = auth_token_at(line, 0, 0);

	if (!first || line->fields.count != 2 || (version && version < AUTH_INCLUDES_SINCE))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(first->text, words[i]) == 0)
			return true;
	return false;
}

static bool fields_same(const struct list *a, const struct list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct auth_token *x = a->items[i], *y = b->items[i];

		if (x->quoted != y->quoted || strcmp(x->text, y->text) != 0)
			return false;
	}
	return true;
}

bool auth_line_same(const struct auth_line *a, const struct auth_line *b)
{
	if (a->fields.count != b->fields.count)
		return false;
	for (size_t i = 0; i < a->fields.count; i++)
		if (!fields_same(a->fields.items[i], b->fields.items[i]))
			return false;
	return true;
}

/* Whether the token can stand without quotes, and shows all that it is. */
static bool is_plain(const char *token, const char *quoted)
{
	const size_t length = strlen(token);

	return length && strcspn(token, " \t\r,#\"") == length && strlen(quoted) == length + 2 &&
	       memcmp(quoted + 1, token, length) == 0;
}

static void show_token(struct text *text, const struct auth_token *token)
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

void auth_line_show(struct text *text, const struct auth_line *line)
{
	for (size_t i = 0; i < line->fields.count; i++) {
		const struct list *tokens = line->fields.items[i];

		for (size_t j = 0; j < tokens->count; j++) {
			text_add(text, j ? "," : i ? " " : "");
			show_token(text, tokens->items[j]);
		}
	}
}

void auth_token_spell(struct text *text, const struct auth_token *token)
{
	const char *at = token->text;
	const size_t length = strlen(at);

	/* a backslash at its end needs quotes, too: at the end of a line it would swallow the next
	 * one */
	if (!token->quoted && length && strcspn(at, " \t\r,#\"") == length &&
	    at[length - 1] != '\\') {
		text_add(text, at);
		return;
	}
	if (!token->quoted) /* as +, @ and the names of options, which act only unquoted */
		text_add_bytes(text, at, *at ? 1 : 0);
	text_add(text, "\"");
	for (at += token->quoted || !*at ? 0 : 1; *at; at++)
		text_add_bytes(text, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
	text_add(text, "\"");
}

void auth_line_spell(struct text *text, const struct auth_line *line)
{
	const struct auth_token *token;

	for (size_t i = 0; i < line->fields.count; i++)
		for (size_t j = 0; (token = auth_token_at(line, i, j)); j++) {
			text_add(text, j ? "," : i ? " " : "");
			auth_token_spell(text, token);
		}
}

/* The text without what may stand in the middle of a word without being a part of it. */
static const char *without_quotes(struct arena *arena, const char *text)
{
	struct text bare = text_in(arena);

	for (; *text; text++)
		if (!strchr("\"\\\r\n", *text))
			text_add_bytes(&bare, text, 1);
	return bare.at;
}

bool auth_has_secret(const char *text)
{
	struct arena *scratch = arena_create(NULL);
	const char *bare = without_quotes(scratch, text);
	bool found = false;

	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++)
		found = found || strstr(bare, secrets[i]);
	arena_destroy(scratch);
	return found;
}
