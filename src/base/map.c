/* SPDX-License-Identifier: PostgreSQL */
#include "base/map.h"

#include <stdint.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

struct map_slot {
	const char *key;
	void *value;
	size_t hash; /* spares comparisons, each of which would fetch a string from far away */
};

struct map map_in(struct arena *arena)
{
	return (struct map){.arena = arena};
}

/* FNV-1a */
static size_t hash_of(const char *key)
{
	uint64_t hashed = 14695981039346656037U;

	for (; *key; key++)
		hashed = (hashed ^ (unsigned char)*key) * 1099511628211U;
	return (size_t)(hashed ^ hashed >> 32);
}

static struct map_slot *find(const struct map *map, const char *key, size_t hash)
{
	size_t at = hash & (map->capacity - 1);

	while (map->slots[at].key &&
	       (map->slots[at].hash != hash || strcmp(map->slots[at].key, key) != 0))
		at = (at + 1) & (map->capacity - 1);
	return &map->slots[at];
}

void *map_get(const struct map *map, const char *key)
{
	return map->capacity ? find(map, key, hash_of(key))->value : NULL;
}

static void grow(struct map *map)
{
	const struct map_slot *slots = map->slots;
	const size_t capacity = map->capacity;

	map->capacity = capacity ? capacity * 2 : FIRST_CAPACITY;
	map->slots = arena_alloc(map->arena, map->capacity * sizeof(*map->slots));
	for (size_t i = 0; i < capacity; i++) {
		size_t at = slots[i].hash & (map->capacity - 1);

		if (!slots[i].key)
			continue;
		while (map->slots[at].key)
			at = (at + 1) & (map->capacity - 1);
		map->slots[at] = slots[i];
	}
}

void *map_set(struct map *map, const char *key, const void *value)
{
	const size_t hash = hash_of(key);
	struct map_slot *slot;
	void *before;

	if (map->count * 2 >= map->capacity)
		grow(map);
	slot = find(map, key, hash);
	before = slot->value;
	map->count += !slot->key;
	*slot = (struct map_slot){.key = key, .hash = hash};
	memcpy(&slot->value, &value, sizeof(value));
	return before;
}

const char *map_key(const struct map *map, size_t *at)
{
	while (*at < map->capacity) {
		const char *key = map->slots[(*at)++].key;

		if (key)
			return key;
	}
	return NULL;
}
