/* SPDX-License-Identifier: PostgreSQL
 *
 * Whatever else has an owner: collations, operators, text search objects and the like. They are one
 * kind to pgmob, since an owner is all that it manages of them.
 */
#ifndef PGMOB_KINDS_OTHER_OTHER_H
#define PGMOB_KINDS_OTHER_OTHER_H

#include "model/object.h"

struct other {
	struct object object;
	const char *type; /* the manifest's kind */
	const char *schema;
	const char
		*name; /* of an operator with its types, of what is for an access method with it */
	const char *owner;

	/* facts of the server */
	const char *identity;  /* schema and name, ready for SQL */
	const bool *dependent; /* a member of an extension */
	const char *extension; /* that one, or NULL */
};

extern const struct kind other_kind;

#endif
