/* SPDX-License-Identifier: PostgreSQL
 *
 * A plan on its way; for this folder only.
 */
#ifndef PGMOB_APPLY_RUNNER_H
#define PGMOB_APPLY_RUNNER_H

#include "apply/apply.h"

struct runner {
	struct server *server;
	const struct plan *plan;
	const struct apply_options *options;
	struct apply_report *report;
	struct arena *scratch; /* ends with the run */
	const char *silence;   /* what goes before a statement with a secret, and behind it */
	const char *voice;
};

/* Writes these two; and whether they are for the statement: only a superuser may run them. */
void silence_write(struct runner *runner);
bool silence_wanted(const struct runner *runner, const struct statement *statement);

/* Runs the statements of a batch in one pipeline, in the transaction that the session is in. */
bool send_batch(const struct runner *runner, struct session *session, const struct batch *batch);

/* What became of what commits. UNPROVEN: it is done, but nobody could be seen to connect since. */
enum outcome { DONE, REFUSED, UNKNOWN, UNPROVEN };

/* What the answer means. Only a plain error says for sure that nothing was done: a session that
 * ends, or a result that could not be taken, leaves both possible. */
enum outcome outcome_of(const PGresult *result);

/* Runs one statement outside of any transaction block. */
enum outcome send_alone(const struct runner *runner, struct session *session,
			const struct statement *statement);

/* The same for what puts back what a statement has done: no signal and no limit stops it, and what
 * fails is said in any case. */
enum outcome send_undo(const struct runner *runner, struct session *session,
		       const struct statement *undo);

/* The same two for what is no SQL, but a change of Patroni's configuration: it is done once the
 * file is in force on all nodes. */
enum outcome patch_run(const struct runner *runner, const struct statement *statement);
enum outcome patch_undo(const struct runner *runner, const struct statement *undo);

/* Runs what matters however the run ends: a signal does not stop it. */
bool run_patiently(struct session *session, const char *sql);

/* When the server has read its files last, as it says it; NULL and an error where it does not. And,
 * some time after that, whether pgmob can connect once the statement has made it read them again:
 * false and a note where not, or where the run is interrupted before that is known. */
const char *reload_time(const struct runner *runner, struct session *session);
bool reload_lets_in(const struct runner *runner, const char *before,
		    const struct statement *statement);

/* Leaves pipeline mode and rolls back; closes the session where that does not work, which has the
 * same effect. */
void send_rollback(struct session *session);

/* Says that a statement failed, or COMMIT (statement is NULL): an error, or a note where another
 * try may succeed. */
void report_failure(const struct runner *runner, struct session *session, const PGresult *result,
		    const struct statement *statement);

/* Says that what a statement has done could not be put back. */
void report_undo(const struct runner *runner, struct session *session, const PGresult *result,
		 const struct statement *undo);

#endif
