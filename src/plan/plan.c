/* SPDX-License-Identifier: PostgreSQL
 *
 * The stage as a whole: statements, order, batches, guards.
 */
#include "plan/plan.h"

#include <string.h>

#include "kinds/kinds.h"
#include "model/grant.h"
#include "plan/bulk.h"
#include "plan/order.h"
#include "plan/rights.h"

static void write_statements(struct arena *arena, struct change *change, const struct facts *facts)
{
	struct ddl ddl = {.arena = arena, .change = change, .facts = facts};

	if (change->person || change->along)
		return;
	if (change->renames)
		change->kind->rename(&ddl, change->from, change->to);
	else if (change->verb == CHANGE_CREATE)
		change->kind->create(&ddl, change->to);
	else if (change->verb == CHANGE_ALTER)
		change->kind->alter(&ddl, change);
	else
		change->kind->drop(&ddl, change->from);
}

/* After the last change of a kind that wants it. */
static void write_reload(struct arena *arena, const struct kind *kind, const struct list *changes,
			 const struct facts *facts)
{
	struct change *last = NULL;

	for (size_t i = 0; kind->reload && i < changes->count; i++) {
		struct change *change = changes->items[i];

		if (change->kind == kind && change->statements.count)
			last = change;
	}
	if (last) {
		struct ddl ddl = {.arena = arena, .change = last, .facts = facts};

		struct statement *statement = ddl_add(&ddl, FIELDS_NONE, kind->reload);

		statement->alone = statement->reloads = true;
	}
}

/* One database in play and nothing that must stand alone: then all of it is one transaction. */
static bool is_one_transaction(const struct list *steps, bool *one_database)
{
	const char *database = NULL;
	bool alone = false;

	*one_database = true;
	for (size_t i = 0; i < steps->count; i++) {
		const struct step *step = steps->items[i];
		const char *name = change_object(step->statement->change)->database;

		alone |= step->statement->bulk ||
			 (step->statement->alone && step->phase != PHASE_FILE &&
			  step->phase != PHASE_FIRST);
		if (name && database && strcmp(name, database) != 0)
			*one_database = false;
		if (name)
			database = name;
	}
	return *one_database && !alone;
}

static bool same_batch(const struct batch *batch, enum phase phase, const char *database,
		       bool transaction)
{
	if (!batch || batch->phase != phase || !batch->transaction || !transaction)
		return false;
	return !database || !batch->database || strcmp(batch->database, database) == 0;
}

/* Phases that are one transaction are told apart no more. */
static enum phase joined_phase(enum phase phase, bool one, bool one_database)
{
	if (one && phase != PHASE_FILE && phase != PHASE_FIRST)
		return PHASE_LOCAL;
	return one_database && phase == PHASE_END ? PHASE_LOCAL : phase;
}

static void cut_batches(struct plan *plan, const struct list *steps)
{
	bool one_database;
	const bool one = is_one_transaction(steps, &one_database);
	const long most = bulk_locks(plan->facts);
	struct batch *batch = NULL;

	for (size_t i = 0; i < steps->count; i++) {
		const struct step *step = steps->items[i];
		const bool alone = step->statement->alone;
		const enum phase phase = alone ? step->phase
					       : joined_phase(step->phase, one, one_database);
		const char *database = change_object(step->statement->change)->database;

		const long locks = step->statement->bulk ? bulk_weight(step->statement->change) : 0;

		if (!same_batch(batch, phase, database, !alone) ||
		    (locks && batch->locks + locks > most)) {
			batch = arena_alloc(plan->arena, sizeof(*batch));
			batch->phase = phase;
			batch->transaction = !alone;
			batch->first = i;
			batch->server = change_object(step->statement->change)->server;
			list_add(plan->arena, &plan->batches, batch);
		}
		if (database)
			batch->database = database;
		batch->count++;
		batch->locks += locks;
		list_add(plan->arena, &plan->steps, step->statement);
	}
}

