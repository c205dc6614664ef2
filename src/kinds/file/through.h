/* SPDX-License-Identifier: PostgreSQL
 *
 * Writing a file of the server through Patroni, where the file is Patroni's.
 */
#ifndef PGMOB_KINDS_FILE_THROUGH_H
#define PGMOB_KINDS_FILE_THROUGH_H

#include "kinds/file/file.h"
#include "model/object.h"

/* The file as it is on one node. */
struct file_node {
	const struct object *object; /* that was read there */
	const char *text;
	bool programs;
};

struct file_through {
	const char *key;       /* that Patroni's configuration has the lines under */
	struct file_write all; /* from and to are the lines; way is each node's own */
	struct list nodes;     /* of struct file_node */
};

/* The nodes whose file is another than Patroni makes of these lines, as a person names them; ""
 * where there are none. */
const char *file_pending(struct arena *arena, const struct list *nodes, const char *lines,
			 const struct facts *facts);

/* Why a change cannot go through Patroni, or NULL. */
const char *file_unpatched(struct arena *arena, const struct list *nodes, const char *lines,
			   const char *key, const struct facts *facts);

/* Adds the statement that changes Patroni's configuration; its undo puts the lines back. */
void file_through(struct ddl *ddl, const struct file_through *through);

#endif
