/* SPDX-License-Identifier: PostgreSQL */
#include "base/list.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 8 };

static void list_grow(struct arena *arena, struct list *list, size_t needed)
{
	size_t capacity = list->capacity ? list->capacity : FIRST_CAPACITY;
	void **items;

	if (needed <= list->capacity)
		return;
	while (capacity < needed)
		capacity *= 2;
	items = arena_alloc(arena, capacity * sizeof(*items));
	if (list->count)
		memcpy(items, list->items, list->count * sizeof(*items));
	list->items = items;
	list->capacity = capacity;
}

void list_add(struct arena *arena, struct list *list, const void *item)
{
	list_grow(arena, list, list->count + 1);
	memcpy(&list->items[list->count++], &item, sizeof(item));
}

void list_join(struct arena *arena, struct list *list, const struct list *other)
{
	if (!other->count)
		return;
	list_grow(arena, list, list->count + other->count);
	memcpy(list->items + list->count, other->items, other->count * sizeof(*list->items));
	list->count += other->count;
}

/* A merge sort: qsort() promises no order among equals, and its comparison gets the address of the
 * item. */
static void merge_sort(void **items, void **scratch, size_t count,
		       int (*compare)(const void *a, const void *b))
{
	const size_t half = count / 2;
	size_t left = 0, right = half;

	if (count < 2)
		return;
	merge_sort(items, scratch, half, compare);
	merge_sort(items + half, scratch, count - half, compare);
	if (compare(items[half - 1], items[half]) <= 0)
		return;
	memcpy(scratch, items, half * sizeof(*items));
	for (size_t to = 0; left < half; to++) {
		if (right < count && compare(scratch[left], items[right]) > 0)
			items[to] = items[right++];
		else
			items[to] = scratch[left++];
	}
}

void list_sort(struct list *list, int (*compare)(const void *a, const void *b))
{
	struct arena *scratch;

	if (list->count < 2)
		return;
	scratch = arena_create(NULL);
	merge_sort(list->items, arena_alloc(scratch, list->count * sizeof(void *)), list->count,
		   compare);
	arena_destroy(scratch);
}
