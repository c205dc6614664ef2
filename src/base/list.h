/* SPDX-License-Identifier: PostgreSQL
 *
 * A growing list of pointers, in an arena.
 *
 * items and count may be read by everybody; libcyaml fills them too, and leaves capacity 0: the
 * first list_add() then moves the items into the arena.
 */
#ifndef PGMOB_BASE_LIST_H
#define PGMOB_BASE_LIST_H

#include <stddef.h>

#include "base/arena.h"

struct list {
	void **items;
	size_t count;
	size_t capacity;
};

/* Appends item. It may be const: then nobody may write to it through the list. */
void list_add(struct arena *arena, struct list *list, const void *item);

/* Appends all items of other. */
void list_join(struct arena *arena, struct list *list, const struct list *other);

/* Sorts by compare, which gets two items (not pointers to them); equal items keep their order. */
void list_sort(struct list *list, int (*compare)(const void *a, const void *b));

#endif
