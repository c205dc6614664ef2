/* SPDX-License-Identifier: PostgreSQL
 *
 * Plan: changes → ordered statements → batches.
 *
 * Order is derived from what the objects' fields refer to (order.c), and cut into batches by
 * database and by what may run in a transaction (plan.c), or in one beside all others (bulk.c).
 */
#ifndef PGMOB_PLAN_PLAN_H
#define PGMOB_PLAN_PLAN_H

#include "diff/diff.h"
#include "model/change.h"

/* The way of a run over several databases. Within one database, cluster, local and end are one. */
enum phase {
	PHASE_FIRST,    /* what keeps retiring roles out */
	PHASE_CLUSTER,  /* what adds to the cluster */
	PHASE_ALONE,    /* what PostgreSQL refuses in a transaction, and what waits for it */
	PHASE_BULK,     /* owners of very many objects, in transactions of some */
	PHASE_LOCAL,    /* each database's own, executed in all of them before the first commits */
	PHASE_BULK_END, /* and their ends */
	PHASE_END,      /* what takes away from the cluster */
	PHASE_FILE,     /* files and parameters, after the last commit */
};

struct batch {
	enum phase phase;
	const char *database; /* where it runs; NULL: wherever the run is connected */
	const char *server;   /* the other node that it runs on; NULL: the one of the run */
	bool transaction;
	size_t first; /* in plan->steps */
	size_t count;
	long locks; /* of PHASE_BULK and PHASE_BULK_END: what its statements may need */
};

/* What the executing role, where it is no superuser, lends itself for the time of the plan: the one
 * statement comes before what needs it, the other one after it, or once the plan has failed in
 * between. */
struct lend {
	struct statement *give;
	struct statement *take;
	const char *role; /* of which it becomes a member; NULL: it is another thing */
};

/* What the executing role cannot do, or lacks for it: somebody else must run it. */
struct lack {
	const char *database; /* where; NULL: anywhere */
	const char *sql;      /* one of these two */
	const struct statement *statement;
};

struct plan {
	struct arena *arena;
	const struct facts *facts;
	const struct desired *desired;
	const struct difference *difference;
	struct list steps;   /* of struct statement, in the order in which they run */
	struct list batches; /* of struct batch */
	struct list lends;   /* of struct lend */
	struct list lacks;   /* of struct lack, in an order in which they can be run */
	size_t to_add, to_change, to_remove;
	size_t guarded; /* changes that need a flag, given or not */
	size_t refused; /* of these, those whose flag is not given, or that no flag lets pass; and
			   what the difference refuses as a whole */
	size_t person;  /* drift that only a person can put right */
	size_t revokes; /* of privileges and memberships, one for each grantee, object and column */
};

/* Which guards may pass. */
struct plan_consent {
	bool drop_role;
	bool demote;
	bool drop_data;
	long max_revokes; /* so many may be; less than 0: any number */
};

/* More revokes than that are guarded. */
enum { PLAN_MOST_REVOKES = 100 };

/* NULL and an error in diags where no order exists. */
struct plan *plan_make(struct arena *arena, const struct desired *desired,
		       const struct state *actual, const struct difference *difference,
		       const struct facts *facts, const struct plan_consent *consent,
		       struct diags *diags);

/* The flag that lets a guarded change pass, or NULL where none does. */
const char *plan_flag(const struct change *change);

/* Whether the guard of the plan's change has its consent. */
bool plan_allows(const struct plan *plan, const struct change *change,
		 const struct plan_consent *consent);

/* Whether nothing is to be done by pgmob. */
bool plan_is_empty(const struct plan *plan);

#endif
