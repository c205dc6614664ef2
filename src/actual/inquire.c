/* SPDX-License-Identifier: PostgreSQL
 *
 * Questions that follow from what was read: each round is one pipeline, in which every question is
 * a transaction of its own, since one that fails is answered too.
 */
#include "actual/actual.h"
#include "kinds/kinds.h"

/* So many questions are on their way at once: neither side may wait for the other to read. */
enum { CHUNK = 1000 };

/* The server that pgmob is connected to is the only node. */
static struct session *session_of(struct server *server, const char *node)
{
	(void)node;
	return server->sessions.items[0];
}

static void take_rows(struct inquiry *inquiry, struct arena *arena, const PGresult *result)
{
	const int columns = PQnfields(result);

	for (int row = 0; row < PQntuples(result); row++) {
		const char **values = arena_alloc(arena, (size_t)columns * sizeof(*values));

		for (int i = 0; i < columns; i++)
			if (!PQgetisnull(result, row, i))
				values[i] = arena_strdup(arena, PQgetvalue(result, row, i));
		list_add(arena, &inquiry->rows, values);
	}
}

static bool take_answer(struct session *session, struct inquiry *inquiry, struct arena *arena)
{
	PGresult *result = session_next(session);
	PGresult *sync = session_next(session);
	const bool done = result && PQresultStatus(sync) == PGRES_PIPELINE_SYNC;

	if (done && PQresultStatus(result) == PGRES_TUPLES_OK) {
		take_rows(inquiry, arena, result);
	} else if (done) {
		inquiry->error =
			arena_strdup(arena, PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
		inquiry->sqlstate =
			arena_strdup(arena, PQresultErrorField(result, PG_DIAG_SQLSTATE));
	}
	inquiry->answered = done;
	PQclear(result);
	PQclear(sync);
	return done;
}

static bool ask_chunk(struct session *session, const struct list *open, size_t first, size_t end,
		      struct arena *arena)
{
	for (size_t i = first; i < end; i++) {
		const struct inquiry *inquiry = open->items[i];

		if (!session_send(session, inquiry->sql, inquiry->count, inquiry->values) ||
		    !PQpipelineSync(session->conn))
			return false;
	}
	for (size_t i = first; i < end; i++)
		if (!take_answer(session, open->items[i], arena))
			return false;
	return true;
}

/* Where the next question is for another node, or too many are on their way. */
static size_t end_of_chunk(const struct list *open, size_t first, struct server *server)
{
	const struct inquiry *inquiry = open->items[first];
	const struct session *session = session_of(server, inquiry->node);
	size_t end = first;

	while (end < open->count && end - first < CHUNK) {
		const struct inquiry *next = open->items[end];

		if (session_of(server, next->node) != session)
			break;
		end++;
	}
	return end;
}

static bool ask_some(struct server *server, const struct list *open, size_t first, size_t end,
		     struct arena *arena)
{
	const struct inquiry *inquiry = open->items[first];
	struct session *session = session_of(server, inquiry->node);
	const size_t errors = server->diags->errors;

	if (!session)
		return false;
	if (PQenterPipelineMode(session->conn) && ask_chunk(session, open, first, end, arena) &&
	    !server_interrupted(server) && PQexitPipelineMode(session->conn))
		return true;
	if (!server_interrupted(server) && server->diags->errors == errors)
		session_error(session, NULL, "cannot ask the server");
	return false;
}

bool actual_inquire(struct server *server, struct arena *arena,
		    void (*put)(void *context, struct inquiries *inquiries), void *context)
{
	struct inquiries inquiries = inquiries_in(arena);

	for (;;) {
		const struct list *open = &inquiries.open;
		size_t end;

		inquiries.open.count = 0;
		put(context, &inquiries);
		if (!open->count)
			return true;
		for (size_t i = 0; i < open->count; i = end) {
			end = end_of_chunk(open, i, server);
			if (!ask_some(server, open, i, end, arena))
				return false;
		}
	}
}

/* What all kinds ask, with the states that they look at. */
struct asking {
	struct state *desired, *actual;
};

static void put_of_kinds(void *context, struct inquiries *inquiries)
{
	const struct asking *asking = context;

	for (const struct kind *const *kind = kinds_all; *kind; kind++)
		if ((*kind)->inquire)
			(*kind)->inquire(asking->desired, asking->actual, inquiries);
}

bool actual_inquire_kinds(struct server *server, struct state *desired, struct state *actual)
{
	struct asking asking = {desired, actual};

	return actual_inquire(server, actual->arena, put_of_kinds, &asking);
}
