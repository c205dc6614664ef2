/* SPDX-License-Identifier: PostgreSQL */
#include "actual/each.h"

/* So many questions are on their way at once. */
enum { CHUNK = 1000 };

static bool ask_chunk(const struct each *each, size_t first)
{
	const size_t rest = each->items->count - first;
	const size_t end = first + (rest < CHUNK ? rest : CHUNK);
	struct session *session = each->session;

	for (size_t i = first; i < end; i++)
		if (!each->send(session, each->items->items[i], each->context) ||
		    !PQpipelineSync(session->conn))
			return false;
	for (size_t i = first; i < end; i++) {
		PGresult *result = session_next(session);
		bool done;

		each->take(result, each->items->items[i], each->context);
		PQclear(result);
		result = session_next(session);
		done = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
		PQclear(result);
		if (!done)
			return false;
	}
	return true;
}

bool each_ask(const struct each *each)
{
	struct server *server = each->session->server;
	const size_t errors = server->diags->errors;
	bool done = true;

	if (PQenterPipelineMode(each->session->conn)) {
		for (size_t i = 0; done && i < each->items->count; i += CHUNK)
			done = ask_chunk(each, i);
		if (done && !server_interrupted(server) && PQexitPipelineMode(each->session->conn))
			return true;
	}
	if (!server_interrupted(server) && server->diags->errors == errors)
		session_error(each->session, NULL,
			      text_format(server->arena, "cannot ask %s", each->what));
	return false;
}
