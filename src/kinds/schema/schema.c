/* SPDX-License-Identifier: PostgreSQL
 *
 * Schemas: CREATE SCHEMA, ALTER SCHEMA … OWNER TO.
 */
#include "kinds/schema/schema.h"

#include <string.h>

#include "kinds/database/database.h"
#include "kinds/relation/relation.h"
#include "kinds/role/role.h"
#include "kinds/routine/routine.h"
#include "kinds/type/type.h"
#include "model/change.h"
#include "model/grant.h"
#include "model/right.h"
#include "sql.h"

static const struct field fields[] = {
	{.name = "name",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct schema, name),
	 .doc = "the name"},
	{.name = "owner",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct schema, owner),
	 .refers = &role_kind,
	 .doc = "the owner; not written, it is left as it is"},
	{.name = "objects_owner",
	 .type = FIELD_NAME,
	 .flags = FIELD_CREATION | FIELD_HIDDEN,
	 .offset = offsetof(struct schema, objects_owner),
	 .refers = &role_kind,
	 .doc = "the owner of every object in the schema that is not listed with its own; members "
		"of extensions, and sequences that a column owns, are left out"},
	{.name = "profiles",
	 .type = FIELD_RECORDS,
	 .offset = offsetof(struct schema, profiles),
	 .items = &profile_use_kind,
	 .doc = "the profiles whose grants hold in it"},
	{.name = "grants",
	 .type = FIELD_RECORDS,
	 .offset = offsetof(struct schema, grants),
	 .items = &schema_grant_kind,
	 .doc = "privileges on it and on what is in it: exact for the listed roles and for those "
		"that an entry mentions for an object; in mode authoritative for everybody"},
	{.name = "default_privileges",
	 .type = FIELD_RECORDS,
	 .offset = offsetof(struct schema, default_privileges),
	 .items = &default_entry_kind,
	 .doc = "privileges on what roles will create in it, besides those of the database: exact "
		"for those that an entry mentions; in mode authoritative for everybody"},
	{.name = "tables",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct schema, tables),
	 .items = &table_kind,
	 .placed = offsetof(struct relation, schema),
	 .doc = "tables, partitioned tables and partitions"},
	{.name = "views",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct schema, views),
	 .items = &view_kind,
	 .placed = offsetof(struct relation, schema),
	 .doc = "views"},
	{.name = "materialized_views",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct schema, materialized_views),
	 .items = &materialized_view_kind,
	 .placed = offsetof(struct relation, schema),
	 .doc = "materialized views"},
	{.name = "foreign_tables",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct schema, foreign_tables),
	 .items = &foreign_table_kind,
	 .placed = offsetof(struct relation, schema),
	 .doc = "foreign tables"},
	{.name = "sequences",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct schema, sequences),
	 .items = &sequence_kind,
	 .placed = offsetof(struct relation, schema),
	 .doc = "sequences"},
	{.name = "routines",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct schema, routines),
	 .items = &routine_kind,
	 .placed = offsetof(struct routine, schema),
	 .doc = "functions, procedures, aggregates and window functions"},
	{.name = "types",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct schema, types),
	 .items = &type_kind,
	 .placed = offsetof(struct type, schema),
	 .doc = "types and domains"},
	{.name = "acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct schema, acl)},
	{.name = "initial_acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct schema, initial_acl)},
	{.name = "original",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct schema, original)},
	{.name = "state",
	 .type = FIELD_WORD,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct schema, state),
	 .words = object_states,
	 .doc = "present (the default), or absent: it is dropped, which --allow-drop-data must "
		"allow; what is said of it besides has no effect then"},
	{.name = "renamed_from",
	 .type = FIELD_NAME,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct schema, renamed_from),
	 .doc = "the name that it had before: where that is there and the new one is not, it is "
		"renamed"},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_schema}, {.sql = NULL}};

static const struct schema *schema_of(const struct object *object)
{
	return (const struct schema *)object;
}

/* PostgreSQL keeps names with pg_ for itself; of these only pg_catalog is anything to manage. */
static void check(const struct object *object, struct diags *diags)
{
	const char *name = schema_of(object)->name;

	if (strncmp(name, "pg_", 3) == 0 && strcmp(name, "pg_catalog") != 0)
		diag_error(diags, object_place_of(object, "name"),
			   "schema %Q cannot be listed: names that start with \"pg_\" are "
			   "PostgreSQL's own",
			   name);
	else if (object_is_absent(object) &&
		 (strcmp(name, "pg_catalog") == 0 || strcmp(name, "information_schema") == 0))
		diag_error(diags, object_place_of(object, "state"), "schema %Q is PostgreSQL's own",
			   name);
	grant_check_defaults(&schema_of(object)->default_privileges, true, diags);
}

static void create(struct ddl *ddl, const struct object *to)
{
	const struct schema *schema = schema_of(to);

	if (schema->owner)
		ddl_add(ddl, FIELDS_ALL, "CREATE SCHEMA %I AUTHORIZATION %I", schema->name,
			schema->owner);
	else
		ddl_add(ddl, FIELDS_ALL, "CREATE SCHEMA %I", schema->name);
}

static void alter(struct ddl *ddl, const struct change *change)
{
	const struct schema *schema = schema_of(change->to);

	ddl_add(ddl, change->fields, "ALTER SCHEMA %I OWNER TO %I", schema->name, schema->owner);
}

static void rename_schema(struct ddl *ddl, const struct object *from, const struct object *to)
{
	ddl_add(ddl, FIELDS_ALL, "ALTER SCHEMA %I RENAME TO %I", object_name(from),
		object_name(to));
}

static void drop(struct ddl *ddl, const struct object *from)
{
	ddl_add(ddl, FIELDS_ALL, "DROP SCHEMA %I", object_name(from));
}

/* In the database of the schema, whoever gives it an owner or a name needs CREATE as well. */
static void rights(struct rights *rights)
{
	const struct change *change = rights->statement->change;

	if (change->verb != CHANGE_DROP)
		rights_need(rights, (struct need){.right = RIGHT_PRIVILEGE,
						  .kind = &database_kind,
						  .name = change->to->database,
						  .privileges = PRIVILEGE_CREATE});
	if (change->verb == CHANGE_CREATE)
		rights_give(rights, schema_of(change->to)->owner);
	else
		rights_of_owned(rights);
}

static void identify(struct text *name, const struct object *object)
{
	text_add(name, object_name(object));
}

const struct kind schema_kind = {
	.name = "schema",
	.plural = "schemas",
	.doc = "a schema, and the owners of what is in it",
	.size = sizeof(struct schema),
	.home = HOME_LOCAL,
	.unlisted = UNLISTED_KEPT,
	.fields = fields,
	.queries = queries,
	.securable = 'n',
	.check = check,
	.rights = rights,
	.create = create,
	.catalog = "pg_catalog.pg_namespace",
	.identify = identify,
	.rename = rename_schema,
	.alter = alter,
	.drop = drop,
};
