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
#include "desired/desired.h"
#include "model/inquiry.h"
#include "model/state.h"
#include "patroni/patroni.h"
#include "server/server.h"

/* A database to read, and which of its schemas' objects are wanted. */
struct actual_database {
	const char *name;
	const struct object *listed; /* the manifest's entry for it, or NULL */
	const char *before;          /* the name that it may have still; or NULL */
	const char *template; /* what it will be a copy of where it is still to be made; or NULL */
	struct list schemas;  /* of char *; nothing of the others but their own attributes */
	struct list kinds;    /* of const struct kind: of which something is managed */
	bool all_schemas;     /* all but the system's, of which only what was granted on */
	bool listed_only;     /* there is nothing to say where it is closed */
	struct list large_objects; /* of char *: wanted */
	struct list columns;       /* of char *: wanted even where nothing was granted on them */
	struct list retiring;   /* of char *: roles that are to go, where something hangs on them */
	struct list spelled;    /* of struct object: patterns of routines with argument types */
	struct list unresolved; /* of struct object: desired ones whose names the server may know */
};

struct actual_wanted {
	struct list outside;   /* of const struct kind: what is outside of the catalogs, in files */
	struct list judges;    /* of const struct kind: of these, those that are wanted in brief */
	struct list databases; /* of struct actual_database */
};

/* The name under which the server has the database, or would. */
const char *actual_name(const struct server *server, const struct actual_database *database);

/* What these desired objects are about: databases with something inside, and schemas of which the
 * objects matter; in mode authoritative all that is in a listed database; and what judges those
 * that are not in the shared state as they are desired. */
struct actual_wanted actual_wanted_by(struct arena *arena, const struct desired *desired,
				      const struct state *shared);

/* Everything in these databases (char *), as far as they can be connected to. */
struct actual_wanted actual_wanted_all(struct server *server, const struct list *databases);

/* And all of one more database, in which something hangs on these roles (char *). */
void actual_want_for(struct arena *arena, struct actual_wanted *wanted, const char *database,
		     const struct list *retiring);

/* And the kinds that are not in the catalogs, of that home. */
void actual_want_home(struct arena *arena, struct actual_wanted *wanted, enum kind_home home);

/* A reading that is going on. */
struct actual;

/* Sends the questions about what all databases share. NULL and an error where that fails. All that
 * is read will be in the arena. */
struct actual *actual_start(struct server *server, struct arena *arena);

/* Takes the answers; the state has what is shared then, sorted. NULL and an error where that fails.
 */
struct state *actual_shared(struct actual *actual);

/* Wants all of the databases in which something hangs on these roles (char *). */
bool actual_want_retiring(struct actual *actual, struct actual_wanted *wanted,
			  const struct list *roles);

/* Asks for what is wanted of the databases' insides, in the same snapshot where it is the same
 * session, and gives the whole state. */
struct state *actual_finish(struct actual *actual, const struct actual_wanted *wanted);

/* Makes the files that Patroni writes what it has for them in its configuration. */
void actual_through_patroni(struct state *actual, const struct patroni *patroni);

/* Asks the server about names that the manifest may spell in another way than the catalogs do; what
 * is still to be made is asked about in the first session. New names that something has are errors.
 */
bool actual_resolve(struct actual *actual);

/* Asks in which order what is there of these objects can be dropped, and what keeps it: into
 * actual->ends. */
bool actual_ask_ends(struct server *server, struct state *actual, const struct state *absent);

/* Asks what is open of these, and takes the answers. False and an error where that fails; an answer
 * that is an error is none. */
bool actual_inquire(struct server *server, struct inquiries *inquiries);

/* Asks what only matters for objects that are there and may have to go. */
bool actual_ask_late(struct server *server, struct state *actual, const struct desired *desired);

#endif
