/* SPDX-License-Identifier: PostgreSQL
 *
 * Files that are Patroni's: it has their lines in its configuration, and writes them on every node.
 * They are changed by a PATCH of that configuration, which is a statement that is no SQL.
 */
#ifndef PGMOB_MODEL_PATCH_H
#define PGMOB_MODEL_PATCH_H

#include "model/change.h"

/* The file on one node. */
struct patch_node {
	const char *server; /* as of an object; NULL: the one that pgmob is connected to */
	const char *file;   /* as it is there */
	const struct statement *trial; /* puts the new text in place, has the server judge it, and
					  puts the old one back; nothing is loaded */
};

struct patch {
	const char *key;     /* that the configuration has the lines under */
	const char *setting; /* that says where the file is */
	const char *from;    /* the lines, each with its end */
	const char *to;
	const char *judge; /* a query whose only value says what the server has against the file, or
			      is null; NULL: the server does not judge it */
	struct list nodes; /* of struct patch_node */
};

/* Whether Patroni has written the file, as its first lines say. */
bool patch_is_patronis(const char *file);

/* The file that Patroni makes of these lines. */
const char *patch_file(struct arena *arena, const char *lines);

/* The change of the configuration, in JSON. */
const char *patch_body(struct arena *arena, const struct patch *patch);

/* The same as a plan shows it; secret: but for the lines. */
const char *patch_show(struct arena *arena, const struct facts *facts, const struct patch *patch,
		       bool secret);

/* Adds the statement that changes the configuration. */
struct statement *ddl_add_patch(struct ddl *ddl, const struct patch *patch, bool secret);

#endif
