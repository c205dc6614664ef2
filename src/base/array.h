/* SPDX-License-Identifier: PostgreSQL
 *
 * PostgreSQL's text form of a one-dimensional array: array_in() and array_out() in arrayfuncs.c.
 *
 *	const char *at = array_begin(text);
 *	for (char *element; (element = array_next(arena, &at));)
 *		…
 *	if (!at || *at)
 *		the text was none of an array
 */
#ifndef PGMOB_BASE_ARRAY_H
#define PGMOB_BASE_ARRAY_H

#include "base/list.h"
#include "base/text.h"

/* Where the elements begin; NULL where the text does not begin as an array's does. */
const char *array_begin(const char *text);

/* The next element, unquoted, in the arena; an element that is null is the string NULL. NULL at the
 * end, behind which *at then stands, or where the text is no array's: then *at is NULL. */
char *array_next(struct arena *arena, const char **at);

/* Writes a list of char * as an array. */
void array_show(struct text *text, const struct list *elements);

/* Writes one element, in quotes where it needs them. */
void array_show_element(struct text *text, const char *element);

#endif
