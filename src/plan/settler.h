/* SPDX-License-Identifier: PostgreSQL
 *
 * The steps of a plan on their way past the rights of the executing role: what rights.c, lend.c and
 * lack.c share.
 */
#ifndef PGMOB_PLAN_SETTLER_H
#define PGMOB_PLAN_SETTLER_H

#include "plan/judge.h"
#include "plan/plan.h"

struct settler {
	struct plan *plan;
	struct world *world;
	struct person *user;    /* that executes */
	struct person *session; /* that logged in */
	struct diags *diags;
	struct list steps;    /* as far as they are settled, with what is lent */
	size_t cluster_end;   /* in steps: behind those that are done before the databases' */
	struct map lent;      /* role → struct tie */
	struct lend *loan;    /* CREATE on a schema, for the statements that come one after the
				 other; or NULL */
	const char *loan_key; /* what it lends to whom */
	struct map lacking;   /* by database and SQL */
	bool unsure;
};

/* Who would run the statement, and whether that meets the need. */
struct judge settler_judge(const struct settler *settler, const struct statement *statement,
			   const struct need *need);
bool settler_meets(struct settler *settler, const struct statement *statement,
		   const struct need *need);

/* Appends a step. */
void settler_append(struct settler *settler, struct step *step);

/* Lends what meets the need of the step; false where nothing can be lent. */
bool lend(struct settler *settler, const struct step *step, const struct need *need);

/* What was lent for the step before goes, unless this one needs it too; and what is left at the
 * end.
 */
void lend_keep(struct settler *settler, const struct step *step, const struct list *needs);
void lend_end(struct settler *settler);

/* Refuses the change of the step, and says what would meet its needs. */
void lack_add(struct settler *settler, struct step *step, const struct list *needs);

/* Adds the statements that somebody else must run in place of the plan. */
void lack_finish(struct settler *settler);

#endif
