/* SPDX-License-Identifier: PostgreSQL
 *
 * Running a plan: batch by batch, a batch's statements in one pipeline.
 */
#include <openssl/crypto.h>
#include <string.h>

#include "apply/apply.h"
#include "base/verifier.h"

/* So many statements are sent before their results are taken. */
enum { CHUNK = 500 };

static const char stars[] = "'***'";

struct runner {
	struct server *server;
	const struct plan *plan;
	const struct apply_options *options;
	struct apply_report *report;
};

/* A transaction that is executed, and waits for the others before it commits. */
struct open_batch {
	const struct batch *batch;
	struct session *session;
};

/* The statement as it is sent, its secret put in; in scratch. NULL where no verifier can be made.
 */
static const char *real_sql(const struct runner *runner, struct arena *scratch,
			    const struct statement *statement)
{
	struct text sql = text_in(scratch);
	const char *secret = statement->secret;

	if (!secret)
		return statement->sql;
	if (statement->hash)
		secret = verifier_make(scratch, secret, runner->server->facts->scram_iterations);
	if (!secret) {
		diag_error(runner->server->diags, no_place(),
			   "cannot make a verifier of the password for %s",
			   object_title_in(runner->server->arena, statement->change->to));
		return NULL;
	}
	text_add_bytes(&sql, statement->sql, statement->secret_at);
	text_addf(&sql, "%L%s", secret, statement->sql + statement->secret_at + strlen(stars));
	return sql.at;
}

static void report_statement(struct session *session, const PGresult *result,
			     const struct statement *statement)
{
	const struct change *change = statement->change;
	struct server *server = session->server;
	struct diag *diag;

	if (server->stopped)
		return;
	diag = session_error(session, result,
			     text_format(server->arena, "cannot apply %s",
					 object_title_in(server->arena, change_object(change))));
	if (change->to)
		diag->place = object_place(change->to);
	diag->statement = statement->sql;
}

static bool send(const struct runner *runner, struct session *session,
		 const struct statement *statement)
{
	struct arena *scratch = arena_create(NULL);
	const char *sql = real_sql(runner, scratch, statement);
	const struct server_options *options = runner->server->options;
	bool sent = sql != NULL;

	if (sent && options->trace)
		options->trace(statement->sql, options->context);
	if (sent && !PQsendQueryParams(session->conn, sql, 0, NULL, NULL, NULL, NULL, 0)) {
		report_statement(session, NULL, statement);
		sent = false;
	}
	arena_destroy(scratch);
	return sent;
}

/* Takes the results of a chunk up to its sync. The first error is reported; the server has skipped
 * what came after it. */
static bool take_chunk(const struct runner *runner, struct session *session, size_t first,
		       size_t count)
{
	bool done = true;

	for (size_t i = 0; i < count; i++) {
		PGresult *result = session_result(session);
		const ExecStatusType status = PQresultStatus(result);

		if (done && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
			report_statement(session, result, runner->plan->steps.items[first + i]);
			done = false;
		}
		PQclear(result);
		if (!result)
			return false;             /* the connection is gone */
		PQclear(session_result(session)); /* the NULL between two */
	}
	PQclear(session_result(session)); /* the sync */
	return done;
}

static bool run_chunks(const struct runner *runner, struct session *session,
		       const struct batch *batch)
{
	const size_t end = batch->first + batch->count;

	for (size_t first = batch->first; first < end;) {
		const size_t count = end - first < CHUNK ? end - first : CHUNK;

		for (size_t i = first; i < first + count; i++)
			if (!send(runner, session, runner->plan->steps.items[i]))
				return false;
		if (!PQpipelineSync(session->conn) || !take_chunk(runner, session, first, count) ||
		    server_interrupted(runner->server))
			return false;
		first += count;
	}
	return true;
}

/* Limits for what changes: nobody shall queue behind a plan that waits. */
static bool begin(const struct runner *runner, struct session *session, bool transaction)
{
	const struct apply_options *options = runner->options;
	const char *scope = transaction ? "LOCAL " : "";

	return session_run(session,
			   text_format(runner->server->arena,
				       "%sSET %slock_timeout = %l; SET %sstatement_timeout = %l; "
				       "SET %sidle_in_transaction_session_timeout = 600000",
				       transaction ? "BEGIN; " : "", scope,
				       (long long)options->lock_timeout, scope,
				       (long long)options->statement_timeout, scope));
}

