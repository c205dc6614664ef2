/* SPDX-License-Identifier: PostgreSQL
 *
 * New names inside of others: in the arguments of routines and operators, as the server writes
 * them.
 */
#ifndef PGMOB_DESIRED_REQUALIFY_H
#define PGMOB_DESIRED_REQUALIFY_H

#include "model/state.h"

/* Replaces a qualified name of that database, quoted as the server does, in all names that contain
 * it; with whole false the beginning of one: a schema and the dot. */
void requalify(const struct state *actual, const char *database, const char *before,
	       const char *after, bool whole);

#endif
