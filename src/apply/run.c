/* SPDX-License-Identifier: PostgreSQL
 *
 * Running a plan: batch by batch, each in its transaction or alone.
 */
#include <string.h>

#include "apply/runner.h"
#include "base/map.h"
#include "kinds/kinds.h"

/* A session that leaves a transaction open and idle for so long has lost its client. */
enum { IDLE_TIMEOUT = 600000 };

static const char progress[] = "applying statements";

/* A transaction that is executed, and waits for the others before it commits. */
struct open_batch {
	const struct batch *batch;
	struct session *session;
};

static bool run(struct session *session, const char *sql)
{
	server_trace(session->server, sql);
	return session_run(session, sql);
}

/* 0 is "no limit" to PostgreSQL, but "do not wait" here. */
static long long lock_timeout(const struct runner *runner)
{
	return runner->options->lock_timeout ? runner->options->lock_timeout : 1;
}

/* Limits for what changes: nobody shall queue behind a plan that waits. */
static bool begin(const struct runner *runner, struct session *session)
{
	return run(session,
		   text_format(runner->scratch,
			       "BEGIN ISOLATION LEVEL READ COMMITTED; "
			       "SET LOCAL lock_timeout = %l; "
			       "SET LOCAL statement_timeout = %l; "
			       "SET LOCAL idle_in_transaction_session_timeout = %d",
			       lock_timeout(runner), (long long)runner->options->statement_timeout,
			       (int)IDLE_TIMEOUT));
}

/* The same for a statement outside of a transaction, and the way back. */
static bool set_limits(const struct runner *runner, struct session *session)
{
	return run(session,
		   text_format(runner->scratch, "SET lock_timeout = %l; SET statement_timeout = %l",
			       lock_timeout(runner),
			       (long long)runner->options->statement_timeout));
}

static bool reset_limits(struct session *session)
{
	return run(session, "SET lock_timeout = 0; SET statement_timeout = 0");
}

static void note_outcome(const struct runner *runner, const struct batch *batch,
			 enum outcome outcome)
{
	struct apply_report *report = runner->report;
	struct arena *arena = runner->server->arena; /* the report outlives the plan */
	struct apply_part *kept = arena_alloc(arena, sizeof(*kept));
	const struct statement *first = runner->plan->steps.items[batch->first];

	kept->database = arena_strdup(arena, batch->database);
	kept->count = batch->count;
	kept->first = batch->first;
	if (first->change->kind->home == HOME_FILE)
		kept->file = object_title_in(arena, change_object(first->change));
	report->unproven = outcome == UNPROVEN;
	if (outcome == DONE || outcome == UNPROVEN)
		list_add(arena, &report->done, kept);
	else if (outcome == UNKNOWN)
		report->unknown = kept;
}

/* Whoever lost the lock may meet another run. */
static bool check_lock(const struct runner *runner)
{
	const struct list *locks = &runner->options->locks;

	for (size_t i = 0; i < locks->count; i++) {
		struct session *lock = locks->items[i];

		if (session_is_alive(lock))
			continue;
		session_error(lock, NULL, "the session that holds the lock of this apply is gone");
		return false;
	}
	return true;
}

/* A signal does not keep a transaction from being committed once the first of them is: only one
 * that comes while it waits does. */
static bool commit(const struct runner *runner, struct session *session, const struct batch *batch)
{
	enum outcome outcome = REFUSED;
	PGresult *result = NULL;

	server_trace(runner->server, "COMMIT");
	if (PQsendQuery(session->conn, "COMMIT")) {
		result = session_result_patiently(session);
		outcome = outcome_of(result);
	}
	/* to commit what has failed is to roll it back, which is no error to the server */
	if (outcome == DONE && strcmp(PQcmdStatus(result), "COMMIT") != 0) {
		diag_error(runner->server->diags, no_place(),
			   "cannot commit: the server rolled the transaction back");
		outcome = REFUSED;
	} else if (outcome != DONE) {
		report_failure(runner, session, result, NULL);
	}
	note_outcome(runner, batch, outcome);
	while (result) {
		PQclear(result);
		result = session_result_patiently(session);
	}
	return outcome == DONE;
}

