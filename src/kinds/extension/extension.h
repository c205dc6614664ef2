/* SPDX-License-Identifier: PostgreSQL
 *
 * Extensions: pg_extension.
 */
#ifndef PGMOB_KINDS_EXTENSION_EXTENSION_H
#define PGMOB_KINDS_EXTENSION_EXTENSION_H

#include "model/object.h"

struct extension {
	struct object object;
	const char *name;
	const char *schema;
	const char *version;
	const char *state; /* present, absent; NULL: not written */

	/* facts of the server about one that is there */
	const char *owner; /* for whom there is no ALTER EXTENSION … OWNER */
	const bool *relocatable;
	const bool *original; /* made by initdb, so that every template has it */

	/* and about one that is still to be made */
	const bool *available;  /* whether it can be; NULL where nobody was asked */
	const char *requires;   /* the extensions that it needs, with / between them, or NULL */
	const char *own_schema; /* the only one that it can be in, which it makes itself; or NULL */

	/* and about one that is to have another version than it has, or is to be made */
	const bool *restricted; /* only a superuser can run its scripts */
	const bool *reachable;  /* whether there are scripts for it; NULL where nobody was asked */
};

extern const struct kind extension_kind;

#endif
