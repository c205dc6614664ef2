/* SPDX-License-Identifier: PostgreSQL
 *
 * The sessions of a run, and the facts of the server.
 */
#include "server/server.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "server/connect.h"
#include "sql.h"

enum { LEAST_VERSION = 130000 };

/* What every session is set to: nothing in the surroundings may change what a statement means, what
 * an answer looks like, or how long a session lives. The first one is for this very transaction: a
 * standby refuses to be serializable. default_transaction_read_only is left as it is: who sets it
 * wants no changes. */
static const struct {
	int since;
	const char *sql;
} settings[] = {
	{0, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, NOT DEFERRABLE"},
	{0, "SET default_transaction_isolation = 'read committed'"},
	{0, "SET default_transaction_deferrable = off"},
	{0, "SET search_path = ''"},
	{0, "SET timezone = 'UTC'"},
	{0, "SET datestyle = 'ISO'"},
	{0, "SET intervalstyle = 'postgres'"},
	{0, "SET standard_conforming_strings = on"},
	{0, "SET backslash_quote = 'safe_encoding'"},
	{0, "SET array_nulls = on"},
	{0, "SET transform_null_equals = off"},
	{0, "SET quote_all_identifiers = off"},
	{0, "SET bytea_output = 'hex'"},
	{0, "SET extra_float_digits = 3"},
	{0, "SET client_min_messages = 'warning'"},
	{0, "SET exit_on_error = off"},
	{0, "SET jit = off"},
	{0, "SET statement_timeout = 0"},
	{0, "SET lock_timeout = 0"},
	{0, "SET idle_in_transaction_session_timeout = 0"},
	{140000, "SET idle_session_timeout = 0"},
	{160000, "SET createrole_self_grant = ''"},
	{170000, "SET transaction_timeout = 0"},
};

static const char *text_at(const PGresult *result, const char *column)
{
	const int number = PQfnumber(result, column);

	return number < 0 || PQgetisnull(result, 0, number) ? NULL : PQgetvalue(result, 0, number);
}

static bool true_at(const PGresult *result, const char *column)
{
	const char *text = text_at(result, column);

	return text && *text == 't';
}

static const char *server_name(struct arena *arena, PGconn *conn)
{
	const char *host = PQhost(conn);

	return text_format(arena, "%s:%s", *host ? host : "local", PQport(conn));
}

static struct facts *read_facts(struct server *server, struct session *session,
				const PGresult *result)
{
	struct arena *arena = server->arena;
	struct facts *facts = arena_alloc(arena, sizeof(*facts));
	const char *iterations = text_at(result, "scram_iterations");
	const char *version = PQparameterStatus(session->conn, "server_version");

	facts->version = PQserverVersion(session->conn);
	facts->version_text = arena_strndup(arena, version, strcspn(version, " "));
	facts->system_identifier = arena_strdup(arena, text_at(result, "system_identifier"));
	facts->server = server_name(arena, session->conn);
	facts->user = arena_strdup(arena, text_at(result, "user"));
	facts->session_user = arena_strdup(arena, text_at(result, "session_user"));
	facts->bootstrap = arena_strdup(arena, text_at(result, "bootstrap"));
	facts->database = arena_strdup(arena, text_at(result, "database"));
	facts->superuser = true_at(result, "superuser");
	facts->reads_passwords = true_at(result, "reads_passwords");
	facts->standby = true_at(result, "standby");
	facts->scram_iterations = iterations ? atoi(iterations) : 0;
	return facts;
}

static void free_json(void *data)
{
	json_object_put(data);
}

enum server_database server_has(const struct server *server, const char *database)
{
	struct json_object *open;

	if (!json_object_object_get_ex(server->databases, database, &open))
		return DATABASE_MISSING;
	return json_object_get_boolean(open) ? DATABASE_OPEN : DATABASE_CLOSED;
}

static void take_databases(struct server *server, const PGresult *result)
{
	server->databases = json_tokener_parse(text_at(result, "databases"));
	arena_defer(server->arena, free_json, server->databases);
}

bool server_refresh(struct server *server)
{
	PGresult *result = session_query(server->sessions.items[0], sql_facts);

	if (result)
		take_databases(server, result);
	PQclear(result);
	return result != NULL;
}

static bool check_version(struct server *server, const struct session *session)
{
	if (PQserverVersion(session->conn) >= LEAST_VERSION)
		return true;
	diag_error(server->diags, no_place(),
		   "the server is PostgreSQL %s; pgmob needs 13 or later",
		   PQparameterStatus(session->conn, "server_version"));
	return false;
}

/* The role of all sessions is the first one's: a database may have settings of its own for it. */
static void add_role(const struct server *server, struct text *sql)
{
	const struct facts *facts = server->facts;

	if (server->options->role)
		text_addf(sql, "SET ROLE %I; ", server->options->role);
	else if (facts && strcmp(facts->user, facts->session_user) != 0)
		text_addf(sql, "SET ROLE %I; ", facts->user);
	else if (facts)
		text_add(sql, "SET ROLE NONE; ");
}

/* Whether this session reached the server that the first one is connected to. */
static bool check_identity(struct server *server, const struct session *session,
			   const PGresult *result)
{
	const char *identity = text_at(result, "identity");

	if (strcmp(server->identity, identity) == 0)
		return true;
	diag_error(server->diags, no_place(),
		   "two connections of one run reached different servers")
		->detail = text_format(server->arena, "the first is %s, that to database %Q is %s",
				       server->identity, session->database, identity);
	return false;
}

/* Sets the session up, and finds out in the same round trip whom it speaks to. */
static bool prepare(struct server *server, struct session *session)
{
	struct text sql = text_in(server->arena);
	PGresult *result;
	bool same = true;

	if (!check_version(server, session))
		return false;
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if (PQserverVersion(session->conn) >= settings[i].since)
			text_addf(&sql, "%s; ", settings[i].sql);
	add_role(server, &sql);
	text_add(&sql, sql_facts);
	result = session_ask(session, sql.at);
	if (PQresultStatus(result) != PGRES_TUPLES_OK) {
		session_error(session, result, "cannot set up a session");
		PQclear(result);
		return false;
	}
	session->database = arena_strdup(server->arena, text_at(result, "database"));
	session->read_only = true_at(result, "read_only");
	if (server->identity) {
		same = check_identity(server, session, result);
	} else {
		server->identity = arena_strdup(server->arena, text_at(result, "identity"));
		server->facts = read_facts(server, session, result);
		take_databases(server, result);
	}
	PQclear(result);
	return same;
}

/* Warnings of the server become warnings of the run. */
static void take_notice(void *context, const PGresult *result)
{
	struct server *server = context;
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	struct diag *diag;

	if (!message)
		return;
	diag = diag_warning(server->diags, no_place(), "the server says: %s", message);
	diag->detail =
		arena_strdup(server->arena, PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL));
	diag->hint = arena_strdup(server->arena, PQresultErrorField(result, PG_DIAG_MESSAGE_HINT));
}

