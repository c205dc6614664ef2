/* SPDX-License-Identifier: PostgreSQL
 *
 * Patroni's REST API: what it says of its cluster, and what is changed through it.
 *
 * Where Patroni has the lines of a file in its configuration, the file is Patroni's: it writes the
 * file on every node when the lines change. The lines are one text here, each with its end.
 */
#ifndef PGMOB_PATRONI_PATRONI_H
#define PGMOB_PATRONI_PATRONI_H

#include "server/server.h"

struct patroni {
	struct server *server;
	const char *url;
	struct json_object *config; /* as it was read last; of the whole cluster */
	struct list members;        /* of struct patroni_member */
};

struct patroni_member {
	const char *name;
	const char *state;
	const char *host; /* of its PostgreSQL; "" where it has never run */
	const char *port;
};

/* Asks at that URL for the configuration and the members. NULL and an error where that fails. */
struct patroni *patroni_open(struct server *server, const char *url);

/* Whether the member's server runs, as far as Patroni knows. */
bool patroni_member_runs(const struct patroni_member *member);

/* The lines that the configuration has under that key (pg_hba, pg_ident); NULL where it has no such
 * list. */
const char *patroni_lines(const struct patroni *patroni, const char *key);

/* The seconds after which each node looks at the configuration by itself. */
int patroni_loop_wait(const struct patroni *patroni);

/* Reads the configuration as it is now: a GET may answer with what a node has last seen of it. It
 * needs what a change needs, so that who may not change anything hears of it. */
bool patroni_refresh(struct patroni *patroni);

/* Changes the configuration, and takes what it is then. body: JSON, as Patroni takes it. */
bool patroni_change(struct patroni *patroni, const char *body);

#endif
