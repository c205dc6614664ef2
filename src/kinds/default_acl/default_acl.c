/* SPDX-License-Identifier: PostgreSQL
 *
 * Default privileges: what is read of them; what they shall be is said by entries (model/grant.h).
 */
#include "kinds/default_acl/default_acl.h"

#include "kinds/role/role.h"
#include "kinds/schema/schema.h"
#include "sql.h"

static const struct field fields[] = {
	{.name = "owner",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct default_acl, owner),
	 .refers = &role_kind},
	{.name = "schema",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_PLACED,
	 .offset = offsetof(struct default_acl, schema),
	 .refers = &schema_kind},
	{.name = "objects",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct default_acl, objects)},
	{.name = "acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct default_acl, acl)},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_default_acl}, {.sql = NULL}};

static const struct default_acl *default_acl_of(const struct object *object)
{
	return (const struct default_acl *)object;
}

/* "future tables of shop_owner in schema app" */
static void title(struct text *text, const struct object *object)
{
	const struct default_acl *acl = default_acl_of(object);

	text_add(text, "future ");
	for (const char *at = acl->objects; *at; at++)
		text_add_bytes(text, *at == '_' ? " " : at, 1);
	text_addf(text, " of %V", acl->owner);
	if (acl->schema)
		text_addf(text, " in schema %V", acl->schema);
}

const struct kind default_acl_kind = {
	.name = "default privilege",
	.plural = "default_privileges",
	.doc = "default privileges",
	.size = sizeof(struct default_acl),
	.home = HOME_LOCAL,
	.unlisted = UNLISTED_PART,
	.fields = fields,
	.queries = queries,
	.title = title,
};
