/* SPDX-License-Identifier: PostgreSQL
 *
 * Making one connection; for this folder only.
 */
#ifndef PGMOB_SERVER_CONNECT_H
#define PGMOB_SERVER_CONNECT_H

#include "server/server.h"

enum { MOST_PARAMETERS = 64 };

/* What PQconnectStartParams() takes. */
struct parameters {
	const char *keywords[MOST_PARAMETERS + 1];
	const char *values[MOST_PARAMETERS + 1];
	size_t count;
	bool expand;    /* dbname may be a conninfo string or URI */
	bool never_ask; /* nobody is asked for a password */
};

/* Sets one, in the place that it has if it is set already. NULL and "" take it out. */
void parameters_set(struct parameters *parameters, const char *keyword, const char *value);

/* Adds all that say something. */
void parameters_add(struct parameters *parameters, const PQconninfoOption *options);

/* Connects: each host has the time limit for itself, an interruption ends it, and where a password
 * is wanted somebody is asked. NULL and an error where it fails. The caller closes it. */
PGconn *connect_with(struct server *server, struct parameters *parameters);

/* Makes as many connections at the same time, each with its parameters. What fails, or is not there
 * in the time limit of one host, is NULL in conns: to be tried by connect_with(). */
void connect_all(struct server *server, const struct parameters *parameters, size_t count,
		 PGconn **conns);

#endif
