/* SPDX-License-Identifier: PostgreSQL
 *
 * Inquiries: questions that come up only once the states are there, such as for a file that another
 * one includes, or what the server makes of a regular expression.
 *
 * Whoever needs an answer asks for it as for something known. Where it is not known yet, it is put
 * down, and all that was put down is asked of the server together; then everything is gone through
 * again, until nothing is asked any more.
 */
#ifndef PGMOB_MODEL_INQUIRY_H
#define PGMOB_MODEL_INQUIRY_H

#include <stdbool.h>

#include "base/list.h"
#include "base/map.h"

enum { INQUIRY_VALUES = 2 };

struct inquiry {
	const char *server; /* the node that is asked; NULL: the one that the run is connected to */
	const char *sql;    /* from a .sql file */
	const char *values[INQUIRY_VALUES]; /* $1 and $2, as far as it has them */
	int count;                          /* of these */
	bool answered;
	struct list rows;     /* of const char *const *: the columns, NULL for null */
	const char *error;    /* what the server said instead, or NULL */
	const char *sqlstate; /* of that */
};

struct inquiries {
	struct arena *arena;
	struct map known; /* by question */
	struct list open; /* of struct inquiry: not answered yet */
};

struct inquiries inquiries_in(struct arena *arena);

/* The answer, or NULL where it is put down to be asked. */
const struct inquiry *inquire(struct inquiries *inquiries, const char *server, const char *sql,
			      int count, const char *const *values);

/* The first column of its first row; NULL where there is none. */
const char *inquiry_text(const struct inquiry *inquiry);

#endif
