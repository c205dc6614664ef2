/* SPDX-License-Identifier: PostgreSQL
 *
 * One pipeline a connection: which queries go to which session, and what comes back.
 */
#include <stdlib.h>
#include <string.h>

#include "actual/actual.h"
#include "actual/clashes.h"
#include "actual/names.h"
#include "actual/rows.h"
#include "kinds/kinds.h"
#include "sql.h"

/* The queries of one session, in the order in which they were sent. */
struct reading {
	struct arena *arena;
	struct session *session;
	const struct actual_database *database; /* NULL: only what is shared is wanted */
	struct list kinds;   /* of const struct kind: the first of those that a query reads */
	struct list queries; /* of const struct query: one for each of them */
	size_t taken;        /* how many of them are answered */
	bool borrowed;       /* the session is to a template: the database is still to be made */
	bool original;       /* of which only what initdb made is wanted */
};

struct actual {
	struct server *server;
	struct arena *arena;
	struct state *state;
	struct list readings; /* of struct reading; the first one's session has what is shared */
	size_t total;         /* how many readings there will be */
	bool crowded;         /* too many databases to keep a session in each */
};

/* So many databases are read at the same time: each has a connection while it is. */
enum { AT_ONCE = 16 };

static const char progress[] = "reading databases";

static const char *const begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

static const struct query *query_of(const struct kind *kind, const struct facts *facts)
{
	for (const struct query *query = kind->queries; query && query->sql; query++)
		if (facts->version >= query->since &&
		    (!query->passwords || facts->reads_passwords) &&
		    (!query->superuser || facts->superuser))
			return query;
	return NULL;
}

/* Whether the query was sent for another kind: some read several at once. */
static bool was_sent(const struct reading *reading, const struct query *query)
{
	for (size_t i = 0; i < reading->queries.count; i++)
		if (((const struct query *)reading->queries.items[i])->sql == query->sql)
			return true;
	return false;
}

/* Whether the query may be left out: what it reads is nothing of what the database is to have. */
static bool is_idle(const struct reading *reading, const struct query *query)
{
	const struct actual_database *database = reading->database;

	if (query->parameter == QUERY_RETIRING)
		return !database || !database->retiring.count;
	if (!query->rare || !database || database->all_schemas)
		return false;
	for (size_t i = 0; i < database->kinds.count; i++) {
		const struct kind *kind = database->kinds.items[i];

		if (kind->queries && kind->queries->sql == query->sql)
			return false;
	}
	return true;
}

static bool send_kind(struct reading *reading, const struct kind *kind)
{
	const struct query *query = query_of(kind, reading->session->server->facts);
	static const int counts[] = {[QUERY_PLAIN] = 0,
				     [QUERY_SCHEMAS] = 2,
				     [QUERY_NAMES] = 2,
				     [QUERY_COLUMNS] = 3,
				     [QUERY_RETIRING] = 1};
	const struct actual_database *database = reading->database;
	const char *values[3] = {NULL};

	if (!query || was_sent(reading, query) || is_idle(reading, query))
		return true;
	if (query->parameter != QUERY_PLAIN && database) {
		values[0] = names_literal(reading->arena, &database->schemas);
		values[1] = database->all_schemas ? "true" : "false";
		values[2] = names_literal(reading->arena, &database->columns);
		if (query->parameter == QUERY_NAMES)
			values[0] = names_literal(reading->arena, &database->large_objects);
		if (query->parameter == QUERY_RETIRING)
			values[0] = names_literal(reading->arena, &database->retiring);
	}
	if (!session_send(reading->session, query->sql, counts[query->parameter], values))
		return false;
	list_add(reading->arena, &reading->kinds, kind);
	list_add(reading->arena, &reading->queries, query);
	return true;
}

