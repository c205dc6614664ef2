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
	state->oids = map_in(arena);
	state->sets = arena_alloc(arena, (count + 1) * sizeof(*state->sets));
	state->names = arena_alloc(arena, (count + 1) * sizeof(*state->names));
	return state;
}

static size_t index_of(const struct state *state, const struct kind *kind)
{
	for (size_t i = 0; state->kinds[i]; i++)
		if (state->kinds[i] == kind)
			return i;
	abort(); /* a kind that is not registered: a fault of the program */
}

struct list *state_of(const struct state *state, const struct kind *kind)
{
	return &state->sets[index_of(state, kind)];
}

void state_add(struct state *state, struct object *object)
{
	list_add(state->arena, state_of(state, object->kind), object);
}

/* Whether one name is the whole key: that of a role, a database. */
static bool is_named(const struct kind *kind)
{
	size_t keys = 0;

	for (const struct field *field = kind->fields; field->name; field++)
		keys += (field->flags & FIELD_KEY) != 0;
	return keys == 1 && kind->home == HOME_SHARED;
}

void state_sort(struct state *state)
{
	for (size_t i = 0; state->kinds[i]; i++) {
		struct list *set = &state->sets[i];

		list_sort(set, object_compare);
		if (!is_named(state->kinds[i]))
			continue;
		state->names[i] = map_in(state->arena);
		for (size_t j = 0; j < set->count; j++)
			map_set(&state->names[i], object_name(set->items[j]), set->items[j]);
	}
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
	const size_t index = index_of(state, kind);

	if (state->names[index].capacity)
		return map_get(&state->names[index], name);
	return find(&state->sets[index], compare_named, &named);
}

struct object *state_referred(const struct state *state, const struct field *field,
			      const struct object *object)
{
	return state_referred_at(state, field, object, 0);
}

struct object *state_referred_at(const struct state *state, const struct field *field,
				 const struct object *object, size_t at)
{
	const char *name = field_text_at(field, object, at);

	if (!name)
		return NULL;
	return state_named(state, field->refers,
			   field->refers->home == HOME_LOCAL ? object->database : NULL, name);
}

struct object *state_in_schema(const struct state *state, char securable, const char *database,
			       const char *schema, const char *name)
{
	struct arena *scratch = arena_create(NULL);
	struct object *found = NULL;

	for (size_t i = 0; state->kinds[i] && !found; i++) {
		const struct kind *kind = state->kinds[i];
		struct object *like;

		if (kind->securable != securable || !kind_field(kind, "schema"))
			continue;
		like = object_new(scratch, kind);
		like->database = database;
		field_set(kind_field(kind, "schema"), like, schema);
		field_set(kind_field(kind, "name"), like, name);
		found = state_find(state, like);
	}
	arena_destroy(scratch);
	return found;
}

struct object *state_table_of(const struct state *state, const struct object *object)
{
	const char *table = object_text(object, "table");

	return table ? state_in_schema(state, 'r', object->database, object_text(object, "schema"),
				       table)
		     : NULL;
}
