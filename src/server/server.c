/* SPDX-License-Identifier: PostgreSQL
 *
 * The facts of the server, and what is said of its work.
 */
#include "server/server.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "model/privilege.h"
#include "server/open.h"
#include "sql.h"

const char *answer_text(const PGresult *result, const char *column)
{
	const int number = PQfnumber(result, column);

	return number < 0 || PQgetisnull(result, 0, number) ? NULL : PQgetvalue(result, 0, number);
}

bool answer_true(const PGresult *result, const char *column)
{
	const char *text = answer_text(result, column);

	return text && *text == 't';
}

const char *server_name(struct arena *arena, const char *host, const char *port)
{
	return text_format(arena, strchr(host, ':') ? "[%s]:%s" : "%s:%s", *host ? host : "local",
			   port);
}

static struct facts *facts_of(struct server *server, struct session *session,
			      const PGresult *result)
{
	struct arena *arena = server->arena;
	struct facts *facts = arena_alloc(arena, sizeof(*facts));
	const char *iterations = answer_text(result, "scram_iterations");
	const char *version = PQparameterStatus(session->conn, "server_version");

	facts->version = PQserverVersion(session->conn);
	facts->version_text = arena_strndup(arena, version, strcspn(version, " "));
	facts->system_identifier = arena_strdup(arena, answer_text(result, "system_identifier"));
	facts->server = server_name(arena, PQhost(session->conn), PQport(session->conn));
	facts->user = arena_strdup(arena, answer_text(result, "user"));
	facts->session_user = arena_strdup(arena, answer_text(result, "session_user"));
	facts->bootstrap = arena_strdup(arena, answer_text(result, "bootstrap"));
	facts->database = arena_strdup(arena, answer_text(result, "database"));
	facts->superuser = answer_true(result, "superuser");
	facts->reads_passwords = answer_true(result, "reads_passwords");
	facts->used_password = PQconnectionUsedPassword(session->conn);
	facts->has_password = *PQpass(session->conn) != '\0';
	facts->standby = answer_true(result, "standby");
	facts->locks = answer_text(result, "locks") ? strtol(answer_text(result, "locks"), NULL, 10)
						    : 0;
	facts->scram_iterations = iterations ? (int)strtol(iterations, NULL, 10) : 0;
	return facts;
}

static void free_json(void *data)
{
	json_object_put(data);
}

bool server_ask_settable(struct server *server)
{
	const bool lists = server->facts->version >= securable_of('p')->since;
	struct map *settable;
	PGresult *result;

	if (server->facts->superuser || server->facts->settable)
		return true;
	result =
		session_query(server->sessions.items[0], lists ? sql_settable : sql_settable_pre15);
	settable = arena_alloc(server->arena, sizeof(*settable));
	*settable = map_in(server->arena);
	for (int i = 0; result && i < PQntuples(result); i++)
		map_set(settable, arena_strdup(server->arena, PQgetvalue(result, i, 0)), server);
	server->facts->settable = settable;
	PQclear(result);
	return result != NULL;
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
	server->databases = json_tokener_parse(answer_text(result, "databases"));
	arena_defer(server->arena, free_json, server->databases);
}

void server_take_facts(struct server *server, struct session *session, const PGresult *result)
{
	server->identity = arena_strdup(server->arena, answer_text(result, "identity"));
	server->facts = facts_of(server, session, result);
	take_databases(server, result);
}

bool server_refresh(struct server *server)
{
	PGresult *result = session_query(server->sessions.items[0], sql_facts);

	if (result)
		take_databases(server, result);
	PQclear(result);
	return result != NULL;
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
	struct server *first = server->first;

	first->step.what = what;
	first->step.done = done;
	first->step.total = total;
	server_tick(first);
}

void server_tick(const struct server *server)
{
	const struct server_options *options = server->options;
	const struct server *first = server->first;

	if (options->progress && first->step.what)
		options->progress(first->step.what, first->step.done, first->step.total,
				  options->context);
}

void server_trace(const struct server *server, const char *sql)
{
	if (server->options->trace)
		server->options->trace(sql, server->options->context);
}
