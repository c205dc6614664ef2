/* SPDX-License-Identifier: PostgreSQL
 *
 * Apply: steps → server.
 *
 * One apply at a time by an advisory lock; one transaction where PostgreSQL allows; several
 * databases' transactions are all executed before the first of them commits.
 */
#ifndef PGMOB_APPLY_APPLY_H
#define PGMOB_APPLY_APPLY_H

#include "plan/plan.h"
#include "server/server.h"

struct apply_options {
	long lock_timeout;      /* milliseconds */
	long statement_timeout; /* milliseconds, 0 for none */
	struct plan_consent consent;
};

/* What a run has done when it ends. */
struct apply_report {
	size_t committed; /* statements */
	struct list done; /* of char *: what was committed, for a person */
	bool unknown;     /* a commit was sent, and no answer came */
};

/* Takes the one lock, in a session of its own. 1 when it has it, 0 when somebody else does for
 * longer than the timeout, -1 and an error where it cannot be tried. */
int apply_lock(struct server *server, long timeout);

/* Whether the plan may run: guards, secrets. Errors say why not. Nothing is sent. */
bool apply_check(const struct plan *plan, const struct apply_options *options, struct diags *diags);

/* Runs the plan. On false an error says at which statement it stopped; what was not committed is
 * rolled back, and the report has what was. */
bool apply_run(struct server *server, const struct plan *plan, const struct apply_options *options,
	       struct apply_report *report);

#endif
