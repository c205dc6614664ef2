/* SPDX-License-Identifier: PostgreSQL
 *
 * Export: every object gets the entries that say what its list has other than the baseline.
 */
#include <string.h>

#include "kinds/kinds.h"
#include "privileges/told.h"

struct schemas {
	struct differ *differ;
	struct list told;  /* of struct told_schema */
	struct map by_key; /* the same, by database and schema */
};

/* Objects in whose grants entries stand. */
static void tell_own(struct differ *differ, struct object *object)
{
	const struct kind *kind = object->kind;
	const struct grant_entry about = {.objects = NULL};
	struct telling telling = telling_in(differ, &object_grant_kind);

	telling_add_object(&telling, &about, object, securable_of(kind->securable),
			   object_text(object, "owner"));
	field_set_list(kind_field(kind, "grants"), object, &telling.entries);
}

static const char *key_of(struct arena *arena, const char *database, const char *schema)
{
	return text_format(arena, "%J %J", database, schema);
}

static void add_schemas(struct schemas *schemas)
{
	struct differ *differ = schemas->differ;
	const struct list *set = state_of(differ->actual, &schema_kind);

	for (size_t i = 0; i < set->count; i++) {
		struct object *schema = set->items[i];

		struct told_schema *told;

		/* the system's are in an export where somebody has been granted something in them
		 */
		if (schema->ignored && !kinds_system_schema(object_name(schema)))
			continue;
		told = tell_schema(differ, schema);
		list_add(differ->arena, &schemas->told, told);
		map_set(&schemas->by_key,
			key_of(differ->arena, schema->database, object_name(schema)), told);
	}
}

static struct told_schema *schema_of(const struct schemas *schemas, const struct object *object)
{
	const char *name = field_get(kind_field(object->kind, "schema"), object);

	return map_get(&schemas->by_key, key_of(schemas->differ->arena, object->database, name));
}

static void add_objects(const struct schemas *schemas, const struct kind *kind)
{
	const struct list *set = state_of(schemas->differ->actual, kind);

	for (size_t i = 0; i < set->count; i++) {
		const struct object *object = set->items[i];
		struct told_schema *schema = schema_of(schemas, object);

		if (schema)
			tell_object(schema, object, NULL);
	}
}

/* Of the system's, a table is only read where it is of interest itself. */
static const struct object *make_table(const struct differ *differ, const struct object *column)
{
	const struct kind *const *kind = kinds_all;
	struct object *table;

	while ((*kind)->securable != 'r')
		kind++;
	table = object_new(differ->arena, *kind);
	table->database = column->database;
	field_set(kind_field(*kind, "schema"), table,
		  field_get(kind_field(&column_kind, "schema"), column));
	field_set(kind_field(*kind, "name"), table,
		  field_get(kind_field(&column_kind, "table"), column));
	field_set(kind_field(*kind, "owner"), table,
		  field_get(kind_field(&column_kind, "owner"), column));
	return table;
}

static const struct object *table_of(const struct differ *differ, const struct object *column)
{
	const struct object *table =
		state_in_schema(differ->actual, 'r', column->database,
				field_get(kind_field(&column_kind, "schema"), column),
				field_get(kind_field(&column_kind, "table"), column));

	return table ? table : make_table(differ, column);
}

static void add_columns(const struct schemas *schemas)
{
	const struct list *set = state_of(schemas->differ->actual, &column_kind);

	for (size_t i = 0; i < set->count; i++) {
		const struct object *column = set->items[i];
		struct told_schema *schema = schema_of(schemas, column);

		if (schema)
			tell_object(schema, table_of(schemas->differ, column), column);
	}
}

static struct list tell_parameters(struct differ *differ)
{
	const struct list *set = state_of(differ->actual, &parameter_acl_kind);
	struct telling telling = telling_in(differ, &parameter_grant_kind);

	for (size_t i = 0; i < set->count; i++) {
		const struct object *parameter = set->items[i];
		const struct grant_entry about = {.objects = object_name(parameter)};

		telling_add_object(&telling, &about, parameter, securable_of('p'),
				   differ->facts->bootstrap);
	}
	return telling.entries;
}

struct list privileges_tell(struct state *actual, const struct facts *facts, struct diags *diags,
			    size_t *unsaid)
{
	const struct desired desired = {.mode = MODE_AUTHORITATIVE};
	struct differ differ = {.arena = actual->arena,
				.desired = &desired,
				.actual = actual,
				.facts = facts,
				.diags = diags,
				.acls = acls_in(actual->arena),
				.limits = map_in(actual->arena),
				.key = text_in(actual->arena),
				.warned = map_in(actual->arena)};
	struct schemas schemas = {.differ = &differ, .by_key = map_in(actual->arena)};
	struct list parameters;

	for (size_t i = 0; kinds_all[i]; i++)
		for (size_t j = 0; kind_has_own_grants(kinds_all[i]) && j < actual->sets[i].count;
		     j++)
			tell_own(&differ, actual->sets[i].items[j]);
	add_schemas(&schemas);
	for (size_t i = 0; kinds_all[i]; i++)
		if (kinds_all[i]->securable && kind_field(kinds_all[i], "schema") &&
		    kinds_all[i] != &column_kind)
			add_objects(&schemas, kinds_all[i]);
	add_columns(&schemas);
	for (size_t i = 0; i < schemas.told.count; i++)
		tell_finish(schemas.told.items[i]);
	tell_defaults(&differ);
	parameters = tell_parameters(&differ);
	*unsaid = differ.unsaid;
	return parameters;
}
