/* SPDX-License-Identifier: PostgreSQL */
#include "auth/parse.h"

#include <string.h>

#include "base/diag.h"

struct auth_parse auth_parse_begin(struct arena *arena, const struct auth_line *line, int version,
				   struct list *faults)
{
	struct auth_parse parse = {
		.arena = arena, .line = line, .version = version, .faults = faults};
	const char *unreadable = auth_line_fault(arena, line, version);

	if (!faults)
		parse.faults = arena_alloc(arena, sizeof(*parse.faults));
	if (unreadable)
		auth_parse_fault(&parse, AUTH_TYPE, 0, "%s", unreadable);
	return parse;
}

static struct auth_fault *add(struct auth_parse *parse, enum auth_part part, size_t item,
			      const char *format, va_list arguments)
{
	struct auth_fault *fault = arena_alloc(parse->arena, sizeof(*fault));
	struct text message = text_in(parse->arena);

	text_vaddf(&message, format, arguments);
	*fault = (struct auth_fault){.part = part, .item = item, .message = message.at};
	list_add(parse->arena, parse->faults, fault);
	return fault;
}

struct auth_fault *auth_parse_fault(struct auth_parse *parse, enum auth_part part, size_t item,
				    const char *format, ...)
{
	struct auth_fault *fault;
	va_list arguments;

	va_start(arguments, format);
	fault = add(parse, part, item, format, arguments);
	va_end(arguments);
	parse->wrong = true;
	return fault;
}

struct auth_fault *auth_parse_warning(struct auth_parse *parse, enum auth_part part, size_t item,
				      const char *format, ...)
{
	struct auth_fault *fault;
	va_list arguments;

	va_start(arguments, format);
	fault = add(parse, part, item, format, arguments);
	va_end(arguments);
	fault->warning = true;
	return fault;
}

void auth_parse_since(struct auth_parse *parse, enum auth_part part, size_t item, const char *word,
		      int since)
{
	if (parse->version && parse->version < since)
		auth_parse_fault(parse, part, item, "%Q in pg_hba.conf needs PostgreSQL %d", word,
				 since / 10000);
}

const char *auth_parse_suggest(struct arena *arena, const char *word, const char *const *words)
{
	size_t count = 0;
	const char *nearest;

	while (words[count])
		count++;
	nearest = diag_nearest(word, words, count);
	return nearest ? text_format(arena, "did you mean %Q?", nearest) : NULL;
}

int auth_parse_word(const char *word, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (strcmp(word, words[i]) == 0)
			return i;
	return -1;
}
