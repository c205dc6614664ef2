/* SPDX-License-Identifier: PostgreSQL
 *
 * What the server knows of objects that are not found by their names; for this folder only.
 */
#ifndef PGMOB_ACTUAL_NAMES_H
#define PGMOB_ACTUAL_NAMES_H

#include "actual/actual.h"

/* Finds what patterns of routines stand for. Asks about the database's desired objects that the
 * state does not have by their names: what name the server gives to those that can be spelled in
 * many ways, and what there is to know about those that pgmob will make. Only the latter are asked
 * about, in the first session, where the database itself is still to be made. */
bool names_resolve(struct server *server, const struct actual_database *database,
		   const struct state *state, bool unmade);

#endif
