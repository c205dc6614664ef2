/* SPDX-License-Identifier: PostgreSQL
 *
 * Apply: steps → server.
 *
 * One apply at a time by an advisory lock; one transaction where PostgreSQL allows; several
 * databases' transactions are all executed before the first of them commits.
 */
#ifndef PGMOB_APPLY_APPLY_H
#define PGMOB_APPLY_APPLY_H

#include "patroni/patroni.h"
#include "plan/plan.h"
#include "server/server.h"

struct apply_options {
	struct list locks; /* of struct session, that hold the locks: without one of them nothing
			      is committed */
	struct patroni *patroni; /* whose configuration is changed; or NULL */
	long lock_timeout;       /* milliseconds; 0: not at all */
	long statement_timeout;  /* milliseconds; 0: any time */
	bool last_try;           /* an error that passes by itself is one all the same */
	struct plan_consent consent;
};

/* What was committed at once. */
struct apply_part {
	const char *database; /* NULL: the cluster */
	size_t first;         /* in plan->steps */
	size_t count;         /* of statements */
	const char *file;     /* the file that it is; else NULL */
};

/* What a run has done when it ends. Runs that are tried again add up. */
struct apply_report {
	struct list done;                 /* of struct apply_part */
	const struct apply_part *unknown; /* a commit that got no answer, or NULL */
	bool unproven; /* the last of done is in force, but pgmob could not connect since */
	bool again;    /* it failed by what passes by itself, and said so in a note */
};

enum apply_lock { APPLY_LOCK_TAKEN, APPLY_LOCK_HELD, APPLY_LOCK_FAILED };

/* Takes the server's one lock, in a session of its own; errors say who holds it for longer than the
 * timeout (milliseconds), or why it cannot be tried. */
enum apply_lock apply_lock(struct server *server, long timeout, struct session **session);

enum apply_check { APPLY_MAY_RUN, APPLY_REFUSED, APPLY_IMPOSSIBLE };

/* Whether the plan may run: guards refuse it, or a secret is missing, or the server is read-only.
 * Errors say so. Nothing is sent. */
enum apply_check apply_check(const struct plan *plan, const struct server *server,
			     const struct apply_options *options, struct diags *diags);

/* Whether the libraries can be loaded that settings of the plan make sessions load, as far as a
 * superuser can try; else an error. */
bool apply_try_libraries(struct server *server, const struct plan *plan);

/* Runs the plan. On false an error (or the note of report->again) says at which statement it
 * stopped; what was not committed is rolled back, and the report has what was. */
bool apply_run(struct server *server, const struct plan *plan, const struct apply_options *options,
	       struct apply_report *report);

/* Whether all statements of the later plan are in the earlier one, too. */
bool apply_is_rest(const struct plan *later, const struct plan *earlier);

/* What became of the plan, for a person: one or two sentences. */
const char *apply_outcome(struct arena *arena, const struct apply_report *report, bool finished);

#endif
