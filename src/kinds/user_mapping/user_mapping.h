/* SPDX-License-Identifier: PostgreSQL
 *
 * User mappings of retiring roles, which go with them. Their options, passwords among them, are
 * never read.
 */
#ifndef PGMOB_KINDS_USER_MAPPING_USER_MAPPING_H
#define PGMOB_KINDS_USER_MAPPING_USER_MAPPING_H

#include "model/object.h"

/* All of it are facts of the server. */
struct user_mapping {
	struct object object;
	const char *role;
	const char *server;
};

extern const struct kind user_mapping_kind;

#endif
