/* SPDX-License-Identifier: PostgreSQL
 *
 * Extensions: CREATE EXTENSION, ALTER EXTENSION … UPDATE and SET SCHEMA.
 */
#include "kinds/extension/extension.h"

#include "kinds/schema/schema.h"
#include "model/change.h"
#include "sql.h"

static const struct field fields[] = {
	{.name = "name",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct extension, name),
	 .doc = "the name"},
	{.name = "schema",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct extension, schema),
	 .refers = &schema_kind,
	 .doc = "the schema that its objects are in; not written, it is left as it is"},
	{.name = "version",
	 .type = FIELD_VALUE,
	 .offset = offsetof(struct extension, version),
	 .doc = "the version; not written, it is left as it is"},
	{.name = "relocatable",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct extension, relocatable)},
	{.name = "state", .type = FIELD_LATER},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_extension}, {.sql = NULL}};

static const struct extension *extension_of(const struct object *object)
{
	return (const struct extension *)object;
}

static const char *beyond(const struct change *change, const struct facts *facts,
			  struct arena *arena)
{
	(void)facts;
	(void)arena;
	if (change->verb == CHANGE_ALTER &&
	    change_has(change, offsetof(struct extension, schema)) &&
	    !*extension_of(change->from)->relocatable)
		return "the extension cannot be moved to another schema";
	return NULL;
}

static void create(struct ddl *ddl, const struct object *to)
{
	const struct extension *extension = extension_of(to);
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");
	struct text sql = text_in(ddl->arena);

	text_addf(&sql, "CREATE EXTENSION %I", extension->name);
	if (extension->schema)
		text_addf(&sql, " SCHEMA %I", extension->schema);
	if (extension->version)
		text_addf(&sql, " VERSION %L", extension->version);
	statement->sql = sql.at;
}

static void alter(struct ddl *ddl, const struct change *change)
{
	const struct extension *to = extension_of(change->to);
	const uint64_t schema = kind_bit(&extension_kind, offsetof(struct extension, schema));

	if (change->fields & schema)
		ddl_add(ddl, schema, "ALTER EXTENSION %I SET SCHEMA %I", to->name, to->schema);
	if (change_has(change, offsetof(struct extension, version)))
		ddl_add(ddl, FIELDS_NONE, "ALTER EXTENSION %I UPDATE TO %L", to->name, to->version);
}

const struct kind extension_kind = {
	.name = "extension",
	.plural = "extensions",
	.doc = "an extension of a database",
	.size = sizeof(struct extension),
	.home = HOME_LOCAL,
	.unlisted = UNLISTED_KEPT,
	.fields = fields,
	.queries = queries,
	.beyond = beyond,
	.create = create,
	.alter = alter,
};
