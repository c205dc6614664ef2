/* SPDX-License-Identifier: PostgreSQL
 *
 * Questions to a server that follow from what was read, in rounds: whoever asks puts questions, and
 * is called again once they are answered, until it has no more.
 *
 * A question that was put before is the same question: so all that is asked can be worked out anew
 * in each round, with what is known by then.
 */
#ifndef PGMOB_MODEL_INQUIRY_H
#define PGMOB_MODEL_INQUIRY_H

#include <stdbool.h>

#include "base/list.h"
#include "base/map.h"

struct inquiry {
	const char *node; /* whom; "": the server that pgmob is connected to */
	const char *sql;
	const char *const *values; /* of $1 and so on */
	int count;

	bool answered;        /* what is below is known */
	const char *error;    /* what the server said where it failed, or NULL */
	const char *sqlstate; /* of that */
	struct list rows;     /* of const char *const *: the columns, NULL for a null */
};

struct inquiries {
	struct arena *arena;
	struct map known; /* every inquiry that was put, by what it asks */
	struct list open; /* of struct inquiry: still to be asked */
};

struct inquiries inquiries_in(struct arena *arena);

/* The question, with its answer if there is one by now. sql lives as long as the arena; all else is
 * copied. */
const struct inquiry *inquiries_put(struct inquiries *inquiries, const char *node, const char *sql,
				    int count, const char *const *values);

#endif
