/* SPDX-License-Identifier: PostgreSQL */
#include "unit_server.h"

#include "unit.h"

static void finish(void *connection)
{
	PQfinish(connection);
}

static void clear(void *result)
{
	PQclear(result);
}

PGconn *unit_connect(void)
{
	PGconn *connection = PQconnectdb("client_encoding=UTF8 "
					 "options='-c client_min_messages=warning'");

	arena_defer(unit_arena(), finish, connection);
	ck_assert_msg(PQstatus(connection) == CONNECTION_OK, "%s", PQerrorMessage(connection));
	return connection;
}

const PGresult *unit_run(PGconn *connection, struct arena *arena, const char *sql)
{
	PGresult *result = PQexec(connection, sql);
	const ExecStatusType status = PQresultStatus(result);

	arena_defer(arena, clear, result);
	if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
		ck_abort_msg("%s\n%s", sql, PQresultErrorMessage(result));
	return result;
}

const char *unit_value(PGconn *connection, struct arena *arena, const char *sql)
{
	const PGresult *result = unit_run(connection, arena, sql);

	ck_assert_msg(PQntuples(result) == 1 && PQnfields(result) == 1, "%s", sql);
	return PQgetvalue(result, 0, 0);
}