/* Asks for the kind's objects in brief. */
static bool send_brief(struct reading *reading, const struct kind *kind)
{
	if (!session_send(reading->session, kind->brief->sql, 0, NULL))
		return false;
	list_add(reading->arena, &reading->kinds, kind);
	list_add(reading->arena, &reading->queries, kind->brief);
	return true;
}

static bool send_home(struct reading *reading, enum kind_home home)
{
	for (const struct kind *const *kind = kinds_all; *kind; kind++)
		if ((*kind)->home == home && !send_kind(reading, *kind))
			return false;
	return true;
}

/* Begins the session's one pipeline, and in it its one transaction. */
static bool send_begin(struct reading *reading)
{
	if (PQenterPipelineMode(reading->session->conn))
		return session_send(reading->session, begin, 0, NULL);
	session_error(reading->session, NULL, "cannot enter pipeline mode");
	return false;
}

static bool send_end(struct reading *reading)
{
	if (!session_send(reading->session, "COMMIT", 0, NULL))
		return false;
	if (PQpipelineSync(reading->session->conn) && PQflush(reading->session->conn) >= 0)
		return true;
	session_error(reading->session, NULL, "cannot send the queries");
	return false;
}

static bool take_command(struct session *session)
{
	PGresult *result = session_next(session);
	const bool done = result && PQresultStatus(result) == PGRES_COMMAND_OK;

	if (!done && !session->server->stopped)
		session_error(session, result, "cannot read the catalogs");
	PQclear(result);
	return done;
}

/* What objects that are read there have as their server. */
static const char *name_of(const struct server *server)
{
	return server == server->first ? NULL : server->facts->server;
}

static void report_unreadable(struct session *session, const PGresult *result,
			      const struct kind *kind, struct arena *arena)
{
	const char *what = kind->plural;
	struct diag *diag;

	if (server_interrupted(session->server))
		return;
	if (kind->home == HOME_FILE) {
		struct object *file = object_new(arena, kind);

		file->server = name_of(session->server);
		what = object_title_in(arena, file);
	}
	diag = session_error(session, result, text_format(arena, "cannot read %s", what));
	if (kind->readers && !session->server->facts->superuser)
		diag->hint =
			text_format(arena, "a role that is no superuser needs %s", kind->readers);
}

static bool take_kind(struct reading *reading, const struct kind *kind, struct state *state)
{
	struct session *session = reading->session;
	const struct rows_from from = {
		.database = kind->home == HOME_LOCAL ? reading->database->name : NULL,
		.server = name_of(session->server),
		.original = reading->original,
	};
	PGresult *result = session_next(session);

	if (!result || PQresultStatus(result) != PGRES_TUPLES_OK) {
		report_unreadable(session, result, kind, state->arena);
		PQclear(result);
		return false;
	}
	rows_add(state, kind, result, &from, session->server->diags);
	return true;
}

static bool take_kinds(struct reading *reading, struct state *state)
{
	for (; reading->taken < reading->kinds.count; reading->taken++)
		if (!take_kind(reading, reading->kinds.items[reading->taken], state))
			return false;
	return true;
}

