/* SPDX-License-Identifier: PostgreSQL
 *
 * libpq that fails at its Nth call, linked into pgmob with --wrap.
 *
 *	PGMOB_FAULT=12:fail		the 12th call fails, as if there were no memory for it
 *	PGMOB_FAULT=12:lost		before it the connection ends
 *	PGMOB_FAULT=12:interrupt	before it comes a Ctrl-C
 *	PGMOB_FAULT_HIT=FILE		gets the name of the function where that came about
 */
#include <libpq-fe.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum fault { NONE, FAIL, LOST, INTERRUPT };

static long calls;

static void note_hit(const char *function)
{
	const char *path = getenv("PGMOB_FAULT_HIT");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (!file)
		return;
	fprintf(file, "%s\n", function);
	fclose(file);
}

static enum fault kind_of(const char *word)
{
	if (strcmp(word, ":lost") == 0)
		return LOST;
	return strcmp(word, ":interrupt") == 0 ? INTERRUPT : FAIL;
}

/* Counts the call; whether it shall fail. */
static bool meets_fault(const char *function, PGconn *conn)
{
	const char *wanted = getenv("PGMOB_FAULT");
	char *word;

	if (!wanted || strtol(wanted, &word, 10) != ++calls)
		return false;
	note_hit(function);
	switch (kind_of(word)) {
	case LOST:
		if (conn && PQsocket(conn) >= 0)
			shutdown(PQsocket(conn), SHUT_RDWR);
		return false;
	case INTERRUPT:
		kill(getpid(), SIGINT);
		return false;
	default:
		return true;
	}
}

/* The function as the linker renames it, and the wrapper in its place. */
#define REAL(name)    __real_##name
#define WRAPPED(name) __wrap_##name
#define WRAP(type, name, parameters, arguments, conn, failed) \
	type __real_##name parameters;                        \
	type __wrap_##name parameters;                        \
	type __wrap_##name parameters                         \
	{                                                     \
		if (meets_fault(#name, conn))                 \
			return failed;                        \
		return __real_##name arguments;               \
	}

WRAP(PGconn *, PQconnectStartParams,
     (const char *const *keywords, const char *const *values, int expand),
     (keywords, values, expand), NULL, NULL)
WRAP(PostgresPollingStatusType, PQconnectPoll, (PGconn * conn), (conn), conn, PGRES_POLLING_FAILED)
WRAP(PQconninfoOption *, PQconninfo, (PGconn * conn), (conn), conn, NULL)
WRAP(int, PQsetnonblocking, (PGconn * conn, int on), (conn, on), conn, -1)
WRAP(int, PQsendQuery, (PGconn * conn, const char *query), (conn, query), conn, 0)
WRAP(int, PQsendQueryParams,
     (PGconn * conn, const char *command, int count, const Oid *types, const char *const *values,
      const int *lengths, const int *formats, int format),
     (conn, command, count, types, values, lengths, formats, format), conn, 0)
WRAP(int, PQenterPipelineMode, (PGconn * conn), (conn), conn, 0)
WRAP(int, PQexitPipelineMode, (PGconn * conn), (conn), conn, 0)
WRAP(int, PQpipelineSync, (PGconn * conn), (conn), conn, 0)
WRAP(int, PQsendFlushRequest, (PGconn * conn), (conn), conn, 0)
WRAP(int, PQflush, (PGconn * conn), (conn), conn, -1)
WRAP(int, PQconsumeInput, (PGconn * conn), (conn), conn, 0)
WRAP(PGcancel *, PQgetCancel, (PGconn * conn), (conn), conn, NULL)
WRAP(int, PQcancel, (PGcancel * cancel, char *text, int size), (cancel, text, size), NULL, 0)

/* A result that cannot be kept for lack of memory: the server has done its work all the same. */
PGresult *REAL(PQgetResult)(PGconn *conn);
PGresult *WRAPPED(PQgetResult)(PGconn *conn);
PGresult *WRAPPED(PQgetResult)(PGconn *conn)
{
	PGresult *result = REAL(PQgetResult)(conn);

	/* the NULL between two results is not counted: it fails as the next result does */
	if (!result || !meets_fault("PQgetResult", conn))
		return result;
	PQclear(result);
	return PQmakeEmptyPGresult(conn, PGRES_FATAL_ERROR);
}
