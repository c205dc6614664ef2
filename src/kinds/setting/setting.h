/* SPDX-License-Identifier: PostgreSQL
 *
 * Settings of roles and databases: pg_db_role_setting.
 */
#ifndef PGMOB_KINDS_SETTING_SETTING_H
#define PGMOB_KINDS_SETTING_SETTING_H

#include "model/object.h"

struct setting {
	struct object object;
	const char *name;     /* in lower case: PostgreSQL's names of settings have no case */
	const char *spelled;  /* the name, as it is written or stored */
	const char *role;     /* NULL: of the database, for all roles */
	const char *database; /* NULL: in all databases */
	const char *value;
	struct list values;

	/* worked out of value or values: the one form that is compared */
	const char *stored;
};

extern const struct kind setting_kind;

#endif
