/* SPDX-License-Identifier: PostgreSQL */
#include "model/state.h"

#include <stdlib.h>
#include <string.h>

struct state *state_in(struct arena *arena, const struct kind *const *kinds)
{
	struct state *state = arena_alloc(arena, sizeof(*state));
	size_t count = 0;

	while (kinds[count])
		count++;
	state->arena = arena;
	state->kinds = kinds;
	state->sets = arena_alloc(arena, (count + 1) * sizeof(*state->sets));
	return state;
}

struct list *state_of(const struct state *state, const struct kind *kind)
{
	for (size_t i = 0; state->kinds[i]; i++)
		if (state->kinds[i] == kind)
			return &state->sets[i];
	abort(); /* a kind that is not registered: a fault of the program */
}

void state_add(struct state *state, struct object *object)
{
	list_add(state->arena, state_of(state, object->kind), object);
}

void state_sort(struct state *state)
{
	for (size_t i = 0; state->kinds[i]; i++)
		list_sort(&state->sets[i], object_compare);
}

/* Finds by binary search what stands where the comparison gives 0. */
static struct object *find(const struct list *set,
			   int (*compare)(const struct object *object, const void *like),
			   const void *like)
{
	size_t low = 0, high = set->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order = compare(set->items[middle], like);

		if (order == 0)
			return set->items[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static int compare_key(const struct object *object, const void *like)
{
	return object_compare(object, like);
}

struct object *state_find(const struct state *state, const struct object *like)
{
	return find(state_of(state, like->kind), compare_key, like);
}

struct named {
	const char *database;
	const char *name;
};

static int compare_named(const struct object *object, const void *like)
{
	const struct named *named = like;
	int order = 0;

	if (object->database && named->database)
		order = strcmp(object->database, named->database);
	return order ? order : strcmp(object_name(object), named->name);
}

struct object *state_named(const struct state *state, const struct kind *kind, const char *database,
			   const char *name)
{
	const struct named named = {.database = database, .name = name};

	return find(state_of(state, kind), compare_named, &named);
}

struct object *state_referred(const struct state *state, const struct field *field,
			      const struct object *object)
{
	const char *name = field_get(field, object);

	if (!name)
		return NULL;
	return state_named(state, field->refers,
			   field->refers->home == HOME_LOCAL ? object->database : NULL, name);
}
