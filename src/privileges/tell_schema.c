/* SPDX-License-Identifier: PostgreSQL
 *
 * Export: the entries of one schema.
 */
#include <string.h>

#include "kinds/kinds.h"
#include "privileges/columns.h"
#include "privileges/told.h"

/* Columns. */

/* Tables with the columns of which the same is said of the grantee (struct column_set). */
static struct list tables_of(const struct told_class *class, const char *grantee, const char *form)
{
	struct arena *arena = class->differ->arena;
	struct list tables = {0}, columns = {0};

	for (size_t i = 0; i < class->alikes.count; i++) {
		const struct alike *alike = class->alikes.items[i];

		if (strcmp(told_form(arena, alike, grantee), form) != 0)
			continue;
		list_join(arena, &tables, &alike->objects);
		list_join(arena, &columns, &alike->names);
	}
	return column_sets(arena, &tables, &columns);
}

static struct grant_entry about_columns(struct arena *arena, const struct column_set *set)
{
	struct grant_entry about = {.objects = "tables", .columns = set->columns};

	for (size_t i = 0; i < set->tables.count; i++)
		list_add(arena, &about.names, told_name(arena, set->tables.items[i]));
	return about;
}

static void tell_columns_of(const struct told_class *class, struct telling *telling,
			    const char *grantee)
{
	struct arena *arena = class->differ->arena;
	const char *title = text_format(arena, "columns in schema %V of database %V",
					object_name(class->schema), class->schema->database);
	struct map seen = map_in(arena);

	for (size_t i = 0; i < class->alikes.count; i++) {
		const struct alike *alike = class->alikes.items[i];
		const char *form = told_form(arena, alike, grantee);
		struct list tables;

		if (!*form || map_set(&seen, form, form))
			continue;
		tables = tables_of(class, grantee, form);
		for (size_t j = 0; j < tables.count; j++) {
			const struct grant_entry about = about_columns(arena, tables.items[j]);

			told_add(telling, &about, alike, grantee, title);
		}
	}
}

static struct list tell_columns(const struct told_class *class)
{
	struct telling telling = telling_in(class->differ, &schema_grant_kind);
	bool everybody;
	const struct list grantees = told_grantees(class, &everybody);

	if (everybody)
		tell_columns_of(class, &telling, NULL);
	for (size_t i = 0; i < grantees.count; i++)
		tell_columns_of(class, &telling, grantees.items[i]);
	return telling.entries;
}

/* The schema. */

enum { CLASSES = 5 };

static const struct {
	char letter;
	const char *objects;
} classes[CLASSES] = {
	{'r', "tables"}, {'c', "tables"}, {'s', "sequences"}, {'f', "routines"}, {'T', "types"},
};

struct told_schema {
	struct differ *differ;
	struct object *schema;
	struct told_class classes[CLASSES];
};

struct told_schema *tell_schema(struct differ *differ, struct object *schema)
{
	struct told_schema *told = arena_alloc(differ->arena, sizeof(*told));

	told->differ = differ;
	told->schema = schema;
	for (size_t i = 0; i < CLASSES; i++)
		told->classes[i] = (struct told_class){.differ = differ,
						       .schema = schema,
						       .securable = securable_of(classes[i].letter),
						       .objects = classes[i].objects,
						       .by_key = map_in(differ->arena)};
	return told;
}

void tell_object(struct told_schema *told, const struct object *object, const struct object *column)
{
	const char letter = column ? 'c' : object->kind->securable;

	for (size_t i = 0; i < CLASSES; i++)
		if (classes[i].letter == letter)
			told_class_add(&told->classes[i], object, column);
}

/* What is said of the schema itself. */
static struct list tell_itself(const struct told_schema *told)
{
	const struct grant_entry about = {.objects = "schema"};
	struct telling telling = telling_in(told->differ, &schema_grant_kind);

	telling_add_object(&telling, &about, told->schema, securable_of('n'),
			   object_text(told->schema, "owner"));
	return telling.entries;
}

void tell_finish(struct told_schema *told)
{
	struct object *schema = told->schema;
	struct list entries = tell_itself(told);

	for (size_t i = 0; i < CLASSES; i++) {
		const struct told_class *class = &told->classes[i];
		const struct list more = class->securable->letter == 'c'
						 ? tell_columns(class)
						 : told_class_entries(class, schema->ignored);

		list_join(told->differ->arena, &entries, &more);
	}
	field_set_list(kind_field(&schema_kind, "grants"), schema, &entries);
	schema->ignored = schema->ignored && !entries.count;
}
