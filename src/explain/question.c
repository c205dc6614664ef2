/* SPDX-License-Identifier: PostgreSQL
 *
 * The words of a question. Names are as in SQL, but never folded to lower case: what stands in
 * double quotes is meant as it is, and elsewhere * and ? are wildcards.
 */
#include <string.h>
#include <strings.h>

#include "base/glob.h"
#include "explain/explain.h"
#include "kinds/kinds.h"
#include "model/grant.h"

/* Words for kinds of objects besides the names of the kinds, and of securables. */
static const struct {
	const char *word;
	char securable;
} more_words[] = {
	{"relation", 'r'},  {"function", 'f'}, {"procedure", 'f'},
	{"aggregate", 'f'}, {"domain", 'T'},   {"server", 'S'},
};

enum { MOST_WORDS = 3 }; /* of a kind or a privilege: foreign data wrapper */

struct parser {
	struct arena *arena;
	struct diags *diags;
	const char *const *words;
	size_t count;
	size_t at;
};

/* Names. */

/* One part, up to a dot, a slash, a parenthesis or the end; as a pattern. NULL where it is none. */
static const char *take_part(struct arena *arena, const char **at)
{
	struct text pattern = text_in(arena);
	const char *c = *at;

	if (*c != '"') {
		const size_t length = strcspn(c, "./(\" \t\n");

		text_add_bytes(&pattern, c, length);
		*at = c + length;
		return length ? pattern.at : NULL;
	}
	for (c++; *c; c++) {
		if (*c == '"' && *++c != '"') {
			*at = c;
			return pattern.length ? pattern.at : NULL;
		}
		if (strchr("*?\\(", *c))
			text_add(&pattern, "\\");
		text_add_bytes(&pattern, c, 1);
	}
	return NULL;
}

/* A name of one part: that of a role. NULL where it is none. */
static const char *parse_part(struct arena *arena, const char *word)
{
	const char *at = word, *part = take_part(arena, &at);

	return part && !*at ? part : NULL;
}

static bool take_parts(struct arena *arena, const char *at, struct explain_name *name)
{
	while (name->count < EXPLAIN_PARTS) {
		const char *part = take_part(arena, &at);

		if (!part)
			return false;
		if (*at == '/' && !name->count && !name->database) {
			name->database = part;
			at++;
			continue;
		}
		name->parts[name->count++] = part;
		if (*at == '(' && at[strlen(at) - 1] == ')') {
			name->arguments = at;
			return true;
		}
		if (*at != '.')
			return !*at;
		at++;
	}
	return false;
}

static bool parse_name(struct parser *parser, const char *word, struct explain_name *name)
{
	struct diag *diag;

	*name = (struct explain_name){.written = word};
	if (take_parts(parser->arena, word, name))
		return true;
	diag = diag_error(parser->diags, no_place(), "%Q is not the name of an object", word);
	diag->hint = "write it as in SQL, with a database before it or without: app.orders, "
		     "shop/app.orders, app.\"a.b\", app.refund(integer, text)";
	return false;
}

/* Kinds and privileges. */

/* The next words, so many, with spaces between them; NULL where there are not so many. */
static const char *next_words(const struct parser *parser, size_t count)
{
	struct text text = text_in(parser->arena);

	if (parser->at + count > parser->count)
		return NULL;
	for (size_t i = 0; i < count; i++)
		text_addf(&text, "%s%s", i ? " " : "", parser->words[parser->at + i]);
	return text.at;
}

static uint32_t take_privilege(struct parser *parser)
{
	for (size_t count = MOST_WORDS; count; count--) {
		const char *words = next_words(parser, count);
		const uint32_t privilege = words ? privilege_named(words) : 0;

		if (!privilege)
			continue;
		parser->at += count;
		return privilege;
	}
	return 0;
}

static char kind_named(const char *words)
{
	for (const struct securable *securable = securables; securable->name; securable++)
		if (strcasecmp(words, securable->name) == 0 ||
		    (securable->letter != 'c' && strcasecmp(words, securable->sql) == 0))
			return securable->letter;
	for (const struct kind *const *kind = kinds_all; *kind; kind++)
		if ((*kind)->securable && strcasecmp(words, (*kind)->name) == 0)
			return (*kind)->securable;
	for (size_t i = 0; i < sizeof(more_words) / sizeof(*more_words); i++)
		if (strcasecmp(words, more_words[i].word) == 0)
			return more_words[i].securable;
	return 0;
}

