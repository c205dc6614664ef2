/* SPDX-License-Identifier: PostgreSQL
 *
 * Columns of tables, views, materialized views and foreign tables, as far as somebody has been
 * granted something on them, or an entry speaks of them (pg_attribute).
 */
#ifndef PGMOB_KINDS_COLUMN_COLUMN_H
#define PGMOB_KINDS_COLUMN_COLUMN_H

#include "model/object.h"

/* All of it are facts of the server. */
struct column {
	struct object object;
	const char *schema;
	const char *table;
	const char *name;
	const char *owner;       /* of the table */
	const bool *member;      /* its table is a member of an extension */
	const char *acl;         /* as the server writes it; NULL: the built-in one */
	const char *initial_acl; /* its row in pg_init_privs */
};

extern const struct kind column_kind;

#endif
