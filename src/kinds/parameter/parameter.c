/* SPDX-License-Identifier: PostgreSQL
 *
 * Parameters: what is granted on them.
 */
#include "kinds/parameter/parameter.h"

#include "kinds/role/role.h"
#include "model/grant.h"
#include "sql.h"

static const struct field fields[] = {
	{.name = "name",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct parameter, name)},
	{.name = "owner",
	 .type = FIELD_NAME,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter, owner)},
	{.name = "acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter, acl)},
	{.name = NULL},
};

static const struct query queries[] = {
	{.since = 150000, .sql = sql_parameter},
	{.sql = sql_parameter_pre15},
	{.sql = NULL},
};

const struct kind parameter_kind = {
	.name = "parameter",
	.plural = "parameters",
	.doc = "a configuration parameter",
	.size = sizeof(struct parameter),
	.home = HOME_SHARED,
	.unlisted = UNLISTED_PART,
	.fields = fields,
	.queries = queries,
	.securable = 'p',
};
