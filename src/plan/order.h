/* SPDX-License-Identifier: PostgreSQL
 *
 * The order of statements.
 */
#ifndef PGMOB_PLAN_ORDER_H
#define PGMOB_PLAN_ORDER_H

#include "plan/plan.h"

/* A statement with what is known about its place. */
struct step {
	struct statement *statement;
	enum phase phase;
	size_t group;      /* its database's, among those that sort by name; 0 for the cluster; of a
			      file by its node */
	size_t natural;    /* where people would read it */
	size_t waiting;    /* how many steps must still come before it */
	struct list after; /* of struct step, that must come after it */
	bool theirs;       /* somebody else must run it (rights.c) */
	bool passed;       /* it comes before what is looked at (world.h) */
};

/* The statements of all changes in an order in which they can run: what is made precedes whoever
 * comes to refer to it, and whoever ceases to refer to a thing precedes its end; otherwise by
 * phase, database and natural position. Gives a list of struct step; NULL items and an error where
 * the references form a loop. */
struct list order_steps(struct arena *arena, const struct desired *desired,
			const struct state *actual, const struct list *changes,
			struct diags *diags);

#endif
