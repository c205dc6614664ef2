/* SPDX-License-Identifier: PostgreSQL
 *
 * A hostile file of 32 MiB may have a thousand errors in its last line, or be one line: so the
 * places of a byte in every few thousand are kept, once a first place is asked for.
 */
#include "base/source.h"

#include <stdbool.h>
#include <string.h>

enum { STEP = 4096 };

struct source_index {
	struct arena *arena;
	struct position *positions; /* the first at or behind each multiple of STEP */
	size_t count;
	struct place *hidden;
	size_t hidden_count;
	size_t hidden_capacity;
};

struct source *source_new(struct arena *arena, const char *name, const char *text, size_t length)
{
	struct source *source = arena_alloc(arena, sizeof(*source));

	*source = (struct source){.name = name,
				  .text = text,
				  .length = length,
				  .index = arena_alloc(arena, sizeof(*source->index))};
	source->index->arena = arena;
	return source;
}

struct place no_place(void)
{
	return (struct place){0};
}

struct position position_first(void)
{
	return (struct position){.line = 1, .column = 1};
}

void position_step(const struct source *source, struct position *position)
{
	const char *at = source->text + position->offset;
	const char *end = source->text + source->length;

	position->index++;
	if (*at++ == '\n') {
		position->line++;
		position->column = 1;
	} else {
		position->column++;
	}
	while (at < end && ((unsigned char)*at & 0xc0) == 0x80)
		at++;
	position->offset = (size_t)(at - source->text);
}

static void fill_index(const struct source *source)
{
	struct source_index *index = source->index;
	struct position position = position_first();

	index->positions =
		arena_alloc(index->arena, (source->length / STEP + 1) * sizeof(*index->positions));
	index->positions[index->count++] = position;
	while (position.offset < source->length) {
		position_step(source, &position);
		if (position.offset >= index->count * STEP)
			index->positions[index->count++] = position;
	}
}

static bool is_behind(struct position position, uint32_t line, uint32_t column)
{
	return position.line > line || (position.line == line && position.column > column);
}

/* The last position that is kept and not behind the place. */
static struct position kept_before(const struct source *source, uint32_t line, uint32_t column)
{
	size_t low = 0, high;

	if (!source->index)
		return position_first();
	if (!source->index->count)
		fill_index(source);
	high = source->index->count;
	while (high - low > 1) {
		const size_t middle = low + (high - low) / 2;

		if (is_behind(source->index->positions[middle], line, column))
			high = middle;
		else
			low = middle;
	}
	return source->index->positions[low];
}

const char *source_find(struct place place)
{
	const struct source *source = place.source;
	struct position at = kept_before(source, place.line, place.column);

	while (at.offset < source->length && (at.line < place.line || at.column < place.column) &&
	       !(at.line == place.line && source->text[at.offset] == '\n'))
		position_step(source, &at);
	return source->text + at.offset;
}

void source_hide(struct place place)
{
	struct source_index *index = place.source->index;
	struct place *hidden;

	if (!index)
		return;
	if (index->hidden_count == index->hidden_capacity) {
		index->hidden_capacity = index->hidden_capacity ? 2 * index->hidden_capacity : 8;
		hidden = arena_alloc(index->arena, index->hidden_capacity * sizeof(*hidden));
		if (index->hidden_count)
			memcpy(hidden, index->hidden, index->hidden_count * sizeof(*hidden));
		index->hidden = hidden;
	}
	index->hidden[index->hidden_count++] = place;
}

const char *source_hidden(const struct source *source, uint32_t line, size_t *at)
{
	const struct source_index *index = source->index;

	while (index && *at < index->hidden_count) {
		const struct place place = index->hidden[(*at)++];

		if (place.line == line)
			return source_find(place);
	}
	return NULL;
}

static int compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

int place_compare(struct place a, struct place b)
{
	int order =
		compare_numbers(a.source ? a.source->number : 0, b.source ? b.source->number : 0);

	if (!order)
		order = compare_numbers(a.line, b.line);
	return order ? order : compare_numbers(a.column, b.column);
}
