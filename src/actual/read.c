/* SPDX-License-Identifier: PostgreSQL
 *
 * One pipeline a connection: which queries go to which session, and what comes back.
 */
#include <stdlib.h>
#include <string.h>

#include "actual/actual.h"
#include "actual/rows.h"
#include "kinds/kinds.h"

/* The queries of one session, in the order in which they were sent. */
struct reading {
	struct session *session;
	const struct actual_database *database; /* NULL: only what is shared is wanted */
	struct list kinds;                      /* of const struct kind */
	bool borrowed; /* the session is to a template: the database is still to be made */
};

static const char *const begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

static const struct query *query_of(const struct kind *kind, const struct facts *facts)
{
	for (const struct query *query = kind->queries; query && query->sql; query++)
		if (facts->version >= query->since && (!query->passwords || facts->reads_passwords))
			return query;
	return NULL;
}

/* An array literal of names; NULL for all. */
static const char *schemas_literal(struct arena *arena, const struct actual_database *database)
{
	struct text text = text_in(arena);

	if (database->all_schemas)
		return NULL;
	text_add(&text, "{");
	for (size_t i = 0; i < database->schemas.count; i++) {
		const char *name = database->schemas.items[i];

		text_add(&text, i ? ",\"" : "\"");
		for (; *name; name++)
			text_addf(&text, *name == '"' || *name == '\\' ? "\\%s" : "%s",
				  arena_strndup(arena, name, 1));
		text_add(&text, "\"");
	}
	text_add(&text, "}");
	return text.at;
}

static bool send(struct reading *reading, const char *sql, int count, const char *const *values)
{
	struct session *session = reading->session;

	if (PQsendQueryParams(session->conn, sql, count, NULL, values, NULL, NULL, 0) == 1)
		return true;
	session_error(session, NULL, "cannot send a query");
	return false;
}

static bool send_kind(struct reading *reading, const struct kind *kind,
		      const struct actual_wanted *wanted)
{
	struct server *server = reading->session->server;
	const struct query *query = query_of(kind, server->facts);
	const char *value = NULL;

	if (!query)
		return true;
	if (query->parameter == QUERY_AUTHORITATIVE)
		value = wanted->authoritative ? "true" : "false";
	else if (query->parameter == QUERY_SCHEMAS)
		value = schemas_literal(server->arena, reading->database);
	if (!send(reading, query->sql, query->parameter != QUERY_PLAIN, &value))
		return false;
	list_add(server->arena, &reading->kinds, (void *)(uintptr_t)kind);
	return true;
}

/* Whether this session reads the kind: shared objects and files come from the first one alone. */
static bool reads(const struct reading *reading, const struct kind *kind, bool first,
		  const struct actual_wanted *wanted)
{
	if (kind->home == HOME_LOCAL)
		return reading->database != NULL;
	return first && (kind->home == HOME_SHARED || (kind->home == HOME_FILE && wanted->files));
}

static bool send_all(struct reading *reading, bool first, const struct actual_wanted *wanted)
{
	PGconn *conn = reading->session->conn;

	if (!PQenterPipelineMode(conn)) {
		session_error(reading->session, NULL, "cannot enter pipeline mode");
		return false;
	}
	if (!send(reading, begin, 0, NULL))
		return false;
	for (const struct kind *const *kind = kinds_all; *kind; kind++)
		if (reads(reading, *kind, first, wanted) && !send_kind(reading, *kind, wanted))
			return false;
	if (!send(reading, "COMMIT", 0, NULL))
		return false;
	if (!PQpipelineSync(conn)) {
		session_error(reading->session, NULL, "cannot send the queries");
		return false;
	}
	PQflush(conn);
	return true;
}

/* The next statement's result; the NULL that ends it is taken too. */
static PGresult *next_result(struct session *session)
{
	PGresult *result = session_result(session);

	if (result && PQresultStatus(result) != PGRES_PIPELINE_SYNC)
		PQclear(session_result(session));
	return result;
}

static bool take_command(struct session *session)
{
	PGresult *result = next_result(session);
	const bool done = result && PQresultStatus(result) == PGRES_COMMAND_OK;

	if (!done && !session->server->stopped)
		session_error(session, result, "cannot read the catalogs");
	PQclear(result);
	return done;
}

static bool take_kind(struct reading *reading, const struct kind *kind, struct state *state)
{
	struct session *session = reading->session;
	PGresult *result = next_result(session);

	if (!result || PQresultStatus(result) != PGRES_TUPLES_OK) {
		if (!server_interrupted(session->server))
			session_error(session, result,
				      text_format(session->server->arena, "cannot read %s",
						  kind->plural));
		PQclear(result);
		return false;
	}
	rows_add(state, kind, result, kind->home == HOME_LOCAL ? reading->database->name : NULL,
		 session->server->diags);
	return true;
}

