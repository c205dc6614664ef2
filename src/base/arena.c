/* SPDX-License-Identifier: PostgreSQL
 *
 * Memory is taken in blocks that grow with the arena, so that a small run stays small and a large
 * one makes few calls.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct block {
	struct block *next;
	alignas(max_align_t) unsigned char bytes[];
};

struct deferred {
	struct deferred *next;
	void (*clean)(void *data);
	void *data;
};

struct arena {
	struct block *blocks;
	unsigned char *free;
	size_t left;
	size_t next_size;
	struct deferred *deferred;
	void (*out_of_memory)(void);
};

struct arena *arena_create(void (*out_of_memory)(void))
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (!arena) {
		if (out_of_memory)
			out_of_memory();
		abort();
	}
	arena->next_size = FIRST_BLOCK;
	arena->out_of_memory = out_of_memory;
	return arena;
}

void arena_destroy(struct arena *arena)
{
	if (!arena)
		return;
	/* a clean-up may itself defer or allocate, so the list is read anew each time */
	while (arena->deferred) {
		struct deferred *last = arena->deferred;

		arena->deferred = last->next;
		last->clean(last->data);
	}
	for (struct block *block = arena->blocks; block;) {
		struct block *next = block->next;

		free(block);
		block = next;
	}
	free(arena);
}

static struct block *block_add(struct arena *arena, size_t size)
{
	struct block *block = calloc(1, sizeof(*block) + size);

	if (!block) {
		if (arena->out_of_memory)
			arena->out_of_memory();
		abort();
	}
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	void *found;

	if (size > LARGEST_BLOCK)
		return block_add(arena, size)->bytes;
	size = size ? (size + align - 1) / align * align : align;
	if (size > arena->left) {
		while (arena->next_size < size)
			arena->next_size *= 2;
		arena->left = arena->next_size;
		arena->free = block_add(arena, arena->left)->bytes;
		if (arena->next_size < LARGEST_BLOCK)
			arena->next_size *= 2;
	}
	found = arena->free;
	arena->free += size;
	arena->left -= size;
	return found;
}

char *arena_strndup(struct arena *arena, const char *bytes, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);

	if (length)
		memcpy(copy, bytes, length);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *string)
{
	return string ? arena_strndup(arena, string, strlen(string)) : NULL;
}

void arena_defer(struct arena *arena, void (*clean)(void *data), void *data)
{
	struct deferred *deferred = arena_alloc(arena, sizeof(*deferred));

	deferred->next = arena->deferred;
	deferred->clean = clean;
	deferred->data = data;
	arena->deferred = deferred;
}
