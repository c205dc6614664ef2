/* SPDX-License-Identifier: PostgreSQL
 *
 * What a person ought to know about rules that a server takes without a word.
 */
#ifndef PGMOB_AUTH_WARN_H
#define PGMOB_AUTH_WARN_H

#include "auth/load.h"

struct auth_warning {
	const struct auth_rule *rule;
	const char *message;           /* as diagnostics have it */
	const struct auth_rule *other; /* the rule before it that hides it; or NULL */
};

/* Warnings of these rules (struct auth_rule), in their order. */
struct list auth_warn(struct arena *arena, const struct list *rules);

/* Of those with a map that is none of these (struct auth_map). */
struct list auth_warn_maps(struct arena *arena, const struct list *rules, const struct list *maps);

#endif
