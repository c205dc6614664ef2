/* SPDX-License-Identifier: PostgreSQL
 *
 * Who is connected now, and how: sessions that came in the same way are one object. They are no
 * part of a manifest; new rules of pg_hba.conf are held against them.
 */
#ifndef PGMOB_KINDS_SESSION_SESSION_H
#define PGMOB_KINDS_SESSION_SESSION_H

#include "auth/match.h"
#include "model/object.h"

struct sessions {
	struct object object;
	const char *user;
	const char *database;   /* "" of physical replication */
	const char *address;    /* as the server sees it; "": by a Unix socket */
	const char *host;       /* the name of it, where the server has looked for that; or NULL */
	const char *encryption; /* ssl, gss or none */
	const bool *walsender;  /* it replicates, physically or logically */
	const bool *own;        /* it is the one that asks */
	const bool *seen;       /* the role may see how they came in */
	const int64_t *count;
};

extern const struct kind session_kind;

/* How they have come in, for the rules of pg_hba.conf. */
struct auth_client sessions_client(const struct sessions *sessions);

#endif
