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

/* What a fresh connection finds. */
enum finding { LOCKED_OUT, NOT_YET, LET_IN };

static enum finding try_connection(const struct runner *runner, struct server *server,
				   const char *before)
{
	struct session *session = server_session_again(server);
	enum finding finding = LOCKED_OUT;
	PGresult *result;

	if (!session)
		return LOCKED_OUT;
	result = session_query(session, text_format(runner->scratch,
						    "SELECT pg_catalog.pg_conf_load_time() > "
						    "CAST(%L AS pg_catalog.timestamptz)",
						    before));
	if (result)
		finding = PQntuples(result) && *PQgetvalue(result, 0, 0) == 't' ? LET_IN : NOT_YET;
	PQclear(result);
	session_drop(session);
	return finding;
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
	enum finding finding = NOT_YET;

	for (int i = 0; i < TRIES && finding == NOT_YET && !server_interrupted(server); i++) {
		if (i)
			nanosleep(&pause, NULL);
		finding = try_connection(runner, server, before);
	}
	if (server_interrupted(server))
		return false;
	if (finding == LOCKED_OUT)
		say_locked_out(runner, statement);
	else if (finding == NOT_YET)
		diag_warning(server->diags, no_place(),
			     "the server has not read its files %d seconds after it was told to",
			     TRIES * PAUSE / 1000)
			->hint = "an error in postgresql.conf keeps it from that: look into "
				 "pg_file_settings and the log of the server";
	return finding != LOCKED_OUT;
}
