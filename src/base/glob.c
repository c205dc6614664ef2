/* SPDX-License-Identifier: PostgreSQL
 *
 * fnmatch() is no help here: it knows brackets, and depends on the process's locale.
 */
#include "base/glob.h"

#include <stddef.h>

#include "base/text.h"

static const char *next_character(const char *at)
{
	at++;
	while (((unsigned char)*at & 0xc0) == 0x80)
		at++;
	return at;
}

/* Whether the pattern's next element fits the name's next character; *element is its length. */
static bool fits_one(const char *pattern, const char *name, size_t *element)
{
	*element = 1;
	if (*pattern == '?')
		return true;
	if (*pattern == '\\' && pattern[1]) {
		*element = 2;
		return pattern[1] == *name;
	}
	return *pattern == *name;
}

bool glob_fits(const char *pattern, const char *name)
{
	const char *star = NULL, *retry = NULL;

	while (*name) {
		size_t element;

		if (*pattern == '*') {
			star = ++pattern;
			retry = name;
		} else if (*pattern && fits_one(pattern, name, &element)) {
			name = *pattern == '?' ? next_character(name) : name + 1;
			pattern += element;
		} else if (star) {
			/* the last star takes one character more */
			retry = next_character(retry);
			name = retry;
			pattern = star;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

bool glob_is_plain(const char *pattern)
{
	for (; *pattern; pattern++) {
		if (*pattern == '*' || *pattern == '?')
			return false;
		pattern += *pattern == '\\' && pattern[1];
	}
	return true;
}

char *glob_literal(struct arena *arena, const char *pattern)
{
	struct text text = text_in(arena);

	for (; *pattern; pattern++) {
		pattern += *pattern == '\\' && pattern[1];
		text_add_bytes(&text, pattern, 1);
	}
	return text.at;
}
