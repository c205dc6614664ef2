/* SPDX-License-Identifier: PostgreSQL
 *
 * Relations: what pg_class has with an owner of its own. Tables, views, materialized views, foreign
 * tables and sequences share one struct; migrations make them, pgmob gives them their owners.
 */
#ifndef PGMOB_KINDS_RELATION_RELATION_H
#define PGMOB_KINDS_RELATION_RELATION_H

#include "model/object.h"
#include "model/state.h"

struct relation {
	struct object object;
	const char *schema;
	const char *name;
	const char *owner;
	const char *state; /* present, absent; NULL: not written */
	const char *renamed_from;
	const char *moved_from;

	/* facts of the server */
	const bool *dependent;   /* a member of an extension, or a sequence that a column owns */
	const bool *member;      /* of an extension */
	const bool *system;      /* a table of the system catalogs */
	const char *acl;         /* as the server writes it; NULL: the built-in one */
	const char *initial_acl; /* its row in pg_init_privs */
	const char *table;       /* of a sequence: the table of the column that owns it, or NULL */
};

extern const struct kind table_kind;
extern const struct kind view_kind;
extern const struct kind materialized_view_kind;
extern const struct kind foreign_table_kind;
extern const struct kind sequence_kind;

/* The table in that state of which a column owns the sequence, or NULL. */
struct object *relation_table(const struct state *state, const struct relation *sequence);

#endif
