/* SPDX-License-Identifier: PostgreSQL
 *
 * A map from strings to pointers, in an arena: open addressing, no removal.
 *
 * Keys are not copied; they must live as long as the map.
 */
#ifndef PGMOB_BASE_MAP_H
#define PGMOB_BASE_MAP_H

#include <stddef.h>

#include "base/arena.h"

struct map {
	struct arena *arena;
	struct map_slot *slots;
	size_t count;
	size_t capacity;
};

struct map map_in(struct arena *arena);

/* The value of the key, or NULL. */
void *map_get(const struct map *map, const char *key);

/* Sets the value of the key, and gives the value it had before, or NULL. value is not NULL; it may
 * be const: then nobody may write to it through the map. */
void *map_set(struct map *map, const char *key, const void *value);

/* The keys, one after the other, in no order: *at is 0 at first. NULL when there are no more. */
const char *map_key(const struct map *map, size_t *at);

#endif