static bool take_end(struct reading *reading)
{
	struct session *session = reading->session;

	if (!take_command(session))
		return false;
	PQclear(session_next(session)); /* the sync */
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

static struct reading *add_reading(struct actual *actual)
{
	struct reading *reading = arena_alloc(actual->arena, sizeof(*reading));

	reading->arena = actual->arena;
	list_add(actual->arena, &actual->readings, reading);
	return reading;
}

static bool start_reading(struct actual *actual, struct session *session,
			  const struct actual_database *database, bool borrowed)
{
	struct reading *reading;

	if (!session)
		return false;
	reading = add_reading(actual);
	reading->session = session;
	reading->database = database;
	reading->borrowed = borrowed;
	return send_begin(reading) && send_home(reading, HOME_LOCAL) && send_end(reading);
}

const char *actual_name(const struct server *server, const struct actual_database *database)
{
	return database->before && server_has(server, database->name) == DATABASE_MISSING &&
			       server_has(server, database->before) != DATABASE_MISSING
		       ? database->before
		       : database->name;
}

static bool check_open(struct server *server, const struct actual_database *database)
{
	const struct place place = database->listed ? object_place(database->listed) : no_place();

	if (server_has(server, actual_name(server, database)) == DATABASE_OPEN)
		return true;
	diag_error(server->diags, place,
		   "database %Q does not accept connections, so what is in it cannot be read",
		   database->name)
		->hint = "allow connections to it first, or manage only the database itself";
	return false;
}

/* A database that is still to be made will have what its template has. template0 lets nobody in;
 * what initdb made in it, it made in template1 too. */
static bool borrow_template(struct actual *actual, const struct actual_database *database)
{
	struct server *server = actual->server;
	const char *template = database->template ? database->template : "template1";
	const bool closed = server_has(server, template) != DATABASE_OPEN;
	struct reading *reading;

	if (closed)
		template = "template1";
	if (server_has(server, template) != DATABASE_OPEN)
		return true;
	if (!start_reading(actual, server_session_apart(server, template), database, true))
		return false;
	reading = actual->readings.items[actual->readings.count - 1];
	reading->original = closed;
	return true;
}

static bool start_database(struct actual *actual, const struct actual_database *database)
{
	struct server *server = actual->server;

	const char *name = actual_name(server, database);

	if (server_has(server, name) == DATABASE_MISSING)
		return borrow_template(actual, database);
	if (database->listed_only && server_has(server, name) == DATABASE_CLOSED)
		return true;
	return check_open(server, database) &&
	       start_reading(actual, server_session(server, name), database, false);
}

struct actual *actual_start(struct server *server, struct arena *arena)
{
	struct actual *actual = arena_alloc(arena, sizeof(*actual));
	struct reading *first;

	server_progress(server, progress, 0, 0);
	actual->server = server;
	actual->arena = arena;
	actual->state = state_in(arena, kinds_all);
	first = add_reading(actual);
	first->session = server->sessions.items[0];
	if (!send_begin(first) || !send_home(first, HOME_SHARED))
		return NULL;
	if (PQsendFlushRequest(first->session->conn) && PQflush(first->session->conn) >= 0)
		return actual;
	session_error(first->session, NULL, "cannot send the queries");
	return NULL;
}

struct state *actual_shared(struct actual *actual)
{
	struct reading *first = actual->readings.items[0];

	if (!take_command(first->session) || !take_kinds(first, actual->state))
		return NULL;
	state_sort(actual->state);
	return actual->state;
}

bool actual_want_retiring(struct actual *actual, struct actual_wanted *wanted,
			  const struct list *roles)
{
	const struct reading *first = actual->readings.items[0];
	struct session *session = first->session;
	const char *names = names_literal(actual->arena, roles);
	PGresult *result;
	bool done;

	if (!session_send(session, sql_retiring, 1, &names) || !PQsendFlushRequest(session->conn) ||
	    PQflush(session->conn) < 0)
		return false;
	result = session_next(session);
	done = PQresultStatus(result) == PGRES_TUPLES_OK;
	for (int row = 0; done && row < PQntuples(result); row++) {
		const char *name = arena_strdup(actual->arena, PQgetvalue(result, row, 0));

		if (server_has(actual->server, name) == DATABASE_OPEN)
			actual_want_for(actual->arena, wanted, name, roles);
	}
	if (!done && !server_interrupted(session->server))
		session_error(session, result, "cannot ask what hangs on retiring roles");
	PQclear(result);
	return done;
}

/* The rest of the first session's pipeline. */
static bool resume_first(struct actual *actual, const struct actual_wanted *wanted)
{
	struct reading *first = actual->readings.items[0];

	first->database = wanted_database(wanted, first->session->database);
	if (first->database && !send_home(first, HOME_LOCAL))
		return false;
	for (size_t i = 0; i < wanted->outside.count; i++)
		if (!send_kind(first, wanted->outside.items[i]))
			return false;
	for (size_t i = 0; i < wanted->judges.count; i++)
		if (!send_brief(first, wanted->judges.items[i]))
			return false;
	return send_end(first);
}

/* Takes what the readings from that one on have asked for. */
static bool take_readings(struct actual *actual, size_t from)
{
	for (size_t i = from; i < actual->readings.count; i++) {
		struct reading *reading = actual->readings.items[i];

		server_progress(actual->server, progress, i, actual->total);
		if ((i && !take_command(reading->session)) || !take_kinds(reading, actual->state) ||
		    !take_end(reading))
			return false;
		/* nobody may be connected to what is copied */
		if (reading->borrowed || (actual->crowded && i && reading->database))
			session_drop(reading->session);
	}
	return true;
}

/* Opens the sessions of the databases in that range, and sends what is asked there. */
static bool start_databases(struct actual *actual, const struct actual_wanted *wanted, size_t from,
			    size_t end)
{
	const struct session *first = actual->server->sessions.items[0];
	struct list names = {0};

	for (size_t i = from; i < end; i++) {
		const struct actual_database *database = wanted->databases.items[i];

		if (server_has(actual->server, database->name) == DATABASE_OPEN)
			list_add(actual->arena, &names, database->name);
	}
	if (!server_sessions(actual->server, &names))
		return false;
	for (size_t i = from; i < end; i++) {
		const struct actual_database *database = wanted->databases.items[i];

		if (strcmp(database->name, first->database) != 0 &&
		    !start_database(actual, database))
			return false;
	}
	return true;
}

bool actual_resolve(struct actual *actual)
{
	struct server *server = actual->server;

	for (size_t i = 0; i < actual->readings.count; i++) {
		const struct reading *reading = actual->readings.items[i];

		if (!reading->database)
			continue;
		if (!names_resolve(server, reading->database, actual->state, reading->borrowed) ||
		    (!reading->borrowed &&
		     !clashes_check(server, reading->database, actual->state)))
			return false;
		if (actual->crowded)
			server_leave(server, reading->database->name);
	}
	/* a signal that came too late to stop anything was told to the person all the same */
	return !server_interrupted(server);
}

/* Asks every other node for its files. */
static bool start_nodes(struct actual *actual, const struct actual_wanted *wanted)
{
	const struct list *nodes = &actual->server->nodes;

	for (size_t i = 0; i < nodes->count; i++) {
		const struct server *node = nodes->items[i];
		struct reading *reading = add_reading(actual);

		reading->session = node->sessions.items[0];
		if (!send_begin(reading))
			return false;
		for (size_t j = 0; j < wanted->outside.count; j++) {
			const struct kind *kind = wanted->outside.items[j];

			if (kind->home == HOME_FILE && !send_kind(reading, kind))
				return false;
		}
		if (!send_end(reading))
			return false;
	}
	return true;
}

struct state *actual_finish(struct actual *actual, const struct actual_wanted *wanted)
{
	const size_t count = wanted->databases.count;
	const struct session *first = actual->server->sessions.items[0];
	size_t taken = 0;

	actual->total = count + !wanted_database(wanted, first->database) +
			actual->server->nodes.count;
	actual->crowded = count > AT_ONCE;
	if (!resume_first(actual, wanted) || !start_nodes(actual, wanted))
		return NULL;
	for (size_t from = 0; from == 0 || from < count; from += AT_ONCE) {
		const size_t end = count - from < AT_ONCE ? count : from + AT_ONCE;

		if (!start_databases(actual, wanted, from, end) || !take_readings(actual, taken))
			return NULL;
		taken = actual->readings.count;
	}
	state_sort(actual->state);
	return server_interrupted(actual->server) ? NULL : actual->state;
}
