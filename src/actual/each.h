/* SPDX-License-Identifier: PostgreSQL
 *
 * Many questions in one pipeline, each a transaction of its own, since the answer may be an error;
 * for this folder only.
 */
#ifndef PGMOB_ACTUAL_EACH_H
#define PGMOB_ACTUAL_EACH_H

#include "server/server.h"

struct each {
	struct session *session;
	const struct list *items;
	const char *what; /* as in "cannot ask …" */
	bool (*send)(struct session *session, void *item, void *context);
	void (*take)(const PGresult *result, void *item, void *context);
	void *context;
};

/* Asks about every item. False and an error where the session does not go on, or the run is
 * interrupted; what becomes of an error of the server's, take() decides. */
bool each_ask(const struct each *each);

#endif
