/* SPDX-License-Identifier: PostgreSQL
 *
 * Opening the sessions of a run, and setting them up alike.
 */
#include "server/open.h"

#include <string.h>

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
	const char *identity = answer_text(result, "identity");

	if (strcmp(server->identity, identity) == 0)
		return true;
	diag_error(server->diags, no_place(),
		   "two connections of one run reached different servers")
		->detail = text_format(server->arena, "the first is %s, that to database %Q is %s",
				       server->identity, session->database, identity);
	return false;
}

/* Sets the session up, and finds out in the same round trip whom it speaks to. */
static bool send_setup(struct server *server, struct session *session)
{
	struct text sql = text_in(server->arena);

	if (!check_version(server, session))
		return false;
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if (PQserverVersion(session->conn) >= settings[i].since)
			text_addf(&sql, "%s; ", settings[i].sql);
	add_role(server, &sql);
	text_add(&sql, sql_facts);
	if (PQsendQuery(session->conn, sql.at))
		return true;
	session_error(session, NULL, "cannot set up a session");
	return false;
}

static bool take_setup(struct server *server, struct session *session)
{
	PGresult *result = session_answer(session);
	bool same = true;

	if (PQresultStatus(result) != PGRES_TUPLES_OK) {
		session_error(session, result, "cannot set up a session");
		PQclear(result);
		return false;
	}
	session->database = arena_strdup(server->arena, answer_text(result, "database"));
	session->read_only = answer_true(result, "read_only");
	if (server->identity)
		same = check_identity(server, session, result);
	else
		server_take_facts(server, session, result);
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

/* A session on a new connection, which it takes over. */
static struct session *session_on(struct server *server, PGconn *conn)
{
	struct session *session = arena_alloc(server->arena, sizeof(*session));

	session->server = server;
	session->database = "";
	session->conn = conn;
	arena_defer(server->arena, session_close, session);
	PQsetErrorVerbosity(conn, PQERRORS_DEFAULT);
	PQsetnonblocking(conn, 1);
	PQsetNoticeReceiver(conn, take_notice, server);
	return session;
}

void parameters_add_own(struct parameters *parameters, const struct server *server)
{
	parameters_set(parameters, "client_encoding", "UTF8");
	parameters_set(parameters, "application_name",
		       text_format(server->arena, "pgmob/%s", server->options->command));
}

/* A session on a connection that is there. */
static struct session *set_up(struct server *server, PGconn *conn)
{
	struct session *session = session_on(server, conn);

	return send_setup(server, session) && take_setup(server, session) ? session : NULL;
}

static struct session *open_session(struct server *server, struct parameters *parameters)
{
	PGconn *conn;

	parameters_add_own(parameters, server);
	conn = connect_with(server, parameters);
	return conn ? set_up(server, conn) : NULL;
}

static void free_parameters(void *data)
{
	PQconninfoFree(data);
}

bool server_begin(struct server *server, struct parameters *parameters, PGconn *conn)
{
	struct session *session = conn ? set_up(server, conn) : open_session(server, parameters);

	if (!session)
		return false;
	server->parameters = PQconninfo(session->conn);
	if (!server->parameters) {
		diag_error(server->diags, no_place(), "cannot connect: out of memory");
		return false;
	}
	arena_defer(server->arena, free_parameters, server->parameters);
	list_add(server->arena, &server->sessions, session);
	return true;
}

struct server *server_open(struct arena *arena, const struct server_options *options,
			   struct diags *diags)
{
	struct server *server = arena_alloc(arena, sizeof(*server));
	struct parameters parameters = {.expand = true};

	server->arena = arena;
	server->diags = diags;
	server->options = options;
	server->first = server;
	server_progress(server, "connecting", 0, 0);
	for (size_t i = 0; options->keywords[i]; i++)
		parameters_set(&parameters, options->keywords[i], options->values[i]);
	return server_begin(server, &parameters, NULL) ? server : NULL;
}

/* What is encrypted is not to fall back to less, as sslmode=prefer would do. */
static void keep_encryption(const struct server *server, struct parameters *parameters)
{
	static const char *const weak[] = {"disable", "allow", "prefer"};
	struct session *first = server->sessions.items[0];

	for (const PQconninfoOption *option = server->parameters; option->keyword; option++)
		for (size_t i = 0; i < sizeof(weak) / sizeof(*weak); i++)
			if (strcmp(option->keyword, "sslmode") == 0 && option->val &&
			    strcmp(option->val, weak[i]) == 0 && PQsslInUse(first->conn))
				parameters_set(parameters, "sslmode", "require");
	if (PQgssEncInUse(first->conn))
		parameters_set(parameters, "gssencmode", "require");
}

/* The parameters for a further connection: to the very server that the first one has reached. */
static bool pin(struct server *server, struct parameters *parameters, const char *database)
{
	struct session *first = server->sessions.items[0];

	if (PQstatus(first->conn) != CONNECTION_OK) {
		session_error(first, NULL, "cannot open another session");
		return false;
	}
	parameters_add(parameters, server->parameters);
	parameters_set(parameters, "service", NULL);
	parameters_set(parameters, "host", PQhost(first->conn));
	parameters_set(parameters, "hostaddr", PQhostaddr(first->conn));
	parameters_set(parameters, "port", PQport(first->conn));
	parameters_set(parameters, "password", PQpass(first->conn));
	parameters_set(parameters, "dbname", database);
	keep_encryption(server, parameters);
	return true;
}

struct session *server_session_apart(struct server *server, const char *database)
{
	struct parameters parameters = {0};

	return pin(server, &parameters, database) ? open_session(server, &parameters) : NULL;
}

struct session *server_session_again(struct server *server)
{
	struct parameters parameters = {.never_ask = true};

	return pin(server, &parameters, server->facts->database) ? open_session(server, &parameters)
								 : NULL;
}

static struct session *find_session(const struct server *server, const char *database)
{
	for (size_t i = 0; i < server->sessions.count; i++) {
		struct session *session = server->sessions.items[i];

		if (session->conn && strcmp(session->database, database) == 0)
			return session;
	}
	return NULL;
}

struct session *server_session(struct server *server, const char *database)
{
	struct session *session = find_session(server, database);

	if (session)
		return session;
	session = server_session_apart(server, database);
	if (session)
		list_add(server->arena, &server->sessions, session);
	return session;
}

bool server_sessions(struct server *server, const struct list *databases)
{
	struct parameters *parameters =
		arena_alloc(server->arena, databases->count * sizeof(*parameters));
	PGconn **conns = arena_alloc(server->arena, databases->count * sizeof(PGconn *));
	struct list opened = {0};
	size_t count = 0;

	for (size_t i = 0; i < databases->count; i++) {
		if (find_session(server, databases->items[i]))
			continue;
		if (!pin(server, &parameters[count], databases->items[i]))
			return false;
		parameters_add_own(&parameters[count++], server);
	}
	connect_all(server, parameters, count, conns);
	for (size_t i = 0; i < count; i++)
		if (conns[i])
			list_add(server->arena, &opened, session_on(server, conns[i]));
	for (size_t i = 0; i < opened.count; i++)
		if (!send_setup(server, opened.items[i]))
			return false;
	for (size_t i = 0; i < opened.count; i++) {
		if (!take_setup(server, opened.items[i]))
			return false;
		list_add(server->arena, &server->sessions, opened.items[i]);
	}
	return !server_interrupted(server);
}

void server_leave(struct server *server, const char *database)
{
	for (size_t i = 1; i < server->sessions.count; i++) {
		struct session *session = server->sessions.items[i];

		if (session->conn && strcmp(session->database, database) == 0)
			session_drop(session);
	}
}
