/* SPDX-License-Identifier: PostgreSQL
 *
 * What opening a session and reading the facts share; for this folder only.
 */
#ifndef PGMOB_SERVER_OPEN_H
#define PGMOB_SERVER_OPEN_H

#include "server/connect.h"
#include "server/server.h"

/* A column of an answer of one row; NULL where it is null, or missing. */
const char *answer_text(const PGresult *result, const char *column);
bool answer_true(const PGresult *result, const char *column);

/* What all connections of the run have in common. */
void parameters_add_own(struct parameters *parameters, const struct server *server);

/* Makes the first session of a server on that connection; NULL: on one that is made now. False and
 * an error where that fails. */
bool server_begin(struct server *server, struct parameters *parameters, PGconn *conn);

/* What a server is called: host:port. */
const char *server_name(struct arena *arena, const char *host, const char *port);

/* Takes what facts.sql says in the first session. */
void server_take_facts(struct server *server, struct session *session, const PGresult *result);

#endif
