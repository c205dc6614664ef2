/* SPDX-License-Identifier: PostgreSQL
 *
 * Schemas: pg_namespace.
 */
#ifndef PGMOB_KINDS_SCHEMA_SCHEMA_H
#define PGMOB_KINDS_SCHEMA_SCHEMA_H

#include "model/object.h"

struct schema {
	struct object object;
	const char *name;
	const char *owner;
	const char *objects_owner; /* of every object in it that is not listed with its own */
	struct list tables;
	struct list views;
	struct list materialized_views;
	struct list foreign_tables;
	struct list sequences;
	struct list routines;
	struct list types;

	/* a fact of the server */
	const bool *original; /* made by initdb, so that every template has it */
};

extern const struct kind schema_kind;

#endif
