/* SPDX-License-Identifier: PostgreSQL
 *
 * User mappings: DROP USER MAPPING.
 */
#include "kinds/user_mapping/user_mapping.h"

#include "kinds/owned/owned.h"
#include "kinds/role/role.h"
#include "model/change.h"
#include "model/right.h"
#include "sql.h"

static const struct field fields[] = {
	{.name = "role",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct user_mapping, role),
	 .refers = &role_kind},
	{.name = "server",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct user_mapping, server),
	 .refers = &server_kind},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_user_mapping, .parameter = QUERY_RETIRING},
				       {.sql = NULL}};

static const struct user_mapping *user_mapping_of(const struct object *object)
{
	return (const struct user_mapping *)object;
}

static void title(struct text *text, const struct object *object)
{
	const struct user_mapping *mapping = user_mapping_of(object);

	text_addf(text, "user mapping for %V on server %V", mapping->role, mapping->server);
}

static void drop(struct ddl *ddl, const struct object *from)
{
	const struct user_mapping *mapping = user_mapping_of(from);

	ddl_add(ddl, FIELDS_ALL, "DROP USER MAPPING FOR %I SERVER %I", mapping->role,
		mapping->server);
}

static void rights(struct rights *rights)
{
	const struct user_mapping *mapping = user_mapping_of(rights->statement->change->from);

	rights_need(
		rights,
		(struct need){.right = RIGHT_OWN, .kind = &server_kind, .name = mapping->server});
}

const struct kind user_mapping_kind = {
	.name = "user mapping",
	.plural = "user_mappings",
	.doc = "what a role is on a foreign server",
	.size = sizeof(struct user_mapping),
	.home = HOME_LOCAL,
	.unlisted = UNLISTED_PART,
	.fields = fields,
	.queries = queries,
	.title = title,
	.rights = rights,
	.drop = drop,
};
