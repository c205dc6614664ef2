/* SPDX-License-Identifier: PostgreSQL
 *
 * Types and domains: ALTER TYPE … OWNER TO, which takes domains too.
 */
#include "kinds/type/type.h"

#include <string.h>

#include "kinds/role/role.h"
#include "kinds/schema/schema.h"
#include "model/change.h"
#include "sql.h"

static const struct field fields[] = {
	{.name = "schema",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_PLACED,
	 .offset = offsetof(struct type, schema),
	 .refers = &schema_kind},
	{.name = "name",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct type, name),
	 .doc = "the name"},
	{.name = "owner",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct type, owner),
	 .refers = &role_kind,
	 .doc = "the owner; not written, it is the schema's objects_owner, or left as it is"},
	{.name = "dependent",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct type, dependent)},
	{.name = "part",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct type, part)},
	{.name = "member",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct type, member)},
	{.name = "acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct type, acl)},
	{.name = "initial_acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct type, initial_acl)},
	{.name = "state",
	 .type = FIELD_WORD,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct type, state),
	 .words = object_states,
	 .doc = "present (the default), or absent: it is dropped, which --allow-drop-data must "
		"allow; what is said of it besides has no effect then"},
	{.name = "renamed_from",
	 .type = FIELD_NAME,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct type, renamed_from),
	 .doc = "the name that it had before: where that is there and the new one is not, it is "
		"renamed"},
	{.name = "moved_from",
	 .type = FIELD_NAME,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct type, moved_from),
	 .doc = "the schema that it was in before, likewise"},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_type, .parameter = QUERY_SCHEMAS},
				       {.sql = NULL}};

static const struct type *type_of(const struct object *object)
{
	return (const struct type *)object;
}

static const char *beyond(const struct field *field, const struct object *desired,
			  const struct object *actual)
{
	(void)field;
	(void)desired;
	if (*type_of(actual)->part)
		return "it belongs to whom its table or range belongs";
	return *type_of(actual)->dependent ? "it is a member of an extension" : NULL;
}

static void alter(struct ddl *ddl, const struct change *change)
{
	const struct type *to = type_of(change->to);

	ddl_add(ddl, change->fields, "ALTER TYPE %I.%I OWNER TO %I", to->schema, to->name,
		to->owner);
}

static void rename_type(struct ddl *ddl, const struct object *from, const struct object *to)
{
	const struct type *old = type_of(from), *new = type_of(to);

	if (strcmp(old->schema, new->schema) != 0)
		ddl_add(ddl, FIELDS_ALL, "ALTER TYPE %I.%I SET SCHEMA %I", old->schema, old->name,
			new->schema);
	if (strcmp(old->name, new->name) != 0)
		ddl_add(ddl, FIELDS_ALL, "ALTER TYPE %I.%I RENAME TO %I", new->schema, old->name,
			new->name);
}

static void drop(struct ddl *ddl, const struct object *from)
{
	ddl_add(ddl, FIELDS_ALL, "DROP TYPE %I.%I", type_of(from)->schema, type_of(from)->name);
}

static void identify(struct text *name, const struct object *object)
{
	text_addf(name, "%I.%I", type_of(object)->schema, type_of(object)->name);
}

const struct kind type_kind = {
	.name = "type",
	.plural = "types",
	.doc = "a type or domain",
	.size = sizeof(struct type),
	.home = HOME_LOCAL,
	.fields = fields,
	.queries = queries,
	.securable = 'T',
	.beyond = beyond,
	.catalog = "pg_catalog.pg_type",
	.identify = identify,
	.rename = rename_type,
	.alter = alter,
	.drop = drop,
};
