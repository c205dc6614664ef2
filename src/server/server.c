/* SPDX-License-Identifier: PostgreSQL
 *
 * Connecting, and the facts of the server.
 */
#include "server/server.h"

#include <errno.h>
#include <json-c/json.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sql.h"

enum { MOST_PARAMETERS = 64, LEAST_VERSION = 130000, SECOND = 1000 };

/* What every session is set to: nothing in the surroundings may change what a statement means. */
static const char *const session_settings =
	"SET search_path = ''; SET timezone = 'UTC'; SET datestyle = 'ISO'; "
	"SET intervalstyle = 'postgres'; SET standard_conforming_strings = on; "
	"SET bytea_output = 'hex'; SET extra_float_digits = 3; "
	"SET client_min_messages = 'warning'; SET statement_timeout = 0; ";

struct parameters {
	const char *keywords[MOST_PARAMETERS];
	const char *values[MOST_PARAMETERS];
	size_t count;
	bool expand; /* dbname may be a conninfo string or URI */
};

static void set_parameter(struct parameters *parameters, const char *keyword, const char *value)
{
	for (size_t i = 0; i < parameters->count; i++) {
		if (strcmp(parameters->keywords[i], keyword) == 0) {
			parameters->values[i] = value;
			return;
		}
	}
	if (parameters->count + 1 < MOST_PARAMETERS) {
		parameters->keywords[parameters->count] = keyword;
		parameters->values[parameters->count++] = value;
	}
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (long long)time.tv_sec * SECOND + time.tv_nsec / 1000000;
}

/* Waits until the connection can go on. */
static bool wait_connection(PGconn *conn, PostgresPollingStatusType wanted)
{
	struct pollfd descriptor = {
		.fd = PQsocket(conn),
		.events = wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT,
	};

	return poll(&descriptor, 1, SECOND / 5) >= 0 || errno == EINTR;
}

/* Connects within the time limit, and lets an interruption through. */
static PGconn *connect_within(struct server *server, const struct parameters *parameters,
			      bool *late)
{
	const int timeout = server->options->connect_timeout;
	const long long end = timeout ? now() + (long long)timeout * SECOND : 0;
	PGconn *conn =
		PQconnectStartParams(parameters->keywords, parameters->values, parameters->expand);
	PostgresPollingStatusType wanted = PGRES_POLLING_WRITING;

	*late = false;
	while (conn && PQstatus(conn) != CONNECTION_BAD) {
		if (wanted == PGRES_POLLING_OK || wanted == PGRES_POLLING_FAILED)
			break;
		if ((end && now() >= end) || server_interrupted(server)) {
			*late = true;
			break;
		}
		if (!wait_connection(conn, wanted))
			break;
		wanted = PQconnectPoll(conn);
	}
	return conn;
}

static void report_connection(struct server *server, PGconn *conn, bool late)
{
	const char *message = conn ? PQerrorMessage(conn) : "out of memory";
	size_t length = strlen(message);
	struct diag *diag;

	if (server->stopped)
		return;
	while (length && message[length - 1] == '\n')
		length--;
	if (late)
		diag = diag_error(server->diags, no_place(),
				  "cannot connect: no answer within %d s",
				  server->options->connect_timeout);
	else
		diag = diag_error(server->diags, no_place(), "cannot connect: %s",
				  arena_strndup(server->arena, message, length));
	if (!late)
		diag->hint = PQconnectionNeedsPassword(conn)
				     ? "give the password with -W, PGPASSWORD or a password file"
				     : NULL;
}

static void session_close(void *data)
{
	PQfinish(((struct session *)data)->conn);
}

static void free_text(void *data)
{
	char *text = data;

	for (char *at = text; *at; at++)
		*(volatile char *)at = '\0';
	free(text);
}

