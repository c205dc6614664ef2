/* SPDX-License-Identifier: PostgreSQL
 *
 * Columns: only their privileges are managed.
 */
#include "kinds/column/column.h"

#include "kinds/role/role.h"
#include "kinds/schema/schema.h"
#include "sql.h"

static const struct field fields[] = {
	{.name = "schema",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_PLACED,
	 .offset = offsetof(struct column, schema),
	 .refers = &schema_kind},
	{.name = "table",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_PLACED,
	 .offset = offsetof(struct column, table)},
	{.name = "name",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct column, name)},
	{.name = "owner",
	 .type = FIELD_NAME,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct column, owner)},
	{.name = "member",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct column, member)},
	{.name = "acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct column, acl)},
	{.name = "initial_acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct column, initial_acl)},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_column, .parameter = QUERY_COLUMNS},
				       {.sql = NULL}};

const struct kind column_kind = {
	.name = "column",
	.plural = "columns",
	.doc = "a column",
	.size = sizeof(struct column),
	.home = HOME_LOCAL,
	.unlisted = UNLISTED_PART,
	.fields = fields,
	.queries = queries,
	.securable = 'c',
};
