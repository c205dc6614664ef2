/* SPDX-License-Identifier: PostgreSQL
 *
 * Plans as text for people, as SQL for psql, as JSON for programs.
 */
#ifndef PGMOB_PRINT_PRINT_H
#define PGMOB_PRINT_PRINT_H

#include "plan/plan.h"

struct print_options {
	const char *manifest; /* its files, as the user named them */
	bool all;             /* every change is a line of its own */
	bool colour;
	const struct plan_consent *consent;
};

void print_text(struct text *text, const struct plan *plan, const struct print_options *options);

/* A script that psql runs as it is. False and an error where psql cannot say it: a database whose
 * name has a newline. */
bool print_sql(struct text *text, const struct plan *plan, const struct print_options *options,
	       struct diags *diags);

void print_json(struct text *text, const struct plan *plan, const struct print_options *options);

/* What all that is JSON has in common: the member "cluster" in a line of its own; "key", which
 * tells an object from all others of its kind; and "place", in a manifest. */
void print_json_cluster(struct text *text, const struct facts *facts);
void print_json_key(struct text *text, const struct object *object);
void print_json_place(struct text *text, struct place place);

#endif