static bool take_all(struct reading *reading, struct state *state)
{
	struct session *session = reading->session;
	bool done = take_command(session);

	for (size_t i = 0; done && i < reading->kinds.count; i++)
		done = take_kind(reading, reading->kinds.items[i], state);
	done = done && take_command(session);
	if (!done)
		return false;
	PQclear(next_result(session)); /* the sync */
	if (PQexitPipelineMode(session->conn))
		return true;
	session_error(session, NULL, "cannot leave pipeline mode");
	return false;
}

static const struct actual_database *wanted_database(const struct actual_wanted *wanted,
						     const char *name)
{
	for (size_t i = 0; i < wanted->databases.count; i++) {
		const struct actual_database *database = wanted->databases.items[i];

		if (strcmp(database->name, name) == 0)
			return database;
	}
	return NULL;
}

/* Asks the server for the names of objects that are spelled in another way than its own. Each
 * question is a transaction of its own, since a spelling that is no type at all is an error. */
static bool resolve_names(struct session *session, const struct actual_database *database,
			  const struct state *state)
{
	struct server *server = session->server;

	for (size_t i = 0; i < database->unresolved.count; i++) {
		struct object *object = database->unresolved.items[i];
		const struct field *name = kind_field(object->kind, "name");
		const char *const values[] = {
			field_get(kind_field(object->kind, "schema"), object),
			field_get(name, object),
		};
		PGresult *result;

		if (state_find(state, object))
			continue;
		if (!PQsendQueryParams(session->conn, *object->kind->resolve, 2, NULL, values, NULL,
				       NULL, 0)) {
			session_error(session, NULL, "cannot send a query");
			return false;
		}
		result = session_result(session);
		if (result && PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1)
			field_set(name, object,
				  arena_strdup(server->arena, PQgetvalue(result, 0, 0)));
		while (result) {
			PQclear(result);
			result = session_result(session);
		}
		if (PQstatus(session->conn) != CONNECTION_OK) {
			session_error(session, NULL, "cannot ask for the name of a routine");
			return false;
		}
	}
	return true;
}

static bool add_reading(struct server *server, struct list *readings, struct session *session,
			const struct actual_database *database, const struct actual_wanted *wanted)
{
	struct reading *reading;

	if (!session)
		return false;
	reading = arena_alloc(server->arena, sizeof(*reading));
	reading->session = session;
	reading->database = database;
	list_add(server->arena, readings, reading);
	return send_all(reading, readings->count == 1, wanted);
}

static bool check_open(struct server *server, const char *name)
{
	if (server_has(server, name) == DATABASE_OPEN)
		return true;
	diag_error(server->diags, no_place(),
		   "database %Q does not accept connections, so what is in it cannot be read", name)
		->hint = "allow connections to it first, or manage only the database itself";
	return false;
}

/* A database that is still to be made will have what its template has. template0 lets nobody in,
 * and is as template1 was in the beginning. */
static bool borrow_template(struct server *server, struct list *readings,
			    const struct actual_database *database,
			    const struct actual_wanted *wanted)
{
	const char *template = database->template;
	struct reading *reading;

	if (!template || server_has(server, template) != DATABASE_OPEN)
		template = "template1";
	if (server_has(server, template) != DATABASE_OPEN)
		return true;
	if (!add_reading(server, readings, server_session_apart(server, template), database,
			 wanted))
		return false;
	reading = readings->items[readings->count - 1];
	reading->borrowed = true;
	return true;
}

struct state *actual_read(struct server *server, const struct actual_wanted *wanted)
{
	struct state *state = state_in(server->arena, kinds_all);
	struct list readings = {0};
	struct session *first = server->sessions.items[0];

	if (!add_reading(server, &readings, first, wanted_database(wanted, first->database),
			 wanted))
		return NULL;
	for (size_t i = 0; i < wanted->databases.count; i++) {
		const struct actual_database *database = wanted->databases.items[i];

		if (strcmp(database->name, first->database) == 0)
			continue;
		if (server_has(server, database->name) == DATABASE_MISSING) {
			if (!borrow_template(server, &readings, database, wanted))
				return NULL;
			continue;
		}
		if (!check_open(server, database->name) ||
		    !add_reading(server, &readings, server_session(server, database->name),
				 database, wanted))
			return NULL;
	}
	for (size_t i = 0; i < readings.count; i++) {
		struct reading *reading = readings.items[i];

		if (!take_all(reading, state))
			return NULL;
		if (reading->borrowed) /* nobody may be connected to what is copied */
			session_drop(reading->session);
	}
	state_sort(state);
	for (size_t i = 0; i < readings.count; i++) {
		const struct reading *reading = readings.items[i];

		if (reading->database && !reading->borrowed &&
		    !resolve_names(reading->session, reading->database, state))
			return NULL;
	}
	return state;
}
