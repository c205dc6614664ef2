/* SPDX-License-Identifier: PostgreSQL
 *
 * The lock that lets one apply run at a time.
 *
 * Advisory locks live in one database, so every run takes it in the same one, whatever it is
 * connected to: postgres, or else the connectable database with the lowest OID that is no template.
 */
#include <string.h>
#include <time.h>

#include "apply/apply.h"
#include "sql.h"

enum { TRY_EVERY = 100 };

static const char *lock_database(struct server *server)
{
	PGresult *result = session_query(server->sessions.items[0], sql_lock_database);
	const char *name = NULL;

	if (result && PQntuples(result))
		name = arena_strdup(server->arena, PQgetvalue(result, 0, 0));
	else if (result)
		diag_error(server->diags, no_place(),
			   "there is no database to lock in: none can be connected to");
	PQclear(result);
	return name;
}

int apply_lock(struct server *server, long timeout)
{
	const char *database = lock_database(server);
	struct session *session = database ? server_session_apart(server, database) : NULL;
	const struct timespec pause = {.tv_nsec = TRY_EVERY * 1000000L};

	for (long waited = 0; session; waited += TRY_EVERY) {
		PGresult *result = session_query(session, sql_lock);
		const bool locked = result && strcmp(PQgetvalue(result, 0, 0), "t") == 0;

		PQclear(result);
		if (!result)
			return -1;
		if (locked)
			return 1;
		if (waited >= timeout)
			return 0;
		nanosleep(&pause, NULL);
		if (server_interrupted(server))
			return -1;
	}
	return -1;
}
