/* SPDX-License-Identifier: PostgreSQL
 *
 * What regular expressions find in names, as the server says; for this folder only.
 */
#ifndef PGMOB_KINDS_HBA_FOUND_H
#define PGMOB_KINDS_HBA_FOUND_H

#include "auth/match.h"
#include "model/inquiry.h"

struct found {
	struct arena *arena;
	struct map by_text;      /* struct expression */
	struct list expressions; /* of struct expression */
};

struct found found_in(struct arena *arena);

/* What is known by now; what is not is asked about next time. */
struct auth_finding found_look(struct found *found, const char *expression, const char *name);

/* Puts the questions that were left open: one for each expression. */
void found_ask(struct found *found, const char *node, struct inquiries *inquiries);

#endif
