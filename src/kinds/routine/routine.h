/* SPDX-License-Identifier: PostgreSQL
 *
 * Routines: functions, procedures, aggregates and window functions (pg_proc). A routine's name in a
 * manifest has its argument types: refund(integer, text).
 */
#ifndef PGMOB_KINDS_ROUTINE_ROUTINE_H
#define PGMOB_KINDS_ROUTINE_ROUTINE_H

#include "model/object.h"

struct routine {
	struct object object;
	const char *schema;
	const char *name; /* as the server spells it */
	const char *owner;
	const char *state; /* present, absent; NULL: not written */
	const char *renamed_from;
	const char *moved_from;

	/* facts of the server */
	const char *base_name;   /* without the argument types */
	const char *signature;   /* the argument types, ready for SQL */
	const bool *dependent;   /* a member of an extension */
	const char *acl;         /* as the server writes it; NULL: the built-in one */
	const char *initial_acl; /* its row in pg_init_privs */
	struct list matches; /* of what is a pattern in an entry of grants: what it stands for */
};

extern const struct kind routine_kind;

/* Writes the name with its argument types as a title has it. */
void routine_add_name(struct text *text, const struct routine *routine);

#endif
