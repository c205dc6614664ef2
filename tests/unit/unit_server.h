/* SPDX-License-Identifier: PostgreSQL
 *
 * For unit tests that a real server judges: the one that libpq's environment variables name.
 */
#ifndef PGMOB_TESTS_UNIT_SERVER_H
#define PGMOB_TESTS_UNIT_SERVER_H

#include <libpq-fe.h>

#include "base/arena.h"

/* A connection that is closed with the test's arena. */
PGconn *unit_connect(void);

/* The result of the statement, which must succeed; cleared with the arena. */
const PGresult *unit_run(PGconn *connection, struct arena *arena, const char *sql);

/* The only value of its answer. */
const char *unit_value(PGconn *connection, struct arena *arena, const char *sql);

#endif
