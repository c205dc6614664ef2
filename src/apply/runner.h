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

/* What became of what commits. */
enum outcome { DONE, REFUSED, UNKNOWN };

/* What the answer means. Only a plain error says for sure that nothing was done: a session that
 * ends, or a result that could not be taken, leaves both possible. */
enum outcome outcome_of(const PGresult *result);

/* Runs one statement outside of any transaction block. */
enum outcome send_alone(const struct runner *runner, struct session *session,
			const struct statement *statement);

/* When the server has read its files last, as it says it; and, some time after that, whether
 * somebody can connect to it once it has read them again. False and an error where not. */
const char *reload_time(const struct runner *runner, struct session *session);
bool reload_lets_in(const struct runner *runner, struct server *server, const char *before);

/* Leaves pipeline mode and rolls back; closes the session where that does not work, which has the
 * same effect. */
void send_rollback(struct session *session);

/* Says that a statement failed, or COMMIT (statement is NULL): an error, or a note where another
 * try may succeed. */
void report_failure(const struct runner *runner, struct session *session, const PGresult *result,
		    const struct statement *statement);

#endif
