/* SPDX-License-Identifier: PostgreSQL
 *
 * What is done with one connection: send, wait, take the results, say what went wrong.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "server/server.h"

enum { TICK = 200 };

bool server_interrupted(struct server *server)
{
	if (!server->options->interrupted || !*server->options->interrupted)
		return false;
	if (!server->first->stopped)
		diag_error(server->diags, no_place(), "interrupted");
	server->first->stopped = true;
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
	if (poll(&descriptor, 1, TICK) < 0 && errno != EINTR)
		return false;
	server_tick(session->server);
	return !(descriptor.revents & ~POLLOUT) || PQconsumeInput(session->conn);
}

PGresult *session_result(struct session *session)
{
	bool cancelled = false;

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

PGresult *session_result_patiently(struct session *session)
{
	const volatile sig_atomic_t *signals = session->server->options->interrupted;
	const sig_atomic_t before = signals ? *signals : 0;
	bool cancelled = false;

	while (PQisBusy(session->conn)) {
		if (!cancelled && signals && *signals != before) {
			cancel(session);
			cancelled = true;
		}
		if (!wait_for(session))
			break;
	}
	return PQgetResult(session->conn);
}

PGresult *session_next(struct session *session)
{
	PGresult *result = session_result(session);

	if (result && PQresultStatus(result) != PGRES_PIPELINE_SYNC)
		PQclear(session_result(session));
	return result;
}

bool session_is_alive(struct session *session)
{
	struct pollfd descriptor = {.fd = PQsocket(session->conn), .events = POLLIN};

	/* the last words of the server come before the end of the connection */
	while (PQstatus(session->conn) == CONNECTION_OK && poll(&descriptor, 1, 0) > 0)
		if (!PQconsumeInput(session->conn))
			return false;
	return PQstatus(session->conn) == CONNECTION_OK;
}

/* The text up to the end of its first line. */
static const char *first_line(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strcspn(text, "\n"));
}

struct diag *session_error(struct session *session, const PGresult *result, const char *what)
{
	struct server *server = session->server;
	const char *message = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	struct diag *diag;

	/* an error that libpq itself has found has no fields */
	if (!message && result)
		message = first_line(server->arena, PQresultErrorMessage(result));
	if (!message || !*message)
		message = first_line(server->arena, PQerrorMessage(session->conn));
	if (!*message)
		message = "the connection to the server was lost";
	diag = diag_error(server->diags, no_place(), "%s: %s", what, message);
	if (!result)
		return diag;
	diag->sqlstate = arena_strdup(server->arena, PQresultErrorField(result, PG_DIAG_SQLSTATE));
	diag->detail =
		arena_strdup(server->arena, PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL));
	diag->hint = arena_strdup(server->arena, PQresultErrorField(result, PG_DIAG_MESSAGE_HINT));
	return diag;
}

bool session_send(struct session *session, const char *sql, int count, const char *const *values)
{
	if (PQsendQueryParams(session->conn, sql, count, NULL, values, NULL, NULL, 0))
		return true;
	session_error(session, NULL, "cannot send a query");
	return false;
}

static bool is_error(const PGresult *result)
{
	return result && PQresultStatus(result) != PGRES_TUPLES_OK &&
	       PQresultStatus(result) != PGRES_COMMAND_OK;
}

PGresult *session_answer(struct session *session)
{
	PGresult *kept = NULL, *result;

	while ((result = session_result(session))) {
		const ExecStatusType status = PQresultStatus(result);

		if (is_error(kept)) {
			PQclear(result);
		} else {
			PQclear(kept);
			kept = result;
		}
		if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
			break; /* no statement of ours does this */
	}
	return kept;
}

PGresult *session_ask(struct session *session, const char *sql)
{
	return PQsendQuery(session->conn, sql) ? session_answer(session) : NULL;
}

PGresult *session_query(struct session *session, const char *sql)
{
	PGresult *result;

	if (server_interrupted(session->server))
		return NULL;
	result = session_ask(session, sql);
	if (result && !is_error(result))
		return result;
	if (!server_interrupted(session->server))
		session_error(session, result, "a statement failed")->statement =
			arena_strdup(session->server->arena, sql);
	PQclear(result);
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
}
