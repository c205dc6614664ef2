/* SPDX-License-Identifier: PostgreSQL
 *
 * Default privileges: the lists that new objects get (pg_default_acl). That of a whole database is
 * the list itself, in place of the built-in one; that of a schema is added to it.
 */
#ifndef PGMOB_KINDS_DEFAULT_ACL_DEFAULT_ACL_H
#define PGMOB_KINDS_DEFAULT_ACL_DEFAULT_ACL_H

#include "model/object.h"

struct default_acl {
	struct object object;
	const char *owner;   /* the role that creates */
	const char *schema;  /* NULL: of the whole database */
	const char *objects; /* as in the manifest: tables, sequences, … */
	const char *acl;     /* a fact of the server, as it writes it */
};

extern const struct kind default_acl_kind;

#endif
