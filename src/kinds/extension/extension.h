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

	/* facts of the server */
	const bool *relocatable;
};

extern const struct kind extension_kind;

#endif
