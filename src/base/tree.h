/* SPDX-License-Identifier: PostgreSQL
 *
 * A YAML document as a tree in which every node knows where it was written.
 *
 * A map's entries are its values, in the order of the file; each has its key. Tags, anchors and
 * aliases are resolved: an alias appears as the same subtree again.
 */
#ifndef PGMOB_BASE_TREE_H
#define PGMOB_BASE_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"

enum node_type { NODE_SCALAR, NODE_LIST, NODE_MAP };

struct node {
	struct place place;
	enum node_type type;
	bool plain;             /* a scalar without quotes, so that true or 12 may be meant */
	const char *text;       /* of a scalar; valid UTF-8 without NUL */
	const struct node *key; /* of a map's value */
	struct node *first;     /* of a list or map */
	struct node *last;
	struct node *next; /* in the list or map that it is in */
};

/* The value of that key in the map, or NULL where it has none, or where it is no map. */
struct node *node_get(const struct node *map, const char *key);

/* Appends child to the list or map. */
void node_append(struct node *parent, struct node *child);

/* The number of children. */
size_t node_count(const struct node *node);

#endif
