/* SPDX-License-Identifier: PostgreSQL */
#include "model/inquiry.h"

#include "base/text.h"

struct inquiries inquiries_in(struct arena *arena)
{
	return (struct inquiries){.arena = arena, .known = map_in(arena)};
}

static const char *key_of(struct arena *arena, const char *server, const char *sql, int count,
			  const char *const *values)
{
	struct text key = text_in(arena);

	text_addf(&key, "%J ", server ? server : "");
	for (int i = 0; i < count; i++)
		text_addf(&key, "%J ", values[i]);
	text_add(&key, sql);
	return key.at;
}

const struct inquiry *inquire(struct inquiries *inquiries, const char *server, const char *sql,
			      int count, const char *const *values)
{
	const char *key = key_of(inquiries->arena, server, sql, count, values);
	struct inquiry *inquiry = map_get(&inquiries->known, key);

	if (inquiry)
		return inquiry->answered ? inquiry : NULL;
	inquiry = arena_alloc(inquiries->arena, sizeof(*inquiry));
	inquiry->server = server;
	inquiry->sql = sql;
	inquiry->count = count;
	for (int i = 0; i < count; i++)
		inquiry->values[i] = arena_strdup(inquiries->arena, values[i]);
	map_set(&inquiries->known, key, inquiry);
	list_add(inquiries->arena, &inquiries->open, inquiry);
	return NULL;
}

const char *inquiry_text(const struct inquiry *inquiry)
{
	const char *const *columns = inquiry->rows.count ? inquiry->rows.items[0] : NULL;

	return columns ? columns[0] : NULL;
}
