/* SPDX-License-Identifier: PostgreSQL
 *
 * Diagnostics: everything that went wrong or that a person ought to know, with its place.
 *
 * A function that can fail returns false (or NULL) and has added at least one error to the list
 * that it was given. Checkers add many. Nothing in the library prints.
 *
 * Messages follow PostgreSQL's style: lower case, no full stop, names in double quotes; what was
 * tried and why it failed in the message, facts in the detail, what the user can do in the hint.
 */
#ifndef PGMOB_BASE_DIAG_H
#define PGMOB_BASE_DIAG_H

#include <stdint.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/text.h"

/* A text that places point into: a manifest file. text is NULL where it could not be read. */
struct source {
	const char *name;
	const char *text;
	size_t length;
};

/* Where a thing was written. source is NULL for what has no place; line and column count from 1,
 * columns in characters. */
struct place {
	const struct source *source;
	uint32_t line;
	uint32_t column;
};

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

struct diag {
	enum severity severity;
	struct place place;
	const char *message;
	const char *detail; /* may be NULL, as may all below */
	const char *hint;
	const char *statement; /* what the server was asked, secrets masked */
	const char *sqlstate;
	struct place other; /* a second place, of what it contradicts */
};

struct diags {
	struct arena *arena;
	struct list list; /* of struct diag */
	size_t errors;
};

struct diags *diags_in(struct arena *arena);

/* Adds a diagnostic; the caller may set its other members. The formats are text_addf()'s. */
struct diag *diag_error(struct diags *diags, struct place place, const char *format, ...);
struct diag *diag_warning(struct diags *diags, struct place place, const char *format, ...);
struct diag *diag_note(struct diags *diags, struct place place, const char *format, ...);

/* For what has no place. */
struct place no_place(void);

/* Writes the diagnostic as a person reads it: place, message, the line with a caret, detail, hint.
 * All lines end in a newline. */
void diag_show(struct text *text, const struct diag *diag);

/* The candidate nearest to the word (a few typing errors away), or NULL where none is near. */
const char *diag_nearest(const char *word, const char *const *candidates, size_t count);

#endif
