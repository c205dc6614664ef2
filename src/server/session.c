/* SPDX-License-Identifier: PostgreSQL
 *
 * What is done with one connection: send, wait, take the results, say what went wrong.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "server/server.h"

enum { POLL_MILLISECONDS = 200 };

bool server_interrupted(struct server *server)
{
	if (!server->options->interrupted || !*server->options->interrupted)
		return false;
	if (!server->stopped)
		diag_error(server->diags, no_place(), "interrupted");
	server->stopped = true;
	return true;
}

/* Asks the server to end the running statement. It answers on the session itself. */
static void cancel(const struct session *session)
{
	PGcancel *request = PQgetCancel(session->conn);
	char ignored[256];

	if (request)
		PQcancel(request, ignored, sizeof(ignored));
	PQfreeCancel(request);
}

/* Waits until there is something to read, or room to write what is not yet sent. */
static bool wait_for(struct session *session)
{
	struct pollfd descriptor = {.fd = PQsocket(session->conn), .events = POLLIN};
	const int unsent = PQflush(session->conn);

	if (unsent < 0 || descriptor.fd < 0)
		return false;
	if (unsent)
		descriptor.events |= POLLOUT;
	if (poll(&descriptor, 1, POLL_MILLISECONDS) < 0 && errno != EINTR)
		return false;
	return !(descriptor.revents & POLLIN) || PQconsumeInput(session->conn);
}

PGresult *session_result(struct session *session)
{
	bool cancelled = false;

	PQflush(session->conn);
	while (PQisBusy(session->conn)) {
		if (!cancelled && server_interrupted(session->server)) {
			cancel(session);
			cancelled = true;
		}
		if (!wait_for(session))
			break; /* PQgetResult() then gives the error */
	}
	return PQgetResult(session->conn);
}

/* The text without its last newlines. */
static const char *trimmed(struct arena *arena, const char *text)
{
	size_t length = strlen(text);

	while (length && text[length - 1] == '\n')
		length--;
	return arena_strndup(arena, text, length);
}

struct diag *session_error(struct session *session, const PGresult *result, const char *what)
{
	struct server *server = session->server;
	const char *message = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	struct diag *diag;

	if (!message)
		message = PQerrorMessage(session->conn);
	if (!*message)
		message = "the connection to the server was lost";
	diag = diag_error(server->diags, no_place(), "%s: %s", what,
			  trimmed(server->arena, message));
	if (!result)
		return diag;
	diag->sqlstate = arena_strdup(server->arena, PQresultErrorField(result, PG_DIAG_SQLSTATE));
	diag->detail =
		arena_strdup(server->arena, PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL));
	diag->hint = arena_strdup(server->arena, PQresultErrorField(result, PG_DIAG_MESSAGE_HINT));
	return diag;
}

PGresult *session_query(struct session *session, const char *sql)
{
	struct server *server = session->server;
	PGresult *last = NULL, *result;

	if (server_interrupted(server))
		return NULL;
	if (server->options->trace)
		server->options->trace(sql, server->options->context);
	if (!PQsendQuery(session->conn, sql)) {
		session_error(session, NULL, "cannot send a statement");
		return NULL;
	}
	while ((result = session_result(session))) {
		const ExecStatusType status = PQresultStatus(result);

		if (last && PQresultStatus(last) == PGRES_FATAL_ERROR) {
			PQclear(result);
			continue;
		}
		PQclear(last);
		last = result;
		if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
			break;
	}
	if (last &&
	    (PQresultStatus(last) == PGRES_TUPLES_OK || PQresultStatus(last) == PGRES_COMMAND_OK))
		return last;
	if (!server_interrupted(server))
		session_error(session, last, "the server refuses a statement")->statement =
			arena_strdup(server->arena, sql);
	PQclear(last);
	return NULL;
}

bool session_run(struct session *session, const char *sql)
{
	PGresult *result = session_query(session, sql);

	PQclear(result);
	return result != NULL;
}

void session_drop(struct session *session)
{
	PQfinish(session->conn);
	session->conn = NULL;
	session->database = "";
}
