/* SPDX-License-Identifier: PostgreSQL
 *
 * Columns of the tables of a schema, gathered: a GRANT, and an entry, names columns once and then
 * the tables that have them.
 */
#ifndef PGMOB_PRIVILEGES_COLUMNS_H
#define PGMOB_PRIVILEGES_COLUMNS_H

#include "base/list.h"
#include "model/object.h"

/* Tables of which the same columns are meant; both in the order of their names. */
struct column_set {
	struct list columns; /* of const char * */
	struct list tables;  /* of const struct object */
};

/* The columns, each of the table (const struct object) at the same place of the other list, as
 * struct column_set. Tables are told apart by their names: they are of one schema. */
struct list column_sets(struct arena *arena, const struct list *tables, const struct list *columns);

#endif
