/* SPDX-License-Identifier: PostgreSQL
 *
 * Who may do what: every statement of a plan against what the executing role may do by then.
 *
 * What it can lend itself it does: memberships that it may grant, for the time of the plan; CREATE
 * on a schema for its objects' next owner. What remains is refused, and told with the SQL that
 * somebody else must run. A superuser may do everything, and nothing is looked at.
 */
#ifndef PGMOB_PLAN_RIGHTS_H
#define PGMOB_PLAN_RIGHTS_H

#include "plan/order.h"

/* Looks at the steps (struct step, in their order) and gives them with what is lent, of which the
 * plan remembers lends and lacks. Changes that cannot be made are guarded GUARD_NEVER. */
struct list rights_settle(struct plan *plan, const struct state *actual, const struct list *steps,
			  struct diags *diags);

#endif
