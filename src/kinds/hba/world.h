/* SPDX-License-Identifier: PostgreSQL
 *
 * What a server knows of roles, regular expressions, addresses and files, for the first match
 * (auth/match.h) and for what is to be loaded (auth/load.h).
 *
 * What is not known yet counts as unknown, and is asked for: in each round of questions
 * (model/inquiry.h) one loads and looks for matches, then calls hba_world_ask(). When it puts
 * nothing more, what is unknown stays so.
 */
#ifndef PGMOB_KINDS_HBA_WORLD_H
#define PGMOB_KINDS_HBA_WORLD_H

#include "auth/match.h"
#include "model/inquiry.h"
#include "model/state.h"

/* Settings of the server. */
struct hba_settings {
	bool known;
	const char *ident_file;
	const char *ident_text; /* NULL: it cannot be read */
	bool ssl;
	bool ignore_case; /* krb_caseins_users */
};

struct hba_world;

/* The world as that node sees it, with the roles and memberships of the state; at first it knows
 * nothing else. It lives as long as the rounds last. */
struct hba_world *hba_world_of(struct arena *arena, const struct state *state, const char *node,
			       int version);

/* What auth_meet() and auth_map_lets() take. */
const struct auth_world *hba_world_door(const struct hba_world *world);

/* The text of that file with all that it includes, as far as that is known by now. */
struct auth_loaded *hba_world_load(struct hba_world *world, enum auth_grammar grammar,
				   const char *path, const char *text);

/* What is known of the settings by now. */
const struct hba_settings *hba_world_settings(struct hba_world *world);

/* Puts the questions that were left open. */
void hba_world_ask(struct hba_world *world, struct inquiries *inquiries);

#endif
