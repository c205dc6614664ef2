/* SPDX-License-Identifier: PostgreSQL
 *
 * The lock that lets one apply run at a time.
 *
 * Advisory locks live in one database, so every run takes it in the same one, whatever it is
 * connected to: postgres, or else the connectable database with the lowest OID that is no template.
 */
#include <string.h>

#include "apply/apply.h"
#include "sql.h"

/* Whether the connection failed because this role may not come in, and will not the next time. */
static bool is_refused(const struct diag *diag)
{
	return diag->sqlstate &&
	       (strncmp(diag->sqlstate, "28", 2) == 0 || strcmp(diag->sqlstate, "42501") == 0);
}

/* The first of the databases that lets the role in. Where one does not by pg_hba.conf, every run of
 * this role goes to the next; any other failure may pass, and two runs must not part ways by it. */
static struct session *open_first(struct server *server, const PGresult *names)
{
	for (int i = 0; i < PQntuples(names); i++) {
		const char *name = arena_strdup(server->arena, PQgetvalue(names, i, 0));
		struct session *session = server_session_apart(server, name);
		struct diag *diag;

		if (session || !server->diags->list.count)
			return session;
		diag = server->diags->list.items[server->diags->list.count - 1];
		if (i + 1 == PQntuples(names) || !is_refused(diag))
			return NULL;
		diag->severity = SEVERITY_NOTE;
		diag->message = text_format(server->arena,
					    "the lock is not taken in database %Q: %s", name,
					    diag->message);
		server->diags->errors--;
	}
	diag_error(server->diags, no_place(),
		   "there is no database to lock in: none can be connected to");
	return NULL;
}

static struct session *open_lock_session(struct server *server)
{
	PGresult *names = session_query(server->sessions.items[0], sql_lock_database);
	struct session *session = names ? open_first(server, names) : NULL;

	PQclear(names);
	return session;
}

static void report_held(struct session *session)
{
	struct server *server = session->server;
	PGresult *holder = session_ask(session, sql_lock_holder);
	const char *where = server == server->first ? "this server" : server->facts->server;
	struct diag *diag = diag_error(server->diags, no_place(),
				       "another pgmob apply is running on %s", where);

	if (PQntuples(holder))
		diag->detail = arena_strdup(server->arena, PQgetvalue(holder, 0, 0));
	diag->hint = "wait for its end, or give a longer --lock-timeout";
	PQclear(holder);
}

/* Waits in the server's own queue, where others see that somebody waits. */
static PGresult *take(struct session *session, long timeout)
{
	struct arena *scratch = arena_create(NULL);
	PGresult *result =
		session_ask(session, text_format(scratch, "SET lock_timeout = %l; %s",
						 (long long)(timeout ? timeout : 1), sql_lock));

	arena_destroy(scratch);
	return result;
}

enum apply_lock apply_lock(struct server *server, long timeout, struct session **session)
{
	enum apply_lock lock = APPLY_LOCK_FAILED;
	const char *sqlstate;
	PGresult *result;

	*session = open_lock_session(server);
	if (!*session)
		return lock;
	server_progress(server, "waiting for another pgmob apply to end", 0, 0);
	result = take(*session, timeout);
	sqlstate = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	if (PQresultStatus(result) == PGRES_TUPLES_OK) {
		lock = APPLY_LOCK_TAKEN;
	} else if (sqlstate && strcmp(sqlstate, "55P03") == 0) {
		report_held(*session);
		lock = APPLY_LOCK_HELD;
	} else if (!server_interrupted(server)) {
		session_error(*session, result, "cannot take the lock of apply");
	}
	PQclear(result);
	return lock;
}