/* The last word is never a kind, since the object would be missing. */
static char take_kind(struct parser *parser)
{
	for (size_t count = MOST_WORDS; count; count--) {
		const char *words = next_words(parser, count);
		const char kind = words && parser->at + count < parser->count ? kind_named(words)
									      : 0;

		if (!kind)
			continue;
		parser->at += count;
		return kind;
	}
	return 0;
}

static bool take_role(struct parser *parser, struct explain_question *question)
{
	const char *word = parser->words[parser->at++];

	question->public = grant_is_public(word);
	question->role = parse_part(parser->arena, word);
	if (question->role)
		return true;
	diag_error(parser->diags, no_place(), "%Q is not the name of a role", word)->hint =
		"write it as in SQL: shop_app, \"shop app\"";
	return false;
}

/* The names of parameters are their own: they have dots, and no case. */
static void settle_parameter(struct parser *parser, struct explain_question *question)
{
	struct explain_name *name = &question->name;
	struct text whole = text_in(parser->arena);

	for (size_t i = 0; i < name->count; i++)
		text_addf(&whole, "%s%s", i ? "." : "", name->parts[i]);
	for (char *c = whole.at; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	name->parts[0] = whole.at;
	name->count = 1;
}

static size_t parts_of(char securable)
{
	if (securable == 'c')
		return 3;
	return strchr("rsfT", securable) ? 2 : 1;
}

static bool check_name(struct parser *parser, const struct explain_question *question)
{
	static const char *const forms[] = {"NAME", "SCHEMA.NAME", "SCHEMA.TABLE.NAME"};
	const struct explain_name *name = &question->name;
	const size_t parts = question->securable ? parts_of(question->securable) : name->count;
	struct diag *diag;

	if (name->count == parts &&
	    (!name->arguments || (question->securable == 'f' && glob_is_plain(name->parts[0]))))
		return true;
	diag = diag_error(parser->diags, no_place(), "%Q is not the name of a %s", name->written,
			  question->securable ? securable_of(question->securable)->name
					      : "routine");
	diag_hint(parser->diags, diag, "it is written as %s",
		  name->arguments ? "SCHEMA.NAME(TYPES)" : forms[parts - 1]);
	return false;
}

static bool check_privilege(struct parser *parser, const struct explain_question *question)
{
	const struct securable *securable = question->securable ? securable_of(question->securable)
								: NULL;
	struct text words = text_in(parser->arena);

	if (!question->privilege || !securable || securable->all & question->privilege)
		return true;
	privileges_add_words(&words, question->privilege);
	diag_error(parser->diags, no_place(), "there is no privilege %s on a %s", words.at,
		   securable->name);
	return false;
}

/* A word that was taken for the object, and stands before another one: it was to say something
 * else.
 */
static void report_word(const struct parser *parser, const char *word,
			const struct explain_question *question)
{
	const struct list privileges = privileges_words(parser->arena, UINT32_MAX);
	const bool kind = question->securable || question->privilege || question->everybody;
	struct diag *diag;

	if (question->securable) {
		diag_error(parser->diags, no_place(), "%Q is too much: one object can be named",
			   parser->words[parser->at]);
		return;
	}
	diag = diag_error(parser->diags, no_place(), "%Q is no kind of object%s", word,
			  kind ? "" : ", and no privilege");
	if (!kind)
		diag_suggest(parser->diags, diag, word, (const char *const *)privileges.items,
			     privileges.count);
}

bool explain_parse(struct arena *arena, const char *const *words, size_t count, bool everybody,
		   struct explain_question *question, struct diags *diags)
{
	struct parser parser = {.arena = arena, .diags = diags, .words = words, .count = count};

	*question = (struct explain_question){.everybody = everybody};
	if (!count) {
		diag_error(diags, no_place(),
			   everybody ? "no object is named" : "no role is named");
		return false;
	}
	if (!everybody) {
		if (!take_role(&parser, question))
			return false;
		question->privilege = take_privilege(&parser);
	}
	if (parser.at == count)
		return true;
	question->securable = take_kind(&parser);
	question->has_name = true;
	if (!parse_name(&parser, words[parser.at++], &question->name))
		return false;
	if (parser.at < count) {
		report_word(&parser, words[parser.at - 1], question);
		return false;
	}
	if (question->name.arguments && !question->securable)
		question->securable = 'f';
	if (question->securable == 'p')
		settle_parameter(&parser, question);
	return check_name(&parser, question) && check_privilege(&parser, question);
}