/* Asks once, where a password is wanted and somebody can be asked. */
static const char *ask(struct server *server, const char *user)
{
	const struct server_options *options = server->options;
	char *password;

	if (!options->ask_password || options->never_ask)
		return NULL;
	password = options->ask_password(user, options->context);
	if (password)
		arena_defer(server->arena, free_text, password);
	return password;
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

static struct session *open_session(struct server *server, struct parameters *parameters)
{
	struct session *session = arena_alloc(server->arena, sizeof(*session));
	const char *password = NULL;
	bool late;

	if (server->options->always_ask && !server->sessions.count) {
		password = ask(server, NULL);
		set_parameter(parameters, "password", password);
	}
	session->server = server;
	session->conn = connect_within(server, parameters, &late);
	if (!late && PQstatus(session->conn) == CONNECTION_BAD && !password &&
	    PQconnectionNeedsPassword(session->conn)) {
		password = ask(server, PQuser(session->conn));
		if (password) {
			PQfinish(session->conn);
			set_parameter(parameters, "password", password);
			session->conn = connect_within(server, parameters, &late);
		}
	}
	arena_defer(server->arena, session_close, session);
	if (late || PQstatus(session->conn) != CONNECTION_OK) {
		report_connection(server, session->conn, late);
		return NULL;
	}
	PQsetnonblocking(session->conn, 1);
	PQsetNoticeReceiver(session->conn, take_notice, server);
	return session;
}

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

static struct facts *read_facts(struct server *server, struct session *session,
				const PGresult *result)
{
	struct arena *arena = server->arena;
	struct facts *facts = arena_alloc(arena, sizeof(*facts));
	const char *host = PQhost(session->conn), *port = PQport(session->conn);
	const char *iterations = text_at(result, "scram_iterations");

	facts->version = PQserverVersion(session->conn);
	facts->version_text =
		arena_strndup(arena, PQparameterStatus(session->conn, "server_version"),
			      strcspn(PQparameterStatus(session->conn, "server_version"), " "));
	facts->system_identifier = arena_strdup(arena, text_at(result, "system_identifier"));
	facts->server = text_format(arena, "%s:%s", host && *host ? host : "local", port);
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

/* Sets the session up, and finds out in the same round trip whom it speaks to. */
static bool prepare(struct server *server, struct session *session)
{
	struct text sql = text_in(server->arena);
	const char *identity;
	PGresult *result;

	if (PQserverVersion(session->conn) < LEAST_VERSION) {
		diag_error(server->diags, no_place(),
			   "the server is PostgreSQL %s; pgmob needs 13 or later",
			   PQparameterStatus(session->conn, "server_version"));
		return false;
	}
	text_add(&sql, session_settings);
	if (server->options->role)
		text_addf(&sql, "SET ROLE %I; ", server->options->role);
	text_add(&sql, sql_facts);
	result = session_query(session, sql.at);
	if (!result)
		return false;
	identity = text_at(result, "identity");
	session->database = arena_strdup(server->arena, text_at(result, "database"));
	if (!server->identity) {
		server->identity = arena_strdup(server->arena, identity);
		server->facts = read_facts(server, session, result);
		take_databases(server, result);
	} else if (strcmp(server->identity, identity) != 0) {
		diag_error(server->diags, no_place(),
			   "two connections of one run reached different servers")
			->detail = text_format(server->arena,
					       "the first is %s, that to database "
					       "%Q is %s",
					       server->identity, session->database, identity);
		PQclear(result);
		return false;
	}
	PQclear(result);
	return true;
}

static void add_common(const struct server *server, struct parameters *parameters)
{
	set_parameter(parameters, "client_encoding", "UTF8");
	set_parameter(parameters, "application_name",
		      text_format(server->arena, "pgmob/%s", server->options->command));
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
	for (size_t i = 0; options->keywords[i]; i++)
		if (options->values[i])
			set_parameter(&parameters, options->keywords[i], options->values[i]);
	add_common(server, &parameters);
	session = open_session(server, &parameters);
	if (!session || !prepare(server, session))
		return NULL;
	server->parameters = PQconninfo(session->conn);
	arena_defer(arena, free_parameters, server->parameters);
	list_add(arena, &server->sessions, session);
	return server;
}

struct session *server_session_apart(struct server *server, const char *database)
{
	struct session *first = server->sessions.items[0];
	struct parameters parameters = {0};
	struct session *session;

	for (const PQconninfoOption *option = server->parameters; option->keyword; option++)
		if (option->val && *option->val && strcmp(option->keyword, "service") != 0)
			set_parameter(&parameters, option->keyword, option->val);
	set_parameter(&parameters, "host", PQhost(first->conn));
	if (PQhostaddr(first->conn) && *PQhostaddr(first->conn))
		set_parameter(&parameters, "hostaddr", PQhostaddr(first->conn));
	set_parameter(&parameters, "port", PQport(first->conn));
	set_parameter(&parameters, "password", PQpass(first->conn));
	set_parameter(&parameters, "dbname", database);
	add_common(server, &parameters);
	session = open_session(server, &parameters);
	return session && prepare(server, session) ? session : NULL;
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
