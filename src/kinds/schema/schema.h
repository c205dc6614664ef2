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
	struct list profiles;      /* of struct profile_use */
	struct list grants;        /* of struct grant_entry; in the end those of profiles too */
	struct list default_privileges; /* of struct grant_entry */
	struct list tables;
	struct list views;
	struct list materialized_views;
	struct list foreign_tables;
	struct list sequences;
	struct list routines;
	struct list types;
	const char *state; /* present, absent; NULL: not written */
	const char *renamed_from;

	/* facts of the server */
	const char *acl;         /* as the server writes it; NULL: the built-in one */
	const char *initial_acl; /* its row in pg_init_privs */
	const bool *original;    /* made by initdb, so that every template has it */
};

extern const struct kind schema_kind;

#endif
