/* SPDX-License-Identifier: PostgreSQL
 *
 * The lines of an answer as text: one for each path, or for paths that say the same of objects or
 * roles that are alike. For this folder only.
 */
#ifndef PGMOB_EXPLAIN_LINES_H
#define PGMOB_EXPLAIN_LINES_H

#include "explain/answer.h"

struct printer {
	struct text *text;
	const struct explanation *explanation;
	const struct explain_options *options;
	struct arena *scratch;
};

/* What is said of objects, or, where everybody is asked for, of roles. */
struct line {
	const char *section;
	const struct securable *securable;
	uint32_t privileges;
	const char *details;
	struct list objects; /* of const struct object */
	struct list roles;   /* of const char *: names; NULL is PUBLIC */
	const char *title;
};

/* The lines of the answers from that one on that are about the role, NULL for PUBLIC; of all where
 * everybody is asked for. *next is then behind them. */
struct list answer_lines(const struct printer *printer, const struct role_node *role, size_t *next);

/* Writes the names of roles (const char *), or their number where they are many. */
void answer_add_roles(const struct printer *printer, struct text *text, const struct list *roles);

#endif
