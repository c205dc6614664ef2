/* SPDX-License-Identifier: PostgreSQL
 *
 * An entry of pg_ident.conf: parse_ident_line() in src/backend/libpq/hba.c.
 */
#ifndef PGMOB_AUTH_MAP_H
#define PGMOB_AUTH_MAP_H

#include "auth/rule.h"

struct auth_map {
	const struct auth_line *line;
	const char *name;
	struct auth_token system_user;   /* begins with a slash: a regular expression */
	struct auth_token database_user; /* \1 stands for its first parentheses; from 16 on all,
					    +role and a regular expression where unquoted */
};

/* The entry; NULL where it has a fault. faults: of struct auth_fault, whose part is AUTH_TYPE for
 * the name, AUTH_DATABASES for the system user, AUTH_USERS for the database user. version 0 as for
 * auth_rule_parse(). */
struct auth_map *auth_map_parse(struct arena *arena, const struct auth_line *line, int version,
				struct list *faults);

/* The entry in the one form that all of its spellings share. */
const char *auth_map_form(struct arena *arena, const struct auth_map *map);

#endif
