/* SPDX-License-Identifier: PostgreSQL
 *
 * A growing text, and the one formatter that writes into it.
 *
 * This is the only quoting layer: SQL, YAML, JSON and messages are never glued from raw strings,
 * they are written by text_addf() with the conversion that fits the place:
 *
 *	%s	a string as it is: SQL keywords, text that is trusted
 *	%d	an int
 *	%l	a long long
 *	%z	a size_t
 *	%I	an SQL identifier, quoted where PostgreSQL needs it (quote_identifier in
 *		ruleutils.c)
 *	%L	an SQL literal, with E'' where it holds a backslash, so that it is the same under
 *		either setting of standard_conforming_strings
 *	%J	a JSON string with its quotes; also a YAML double-quoted scalar, which JSON's is;
 *		what is not UTF-8 becomes U+FFFD
 *	%Q	a name in a message: in double quotes, what cannot be seen made visible, so that no
 *		name can forge a line or move a terminal's cursor
 *	%V	as %Q, but without quotes where the name is a plain word
 *	%C	a value of a connection string with its quotes (libpq)
 *	%D	a string of the DOT language with its quotes (graphviz), as a label of one line
 *	%M	the same for Mermaid
 *	%%	a percent sign
 *
 * A text belongs to its arena; text->at is always ended by a NUL, which text->length doesn't count.
 */
#ifndef PGMOB_BASE_TEXT_H
#define PGMOB_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct text {
	struct arena *arena;
	char *at;
	size_t length;
	size_t capacity;
};

/* An empty text in the arena. */
struct text text_in(struct arena *arena);

/* Appends what the format says. */
void text_addf(struct text *text, const char *format, ...);
void text_vaddf(struct text *text, const char *format, va_list arguments);

/* Appends length bytes. */
void text_add_bytes(struct text *text, const char *bytes, size_t length);

/* Appends the string. */
void text_add(struct text *text, const char *string);

/* Cuts the text to length bytes; a longer length than it has changes nothing. */
void text_cut(struct text *text, size_t length);

/* The formatted string, in the arena. */
char *text_format(struct arena *arena, const char *format, ...);

/* Whether the string is valid UTF-8 without surrogates (RFC 3629), length bytes of it. On false,
 * *where (if not NULL) is the offset of the first byte that is not. */
bool text_is_utf8(const char *bytes, size_t length, size_t *where);

/* Whether these bytes are one character that a person can see and a terminal doesn't obey. */
bool text_is_visible(const char *bytes, size_t length);

#endif
