/* SPDX-License-Identifier: PostgreSQL
 *
 * Questions about single objects of the manifest, many of them in one pipeline. Each is a
 * transaction of its own, since a spelling that is no type at all is an error.
 */
#include "actual/names.h"

#include "actual/rows.h"

/* So many questions are on their way at once. */
enum { CHUNK = 1000 };

/* Whether there is a question about the object, given the one of its name that is there. */
static bool is_open(const struct object *object, const struct object *there)
{
	return !there || (object->kind->asks && object->kind->asks(object, there));
}

static struct list open_questions(struct arena *arena, const struct actual_database *database,
				  const struct state *state, bool unmade)
{
	struct list open = {0};

	for (size_t i = 0; i < database->unresolved.count; i++) {
		struct object *object = database->unresolved.items[i];

		if ((!unmade || object->kind->create) && is_open(object, state_find(state, object)))
			list_add(arena, &open, object);
	}
	return open;
}

static bool send_question(struct session *session, const struct object *object,
			  const struct object *there)
{
	const struct kind *kind = object->kind;
	const char *const values[] = {
		field_get(kind_field(kind, "schema"), object),
		field_get(kind_field(kind, "name"), object),
		kind->asks ? field_get(kind_field(kind, "version"), object) : NULL,
		there && kind->asks ? kind->asks(object, there) : NULL,
	};

	return session_send(session, *kind->resolve, kind->asks ? 4 : 2, values) &&
	       PQpipelineSync(session->conn);
}

static bool ask_chunk(struct session *session, const struct state *state, const struct list *open,
		      size_t first)
{
	const size_t end = open->count - first < CHUNK ? open->count : first + CHUNK;

	for (size_t i = first; i < end; i++)
		if (!send_question(session, open->items[i], state_find(state, open->items[i])))
			return false;
	for (size_t i = first; i < end; i++) {
		PGresult *result = session_next(session);

		if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1)
			rows_fill(open->items[i], state->arena, result, 0);
		PQclear(result);
		result = session_next(session);
		if (PQresultStatus(result) != PGRES_PIPELINE_SYNC) {
			PQclear(result);
			return false;
		}
		PQclear(result);
	}
	return true;
}

static bool ask_all(struct session *session, const struct state *state, const struct list *open)
{
	const size_t errors = session->server->diags->errors;
	bool done = true;

	if (PQenterPipelineMode(session->conn)) {
		for (size_t i = 0; done && i < open->count; i += CHUNK)
			done = ask_chunk(session, state, open, i);
		if (done && !server_interrupted(session->server) &&
		    PQexitPipelineMode(session->conn))
			return true;
	}
	if (!server_interrupted(session->server) && session->server->diags->errors == errors)
		session_error(session, NULL, "cannot ask about what is listed");
	return false;
}

bool names_resolve(struct server *server, const struct actual_database *database,
		   const struct state *state, bool unmade)
{
	const struct list open = open_questions(state->arena, database, state, unmade);
	struct session *session;

	if (!open.count)
		return true;
	session = unmade ? server->sessions.items[0] : server_session(server, database->name);
	return session && ask_all(session, state, &open);
}
