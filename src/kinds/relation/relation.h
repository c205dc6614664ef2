/* SPDX-License-Identifier: PostgreSQL
 *
 * Relations: what pg_class has with an owner of its own. Tables, views, materialized views, foreign
 * tables and sequences share one struct; migrations make them, pgmob gives them their owners.
 */
#ifndef PGMOB_KINDS_RELATION_RELATION_H
#define PGMOB_KINDS_RELATION_RELATION_H

#include "model/object.h"

struct relation {
	struct object object;
	const char *schema;
	const char *name;
	const char *owner;

	/* facts of the server */
	const bool *dependent; /* a member of an extension, or a sequence that a column owns */
};

extern const struct kind table_kind;
extern const struct kind view_kind;
extern const struct kind materialized_view_kind;
extern const struct kind foreign_table_kind;
extern const struct kind sequence_kind;

#endif
