/* SPDX-License-Identifier: PostgreSQL
 *
 * A handle of the public API, and what the files behind that share; for this folder only.
 */
#ifndef PGMOB_PGMOB_RUN_H
#define PGMOB_PGMOB_RUN_H

#include <pgmob/pgmob.h>

#include "actual/actual.h"
#include "apply/apply.h"
#include "patroni/patroni.h"
#include "plan/plan.h"

struct pgmob {
	struct arena *arena;
	struct arena *round; /* of one reading and its plan */
	struct diags *diags;
	const struct pgmob_options *options;
	struct server_options server_options;
	struct server *server;
	struct actual *reading;
	struct state *actual;
	struct manifest *manifest;
	struct list nodes;       /* of struct conninfo: as the options and the manifest name them */
	struct patroni *patroni; /* where the manifest names it, and a file is managed; else NULL */
	struct desired *desired;
	struct plan *plan;
	struct list locks; /* of struct session, that hold the lock of each server */
	struct apply_report report;
	struct list files; /* of struct export_file */
	bool finished;     /* the whole plan was carried out */
};

/* Connects, for an apply takes the lock, and reads what all databases share. */
enum pgmob_status run_start_reading(struct pgmob *run, bool apply);

/* Takes the server's lock. */
enum pgmob_status run_lock(struct pgmob *run, struct server *server);

/* Gathers the nodes of the options and of the manifest; what is wrong with them are errors. */
void run_name_nodes(struct pgmob *run, struct arena *arena, struct diags *diags);

/* Connects to them, and for an apply takes their locks: another one may be connected to any. */
enum pgmob_status run_open_nodes(struct pgmob *run, bool apply);

/* Asks Patroni, where the manifest names it: its members are nodes, too. */
bool run_open_patroni(struct pgmob *run);

/* Reads the server again, and makes the plan of what is left. What there is to say of the manifest
 * was said. done: the plan was carried out, and what cannot be read back is taken for done. */
bool run_plan_again(struct pgmob *run, bool done);

/* What a failure is called: an error, or the end by a signal. */
enum pgmob_status run_failure(const struct pgmob *run);

/* What the options let pass. */
struct plan_consent run_consent(const struct pgmob *run);

/* What the plan says of the cluster. */
enum pgmob_status run_status(const struct pgmob *run);

#endif
