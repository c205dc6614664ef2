/* SPDX-License-Identifier: PostgreSQL
 *
 * Row security policies that name a retiring role (pg_policy): what migrations make of them is none
 * of pgmob's business, but a role that one of them names cannot be dropped.
 */
#ifndef PGMOB_KINDS_POLICY_POLICY_H
#define PGMOB_KINDS_POLICY_POLICY_H

#include "model/object.h"

/* All of it are facts of the server. */
struct policy {
	struct object object;
	const char *schema;
	const char *table;
	const char *name;
	struct list roles;       /* of char *: for whom it is */
	const bool *restrictive; /* it takes rows away instead of giving them */
};

extern const struct kind policy_kind;

#endif
