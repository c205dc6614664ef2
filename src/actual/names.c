/* SPDX-License-Identifier: PostgreSQL
 *
 * Questions about single objects of the manifest.
 */
#include "actual/names.h"

#include <string.h>

#include "actual/each.h"
#include "actual/rows.h"
#include "base/glob.h"
#include "model/grant.h"

/* Whether there is a question about the object, given the one of its name that is there. */
static bool is_open(const struct object *object, const struct object *there)
{
	return !there || (object->kind->asks && object->kind->asks(object, there));
}

static void add_open(struct arena *arena, struct list *open, const struct list *objects,
		     const struct state *state, bool unmade)
{
	for (size_t i = 0; i < objects->count; i++) {
		struct object *object = objects->items[i];

		if ((!unmade || object->kind->create) && is_open(object, state_find(state, object)))
			list_add(arena, open, object);
	}
}

/* One routine that a pattern may stand for. */
static void add_candidate(struct arena *arena, struct list *candidates,
			  const struct object *pattern, const char *name)
{
	const struct field *schema = kind_field(pattern->kind, "schema");
	struct object *candidate = object_new(arena, pattern->kind);

	candidate->database = pattern->database;
	field_set(schema, candidate, field_get(schema, pattern));
	field_set(kind_field(pattern->kind, "name"), candidate, name);
	list_add(arena, candidates, candidate);
}

static bool in_same_schema(const struct object *a, const struct object *b)
{
	const struct field *schema = kind_field(a->kind, "schema");

	return strcmp(a->database, b->database) == 0 &&
	       strcmp(field_get(schema, a), field_get(schema, b)) == 0;
}

/* Blanks before the argument types are not of the name. */
static size_t length_of_name(const char *name, const char *arguments)
{
	size_t length = (size_t)(arguments - name);

	while (length && name[length - 1] == ' ')
		length--;
	return length;
}

/* What a pattern with argument types may stand for: wildcards are in its name only, and the server
 * knows the types by their names. */
static struct list candidates_of(const struct state *state, const struct object *pattern)
{
	const char *name = object_name(pattern);
	const char *arguments = grant_arguments(name);
	const size_t length = length_of_name(name, arguments);
	const char *glob = arena_strndup(state->arena, name, length);
	const struct list *set = state_of(state, pattern->kind);
	struct list candidates = {0};
	struct map known = map_in(state->arena);

	if (glob_is_plain(glob)) {
		add_candidate(state->arena, &candidates, pattern,
			      text_format(state->arena, "%s%s", glob_literal(state->arena, glob),
					  arguments));
		return candidates;
	}
	for (size_t i = 0; i < set->count; i++) {
		const struct object *there = set->items[i];
		const char *base = field_get(kind_field(there->kind, "base_name"), there);

		if (in_same_schema(there, pattern) && glob_fits(glob, base) &&
		    !map_set(&known, base, base))
			add_candidate(state->arena, &candidates, pattern,
				      text_format(state->arena, "%s%s", base, arguments));
	}
	return candidates;
}

/* Gives the pattern the names of those candidates that are there. */
static void take_matches(const struct state *state, struct object *pattern,
			 const struct list *candidates)
{
	const struct field *field = kind_field(pattern->kind, "matches");
	struct list matches = {0};

	for (size_t i = 0; i < candidates->count; i++) {
		const struct object *there = state_find(state, candidates->items[i]);

		if (there)
			list_add(state->arena, &matches, object_name(there));
	}
	field_set_list(field, pattern, &matches);
}

static bool send_question(struct session *session, void *item, void *context)
{
	const struct state *const *state = context;
	const struct object *object = item, *there = state_find(*state, object);
	const struct kind *kind = object->kind;
	const char *const values[] = {
		field_get(kind_field(kind, "schema"), object),
		field_get(kind_field(kind, "name"), object),
		kind->asks ? field_get(kind_field(kind, "version"), object) : NULL,
		there && kind->asks ? kind->asks(object, there) : NULL,
	};

	return session_send(session, *kind->resolve, kind->asks ? 4 : 2, values);
}

/* A spelling that is no type at all is an error. */
static void take_answer(const PGresult *result, void *item, void *context)
{
	const struct state *const *state = context;

	if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1)
		rows_fill(item, (*state)->arena, result, 0);
}

static bool ask_all(struct session *session, const struct state *state, const struct list *open)
{
	const struct each each = {
		.session = session,
		.items = open,
		.what = "about what is listed",
		.send = send_question,
		.take = take_answer,
		.context = &state,
	};

	return each_ask(&each);
}

bool names_resolve(struct server *server, const struct actual_database *database,
		   const struct state *state, bool unmade)
{
	struct list open = {0};
	struct list *candidates =
		arena_alloc(state->arena, (database->spelled.count + 1) * sizeof(*candidates));
	struct session *session;

	add_open(state->arena, &open, &database->unresolved, state, unmade);
	for (size_t i = 0; i < database->spelled.count; i++) {
		candidates[i] = candidates_of(state, database->spelled.items[i]);
		add_open(state->arena, &open, &candidates[i], state, unmade);
	}
	if (open.count) {
		session = unmade ? server->sessions.items[0]
				 : server_session(server, actual_name(server, database));
		if (!session || !ask_all(session, state, &open))
			return false;
	}
	for (size_t i = 0; i < database->spelled.count; i++)
		take_matches(state, database->spelled.items[i], &candidates[i]);
	return true;
}
