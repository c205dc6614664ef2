/* SPDX-License-Identifier: PostgreSQL */
#include "privileges/columns.h"

#include <string.h>

#include "base/map.h"
#include "base/text.h"

struct column {
	const struct object *table;
	const char *name;
};

static int compare_columns(const void *a, const void *b)
{
	const struct column *x = a, *y = b;
	const int order = strcmp(object_name(x->table), object_name(y->table));

	return order ? order : strcmp(x->name, y->name);
}

static void add_table(struct arena *arena, struct map *by_columns, struct list *all,
		      const struct object *table, const struct list *columns)
{
	struct text key = text_in(arena);
	struct column_set *set;

	for (size_t i = 0; i < columns->count; i++)
		text_addf(&key, "%J", (const char *)columns->items[i]);
	set = map_get(by_columns, key.at);
	if (!set) {
		set = arena_alloc(arena, sizeof(*set));
		set->columns = *columns;
		map_set(by_columns, key.at, set);
		list_add(arena, all, set);
	}
	list_add(arena, &set->tables, table);
}

struct list column_sets(struct arena *arena, const struct list *tables, const struct list *columns)
{
	struct list sorted = {0}, all = {0};
	struct map by_columns = map_in(arena);

	for (size_t i = 0; i < tables->count; i++) {
		struct column *column = arena_alloc(arena, sizeof(*column));

		*column = (struct column){tables->items[i], columns->items[i]};
		list_add(arena, &sorted, column);
	}
	list_sort(&sorted, compare_columns);
	for (size_t i = 0; i < sorted.count;) {
		const struct column *first = sorted.items[i];
		struct list of_table = {0};

		for (; i < sorted.count; i++) {
			const struct column *column = sorted.items[i];

			if (strcmp(object_name(column->table), object_name(first->table)) != 0)
				break;
			list_add(arena, &of_table, column->name);
		}
		add_table(arena, &by_columns, &all, first->table, &of_table);
	}
	return all;
}
