/* SPDX-License-Identifier: PostgreSQL
 *
 * Parameters: what is granted on them.
 */
#include "kinds/parameter_acl/parameter_acl.h"

#include "kinds/role/role.h"
#include "model/grant.h"
#include "sql.h"

static const struct field fields[] = {
	{.name = "name",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct parameter_acl, name)},
	{.name = "owner",
	 .type = FIELD_NAME,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter_acl, owner)},
	{.name = "acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter_acl, acl)},
	{.name = NULL},
};

static const struct query queries[] = {
	{.since = 150000, .sql = sql_parameter_acl},
	{.sql = sql_parameter_acl_pre15},
	{.sql = NULL},
};

static void title(struct text *text, const struct object *object)
{
	text_addf(text, "parameter %V", object_name(object));
}

const struct kind parameter_acl_kind = {
	.name = "parameter acl",
	.plural = "privileges on parameters",
	.doc = "a parameter on which something is granted",
	.size = sizeof(struct parameter_acl),
	.home = HOME_SHARED,
	.unlisted = UNLISTED_PART,
	.fields = fields,
	.queries = queries,
	.title = title,
	.securable = 'p',
};
