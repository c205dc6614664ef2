/* SPDX-License-Identifier: PostgreSQL
 *
 * A text that places point into, and the way back from a place to its bytes.
 *
 * Lines end where an editor sees them end: at a newline. Columns count characters.
 */
#ifndef PGMOB_BASE_SOURCE_H
#define PGMOB_BASE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* A manifest file. text is NULL where it could not be read. */
struct source {
	const char *name;
	const char *text;
	size_t length;
	size_t number;              /* its turn among all that were read; 0: it has none */
	struct source_index *index; /* NULL: places are searched for from the start */
};

/* Where a thing was written. source is NULL for what has no place; line and column count from 1. */
struct place {
	const struct source *source;
	uint32_t line;
	uint32_t column;
};

/* A source whose places are found without reading all of it for each. */
struct source *source_new(struct arena *arena, const char *name, const char *text, size_t length);

/* For what has no place. */
struct place no_place(void);

/* The byte at the place, which has a source with a text; where its line is shorter, the line's end;
 * where the text has fewer lines, the text's. */
const char *source_find(struct place place);

/* A position in a text: before the character at offset, which is the index'th, from 0. */
struct position {
	size_t offset;
	size_t index;
	uint32_t line;
	uint32_t column;
};

/* The start of every text. */
struct position position_first(void);

/* Steps over a character: a byte and those that UTF-8 lets follow it. offset must be below the
 * text's length. */
void position_step(const struct source *source, struct position *position);

/* Says that the value at the place, which has a source, is a secret: it is never shown. */
void source_hide(struct place place);

/* The next secret that was said to stand in the line, from *at on, which then is behind it; NULL
 * where there is none. */
const char *source_hidden(const struct source *source, uint32_t line, size_t *at);

/* Below 0, 0 or above 0: where the one is written before, with, or after the other. What has no
 * place comes first. */
int place_compare(struct place a, struct place b);

#endif
