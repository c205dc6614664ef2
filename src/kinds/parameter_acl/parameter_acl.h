/* SPDX-License-Identifier: PostgreSQL
 *
 * Configuration parameters on which something is granted: pg_parameter_acl, from PostgreSQL 15.
 * They belong to nobody; who grants is the bootstrap superuser. What shall be is said by entries
 * (parameter_grant_kind in model/grant.h).
 */
#ifndef PGMOB_KINDS_PARAMETER_ACL_PARAMETER_ACL_H
#define PGMOB_KINDS_PARAMETER_ACL_PARAMETER_ACL_H

#include "model/object.h"

/* All of it are facts of the server. */
struct parameter_acl {
	struct object object;
	const char *name;  /* in lower case */
	const char *owner; /* the bootstrap superuser */
	const char *acl;   /* as the server writes it */
};

extern const struct kind parameter_acl_kind;

#endif
