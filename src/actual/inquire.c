/* SPDX-License-Identifier: PostgreSQL
 *
 * Answers to inquiries.
 */
#include <string.h>

#include "actual/actual.h"
#include "actual/each.h"

static bool send(struct session *session, void *item, void *context)
{
	const struct inquiry *inquiry = item;

	(void)context;
	return session_send(session, inquiry->sql, inquiry->count, inquiry->values);
}

static void take_rows(struct inquiry *inquiry, const PGresult *result, struct arena *arena)
{
	for (int row = 0; row < PQntuples(result); row++) {
		const int count = PQnfields(result);
		const char **columns = arena_alloc(arena, (size_t)count * sizeof(*columns));

		for (int i = 0; i < count; i++)
			if (!PQgetisnull(result, row, i))
				columns[i] = arena_strdup(arena, PQgetvalue(result, row, i));
		list_add(arena, &inquiry->rows, columns);
	}
}

static void take(const PGresult *result, void *item, void *context)
{
	struct inquiries *inquiries = context;
	struct inquiry *inquiry = item;

	inquiry->answered = true;
	if (PQresultStatus(result) == PGRES_TUPLES_OK) {
		take_rows(inquiry, result, inquiries->arena);
		return;
	}
	inquiry->error =
		arena_strdup(inquiries->arena, PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
	inquiry->sqlstate =
		arena_strdup(inquiries->arena, PQresultErrorField(result, PG_DIAG_SQLSTATE));
	if (!inquiry->error)
		inquiry->error = "the server gave no answer";
}

/* Those that the node is asked. */
static struct list open_of(const struct inquiries *inquiries, const char *server)
{
	struct list open = {0};

	for (size_t i = 0; i < inquiries->open.count; i++) {
		const struct inquiry *inquiry = inquiries->open.items[i];

		if (server ? inquiry->server && strcmp(inquiry->server, server) == 0
			   : !inquiry->server)
			list_add(inquiries->arena, &open, inquiry);
	}
	return open;
}

static bool ask(struct server *server, const char *name, struct inquiries *inquiries)
{
	const struct list open = open_of(inquiries, name);
	const struct each each = {
		.session = server->sessions.items[0],
		.items = &open,
		.what = "what the files of the server mean",
		.send = send,
		.take = take,
		.context = inquiries,
	};

	return !open.count || each_ask(&each);
}

bool actual_inquire(struct server *server, struct inquiries *inquiries)
{
	bool done = ask(server, NULL, inquiries);

	for (size_t i = 0; done && i < server->nodes.count; i++) {
		struct server *node = server->nodes.items[i];

		done = ask(node, node->facts->server, inquiries);
	}
	inquiries->open = (struct list){0};
	return done;
}
