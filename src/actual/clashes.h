/* SPDX-License-Identifier: PostgreSQL
 *
 * New names that something else has; for this folder only.
 */
#ifndef PGMOB_ACTUAL_CLASHES_H
#define PGMOB_ACTUAL_CLASHES_H

#include "actual/actual.h"

/* Asks the server what stands in the way of the database's relations and types that get other
 * names: of whatever kind it is, an error. */
bool clashes_check(struct server *server, const struct actual_database *database,
		   const struct state *state);

#endif
