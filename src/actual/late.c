/* SPDX-License-Identifier: PostgreSQL
 *
 * Questions that only matter for what may have to go: whether anything depends on a role that shall
 * be absent, or that mode authoritative would drop. They cost too much to be asked about every
 * role.
 */
#include <string.h>

#include "actual/actual.h"
#include "actual/rows.h"
#include "kinds/kinds.h"

static struct list names_to_go(const struct state *actual, const struct desired *desired,
			       const struct kind *kind)
{
	const struct list *set = state_of(actual, kind);
	struct list names = {0};

	for (size_t i = 0; i < set->count; i++) {
		const struct object *object = set->items[i];

		if (state_find(desired->absent, object) ||
		    (desired->mode == MODE_AUTHORITATIVE && !object->ignored &&
		     !state_find(desired->state, object)))
			list_add(actual->arena, &names, object_name(object));
	}
	return names;
}

/* Puts the answers into the objects that they are about. */
static void take_answers(struct state *actual, const struct kind *kind, const PGresult *result)
{
	const int name = PQfnumber(result, "name");

	for (int row = 0; row < PQntuples(result); row++) {
		struct object *object =
			state_named(actual, kind, NULL, PQgetvalue(result, row, name));

		if (object)
			rows_fill(object, actual->arena, result, row);
	}
}

static bool ask(struct session *session, struct state *actual, const struct kind *kind,
		const struct list *names)
{
	const char *value = names_literal(actual->arena, names);
	PGresult *result;
	bool done;

	if (!session_send(session, kind->late, 1, &value))
		return false;
	result = session_result(session);
	done = PQresultStatus(result) == PGRES_TUPLES_OK;
	if (done)
		take_answers(actual, kind, result);
	else if (!server_interrupted(session->server))
		session_error(session, result, "cannot ask what depends on roles that are to go");
	while (result) {
		PQclear(result);
		result = session_result(session);
	}
	return done;
}

bool actual_ask_late(struct server *server, struct state *actual, const struct desired *desired)
{
	for (const struct kind *const *kind = kinds_all; *kind; kind++) {
		struct list names;

		if (!(*kind)->late)
			continue;
		names = names_to_go(actual, desired, *kind);
		if (names.count && !ask(server->sessions.items[0], actual, *kind, &names))
			return false;
	}
	return !server_interrupted(server);
}
