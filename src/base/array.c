/* SPDX-License-Identifier: PostgreSQL */
#include "base/array.h"

#include <string.h>
#include <strings.h>

const char *array_begin(const char *text)
{
	return *text == '{' ? text + 1 : NULL;
}

/* The end of the element that begins there: its closing quote, or what stands behind it. NULL where
 * it has no end, or is empty without quotes. */
static const char *end_of(const char *from, bool quoted)
{
	const char *at = from;

	for (; quoted ? *at != '"' : *at != ',' && *at != '}'; at++) {
		if (*at == '\\')
			at++;
		if (!*at || (!quoted && (*at == '"' || *at == '{')))
			return NULL;
	}
	return quoted || at > from ? at : NULL;
}

char *array_next(struct arena *arena, const char **at)
{
	const bool quoted = *at && **at == '"';
	const char *from, *end;
	char *element, *to;

	if (!*at)
		return NULL;
	if (**at == '}' && (*at)[-1] == '{') {
		++*at;
		return NULL;
	}
	if ((*at)[-1] == '}')
		return NULL;
	from = *at + quoted;
	end = end_of(from, quoted);
	*at = end ? end + quoted : NULL;
	if (!*at || (**at != ',' && **at != '}')) {
		*at = NULL;
		return NULL;
	}
	to = element = arena_alloc(arena, (size_t)(end - from) + 1);
	for (; from < end; from++) {
		from += *from == '\\';
		*to++ = *from;
	}
	++*at;
	return element;
}

void array_show_element(struct text *text, const char *element)
{
	if (*element && strcasecmp(element, "NULL") != 0 &&
	    !element[strcspn(element, "\"\\{}, \t\n\r\v\f")]) {
		text_add(text, element);
		return;
	}
	text_add(text, "\"");
	for (; *element; element++) {
		if (*element == '"' || *element == '\\')
			text_add(text, "\\");
		text_add_bytes(text, element, 1);
	}
	text_add(text, "\"");
}

void array_show(struct text *text, const struct list *elements)
{
	text_add(text, "{");
	for (size_t i = 0; i < elements->count; i++) {
		text_add(text, i ? "," : "");
		array_show_element(text, elements->items[i]);
	}
	text_add(text, "}");
}
