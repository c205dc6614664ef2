/* SPDX-License-Identifier: PostgreSQL
 *
 * Statements on their way to the server: many in one pipeline, or one alone.
 */
#include <openssl/crypto.h>
#include <string.h>

#include "apply/runner.h"

/* So many statements end in a sync; the results of one such chunk are taken while the server has
 * the next one to work at. */
enum { CHUNK = 500 };

static const char stars[] = "'***'";

/* The statement as it is sent, its secret put in; in scratch. */
static char *put_secret_in(struct arena *scratch, const struct statement *statement)
{
	struct text sql = text_in(scratch);

	text_add_bytes(&sql, statement->sql, statement->secret_at);
	text_addf(&sql, "%L%s", statement->secret,
		  statement->sql + statement->secret_at + strlen(stars));
	return sql.at;
}

static bool send_plainly(const struct runner *runner, struct session *session,
			 const struct statement *statement)
{
	struct arena *scratch = statement->secret ? arena_create(NULL) : NULL;
	char *secret = scratch ? put_secret_in(scratch, statement) : NULL;
	const char *sql = secret ? secret : statement->sql;
	bool sent;

	server_trace(runner->server, statement->sql);
	sent = PQsendQueryParams(session->conn, sql, 0, NULL, NULL, NULL, NULL, 0);
	if (secret)
		OPENSSL_cleanse(secret, strlen(secret));
	arena_destroy(scratch);
	return sent;
}

static bool send(const struct runner *runner, struct session *session,
		 const struct statement *statement)
{
	const bool sent = send_plainly(runner, session, statement);

	if (!sent)
		report_failure(runner, session, NULL, statement);
	return sent;
}

static bool is_done(const PGresult *result)
{
	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       PQresultStatus(result) == PGRES_TUPLES_OK;
}

enum outcome outcome_of(const PGresult *result)
{
	const char *severity = result ? PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED)
				      : NULL;

	if (is_done(result))
		return DONE;
	return severity && strcmp(severity, "ERROR") == 0 ? REFUSED : UNKNOWN;
}

/* A part of a batch that ends in a sync. */
struct chunk {
	size_t first; /* in plan->steps */
	size_t count;
};

/* Sends what stands around a statement. */
static bool send_around(struct session *session, const char *sql)
{
	const bool sent = PQsendQueryParams(session->conn, sql, 0, NULL, NULL, NULL, NULL, 0);

	if (!sent)
		session_error(session, NULL, "cannot send statements");
	return sent;
}

/* SET ROLE around a statement that another role must run. */
static bool send_role(const struct runner *runner, struct session *session, const char *role)
{
	struct arena *scratch = arena_create(NULL);
	const char *sql = statement_role(scratch, runner->server->facts, role);
	bool sent;

	server_trace(runner->server, sql);
	sent = send_around(session, sql);
	arena_destroy(scratch);
	return sent;
}

static bool send_silently(const struct runner *runner, struct session *session,
			  const struct statement *statement)
{
	return send_around(session, runner->silence) && send(runner, session, statement) &&
	       send_around(session, runner->voice);
}

static bool send_step(const struct runner *runner, struct session *session,
		      const struct statement *statement)
{
	if (silence_wanted(runner, statement))
		return send_silently(runner, session, statement);
	if (!statement->as)
		return send(runner, session, statement);
	return send_role(runner, session, statement->as) && send(runner, session, statement) &&
	       send_role(runner, session, NULL);
}

static bool send_chunk(const struct runner *runner, struct session *session,
		       const struct chunk *chunk)
{
	for (size_t i = 0; i < chunk->count; i++) {
		server_tick(runner->server);
		if (!send_step(runner, session, runner->plan->steps.items[chunk->first + i]))
			return false;
	}
	if (PQpipelineSync(session->conn))
		return true;
	session_error(session, NULL, "cannot send statements");
	return false;
}

/* Takes the results of one step; false and a report at the first that is none. */
static bool take_step(const struct runner *runner, struct session *session,
		      const struct statement *statement)
{
	for (int left = statement->as || silence_wanted(runner, statement) ? 3 : 1; left; left--) {
		PGresult *result = session_next(session);
		const bool done = is_done(result);

		if (!done)
			report_failure(runner, session, result, statement);
		PQclear(result);
		if (!done)
			return false;
	}
	runner->server->step.done++;
	return true;
}

/* Takes the results of a chunk, and its sync. After the first error, which is reported, the server
 * has skipped the rest. */
