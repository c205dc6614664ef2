/* SPDX-License-Identifier: PostgreSQL
 *
 * What shall be absent and is there: in which order it can go, and what keeps it. The server knows,
 * by pg_depend.
 */
#include <stdlib.h>
#include <string.h>

#include "actual/actual.h"
#include "actual/rows.h"
#include "kinds/kinds.h"
#include "sql.h"

/* Those of one database. */
struct ending {
	const char *database;
	struct list objects;  /* of struct object */
	struct list catalogs; /* of const char *, as all below */
	struct list names;
};

static struct ending *ending_in(struct arena *arena, struct list *endings, const char *database)
{
	struct ending *ending;

	for (size_t i = 0; i < endings->count; i++) {
		ending = endings->items[i];
		if (strcmp(ending->database, database) == 0)
			return ending;
	}
	ending = arena_alloc(arena, sizeof(*ending));
	ending->database = database;
	list_add(arena, endings, ending);
	return ending;
}

/* What gets another name in that database, or NULL. */
static const struct rename *rename_in(const struct state *actual, const char *database)
{
	for (size_t i = 0; i < actual->renames.count; i++) {
		const struct rename *rename = actual->renames.items[i];

		if (!rename->kept && rename->to->database &&
		    strcmp(rename->to->database, database) == 0)
			return rename;
	}
	return NULL;
}

/* The server knows the old names, and what is dropped may have the new ones. */
static bool check_renames(const struct state *actual, const struct object *wish,
			  struct diags *diags)
{
	const struct rename *rename = rename_in(actual, wish->database);
	struct diag *diag;

	if (!rename)
		return true;
	diag = diag_error(diags, object_place_of(wish, "state"),
			  "%s cannot be dropped in the plan that renames %s",
			  object_title_in(diags->arena, wish),
			  object_title_in(diags->arena, rename->from));
	diag_hint(diags, diag, "apply one of them first");
	return false;
}

static struct list find_endings(const struct state *actual, const struct state *absent,
				struct diags *diags)
{
	struct list endings = {0};

	for (size_t i = 0; kinds_all[i]; i++) {
		const struct list *set = &absent->sets[i];

		for (size_t j = 0; kinds_all[i]->identify && j < set->count; j++) {
			struct object *there = state_find(actual, set->items[j]);
			struct text name = text_in(actual->arena);
			struct ending *ending;

			if (!there || !check_renames(actual, set->items[j], diags))
				continue;
			ending = ending_in(actual->arena, &endings, there->database);
			kinds_all[i]->identify(&name, there);
			list_add(actual->arena, &ending->objects, there);
			list_add(actual->arena, &ending->catalogs, kinds_all[i]->catalog);
			list_add(actual->arena, &ending->names, name.at);
		}
	}
	return endings;
}

static void take_row(struct state *actual, const struct ending *ending, const PGresult *result,
		     int row)
{
	const char *what = PQgetvalue(result, row, 0);
	const size_t first = strtoul(PQgetvalue(result, row, 1), NULL, 10);
	const size_t second = strtoul(PQgetvalue(result, row, 2), NULL, 10);
	struct end *end = arena_alloc(actual->arena, sizeof(*end));

	end->object = ending->objects.items[first];
	if (strcmp(what, "kept") == 0)
		end->kept = text_format(actual->arena, "%z object%s on it: %s%s", second,
					second > 1 ? "s depend" : " depends",
					PQgetvalue(result, row, 3), second > 3 ? ", …" : "");
	else if (strcmp(what, "owned") == 0)
		end->kept =
			text_format(actual->arena, "it belongs to %s", PQgetvalue(result, row, 3));
	else if (strcmp(what, "along") == 0)
		end->along = ending->objects.items[second];
	else
		end->before = ending->objects.items[second];
	list_add(actual->arena, &actual->ends, end);
}

static bool ask(struct server *server, struct state *actual, const struct ending *ending)
{
	struct session *session = server_session(server, ending->database);
	const char *const values[] = {names_literal(actual->arena, &ending->catalogs),
				      names_literal(actual->arena, &ending->names)};
	PGresult *result;
	bool done;

	if (!session || !session_send(session, sql_ends, 2, values))
		return false;
	result = session_result(session);
	done = PQresultStatus(result) == PGRES_TUPLES_OK;
	for (int row = 0; done && row < PQntuples(result); row++)
		take_row(actual, ending, result, row);
	if (!done && !server_interrupted(session->server))
		session_error(session, result, "cannot ask what depends on what is to be dropped");
	while (result) {
		PQclear(result);
		result = session_result(session);
	}
	return done;
}

bool actual_ask_ends(struct server *server, struct state *actual, const struct state *absent)
{
	const size_t errors = server->diags->errors;
	const struct list endings = find_endings(actual, absent, server->diags);

	if (server->diags->errors > errors)
		return false;

	for (size_t i = 0; i < endings.count; i++) {
		const struct ending *ending = endings.items[i];

		/* what a new database will have from its template depends on nothing of its own */
		if (server_has(server, ending->database) == DATABASE_OPEN &&
		    !ask(server, actual, ending))
			return false;
	}
	return !server_interrupted(server);
}
