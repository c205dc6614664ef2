/* SPDX-License-Identifier: PostgreSQL
 *
 * What pgmob needs to come back: CONNECT on the databases, and SET ROLE from the role that logs in
 * to the one that executes. No flag lets a plan take that. Of superusers nobody asks it.
 */
#ifndef PGMOB_PLAN_WAY_IN_H
#define PGMOB_PLAN_WAY_IN_H

#include "plan/plan.h"
#include "plan/world.h"

struct way_in {
	struct world *world;
	struct person *session; /* that logs in */
	struct list doors;      /* of struct change: of databases that let it in */
	struct list steps; /* of struct change: of memberships on its way to the executing role */
	bool climbs;       /* that is another role, and can be reached */
};

/* Looks at the world before the plan. */
struct way_in way_in_before(struct world *world, const struct plan *plan);

/* And after it: changes that take the way in are guarded GUARD_NEVER. */
void way_in_guard(const struct way_in *way);

#endif
