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

	/* facts of the server */
	const char *base_name; /* without the argument types */
	const char *signature; /* the argument types, ready for SQL */
	const bool *dependent; /* a member of an extension */
};

extern const struct kind routine_kind;

#endif