static bool take_chunk(const struct runner *runner, struct session *session,
		       const struct chunk *chunk)
{
	PGresult *result;
	bool synced;

	for (size_t i = 0; i < chunk->count; i++)
		if (!take_step(runner, session, runner->plan->steps.items[chunk->first + i]))
			return false;
	result = session_next(session);
	synced = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
	if (!synced && !server_interrupted(runner->server))
		session_error(session, result, "cannot take the results of statements");
	PQclear(result);
	return synced && !server_interrupted(runner->server);
}

bool send_batch(const struct runner *runner, struct session *session, const struct batch *batch)
{
	const size_t end = batch->first + batch->count;
	struct chunk before = {0};

	if (!PQenterPipelineMode(session->conn)) {
		session_error(session, NULL, "cannot enter pipeline mode");
		return false;
	}
	for (size_t at = batch->first; at < end;) {
		const struct chunk chunk = {at, end - at < CHUNK ? end - at : CHUNK};

		if (!send_chunk(runner, session, &chunk) ||
		    (before.count && !take_chunk(runner, session, &before)))
			return false;
		before = chunk;
		at += chunk.count;
	}
	if (!take_chunk(runner, session, &before))
		return false;
	if (PQexitPipelineMode(session->conn))
		return true;
	session_error(session, NULL, "cannot leave pipeline mode");
	return false;
}

/* How the result of what was sent is waited for, and what is said of a failure. */
struct manner {
	PGresult *(*result)(struct session *session);
	void (*report)(const struct runner *runner, struct session *session, const PGresult *result,
		       const struct statement *statement);
};

static enum outcome take_alone(const struct runner *runner, struct session *session,
			       const struct statement *statement, const struct manner *manner)
{
	PGresult *result = manner->result(session);
	const enum outcome outcome = outcome_of(result);

	if (outcome != DONE)
		manner->report(runner, session, result, statement);
	while (result) {
		PQclear(result);
		result = manner->result(session);
	}
	return outcome;
}

/* The settings around a secret are set in any case: nobody waits for them. */
static enum outcome send_in(const struct runner *runner, struct session *session,
			    const struct statement *statement, const struct manner *manner)
{
	const bool silent = silence_wanted(runner, statement);
	enum outcome outcome;

	if (silent && !run_patiently(session, runner->silence)) {
		manner->report(runner, session, NULL, statement);
		return REFUSED;
	}
	if (!send_plainly(runner, session, statement)) {
		manner->report(runner, session, NULL, statement);
		return PQstatus(session->conn) == CONNECTION_OK ? REFUSED : UNKNOWN;
	}
	outcome = take_alone(runner, session, statement, manner);
	if (silent && outcome != UNKNOWN && !run_patiently(session, runner->voice))
		session_drop(session);
	return outcome;
}

enum outcome send_alone(const struct runner *runner, struct session *session,
			const struct statement *statement)
{
	const struct manner manner = {session_result, report_failure};
	const enum outcome outcome = send_in(runner, session, statement, &manner);

	runner->server->step.done += outcome == DONE;
	return outcome;
}

enum outcome send_undo(const struct runner *runner, struct session *session,
		       const struct statement *undo)
{
	const struct manner manner = {session_result_patiently, report_undo};

	if (!run_patiently(session, "SET lock_timeout = 0; SET statement_timeout = 0")) {
		report_undo(runner, session, NULL, undo);
		return REFUSED;
	}
	return send_in(runner, session, undo, &manner);
}

bool run_patiently(struct session *session, const char *sql)
{
	bool done = true;
	PGresult *result;

	if (!PQsendQuery(session->conn, sql))
		return false;
	while ((result = session_result_patiently(session))) {
		done &= is_done(result);
		PQclear(result);
	}
	return done && PQstatus(session->conn) == CONNECTION_OK;
}

/* Takes all that still comes of a pipeline; between two NULLs there is something. */
static void drain(struct session *session)
{
	bool ended = false;

	PQpipelineSync(session->conn);
	while (PQstatus(session->conn) == CONNECTION_OK) {
		PGresult *result = session_result_patiently(session);

		if (!result && ended)
			return;
		ended = !result;
		PQclear(result);
	}
}

/* A session in a state that is not known is closed: the server rolls back by itself. */
void send_rollback(struct session *session)
{
	PGresult *result;

	if (PQpipelineStatus(session->conn) != PQ_PIPELINE_OFF)
		drain(session);
	if (!PQexitPipelineMode(session->conn)) {
		session_drop(session);
		return;
	}
	if (PQtransactionStatus(session->conn) == PQTRANS_IDLE)
		return;
	server_trace(session->server, "ROLLBACK");
	if (PQsendQuery(session->conn, "ROLLBACK"))
		while ((result = session_result_patiently(session)))
			PQclear(result);
	if (PQtransactionStatus(session->conn) != PQTRANS_IDLE)
		session_drop(session);
}
