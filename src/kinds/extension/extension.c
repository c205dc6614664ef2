/* SPDX-License-Identifier: PostgreSQL
 *
 * Extensions: CREATE EXTENSION, ALTER EXTENSION … UPDATE and SET SCHEMA.
 */
#include "kinds/extension/extension.h"

#include <string.h>

#include "kinds/database/database.h"
#include "kinds/role/role.h"
#include "kinds/schema/schema.h"
#include "model/change.h"
#include "model/right.h"
#include "model/state.h"
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
	{.name = "owner",
	 .type = FIELD_NAME,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct extension, owner),
	 .refers = &role_kind},
	{.name = "relocatable",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct extension, relocatable)},
	{.name = "available",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct extension, available)},
	{.name = "requires",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct extension, requires)},
	{.name = "own_schema",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct extension, own_schema)},
	{.name = "original",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct extension, original)},
	{.name = "reachable",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct extension, reachable)},
	{.name = "restricted",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct extension, restricted)},
	{.name = "state",
	 .type = FIELD_WORD,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct extension, state),
	 .words = object_states,
	 .doc = "present (the default), or absent: it is dropped, which --allow-drop-data must "
		"allow; what is said of it besides has no effect then"},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_extension}, {.sql = NULL}};

static const char *const resolve = sql_extension_resolve;

static const struct extension *extension_of(const struct object *object)
{
	return (const struct extension *)object;
}

/* Calls what for each of the extensions that it needs, with the listed one or NULL. */
static void each_required(const struct extension *extension, const struct state *desired,
			  void (*what)(const char *name, const struct object *listed,
				       void *context),
			  void *context)
{
	const char *at = extension->requires;

	while (at && *at) {
		const size_t length = strcspn(at, "/");
		const char *name = arena_strndup(desired->arena, at, length);

		what(name, state_named(desired, &extension_kind, extension->object.database, name),
		     context);
		at += length + (at[length] == '/');
	}
}

/* What pairing one extension works on. */
struct checked {
	const struct extension *extension;
	const struct state *actual;
	struct diags *diags;
};

static void check_required(const char *name, const struct object *listed, void *context)
{
	const struct checked *checked = context;
	const struct object *object = &checked->extension->object;
	struct diag *diag;

	if (listed || state_named(checked->actual, &extension_kind, object->database, name))
		return;
	diag = diag_error(
		checked->diags, object_place(object),
		"extension %Q needs extension %Q, which is neither listed nor in database "
		"%Q",
		checked->extension->name, name, object->database);
	diag->hint = text_format(checked->diags->arena, "list extension %Q too", name);
}

/* Where the manifest writes no schema it is public, since the schema of a session is a matter of
 * chance; or, for an extension that makes its own, nothing. */
static void check_schema(const struct checked *checked)
{
	const struct extension *extension = checked->extension;

	if (extension->own_schema && extension->schema &&
	    strcmp(extension->schema, extension->own_schema) != 0)
		diag_error(checked->diags, object_place_of(&extension->object, "schema"),
			   "extension %Q can only be in schema %Q", extension->name,
			   extension->own_schema);
}

static void check_version(const struct checked *checked)
{
	const struct extension *extension = checked->extension;

	if (!*extension->reachable)
		diag_error(checked->diags, object_place_of(&extension->object, "version"),
			   "the server has no version %Q of extension %Q", extension->version,
			   extension->name);
}

/* An update needs scripts that lead from the one version to the other. */
static const char *asks(const struct object *desired, const struct object *actual)
{
	const char *wanted = extension_of(desired)->version;
	const char *there = extension_of(actual)->version;

	return wanted && strcmp(wanted, there) != 0 ? there : NULL;
}

static void pair(struct state *desired, struct state *actual, const struct facts *facts,
		 struct diags *diags)
{
	const struct list *wanted = state_of(desired, &extension_kind);

	(void)facts;
	for (size_t i = 0; i < wanted->count; i++) {
		const struct extension *extension = wanted->items[i];
		struct checked checked = {.extension = extension, .actual = actual, .diags = diags};

		if (!extension->available)
			continue;
		if (!*extension->available) {
			diag_error(diags, object_place_of(&extension->object, "name"),
				   "extension %Q is not available on the server", extension->name)
				->hint = "install the package that it comes with on the server";
			continue;
		}
		each_required(extension, desired, check_required, &checked);
		check_schema(&checked);
		check_version(&checked);
	}
}

/* For each_required(): what to call for the listed ones. */
struct needer {
	void (*need)(const struct object *needed, void *context);
	void *context;
};

static void need_required(const char *name, const struct object *listed, void *context)
{
	const struct needer *needer = context;

	(void)name;
	if (listed)
		needer->need(listed, needer->context);
}

static void needs(const struct object *object, const struct state *desired,
		  void (*need)(const struct object *needed, void *context), void *context)
{
	struct needer needer = {.need = need, .context = context};

	each_required(extension_of(object), desired, need_required, &needer);
}

static const char *beyond(const struct field *field, const struct object *desired,
			  const struct object *actual)
{
	const bool *reachable = extension_of(desired)->reachable;

	if (field->offset == offsetof(struct extension, schema) &&
	    !*extension_of(actual)->relocatable)
		return "the extension cannot be moved to another schema";
	if (field->offset == offsetof(struct extension, version) && reachable && !*reachable)
		return "there is no update to that version";
	return NULL;
}

static void create(struct ddl *ddl, const struct object *to)
{
	const struct extension *extension = extension_of(to);
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");
	struct text sql = text_in(ddl->arena);

	text_addf(&sql, "CREATE EXTENSION %I", extension->name);
	if (extension->schema && !extension->own_schema)
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

static void drop(struct ddl *ddl, const struct object *from)
{
	ddl_add(ddl, FIELDS_ALL, "DROP EXTENSION %I", object_name(from));
}

/* A trusted extension is for whoever may create in the database; what others do as superusers
 * nobody else may (extension.c in PostgreSQL's source). */
static void rights(struct rights *rights)
{
	const struct change *change = rights->statement->change;
	const struct extension *to = extension_of(change->to);

	if (change->from)
		rights_need(rights, (struct need){.right = RIGHT_OWN, .object = change->from});
	if (change->verb == CHANGE_DROP ||
	    (change->verb == CHANGE_ALTER && rights_sets(rights, "schema")))
		return;
	if (to->restricted && *to->restricted)
		rights_need(rights,
			    (struct need){.right = RIGHT_SUPERUSER, .leave = LEAVE_EXTENSION});
	else
		rights_need(rights, (struct need){.right = RIGHT_PRIVILEGE,
						  .kind = &database_kind,
						  .name = to->object.database,
						  .privileges = PRIVILEGE_CREATE});
}

static void identify(struct text *name, const struct object *object)
{
	text_add(name, object_name(object));
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
	.pair = pair,
	.resolve = &resolve,
	.asks = asks,
	.needs = needs,
	.beyond = beyond,
	.rights = rights,
	.create = create,
	.catalog = "pg_catalog.pg_extension",
	.identify = identify,
	.alter = alter,
	.drop = drop,
};
