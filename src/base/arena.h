/* SPDX-License-Identifier: PostgreSQL
 *
 * Memory that lives and dies together.
 *
 * Every handle and every plan owns one arena. What is allocated in it is never freed alone, so
 * there is no free function per type and no clean-up path in a function that fails half way. What
 * is not memory (a PGresult, a FILE) is handed to the arena with arena_defer().
 *
 * Out of memory ends the program through the hook of the arena: a server whose client vanishes
 * rolls back.
 */
#ifndef PGMOB_BASE_ARENA_H
#define PGMOB_BASE_ARENA_H

#include <stddef.h>

struct arena;

/* A new, empty arena. out_of_memory is called when the system has none left and must not return;
 * NULL stands for abort(). */
struct arena *arena_create(void (*out_of_memory)(void));

/* Runs the deferred clean-ups, the last one first, and frees everything. NULL is allowed. */
void arena_destroy(struct arena *arena);

/* size bytes of zeros, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of the string, or NULL for NULL. */
char *arena_strdup(struct arena *arena, const char *string);

/* A copy of length bytes, and a NUL behind them. */
char *arena_strndup(struct arena *arena, const char *bytes, size_t length);

/* Calls clean(data) when the arena is destroyed. */
void arena_defer(struct arena *arena, void (*clean)(void *data), void *data);

#endif