/* A session in an unknown state is closed: the server rolls back by itself. */
static void rollback(struct session *session)
{
	if (PQstatus(session->conn) != CONNECTION_OK || !PQexitPipelineMode(session->conn))
		session_drop(session);
	else if (PQtransactionStatus(session->conn) != PQTRANS_IDLE)
		PQclear(PQexec(session->conn, "ROLLBACK"));
}

static void note_done(const struct runner *runner, const struct batch *batch)
{
	struct arena *arena = runner->server->arena;

	runner->report->committed += batch->count;
	list_add(arena, &runner->report->done,
		 text_format(arena, "%z statement%s %s%V", batch->count,
			     batch->count > 1 ? "s" : "",
			     batch->database ? "in database " : "on the ",
			     batch->database ? batch->database : "cluster"));
}

static bool execute(const struct runner *runner, struct session *session, const struct batch *batch)
{
	bool done;

	if (!begin(runner, session, true))
		return false;
	if (!PQenterPipelineMode(session->conn)) {
		session_error(session, NULL, "cannot enter pipeline mode");
		return false;
	}
	done = run_chunks(runner, session, batch);
	if (done && !PQexitPipelineMode(session->conn)) {
		session_error(session, NULL, "cannot leave pipeline mode");
		done = false;
	}
	if (!done)
		rollback(session);
	return done;
}

/* A COMMIT that fails has rolled back; one that gets no answer may have done either. */
static bool commit(const struct runner *runner, struct session *session, const struct batch *batch)
{
	struct server *server = runner->server;
	PGresult *result = session_query(session, "COMMIT");
	const bool done = result && strcmp(PQcmdStatus(result), "COMMIT") == 0;

	if (result && !done)
		diag_error(server->diags, no_place(), "the server rolled the transaction back");
	PQclear(result);
	if (done)
		note_done(runner, batch);
	else if (PQstatus(session->conn) != CONNECTION_OK)
		runner->report->unknown = true;
	return done;
}

static struct session *session_for(const struct runner *runner, const struct batch *batch)
{
	return batch->database ? server_session(runner->server, batch->database)
			       : runner->server->sessions.items[0];
}

/* One statement outside of any transaction block. */
static bool run_alone(const struct runner *runner, const struct batch *batch)
{
	struct session *session = session_for(runner, batch);
	const struct statement *statement = runner->plan->steps.items[batch->first];
	PGresult *result = NULL, *more;
	bool done;

	if (!session || !begin(runner, session, false))
		return false;
	done = send(runner, session, statement);
	if (done) {
		result = session_result(session);
		done = PQresultStatus(result) == PGRES_COMMAND_OK ||
		       PQresultStatus(result) == PGRES_TUPLES_OK;
		if (!done)
			report_statement(session, result, statement);
	}
	PQclear(result);
	while ((more = done || result ? session_result(session) : NULL))
		PQclear(more);
	if (done)
		note_done(runner, batch);
	return done;
}

/* The transactions from there on that commit together: those of the databases. */
static size_t count_together(const struct plan *plan, size_t from)
{
	size_t end = from + 1;
	const struct batch *first = plan->batches.items[from];

	while (first->transaction && first->phase == PHASE_LOCAL && end < plan->batches.count &&
	       ((const struct batch *)plan->batches.items[end])->phase == PHASE_LOCAL)
		end++;
	return end - from;
}

static bool run_together(const struct runner *runner, size_t from, size_t count)
{
	struct open_batch *open = arena_alloc(runner->server->arena, count * sizeof(*open));
	size_t executed = 0, committed = 0;
	bool done = true;

	for (; done && executed < count; executed += done) {
		open[executed].batch = runner->plan->batches.items[from + executed];
		open[executed].session = session_for(runner, open[executed].batch);
		done = open[executed].session &&
		       execute(runner, open[executed].session, open[executed].batch);
	}
	while (done && committed < executed) {
		done = commit(runner, open[committed].session, open[committed].batch);
		committed++;
	}
	for (size_t i = committed; i < executed; i++)
		rollback(open[i].session);
	return done;
}

bool apply_run(struct server *server, const struct plan *plan, const struct apply_options *options,
	       struct apply_report *report)
{
	const struct runner runner = {
		.server = server, .plan = plan, .options = options, .report = report};

	for (size_t i = 0; i < plan->batches.count;) {
		const struct batch *batch = plan->batches.items[i];
		const size_t count = count_together(plan, i);

		if (server_interrupted(server))
			return false;
		if (batch->transaction ? !run_together(&runner, i, count)
				       : !run_alone(&runner, batch))
			return false;
		i += count;
	}
	return true;
}
