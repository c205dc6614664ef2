/* SPDX-License-Identifier: PostgreSQL
 *
 * One request and its answer, by libcurl; for this folder only.
 */
#ifndef PGMOB_PATRONI_HTTP_H
#define PGMOB_PATRONI_HTTP_H

#include "server/server.h"

struct http_request {
	const char *method;
	const char *url;
	const char *body; /* JSON; NULL: none */
};

/* The body of an answer with status 200. NULL and an error in the server's diagnostics where there
 * is none, or the run is interrupted. */
const char *http_ask(struct server *server, const struct http_request *request);

#endif