static void session_close(void *data)
{
	PQfinish(((struct session *)data)->conn);
}

static struct session *open_session(struct server *server, struct parameters *parameters)
{
	struct session *session = arena_alloc(server->arena, sizeof(*session));

	parameters_set(parameters, "client_encoding", "UTF8");
	parameters_set(parameters, "application_name",
		       text_format(server->arena, "pgmob/%s", server->options->command));
	session->server = server;
	session->database = "";
	session->conn = connect_with(server, parameters);
	if (!session->conn)
		return NULL;
	arena_defer(server->arena, session_close, session);
	PQsetnonblocking(session->conn, 1);
	PQsetNoticeReceiver(session->conn, take_notice, server);
	return prepare(server, session) ? session : NULL;
}

static void free_parameters(void *data)
{
	PQconninfoFree(data);
}

struct server *server_open(struct arena *arena, const struct server_options *options,
			   struct diags *diags)
{
	struct server *server = arena_alloc(arena, sizeof(*server));
	struct parameters parameters = {.expand = true};
	struct session *session;

	server->arena = arena;
	server->diags = diags;
	server->options = options;
	server_progress(server, "connecting", 0, 0);
	for (size_t i = 0; options->keywords[i]; i++)
		parameters_set(&parameters, options->keywords[i], options->values[i]);
	session = open_session(server, &parameters);
	if (!session)
		return NULL;
	server->parameters = PQconninfo(session->conn);
	if (!server->parameters) {
		diag_error(diags, no_place(), "cannot connect: out of memory");
		return NULL;
	}
	arena_defer(arena, free_parameters, server->parameters);
	list_add(arena, &server->sessions, session);
	return server;
}

struct session *server_session_apart(struct server *server, const char *database)
{
	struct session *first = server->sessions.items[0];
	struct parameters parameters = {0};

	if (PQstatus(first->conn) != CONNECTION_OK) {
		session_error(first, NULL, "cannot open another session");
		return NULL;
	}
	parameters_add(&parameters, server->parameters);
	parameters_set(&parameters, "service", NULL);
	parameters_set(&parameters, "host", PQhost(first->conn));
	parameters_set(&parameters, "hostaddr", PQhostaddr(first->conn));
	parameters_set(&parameters, "port", PQport(first->conn));
	parameters_set(&parameters, "password", PQpass(first->conn));
	parameters_set(&parameters, "dbname", database);
	return open_session(server, &parameters);
}

struct session *server_session(struct server *server, const char *database)
{
	struct session *session;

	for (size_t i = 0; i < server->sessions.count; i++) {
		session = server->sessions.items[i];
		if (strcmp(session->database, database) == 0)
			return session;
	}
	session = server_session_apart(server, database);
	if (session)
		list_add(server->arena, &server->sessions, session);
	return session;
}

void server_leave(struct server *server, const char *database)
{
	for (size_t i = 1; i < server->sessions.count; i++) {
		struct session *session = server->sessions.items[i];

		if (strcmp(session->database, database) == 0)
			session_drop(session);
	}
}

const char *server_read_only(const struct server *server)
{
	for (size_t i = 0; i < server->sessions.count; i++) {
		const struct session *session = server->sessions.items[i];

		if (session->read_only)
			return session->database;
	}
	return NULL;
}

void server_progress(struct server *server, const char *what, size_t done, size_t total)
{
	server->step.what = what;
	server->step.done = done;
	server->step.total = total;
	server_tick(server);
}

void server_tick(const struct server *server)
{
	const struct server_options *options = server->options;

	if (options->progress && server->step.what)
		options->progress(server->step.what, server->step.done, server->step.total,
				  options->context);
}

void server_trace(const struct server *server, const char *sql)
{
	if (server->options->trace)
		server->options->trace(sql, server->options->context);
}