const char *plan_flag(const struct change *change)
{
	static const char *const flags[] = {
		[GUARD_NONE] = NULL,
		[GUARD_DROP_ROLE] = "--allow-drop-role",
		[GUARD_DEMOTE] = "--allow-demote",
		[GUARD_DROP_DATA] = "--allow-drop-data",
		[GUARD_REVOKES] = "--max-revokes",
		[GUARD_NEVER] = NULL,
	};

	return flags[change->guard];
}

bool plan_allows(const struct plan *plan, const struct change *change,
		 const struct plan_consent *consent)
{
	switch (change->guard) {
	case GUARD_NONE:
		return true;
	case GUARD_DROP_ROLE:
		return consent->drop_role;
	case GUARD_DEMOTE:
		return consent->demote;
	case GUARD_DROP_DATA:
		return consent->drop_data;
	case GUARD_REVOKES:
		return consent->max_revokes < 0 || plan->revokes <= (size_t)consent->max_revokes;
	case GUARD_NEVER:
		break;
	}
	return false;
}

static void count(struct plan *plan, const struct change *change,
		  const struct plan_consent *consent)
{
	if (change->person) {
		plan->person++;
		return;
	}
	plan->to_add += change->verb == CHANGE_CREATE;
	plan->to_change += change->verb == CHANGE_ALTER;
	plan->to_remove += change->verb == CHANGE_DROP;
	plan->guarded += change->guard != GUARD_NONE;
	plan->refused += !plan_allows(plan, change, consent);
}

static bool is_revoke(const struct change *change)
{
	return change->kind->revokes && change->verb == CHANGE_DROP && !change->person;
}

/* From each grantee, on each object. */
static size_t count_revokes(const struct change *change)
{
	const struct grant *grant = (const struct grant *)change->from;

	if (change->kind != &grant_kind)
		return 1;
	return grant->to.count * grant->on.count *
	       (grant->columns.count ? grant->columns.count : 1);
}

/* Many revokes at once are often a mistake: a wrong file, a list that was cut off. */
static void guard_revokes(struct plan *plan, const struct list *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (is_revoke(change))
			plan->revokes += count_revokes(change);
	}
	for (size_t i = 0; plan->revokes > PLAN_MOST_REVOKES && i < changes->count; i++) {
		struct change *change = changes->items[i];

		if (is_revoke(change) && change->guard == GUARD_NONE)
			change->guard = GUARD_REVOKES;
	}
}

bool plan_is_empty(const struct plan *plan)
{
	return !plan->to_add && !plan->to_change && !plan->to_remove;
}

struct plan *plan_make(struct arena *arena, const struct desired *desired,
		       const struct state *actual, const struct difference *difference,
		       const struct facts *facts, const struct plan_consent *consent,
		       struct diags *diags)
{
	struct plan *plan = arena_alloc(arena, sizeof(*plan));
	const size_t errors = diags->errors;
	struct list steps, settled;

	plan->arena = arena;
	plan->facts = facts;
	plan->desired = desired;
	plan->difference = difference;
	guard_revokes(plan, &difference->changes);
	for (size_t i = 0; i < difference->changes.count; i++) {
		struct change *change = difference->changes.items[i];

		write_statements(arena, change, facts);
	}
	bulk_mark(&difference->changes, facts, actual);
	for (size_t i = 0; kinds_all[i]; i++)
		write_reload(arena, kinds_all[i], &difference->changes, facts);
	steps = order_steps(arena, desired, actual, &difference->changes, diags);
	if (diags->errors > errors)
		return NULL;
	settled = rights_settle(plan, actual, &steps, diags);
	for (size_t i = 0; i < difference->changes.count; i++)
		count(plan, difference->changes.items[i], consent);
	plan->refused += difference->refusals.count;
	cut_batches(plan, &settled);
	return plan;
}
