/* SPDX-License-Identifier: PostgreSQL
 *
 * The server's files that others include, as far as they are had by now; for this folder only.
 */
#ifndef PGMOB_KINDS_HBA_REMOTE_H
#define PGMOB_KINDS_HBA_REMOTE_H

#include "auth/load.h"
#include "model/inquiry.h"

struct remote {
	struct arena *arena;
	struct map files;   /* by path: struct auth_file */
	struct list wanted; /* of const struct auth_file: that nobody has asked for yet */
	struct list asked;  /* of struct fetch: whose answers are not taken yet */
};

struct remote remote_in(struct arena *arena);

/* Loads what there is by now; what is missing is asked for next time. */
struct auth_loaded *remote_load(struct remote *remote, enum auth_grammar grammar, const char *path,
				const char *text, int version);

/* Puts the questions that were left open. */
void remote_ask(struct remote *remote, const char *node, struct inquiries *inquiries);

#endif
