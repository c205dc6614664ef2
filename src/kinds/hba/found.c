/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/hba/found.h"

#include <string.h>

#include "base/array.h"
#include "sql.h"

/* A regular expression on many names, which are asked about together. */
struct expression {
	const char *text;
	struct map findings; /* by name: struct auth_finding */
	struct list wanted;  /* of const char *: names that nobody has asked about yet */
	struct list asked;   /* of struct question: whose answers are not taken yet */
};

struct question {
	struct list names;
	const struct inquiry *inquiry;
};

static const char invalid_expression[] = "2201B";

struct found found_in(struct arena *arena)
{
	return (struct found){.arena = arena, .by_text = map_in(arena)};
}

static int hex_digit(char digit)
{
	return digit >= 'a' ? digit - 'a' + 10 : digit - '0';
}

static const char *from_hex(struct arena *arena, const char *hex)
{
	struct text text = text_in(arena);

	for (const char *at = hex; at && *at; at += 2) {
		const char byte = (char)(hex_digit(at[0]) * 16 + hex_digit(at[1]));

		text_add_bytes(&text, &byte, 1);
	}
	return hex ? text.at : NULL;
}

/* As bytea takes it. */
static const char *to_hex(struct arena *arena, const char *string)
{
	static const char digits[] = "0123456789abcdef";
	struct text text = text_in(arena);

	text_add(&text, "\\x");
	for (const char *at = string; *at; at++) {
		const unsigned char byte = (unsigned char)*at;
		const char pair[] = {digits[byte / 16], digits[byte % 16]};

		text_add_bytes(&text, pair, sizeof(pair));
	}
	return text.at;
}

static void take(struct arena *arena, struct expression *expression,
		 const struct question *question)
{
	const struct inquiry *inquiry = question->inquiry;

	for (size_t i = 0; i < question->names.count; i++) {
		struct auth_finding *finding = arena_alloc(arena, sizeof(*finding));

		finding->found = AUTH_UNKNOWN;
		if (inquiry->error) {
			finding->bad = strcmp(inquiry->sqlstate, invalid_expression) == 0;
		} else {
			const char *const *row = inquiry->rows.items[i];

			finding->found = strcmp(row[0], "t") == 0 ? AUTH_YES : AUTH_NO;
			finding->first = from_hex(arena, row[1]);
		}
		map_set(&expression->findings, question->names.items[i], finding);
	}
}

static void take_answers(struct arena *arena, struct expression *expression)
{
	size_t open = 0;

	for (size_t i = 0; i < expression->asked.count; i++) {
		struct question *question = expression->asked.items[i];

		if (question->inquiry->answered)
			take(arena, expression, question);
		else
			expression->asked.items[open++] = question;
	}
	expression->asked.count = open;
}

static struct expression *expression_of(struct found *found, const char *text)
{
	struct expression *expression = map_get(&found->by_text, text);

	if (expression)
		return expression;
	expression = arena_alloc(found->arena, sizeof(*expression));
	expression->text = arena_strdup(found->arena, text);
	expression->findings = map_in(found->arena);
	map_set(&found->by_text, expression->text, expression);
	list_add(found->arena, &found->expressions, expression);
	return expression;
}

struct auth_finding found_look(struct found *found, const char *text, const char *name)
{
	struct expression *expression = expression_of(found, text);
	struct auth_finding *finding;

	take_answers(found->arena, expression);
	finding = map_get(&expression->findings, name);
	if (!finding) {
		finding = arena_alloc(found->arena, sizeof(*finding));
		finding->found = AUTH_UNKNOWN;
		name = arena_strdup(found->arena, name);
		map_set(&expression->findings, name, finding);
		list_add(found->arena, &expression->wanted, name);
	}
	return *finding;
}

static void ask(struct arena *arena, struct expression *expression, const char *node,
		struct inquiries *inquiries)
{
	struct question *question = arena_alloc(arena, sizeof(*question));
	struct text names = text_in(arena);
	struct list bytes = {0};
	const char *values[2];

	for (size_t i = 0; i < expression->wanted.count; i++)
		list_add(arena, &bytes, to_hex(arena, expression->wanted.items[i]));
	array_show(&names, &bytes);
	values[0] = to_hex(arena, expression->text);
	values[1] = names.at;
	question->names = expression->wanted;
	question->inquiry = inquiries_put(inquiries, node, sql_hba_find, 2, values);
	list_add(arena, &expression->asked, question);
	expression->wanted = (struct list){0};
}

void found_ask(struct found *found, const char *node, struct inquiries *inquiries)
{
	for (size_t i = 0; i < found->expressions.count; i++) {
		struct expression *expression = found->expressions.items[i];

		if (expression->wanted.count)
			ask(found->arena, expression, node, inquiries);
	}
}
