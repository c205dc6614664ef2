/* SPDX-License-Identifier: PostgreSQL
 *
 * Whether a need is met, why it is not, and what would meet it; for rights.c.
 */
#ifndef PGMOB_PLAN_JUDGE_H
#define PGMOB_PLAN_JUDGE_H

#include "model/right.h"
#include "plan/world.h"

/* Somebody who would run a statement. */
struct judge {
	struct world *world;
	struct person *actor;
	const char *database; /* of the statement, or NULL */
	bool unsure;          /* a provider may let it pass, which only the server knows */
};

bool judge_is_met(struct judge *judge, const struct need *need);

/* The role whose privileges would meet the need, or NULL. */
const char *judge_role(const struct judge *judge, const struct need *need);

/* Why the need is not met, for a person. */
const char *judge_reason(const struct judge *judge, const struct need *need);

/* The statement by which somebody else can meet it; NULL where nothing but to run the statement
 * itself helps. */
const char *judge_remedy(const struct judge *judge, const struct need *need);

/* Whether the actor can become a member of the role without a loop, and whether it may make itself
 * one. */
bool judge_can_join(const struct judge *judge, struct person *role);
bool judge_may_join(const struct judge *judge, struct person *role);

#endif
