/* SPDX-License-Identifier: PostgreSQL
 *
 * Large objects: pg_largeobject_metadata.
 */
#ifndef PGMOB_KINDS_LARGE_OBJECT_LARGE_OBJECT_H
#define PGMOB_KINDS_LARGE_OBJECT_LARGE_OBJECT_H

#include "model/object.h"

struct large_object {
	struct object object;
	const char *oid; /* digits */
	const char *owner;
	struct list grants; /* of struct grant_entry */

	/* a fact of the server */
	const char *acl; /* as the server writes it; NULL: the built-in one */
};

extern const struct kind large_object_kind;

#endif
