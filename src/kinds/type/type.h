/* SPDX-License-Identifier: PostgreSQL
 *
 * Types and domains (pg_type), without the row, array and multirange types that come with others.
 */
#ifndef PGMOB_KINDS_TYPE_TYPE_H
#define PGMOB_KINDS_TYPE_TYPE_H

#include "model/object.h"

struct type {
	struct object object;
	const char *schema;
	const char *name;
	const char *owner;
	const char *state; /* present, absent; NULL: not written */
	const char *renamed_from;
	const char *moved_from;

	/* facts of the server */
	const bool *dependent; /* a member of an extension */
	const bool *part;      /* it comes with another object: a table's row type, a multirange */
	const bool *member;    /* likewise, or nothing that can be granted on */
	const char *acl;       /* as the server writes it; NULL: the built-in one */
	const char *initial_acl; /* its row in pg_init_privs */
};

extern const struct kind type_kind;

#endif
