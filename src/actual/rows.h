/* SPDX-License-Identifier: PostgreSQL
 *
 * Rows → objects.
 */
#ifndef PGMOB_ACTUAL_ROWS_H
#define PGMOB_ACTUAL_ROWS_H

#include <libpq-fe.h>

#include "model/state.h"

/* Where rows come from. */
struct rows_from {
	const char *database; /* of objects inside a database; else NULL */
	const char *server;   /* of files of another node; else NULL */
	bool original;        /* just the rows whose column "original" is true */
};

/* Makes an object of each row; a column is the field of its name. A column "kind" has the name of
 * the row's kind; one such as "member_oid" the OID of what the field "member" names, which was read
 * before with a column "own_oid"; one "names" the names of objects that are alike otherwise, an
 * array. The state's arena takes the result over, since the objects' strings are in it. */
void rows_add(struct state *state, const struct kind *kind, PGresult *result,
	      const struct rows_from *from, struct diags *diags);

/* Puts a row's columns into the object's fields of their names; the result is not kept. */
void rows_fill(struct object *object, struct arena *arena, const PGresult *result, int row);

/* The names in PostgreSQL's text form of an array. */
const char *names_literal(struct arena *arena, const struct list *names);

#endif
