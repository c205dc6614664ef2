/* SPDX-License-Identifier: PostgreSQL
 *
 * What opening a session and reading the facts share; for this folder only.
 */
#ifndef PGMOB_SERVER_OPEN_H
#define PGMOB_SERVER_OPEN_H

#include "server/server.h"

/* A column of an answer of one row; NULL where it is null, or missing. */
const char *answer_text(const PGresult *result, const char *column);
bool answer_true(const PGresult *result, const char *column);

/* Takes what facts.sql says in the first session. */
void server_take_facts(struct server *server, struct session *session, const PGresult *result);

#endif
