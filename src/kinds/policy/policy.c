/* SPDX-License-Identifier: PostgreSQL
 *
 * Policies: only whom they name changes, when one of these roles goes.
 */
#include "kinds/policy/policy.h"

#include "kinds/role/role.h"
#include "kinds/schema/schema.h"
#include "model/change.h"
#include "model/right.h"
#include "sql.h"

static const struct field fields[] = {
	{.name = "schema",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_PLACED,
	 .offset = offsetof(struct policy, schema),
	 .refers = &schema_kind},
	{.name = "table",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_PLACED,
	 .offset = offsetof(struct policy, table)},
	{.name = "name",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct policy, name)},
	{.name = "roles",
	 .type = FIELD_NAMES,
	 .offset = offsetof(struct policy, roles),
	 .refers = &role_kind},
	{.name = "restrictive",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct policy, restrictive)},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_policy, .parameter = QUERY_RETIRING},
				       {.sql = NULL}};

static const struct policy *policy_of(const struct object *object)
{
	return (const struct policy *)object;
}

/* "policy own_rows on table app.orders" */
static void title(struct text *text, const struct object *object)
{
	const struct policy *policy = policy_of(object);

	text_addf(text, "policy %V on table %V.%V", policy->name, policy->schema, policy->table);
}

/* Members of a role see more without a restrictive policy, so that it is one must be seen. */
static void describe(struct text *text, const struct change *change)
{
	const struct policy *policy = policy_of(change->from);

	if (*policy->restrictive)
		text_add(text, "restrictive, ");
	if (change->verb == CHANGE_DROP) {
		text_add(text, "for ");
		field_show(text, kind_field(&policy_kind, "roles"), change->from);
		text_add(text, " alone");
	}
	change_describe_fields(text, change);
}

static void alter(struct ddl *ddl, const struct change *change)
{
	const struct policy *to = policy_of(change->to);
	struct statement *statement = ddl_add(ddl, change->fields, "");
	struct text sql = text_in(ddl->arena);

	text_addf(&sql, "ALTER POLICY %I ON %I.%I TO ", to->name, to->schema, to->table);
	for (size_t i = 0; i < to->roles.count; i++)
		text_addf(&sql, "%s%I", i ? ", " : "", (const char *)to->roles.items[i]);
	statement->sql = sql.at;
}

static void drop(struct ddl *ddl, const struct object *from)
{
	const struct policy *policy = policy_of(from);

	ddl_add(ddl, FIELDS_ALL, "DROP POLICY %I ON %I.%I", policy->name, policy->schema,
		policy->table);
}

static void rights(struct rights *rights)
{
	const struct policy *policy = policy_of(rights->statement->change->from);

	rights_need(rights, (struct need){.right = RIGHT_PRIVILEGE,
					  .kind = &schema_kind,
					  .name = policy->schema,
					  .privileges = PRIVILEGE_USAGE});
	rights_need(
		rights,
		(struct need){.right = RIGHT_OWN, .schema = policy->schema, .name = policy->table});
}

const struct kind policy_kind = {
	.name = "policy",
	.plural = "policies",
	.doc = "a row security policy",
	.size = sizeof(struct policy),
	.home = HOME_LOCAL,
	.unlisted = UNLISTED_PART,
	.fields = fields,
	.queries = queries,
	.title = title,
	.describe = describe,
	.rights = rights,
	.alter = alter,
	.drop = drop,
};
