/* SPDX-License-Identifier: PostgreSQL
 *
 * Actual state: server → the state that is.
 *
 * Each database is read in one repeatable-read, read-only snapshot, all queries of its connection
 * in one pipeline; the pipelines of all databases are sent before the first is read.
 */
#ifndef PGMOB_ACTUAL_ACTUAL_H
#define PGMOB_ACTUAL_ACTUAL_H

#include "base/list.h"
#include "model/state.h"
#include "server/server.h"

/* A database to read, and which of its schemas' objects are wanted. */
struct actual_database {
	const char *name;
	const char *template; /* what it will be a copy of where it is still to be made; or NULL */
	struct list schemas;  /* of char *; nothing of the others but their own attributes */
	bool all_schemas;
	struct list unresolved; /* of struct object: desired ones whose names the server may know */
};

struct actual_wanted {
	bool authoritative;
	bool files;            /* what is outside of the catalogs: pg_hba.conf */
	struct list databases; /* of struct actual_database */
};

/* Reads the state into the server's arena. NULL and errors in its diagnostics where that fails. */
struct state *actual_read(struct server *server, const struct actual_wanted *wanted);

#endif
