/* SPDX-License-Identifier: PostgreSQL */
#include "model/inquiry.h"

#include <string.h>

#include "base/text.h"

struct inquiries inquiries_in(struct arena *arena)
{
	return (struct inquiries){.arena = arena, .known = map_in(arena)};
}

/* Lengths keep one value from running into the next. */
static void add_to_key(struct text *key, const char *value)
{
	if (value)
		text_addf(key, "%z:%s", strlen(value), value);
	else
		text_add(key, "-");
}

const struct inquiry *inquiries_put(struct inquiries *inquiries, const char *node, const char *sql,
				    int count, const char *const *values)
{
	struct arena *arena = inquiries->arena;
	struct text key = text_in(arena);
	struct inquiry *inquiry;
	const char **copies;

	add_to_key(&key, node);
	add_to_key(&key, sql);
	for (int i = 0; i < count; i++)
		add_to_key(&key, values[i]);
	inquiry = map_get(&inquiries->known, key.at);
	if (inquiry)
		return inquiry;
	inquiry = arena_alloc(arena, sizeof(*inquiry));
	copies = arena_alloc(arena, ((size_t)count + 1) * sizeof(*copies));
	for (int i = 0; i < count; i++)
		copies[i] = arena_strdup(arena, values[i]);
	inquiry->node = arena_strdup(arena, node);
	inquiry->sql = sql;
	inquiry->values = copies;
	inquiry->count = count;
	map_set(&inquiries->known, key.at, inquiry);
	list_add(arena, &inquiries->open, inquiry);
	return inquiry;
}
