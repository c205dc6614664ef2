/* SPDX-License-Identifier: PostgreSQL
 *
 * Settings of roles and databases: pg_db_role_setting.
 */
#ifndef PGMOB_KINDS_SETTING_SETTING_H
#define PGMOB_KINDS_SETTING_SETTING_H

#include "kinds/setting/value.h"
#include "model/object.h"
#include "model/state.h"

struct setting {
	struct object object;
	struct setting_value is;
	const char *role;     /* NULL: of the database, for all roles */
	const char *database; /* NULL: in all databases */
};

extern const struct kind setting_kind;

/* Errors where the server would not take a setting that it does not have yet: by the parameters of
 * the actual state, if they were read. */
void setting_check_known(const struct setting *to, const struct state *actual,
			 const struct facts *facts, struct diags *diags);

#endif
