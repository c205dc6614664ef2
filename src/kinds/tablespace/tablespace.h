/* SPDX-License-Identifier: PostgreSQL
 *
 * Tablespaces and their settings: pg_tablespace.
 */
#ifndef PGMOB_KINDS_TABLESPACE_TABLESPACE_H
#define PGMOB_KINDS_TABLESPACE_TABLESPACE_H

#include "model/object.h"

struct tablespace {
	struct object object;
	const char *name;
	const char *location; /* empty: inside of the data directory */
	const char *owner;
	const char *comment;
	struct list settings;
	struct list grants; /* of struct grant_entry */

	/* facts of the server */
	const bool *dependent; /* initdb made it, and it is as it was */
	const char *acl;       /* as the server writes it; NULL: the built-in one */
};

struct tablespace_setting {
	struct object object;
	const char *tablespace;
	const char *name;
	const char *value;
};

extern const struct kind tablespace_kind;
extern const struct kind tablespace_setting_kind;

#endif
