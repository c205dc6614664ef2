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
	struct auth_token
		system_user; /* begins with a slash: a regular expression, quoted or not */
	/* \1 in it stands for what the first parentheses found. From 16 on all and +role are
	 * keywords where unquoted, and what begins with a slash is a regular expression, quoted or
	 * not; before, it is a name, and counts as quoted. */
	struct auth_token database_user;
};

/* The entry; NULL where it has a fault. faults: of struct auth_fault, whose part is AUTH_TYPE for
 * the name, AUTH_DATABASES for the system user, AUTH_USERS for the database user. version 0 as for
 * auth_rule_parse(). */
struct auth_map *auth_map_parse(struct arena *arena, const struct auth_line *line, int version,
				struct list *faults);

/* The entry in the one form that all of its spellings share. */
const char *auth_map_form(struct arena *arena, const struct auth_map *map);

#endif
