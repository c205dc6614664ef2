/* SPDX-License-Identifier: PostgreSQL
 *
 * What a server knows of roles, regular expressions and addresses, for the first match
 * (auth/match.h).
 *
 * What is not known yet counts as unknown, and is asked for: in each round of questions one looks
 * for matches, then calls hba_world_ask(). When it puts nothing more, what is unknown stays so.
 */
#ifndef PGMOB_KINDS_HBA_WORLD_H
#define PGMOB_KINDS_HBA_WORLD_H

#include "auth/match.h"
#include "model/inquiry.h"
#include "model/state.h"

struct hba_world {
	struct auth_world door; /* what auth_meet() takes */
	struct arena *arena;
	const char *node;
	struct map memberships; /* by member: struct list of const char *: roles */
	struct map roles;       /* that are there */
	struct map reached;     /* by user: struct map: the roles that it is a member of */
	struct map expressions; /* struct expression */
	struct list all_expressions;
	const struct inquiry *addresses; /* of the session at both ends */
	bool wants_addresses;
};

/* The world as that node sees it, with the roles and memberships of the state; at first it knows
 * nothing else. It lives as long as the rounds last. */
struct hba_world *hba_world_of(struct arena *arena, const struct state *state, const char *node);

/* Puts the questions that were left open. */
void hba_world_ask(struct hba_world *world, struct inquiries *inquiries);

#endif
