/* SPDX-License-Identifier: PostgreSQL
 *
 * What becomes of a client that meets a rule: ClientAuthentication() in src/backend/libpq/auth.c,
 * as far as it can be said without the client.
 */
#ifndef PGMOB_AUTH_FOLLOW_H
#define PGMOB_AUTH_FOLLOW_H

#include "auth/match.h"

/* What is known besides the rule. */
struct auth_system {
	struct arena *arena;
	int version;
	const struct list *maps; /* of struct auth_map; NULL: nobody knows them */
	const struct auth_world *world;
	bool ignore_case; /* krb_caseins_users is on */
};

enum auth_outcome {
	AUTH_LET_IN,
	AUTH_WANTS_PASSWORD, /* it must send one */
	AUTH_WANTS_PROOF,    /* who the client is must be proven: by a certificate, Kerberos … */
	AUTH_REFUSED,
	AUTH_UNDETERMINED,
};

struct auth_sequel {
	enum auth_outcome outcome;
	const char *why;             /* a sentence */
	bool mapped;                 /* who the client is was told, and looked up: */
	struct auth_mapping mapping; /* with that result */
};

/* What becomes of whoever meets the rule (NULL: none) and wants to be the user. system_user: whom
 * the operating system, the certificate or Kerberos says it to be; NULL: that is not known. */
struct auth_sequel auth_follow(const struct auth_system *system, const struct auth_rule *rule,
			       const char *user, const char *system_user);

#endif
