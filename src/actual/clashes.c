/* SPDX-License-Identifier: PostgreSQL
 *
 * Relations of all kinds share their names, and so do types and the rows of relations. What of that
 * is in the way of a new name the server knows, since not all of it is read.
 */
#include "actual/clashes.h"

#include <stdlib.h>
#include <string.h>

#include "actual/rows.h"
#include "kinds/kinds.h"
#include "sql.h"

/* The question, a column each. */
struct asking {
	struct list renames; /* of const struct rename; all others of char * */
	struct list schemas, names;
	struct list new_schemas, new_names;
	struct list relations;
};

static bool is_in(const struct rename *rename, const char *database)
{
	return rename->to->database && strcmp(rename->to->database, database) == 0;
}

/* The name by which the server still knows the schema. */
static const char *known_schema(const struct state *state, const char *database, const char *name)
{
	for (size_t i = 0; i < state->renames.count; i++) {
		const struct rename *rename = state->renames.items[i];

		if (rename->to->kind == &schema_kind && is_in(rename, database) &&
		    strcmp(object_name(rename->to), name) == 0)
			return object_name(rename->from);
	}
	return name;
}

static void add_rename(struct arena *arena, const struct state *state, struct asking *asking,
		       const struct rename *rename)
{
	const char *database = rename->to->database;
	const char *catalog = rename->to->kind->catalog;
	const bool relation = catalog && strcmp(catalog, "pg_catalog.pg_class") == 0;
	const bool type = catalog && strcmp(catalog, "pg_catalog.pg_type") == 0;

	if (rename->kept || (!relation && !type))
		return;
	list_add(arena, &asking->renames, rename);
	list_add(arena, &asking->schemas,
		 known_schema(state, database, object_text(rename->from, "schema")));
	list_add(arena, &asking->names, object_name(rename->from));
	list_add(arena, &asking->new_schemas,
		 known_schema(state, database, object_text(rename->to, "schema")));
	list_add(arena, &asking->new_names, object_name(rename->to));
	list_add(arena, &asking->relations, relation ? "true" : "false");
}

static void report(const struct rename *rename, const PGresult *result, int row,
		   struct diags *diags)
{
	const bool renamed = object_wrote(rename->to, "renamed_from");
	const struct place place =
		object_place_of(rename->to, renamed ? "renamed_from" : "moved_from");
	const char *title = object_title_in(diags->arena, rename->from);
	const char *there = PQgetvalue(result, row, 2);

	if (strcmp(PQgetvalue(result, row, 3), "t") == 0)
		diag_error(diags, place, "%s and %s would get the same name", title, there);
	else if (PQgetisnull(result, row, 1))
		diag_error(diags, place, "both %s and %s are there", title, there)->hint =
			"drop one of them, or list both without renaming";
	else
		diag_error(diags, place, "both %s and %s are there", PQgetvalue(result, row, 1),
			   there)
			->hint = "give one of them another name first";
}

static bool ask(struct session *session, const struct asking *asking, struct arena *arena)
{
	const char *const values[] = {
		names_literal(arena, &asking->schemas),
		names_literal(arena, &asking->names),
		names_literal(arena, &asking->new_schemas),
		names_literal(arena, &asking->new_names),
		names_literal(arena, &asking->relations),
	};
	PGresult *result;
	bool done;

	if (!session_send(session, sql_clashes, 5, values))
		return false;
	result = session_result(session);
	done = PQresultStatus(result) == PGRES_TUPLES_OK;
	for (int row = 0; done && row < PQntuples(result); row++)
		report(asking->renames.items[strtoul(PQgetvalue(result, row, 0), NULL, 10)], result,
		       row, session->server->diags);
	if (!done && !server_interrupted(session->server))
		session_error(session, result, "cannot ask what has the new names");
	while (result) {
		PQclear(result);
		result = session_result(session);
	}
	return done;
}

bool clashes_check(struct server *server, const struct actual_database *database,
		   const struct state *state)
{
	struct asking asking = {0};
	struct session *session;

	for (size_t i = 0; i < state->renames.count; i++) {
		const struct rename *rename = state->renames.items[i];

		if (is_in(rename, database->name))
			add_rename(state->arena, state, &asking, rename);
	}
	if (!asking.renames.count)
		return true;
	session = server_session(server, actual_name(server, database));
	return session && ask(session, &asking, state->arena);
}
