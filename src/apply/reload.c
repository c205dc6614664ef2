/* SPDX-License-Identifier: PostgreSQL
 *
 * After the server has been told to read its files: whether people can still connect. A library
 * that is to be loaded into every session and is not there keeps everybody out, for one.
 */
#include <string.h>
#include <time.h>

#include "apply/runner.h"

/* So long the server may take to read its files: tries, and milliseconds between them. */
enum { TRIES = 100, PAUSE = 50 };

const char *reload_time(const struct runner *runner, struct session *session)
{
	PGresult *result = session_query(session, "SELECT pg_catalog.pg_conf_load_time()");
	const char *at = result && PQntuples(result)
				 ? arena_strdup(runner->scratch, PQgetvalue(result, 0, 0))
				 : NULL;

	PQclear(result);
	return at;
}

static bool is_later(struct session *session, const char *before, struct arena *scratch)
{
	PGresult *result =
		session_query(session, text_format(scratch,
						   "SELECT pg_catalog.pg_conf_load_time() > "
						   "CAST(%L AS pg_catalog.timestamptz)",
						   before));
	const bool later = result && PQntuples(result) && *PQgetvalue(result, 0, 0) == 't';

	PQclear(result);
	return later;
}

static void say_locked_out(const struct runner *runner, const struct statement *statement)
{
	struct diags *diags = runner->server->diags;
	const struct change *change = statement->change;

	if (change->kind->home == HOME_FILE)
		diag_note(diags, no_place(),
			  "with the new %s pgmob cannot connect again as it did before, so the old "
			  "one is put back",
			  object_title_in(diags->arena, change_object(change)));
	else
		diag_note(diags, no_place(),
			  "after a reload with the new parameters nobody can connect, so the old "
			  "ones are put back");
}

bool reload_lets_in(const struct runner *runner, const char *before,
		    const struct statement *statement)
{
	struct server *server =
		server_node(runner->server, change_object(statement->change)->server);
	const struct timespec pause = {.tv_nsec = PAUSE * 1000000L};
	bool later = false;

	for (int i = 0; i < TRIES && !later && !server_interrupted(server); i++) {
		struct session *session = server_session_again(server);

		if (!session && !server_interrupted(server))
			say_locked_out(runner, statement);
		if (!session)
			return false;
		later = is_later(session, before, runner->scratch);
		session_drop(session);
		if (!later)
			nanosleep(&pause, NULL);
	}
	if (server_interrupted(server))
		return false;
	if (!later)
		diag_warning(server->diags, no_place(),
			     "the server has not read its files %d seconds after it was told to",
			     TRIES * PAUSE / 1000)
			->hint = "an error in postgresql.conf keeps it from that: look into "
				 "pg_file_settings and the log of the server";
	return true;
}
