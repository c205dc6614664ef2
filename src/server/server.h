/* SPDX-License-Identifier: PostgreSQL
 *
 * The connections of a run: one session a database, all to the same server.
 *
 * The other nodes of the cluster, of which the run writes the files, are servers of their own.
 *
 * The first connection is made as psql makes it. Its host, address and port are then pinned for all
 * others, and the system identifier, the start time and the role (primary or standby) of each are
 * compared with the first one's, so that a name with several addresses cannot mix two servers.
 */
#ifndef PGMOB_SERVER_SERVER_H
#define PGMOB_SERVER_SERVER_H

#include <libpq-fe.h>
#include <signal.h>

#include "base/diag.h"
#include "model/state.h"

struct server_options {
	const char *const *keywords; /* as PQconnectdbParams() takes them, dbname expanded */
	const char *const *values;
	const char *role;    /* for SET ROLE, or NULL */
	const char *command; /* for application_name */
	int connect_timeout; /* seconds for each host; 0: none; less: as the parameters say, or 10
			      */
	bool never_ask;      /* -w */
	bool always_ask;     /* -W */

	/* Asks a person for the password; NULL where nobody is there. The answer is malloc()ed. */
	char *(*ask_password)(const char *user, void *context);
	void *context;

	/* Set by a signal handler: the running statement is cancelled. May be NULL. */
	const volatile sig_atomic_t *interrupted;

	/* Told each statement that changes something, before it is sent. May be NULL. */
	void (*trace)(const char *sql, void *context);

	/* Told what is going on, again and again while it does. May be NULL. */
	void (*progress)(const char *what, size_t done, size_t total, void *context);
};

struct json_object;

struct server {
	struct arena *arena;
	struct diags *diags;
	const struct server_options *options;
	struct server *first; /* of another node: that which the run is connected to; else itself */
	struct list nodes;    /* of that one: the other nodes, each a struct server */
	struct facts *facts;
	struct list sessions;          /* of struct session; the first is the first connection */
	struct json_object *databases; /* the name of each, and whether it can be connected to */
	const char *identity;          /* what all sessions must have in common */
	PQconninfoOption *parameters;  /* of the first connection, pinned */
	const char *password;          /* of the first server: what a person was asked for */
	bool stopped;                  /* of the first server: interrupted, and said so */
	struct {
		const char *what;
		size_t done, total; /* total is 0 where nobody knows */
	} step;                     /* of the first server: for progress */
};

struct session {
	struct server *server;
	PGconn *conn; /* NULL once it is dropped */
	const char *database;
	bool read_only; /* default_transaction_read_only is on */
};

/* Connects, and reads the facts of the server. NULL and an error where that fails. Everything is
 * closed with the arena. */
struct server *server_open(struct arena *arena, const struct server_options *options,
			   struct diags *diags);

/* A connection string, or URI, that somebody wrote. */
struct conninfo {
	const char *text;
	struct place place; /* in the manifest; no_place(): it is an option */
	bool found;         /* nobody wrote it: it may well be the first server */
};

/* Whether these (struct conninfo) can be other nodes. Errors say which cannot, and show no
 * password. */
bool server_check_nodes(const struct list *conninfos, struct diags *diags);

/* Connects to these nodes (struct conninfo, checked), at the same time: as the first connection was
 * made, but for what is written for each. One that turns out to be the first server, or a node that
 * is there already, counts once, which is noted. False and errors where one cannot be reached, or
 * is of another cluster. */
bool server_open_nodes(struct server *server, const struct list *conninfos);

/* The node of that name, as facts->server has it; NULL: the server that the run is connected to. */
struct server *server_node(struct server *server, const char *name);

enum server_database { DATABASE_MISSING, DATABASE_CLOSED, DATABASE_OPEN };

/* Whether the server had that database when the run began, and lets anybody in. */
enum server_database server_has(const struct server *server, const char *database);

/* Reads anew which databases there are. */
bool server_refresh(struct server *server);

/* Asks which parameters a role that is no superuser may set for others, into the facts. */
bool server_ask_settable(struct server *server);

/* The session of that database, opened if it is not; NULL and an error where that fails. */
struct session *server_session(struct server *server, const char *database);

/* Opens the sessions of these databases (char *) that are not open, all at the same time. One that
 * cannot be opened is left to server_session(), which says why; false and an error where the server
 * is not to be worked with at all. */
bool server_sessions(struct server *server, const struct list *databases);

/* One more session, which server_session() does not give: for the advisory lock. */
struct session *server_session_apart(struct server *server, const char *database);

/* The same, to the database of the first one and by the way that it came in, without a question to
 * anybody: whether that way is still open. */
struct session *server_session_again(struct server *server);

/* Closes the session of that database, if it is not the first one: for statements that suffer no
 * other session there. */
void server_leave(struct server *server, const char *database);

/* Whether the run was interrupted; the first time it says so in the diagnostics. */
bool server_interrupted(struct server *server);

/* A database whose sessions are read-only unless they say otherwise, or NULL. */
const char *server_read_only(const struct server *server);

/* Says what is going on, and how much of it is done; server_tick() says it again. */
void server_progress(struct server *server, const char *what, size_t done, size_t total);
void server_tick(const struct server *server);

/* Tells the statement to whoever wants to see them. */
void server_trace(const struct server *server, const char *sql);

/* Runs one statement (or several without parameters) and gives the first error, or else the last
 * result, to be cleared by the caller; NULL where it could not be sent, or no answer came. */
PGresult *session_ask(struct session *session, const char *sql);

/* The answer to what was sent without parameters, in the same way. */
PGresult *session_answer(struct session *session);

/* As session_ask(); NULL and an error in the diagnostics where it fails, or the run is interrupted.
 */
PGresult *session_query(struct session *session, const char *sql);

/* The same for statements without a result that matters. */
bool session_run(struct session *session, const char *sql);

/* Closes the session, whatever state it is in: the server rolls back. It is not given again. */
void session_drop(struct session *session);

/* Sends one statement by the extended protocol; false and an error where that fails. */
bool session_send(struct session *session, const char *sql, int count, const char *const *values);

/* Waits for the next result of what was sent; NULL as PQgetResult() gives it. Cancels the running
 * statement when the run is interrupted. Flushes what is still to be sent. */
PGresult *session_result(struct session *session);

/* The same where only a further signal cancels: for what had better be finished. */
PGresult *session_result_patiently(struct session *session);

/* In pipeline mode: the next statement's result, or the sync; the NULL behind a result is taken. */
PGresult *session_next(struct session *session);

/* Whether the connection stands, as far as the kernel knows. */
bool session_is_alive(struct session *session);

/* Adds an error with all that the result or the connection says. */
struct diag *session_error(struct session *session, const PGresult *result, const char *what);

#endif
