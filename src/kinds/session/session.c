/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/session/session.h"

#include <string.h>

#include "sql.h"

static const struct field fields[] = {
	{.name = "user",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct sessions, user)},
	{.name = "database",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct sessions, database)},
	{.name = "address",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct sessions, address)},
	{.name = "host",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct sessions, host)},
	{.name = "encryption",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct sessions, encryption)},
	{.name = "walsender",
	 .type = FIELD_BOOL,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct sessions, walsender)},
	{.name = "own",
	 .type = FIELD_BOOL,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct sessions, own)},
	{.name = "seen",
	 .type = FIELD_BOOL,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct sessions, seen)},
	{.name = "count",
	 .type = FIELD_INT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct sessions, count)},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_session}, {.sql = NULL}};

const struct kind session_kind = {
	.name = "session",
	.plural = "sessions",
	.doc = "who is connected, and how",
	.size = sizeof(struct sessions),
	.home = HOME_FILE,
	.unlisted = UNLISTED_PART,
	.fields = fields,
	.queries = queries,
};

struct auth_client sessions_client(const struct sessions *sessions)
{
	struct auth_client client = {
		.user = sessions->user,
		.database = *sessions->database ? sessions->database : NULL,
		.replication = !*sessions->database,
		.host = *sessions->host ? sessions->host : NULL,
	};

	if (auth_address_read(&client.address, sessions->address))
		client.transport = strcmp(sessions->encryption, "ssl") == 0   ? AUTH_TLS
				   : strcmp(sessions->encryption, "gss") == 0 ? AUTH_GSSENC
									      : AUTH_TCP;
	return client;
}
