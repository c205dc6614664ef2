/* SPDX-License-Identifier: PostgreSQL
 *
 * Export: the entries of one schema.
 */
#include <string.h>

#include "kinds/kinds.h"
#include "privileges/told.h"

/* Columns. */

/* Of which tables the same columns are meant. */
static void add_columns(struct arena *arena, struct map *by_columns, struct list *all,
			const char *table, const struct list *columns)
{
	struct text key = text_in(arena);
	struct grant_entry *about;

	for (size_t i = 0; i < columns->count; i++)
		text_addf(&key, "%J", (const char *)columns->items[i]);
	about = map_get(by_columns, key.at);
	if (!about) {
		about = arena_alloc(arena, sizeof(*about));
		about->objects = "tables";
		about->columns = *columns;
		map_set(by_columns, key.at, about);
		list_add(arena, all, about);
	}
	list_add(arena, &about->names, table);
}

/* Tables with the columns of which the same is said of the grantee. */
static struct list tables_of(const struct told_class *class, const char *grantee, const char *form)
{
	struct arena *arena = class->differ->arena;
	struct map by_table = map_in(arena), by_columns = map_in(arena);
	struct list tables = {0}, all = {0};

	for (size_t i = 0; i < class->alikes.count; i++) {
		const struct alike *alike = class->alikes.items[i];

		if (strcmp(told_form(arena, alike, grantee), form) != 0)
			continue;
		for (size_t j = 0; j < alike->objects.count; j++) {
			const char *name = told_name(arena, alike->objects.items[j]);
			struct list *columns = map_get(&by_table, name);

			if (!columns) {
				columns = arena_alloc(arena, sizeof(*columns));
				map_set(&by_table, name, columns);
				list_add(arena, &tables, name);
			}
			list_add(arena, columns, alike->names.items[j]);
		}
	}
	list_sort(&tables, told_compare);
	for (size_t i = 0; i < tables.count; i++) {
		struct list *columns = map_get(&by_table, tables.items[i]);

		list_sort(columns, told_compare);
		add_columns(arena, &by_columns, &all, tables.items[i], columns);
	}
	return all;
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
		for (size_t j = 0; j < tables.count; j++)
			told_add(telling, tables.items[j], alike, grantee, title);
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
	struct differ *differ = told->differ;
	const struct object *schema = told->schema;
	const struct securable *securable = securable_of('n');
	const uint32_t own = securable_all(securable, differ->facts->version);
	const char *owner = field_get(kind_field(&schema_kind, "owner"), schema);
	const struct grant_entry about = {.objects = "schema"};
	struct telling telling = telling_in(differ, &schema_grant_kind);
	const struct acl *acl = owner ? list_actual(differ, schema, securable, owner) : NULL;
	struct list all = {0};

	if (acl)
		all = told_of(differ->arena, acl,
			      list_limit(differ, schema, securable, owner, NULL), owner, own, NULL);
	for (size_t i = 0; i < all.count; i++)
		telling_add(&telling, &about, all.items[i], object_title_in(differ->arena, schema));
	return telling.entries;
}

struct list tell_finish(struct told_schema *told, bool by_name)
{
	struct arena *arena = told->differ->arena;
	struct list entries = tell_itself(told);

	for (size_t i = 0; i < CLASSES; i++) {
		const struct told_class *class = &told->classes[i];
		const struct list more = class->securable->letter == 'c'
						 ? tell_columns(class)
						 : told_class_entries(class, by_name);

		list_join(arena, &entries, &more);
	}
	return entries;
}