static struct session *session_for(const struct runner *runner, const struct batch *batch)
{
	struct server *server = server_node(runner->server, batch->server);

	return batch->database ? server_session(server, batch->database)
			       : server->sessions.items[0];
}

static bool run_alone(const struct runner *runner, const struct batch *batch)
{
	struct session *session = session_for(runner, batch);
	const struct statement *statement = runner->plan->steps.items[batch->first];
	const char *before;
	enum outcome outcome;

	if (statement->change->kind == &database_kind)
		server_leave(runner->server,
			     object_name(statement->change->from ? statement->change->from
								 : statement->change->to));
	if (!session || !set_limits(runner, session))
		return false;
	before = statement->reloads ? reload_time(runner, session) : NULL;
	if (statement->reloads && !before)
		return false;
	outcome = statement->patch ? patch_run(runner, statement)
				   : send_alone(runner, session, statement);
	if (outcome == DONE && before && !reload_lets_in(runner, before, statement))
		outcome = statement->undo ? UNPROVEN : REFUSED;
	note_outcome(runner, batch, outcome);
	return outcome == DONE && reset_limits(session);
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

static bool open_sessions(const struct runner *runner, size_t from, size_t count)
{
	struct list names = {0};

	for (size_t i = 0; i < count; i++) {
		const struct batch *batch = runner->plan->batches.items[from + i];

		if (batch->database)
			list_add(runner->scratch, &names, batch->database);
	}
	return server_sessions(runner->server, &names);
}

static bool execute(const struct runner *runner, struct open_batch *open)
{
	open->session = session_for(runner, open->batch);
	return open->session && begin(runner, open->session) &&
	       send_batch(runner, open->session, open->batch);
}

static bool run_together(const struct runner *runner, size_t from, size_t count)
{
	struct open_batch *open = arena_alloc(runner->scratch, count * sizeof(*open));
	size_t begun = 0, committed = 0;
	bool done = open_sessions(runner, from, count);

	while (done && begun < count) {
		open[begun].batch = runner->plan->batches.items[from + begun];
		done = execute(runner, &open[begun]);
		begun += open[begun].session != NULL;
	}
	done = done && check_lock(runner) && !server_interrupted(runner->server);
	while (done && committed < begun) {
		done = commit(runner, open[committed].session, open[committed].batch);
		committed += done;
	}
	for (size_t i = committed; i < begun; i++)
		send_rollback(open[i].session);
	return done;
}

/* Takes what the batch has done out of the report. */
static struct apply_part *forget(struct apply_report *report, const struct batch *batch)
{
	struct list *done = &report->done;
	struct apply_part *part;
	size_t at = done->count;

	do
		part = done->items[--at];
	while (at && part->first != batch->first);
	for (done->count--; at < done->count; at++)
		done->items[at] = done->items[at + 1];
	return part;
}

/* Puts back what the only statement of the batch has done. */
static bool put_back(const struct runner *runner, struct session *session,
		     const struct batch *batch)
{
	struct apply_report *report = runner->report;
	const struct statement *done = runner->plan->steps.items[batch->first];
	const enum outcome outcome = done->patch ? patch_undo(runner, done->undo)
						 : send_undo(runner, session, done->undo);
	struct apply_part *part;

	if (outcome == REFUSED)
		return false;
	part = forget(report, batch);
	if (outcome == UNKNOWN)
		report->unknown = part;
	else if (done->change->kind->home == HOME_FILE)
		diag_note(runner->server->diags, no_place(), "%s is as it was, and loaded again",
			  object_title_in(runner->server->arena, change_object(done->change)));
	return outcome == DONE;
}

/* Puts back what the statements before the failed one have done, each where it ran; and what that
 * one did, where it is done but unproven. Where one cannot be put back, or nobody knows what the
 * failed one has done, the others of that session are left as they are. */
static void undo_before(const struct runner *runner, size_t failed)
{
	const struct list *batches = &runner->plan->batches, *steps = &runner->plan->steps;
	const struct batch *last = batches->items[failed];
	const struct statement *reload = steps->items[last->first];
	const struct session *left = runner->report->unknown ? session_for(runner, last) : NULL;

	if (runner->report->unproven)
		failed++;
	runner->report->unproven = false;
	while (failed-- > 0) {
		const struct batch *batch = batches->items[failed];
		const struct statement *done = steps->items[batch->first];
		struct session *session;

		if (!done->undo)
			break;
		session = session_for(runner, batch);
		if (session != left && !put_back(runner, session, batch))
			left = session;
	}
	if (!left && reload->reloads && !reload->undo)
		send_undo(runner, session_for(runner, last), reload);
}

/* Which batch has the statement; the number of batches where none has. */
static size_t batch_of(const struct plan *plan, const struct statement *statement)
{
	size_t at = 0;

	while (at < plan->batches.count) {
		const struct batch *batch = plan->batches.items[at];
		size_t i = 0;

		while (i < batch->count && plan->steps.items[batch->first + i] != statement)
			i++;
		if (i < batch->count)
			break;
		at++;
	}
	return at;
}

static bool take_one_back(struct session *session, const struct statement *take)
{
	if (!session || !session->conn)
		return false;
	server_trace(session->server, take->sql);
	return run_patiently(session, take->sql);
}

/* What pgmob has lent itself and committed goes at once, not only when a plan is finished. */
static void take_back(const struct runner *runner, size_t failed)
{
	const struct plan *plan = runner->plan;

	for (size_t i = 0; i < plan->lends.count; i++) {
		const struct lend *lend = plan->lends.items[i];
		const size_t given = batch_of(plan, lend->give);

		if (given >= failed || batch_of(plan, lend->take) < failed)
			continue;
		if (!take_one_back(session_for(runner, plan->batches.items[given]), lend->take))
			diag_warning(runner->server->diags, no_place(),
				     "what the plan has lent could not be taken back")
				->hint =
				text_format(runner->server->arena, "run %s", lend->take->sql);
	}
}

static bool run_batch(const struct runner *runner, size_t index, size_t count)
{
	const struct batch *batch = runner->plan->batches.items[index];

	if (server_interrupted(runner->server) || !check_lock(runner))
		return false;
	return batch->transaction ? run_together(runner, index, count) : run_alone(runner, batch);
}

static bool run_batches(const struct runner *runner)
{
	const struct plan *plan = runner->plan;

	for (size_t i = 0; i < plan->batches.count;) {
		const size_t count = count_together(plan, i);

		if (!run_batch(runner, i, count)) {
			undo_before(runner, i);
			take_back(runner, i);
			return false;
		}
		i += count;
	}
	return true;
}

bool apply_run(struct server *server, const struct plan *plan, const struct apply_options *options,
	       struct apply_report *report)
{
	struct runner runner = {
		.server = server,
		.plan = plan,
		.options = options,
		.report = report,
		.scratch = arena_create(NULL),
	};
	bool done;

	report->again = false;
	silence_write(&runner);
	server_progress(server, progress, 0, plan->steps.count);
	done = run_batches(&runner);
	arena_destroy(runner.scratch);
	return done;
}

/* A key that the statement has in both plans. */
static const char *key_of(struct arena *arena, const struct statement *statement)
{
	const struct object *object = change_object(statement->change);

	return text_format(arena, "%J %J %s", object->database ? object->database : "",
			   object->server ? object->server : "", statement->sql);
}

bool apply_is_rest(const struct plan *later, const struct plan *earlier)
{
	struct arena *scratch = arena_create(NULL);
	struct map known = map_in(scratch);
	bool rest = true;

	for (size_t i = 0; i < earlier->steps.count; i++)
		map_set(&known, key_of(scratch, earlier->steps.items[i]), earlier->steps.items[i]);
	for (size_t i = 0; rest && i < later->steps.count; i++)
		rest = map_get(&known, key_of(scratch, later->steps.items[i])) != NULL;
	arena_destroy(scratch);
	return rest;
}
