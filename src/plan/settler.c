/* SPDX-License-Identifier: PostgreSQL */
#include "plan/settler.h"

/* SET ROLE is for whoever logged in; all else for whoever runs the statement. */
struct judge settler_judge(const struct settler *settler, const struct statement *statement,
			   const struct need *need)
{
	const bool enters = statement->as && need->right == RIGHT_BECOME &&
			    need->role == statement->as;
	struct person *as = statement->as ? world_person(settler->world, statement->as) : NULL;

	return (struct judge){.world = settler->world,
			      .actor = enters ? settler->session
				       : as   ? as
					      : settler->user,
			      .database = change_object(statement->change)->database};
}

bool settler_meets(struct settler *settler, const struct statement *statement,
		   const struct need *need)
{
	struct judge judge = settler_judge(settler, statement, need);
	const bool met = judge_is_met(&judge, need);

	settler->unsure |= met && judge.unsure;
	return met;
}

void settler_append(struct settler *settler, struct step *step)
{
	list_add(settler->plan->arena, &settler->steps, step);
	if (step->phase <= PHASE_CLUSTER)
		settler->cluster_end = settler->steps.count;
}
