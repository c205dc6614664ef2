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

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/map.h"
#include "base/source.h"
#include "base/text.h"

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_COUNT };

/* Of each severity as many are kept. */
enum { DIAGS_KEPT = 1000 };

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
	size_t errors;    /* also those that were not kept */
	size_t counts[SEVERITY_COUNT];
	struct map seen;   /* what the list has, by place and message */
	struct text key;   /* of the one that is being added */
	struct diag spare; /* what is not kept is written there */
	struct diag *rest; /* the note of what was not kept */
	size_t compared;   /* words that were looked at for suggestions */
};

struct diags *diags_in(struct arena *arena);

/* Adds a diagnostic; the caller may set its other members. The formats are text_addf()'s. The same
 * message for the same place, as an alias brings it about, is kept once, and of a thousand times a
 * thousand faults the first ones: what is not kept is counted. */
struct diag *diag_error(struct diags *diags, struct place place, const char *format, ...);
struct diag *diag_warning(struct diags *diags, struct place place, const char *format, ...);
struct diag *diag_note(struct diags *diags, struct place place, const char *format, ...);

/* Sets the hint, the detail; nothing where the diagnostic is not kept. */
void diag_hint(struct diags *diags, struct diag *diag, const char *format, ...);
void diag_detail(struct diags *diags, struct diag *diag, const char *format, ...);

/* Sets the hint to the candidate that was probably meant, and gives it; NULL where none is near. */
const char *diag_suggest(struct diags *diags, struct diag *diag, const char *word,
			 const char *const *candidates, size_t count);

/* Sorts what was added from that one on by place, so that what was found kind by kind is read from
 * the top of the file down; what has no place comes last. */
void diags_sort(struct diags *diags, size_t from);

/* Sorts the list by place, and says at its end how many are not in it. */
void diags_finish(struct diags *diags);

/* Writes the diagnostic as a person reads it: place, message, the line with a caret, detail, hint.
 * All lines end in a newline. */
void diag_show(struct text *text, const struct diag *diag);

/* The candidate nearest to the word (a few typing errors away), or NULL where none is near. */
const char *diag_nearest(const char *word, const char *const *candidates, size_t count);

#endif
