/* SPDX-License-Identifier: PostgreSQL
 *
 * Routines: ALTER ROUTINE … OWNER TO.
 */
#include "kinds/routine/routine.h"

#include <string.h>

#include "kinds/role/role.h"
#include "kinds/schema/schema.h"
#include "model/change.h"
#include "model/state.h"
#include "sql.h"

static const struct field fields[] = {
	{.name = "schema",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_PLACED,
	 .offset = offsetof(struct routine, schema),
	 .refers = &schema_kind},
	{.name = "name",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct routine, name),
	 .doc = "the name with its argument types in any spelling, as \"refund(int, text)\""},
	{.name = "owner",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct routine, owner),
	 .refers = &role_kind,
	 .doc = "the owner; not written, it is the schema's objects_owner, or left as it is"},
	{.name = "base_name",
	 .type = FIELD_NAME,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct routine, base_name)},
	{.name = "signature",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct routine, signature)},
	{.name = "dependent",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct routine, dependent)},
	{.name = "acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct routine, acl)},
	{.name = "initial_acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct routine, initial_acl)},
	{.name = "matches",
	 .type = FIELD_TEXTS,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct routine, matches)},
	{.name = "state",
	 .type = FIELD_WORD,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct routine, state),
	 .words = object_states,
	 .doc = "present (the default), or absent: it is dropped, which --allow-drop-data must "
		"allow; what is said of it besides has no effect then"},
	{.name = "renamed_from",
	 .type = FIELD_TEXT,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct routine, renamed_from),
	 .doc = "the name that it had before: where that is there and the new one is not, it is "
		"renamed"},
	{.name = "moved_from",
	 .type = FIELD_NAME,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct routine, moved_from),
	 .doc = "the schema that it was in before, likewise"},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_routine, .parameter = QUERY_SCHEMAS},
				       {.sql = NULL}};

static const char *const resolve = sql_routine_resolve;

static const struct routine *routine_of(const struct object *object)
{
	return (const struct routine *)object;
}

void routine_add_name(struct text *text, const struct routine *routine)
{
	text_addf(text, strpbrk(routine->name, "\n\r\t\033") ? "%Q" : "%s", routine->name);
}

static void title(struct text *text, const struct object *object)
{
	const char *schema = routine_of(object)->schema;

	text_addf(text, strchr(schema, '.') ? "routine %Q." : "routine %V.", schema);
	routine_add_name(text, routine_of(object));
}

static void check(const struct object *object, struct diags *diags)
{
	const char *name = routine_of(object)->name;
	const size_t length = strlen(name);
	struct diag *diag;

	if (length && strchr(name, '(') && *name != '(' && name[length - 1] == ')')
		return;
	diag = diag_error(diags, object_place_of(object, "name"),
			  "%Q is not a routine with its argument types", name);
	diag->hint = "write it as \"refund(integer, text)\", or \"refund()\" without arguments";
}

/* Entries that the server knows by one name are one routine, however they are spelled. */
static void pair(struct state *desired, struct state *actual, const struct facts *facts,
		 struct diags *diags)
{
	const struct list *wanted = state_of(desired, &routine_kind);

	(void)actual;
	(void)facts;
	for (size_t i = 1; i < wanted->count; i++) {
		const struct object *before = wanted->items[i - 1], *object = wanted->items[i];

		if (object_compare(before, object) == 0)
			diag_error(diags, object_place_of(object, "name"), "%s is listed twice",
				   object_title_in(diags->arena, object))
				->other = object_place_of(before, "name");
	}
}

static const char *beyond(const struct field *field, const struct object *desired,
			  const struct object *actual)
{
	(void)field;
	(void)desired;
	return *routine_of(actual)->dependent ? "it is a member of an extension" : NULL;
}

/* The signature is the server's own text, with its names quoted. */
static void alter(struct ddl *ddl, const struct change *change)
{
	const struct routine *from = routine_of(change->from);

	ddl_add(ddl, change->fields, "ALTER ROUTINE %I.%I(%s) OWNER TO %I", from->schema,
		from->base_name, from->signature, routine_of(change->to)->owner);
}

static void rename_routine(struct ddl *ddl, const struct object *from, const struct object *to)
{
	const struct routine *old = routine_of(from), *new = routine_of(to);
	const char *name = arena_strndup(ddl->arena, new->name, strcspn(new->name, "("));

	if (strcmp(old->schema, new->schema) != 0)
		ddl_add(ddl, FIELDS_ALL, "ALTER ROUTINE %I.%I(%s) SET SCHEMA %I", old->schema,
			old->base_name, old->signature, new->schema);
	if (strcmp(old->base_name, name) != 0)
		ddl_add(ddl, FIELDS_ALL, "ALTER ROUTINE %I.%I(%s) RENAME TO %I", new->schema,
			old->base_name, old->signature, name);
}

static void drop(struct ddl *ddl, const struct object *from)
{
	ddl_add(ddl, FIELDS_ALL, "DROP ROUTINE %I.%I(%s)", routine_of(from)->schema,
		routine_of(from)->base_name, routine_of(from)->signature);
}

/* By the types of its IN arguments, as regprocedure takes it. */
static void identify(struct text *name, const struct object *object)
{
	const struct routine *routine = routine_of(object);

	text_addf(name, "%I.%I%s", routine->schema, routine->base_name,
		  routine->name + strlen(routine->base_name));
}

const struct kind routine_kind = {
	.name = "routine",
	.plural = "routines",
	.doc = "a function, procedure, aggregate or window function",
	.size = sizeof(struct routine),
	.home = HOME_LOCAL,
	.fields = fields,
	.queries = queries,
	.securable = 'f',
	.title = title,
	.check = check,
	.resolve = &resolve,
	.pair = pair,
	.beyond = beyond,
	.catalog = "pg_catalog.pg_proc",
	.identify = identify,
	.rename = rename_routine,
	.alter = alter,
	.drop = drop,
};
