/* SPDX-License-Identifier: PostgreSQL
 *
 * The public API's apply: the plan is run, again where what has failed passes by itself, and then
 * the state is read anew.
 */
#include <time.h>

#include "base/map.h"
#include "diff/diff.h"
#include "pgmob_run.h"

/* How often an apply is tried that fails by what passes by itself, and the pause before it. */
enum { MOST_TRIES = 4, PAUSE = 100 };

/* What a change is about, in which database. */
static const char *subject(struct arena *arena, const struct change *change)
{
	const struct object *object = change_object(change);

	return text_format(arena, "%J %s", object->database ? object->database : "",
			   object_title_in(arena, object));
}

/* What the plan leaves to a person: it outlives the plan. */
static struct map left_to_a_person(struct pgmob *run)
{
	const struct list *changes = &run->plan->difference->changes;
	struct map left = map_in(run->arena);

	for (size_t i = 0; i < changes->count; i++) {
		struct change *change = changes->items[i];

		if (change->person)
			map_set(&left, subject(run->arena, change), run);
	}
	return left;
}

/* Frees all of the last reading and its plan. */
static void begin_round(struct pgmob *run)
{
	arena_destroy(run->round);
	run->round = arena_create(run->options->out_of_memory);
	run->plan = NULL;
}

/* Of what the plan left to a person something may be in pgmob's reach now; but nobody has agreed to
 * that yet: it is still a person's to decide. */
static enum pgmob_status status_of_rest(const struct pgmob *run)
{
	const enum pgmob_status status = run_status(run);

	if (status != PGMOB_CHANGES)
		return status;
	return run->options->accept_unfixable ? PGMOB_OK : PGMOB_PERSON;
}

/* Reads the state again: what the plan did not leave to a person must be gone. */
static enum pgmob_status verify(struct pgmob *run)
{
	const struct map before = left_to_a_person(run);
	struct text left = text_in(run->arena);
	const struct list *changes;

	begin_round(run);
	if (!run_plan_again(run, true))
		return run_failure(run);
	changes = &run->plan->difference->changes;
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (map_get(&before, subject(run->round, change)))
			continue;
		text_add(&left, left.length ? "\n\t" : "");
		object_title(&left, change_object(change));
		text_add(&left, ": ");
		text_add(&left, change->verb == CHANGE_DROP ? "it is there. " : "");
		change_describe(&left, change);
	}
	if (!left.length)
		return status_of_rest(run);
	diag_error(run->diags, no_place(),
		   "the changes are committed, but the cluster is not as the manifest says")
		->detail = left.at;
	return PGMOB_ERROR;
}

/* The plan of what is left may take back some of what was agreed to, but add nothing. */
static bool try_again(struct pgmob *run, const struct plan *first,
		      const struct apply_options *options, int tries)
{
	const struct timespec pause = {.tv_nsec = (long)tries * PAUSE * 1000000};

	nanosleep(&pause, NULL);
	if (server_interrupted(run->server) || !run_plan_again(run, false))
		return false;
	if (apply_is_rest(run->plan, first))
		return apply_check(run->plan, run->server, options, run->diags) == APPLY_MAY_RUN;
	diag_error(run->diags, no_place(),
		   "the cluster was changed by others since the plan was shown, so that the rest "
		   "would be another plan")
		->hint = "run pgmob apply again";
	return false;
}

enum pgmob_status pgmob_apply(struct pgmob *run)
{
	struct apply_options options = {
		.locks = run->locks,
		.patroni = run->patroni,
		.lock_timeout = run->options->lock_timeout,
		.statement_timeout = run->options->statement_timeout,
		.consent = run_consent(run),
	};
	const struct plan *first = run->plan;
	const enum apply_check check = apply_check(first, run->server, &options, run->diags);

	if (check != APPLY_MAY_RUN)
		return check == APPLY_REFUSED ? PGMOB_PERSON : PGMOB_ERROR;
	if (plan_is_empty(first))
		return run_status(run);
	if (!apply_try_libraries(run->server, first))
		return run_failure(run);
	for (int tries = 1; !run->finished; tries++) {
		options.last_try = tries == MOST_TRIES;
		run->finished = apply_run(run->server, run->plan, &options, &run->report);
		if (!run->finished &&
		    (!run->report.again || !try_again(run, first, &options, tries)))
			return run_failure(run);
	}
	return verify(run);
}

const char *pgmob_apply_summary(struct pgmob *run)
{
	return apply_outcome(run->arena, &run->report, run->finished);
}
