/* SPDX-License-Identifier: PostgreSQL
 *
 * A YAML document as a tree in which every node knows where it was written.
 *
 * A map's entries are its values, in the order of the file; each has its key. Tags, anchors and
 * aliases are resolved: an alias appears as a copy of the subtree, of which only the root has the
 * place of the alias.
 */
#ifndef PGMOB_BASE_TREE_H
#define PGMOB_BASE_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"

struct map;

enum node_type { NODE_SCALAR, NODE_LIST, NODE_MAP };

struct node {
	struct place place;
	enum node_type type;
	bool plain; /* a scalar without quotes, so that true or 12 may be meant */
	bool put; /* a scalar into which a variable was put, so that true or 12 may be meant too */
	bool wrong;   /* an error says why there is nothing of use in it */
	bool reduced; /* children were taken out: what seems to be missing may have been there */
	union {
		const char *text;  /* of a scalar; valid UTF-8 without NUL */
		struct map *named; /* of a list: its items by their names, once files are merged */
		uint64_t written;  /* of a map: the fields of its kind that are written, right or
				      wrong, as bits by their positions */
	};
	const struct node *key; /* of a map's value */
	struct node *first;     /* of a list or map */
	struct node *last;
	struct node *next; /* in the list or map that it is in */
};

/* The value of that key in the map, or NULL where it has none, or where it is no map. */
struct node *node_get(const struct node *map, const char *key);

/* Appends child to the list or map. */
void node_append(struct node *parent, struct node *child);

/* Takes the children out of the list or map for which keep is false. */
void node_filter(struct node *node, bool (*keep)(void *context, struct node *child), void *context);

/* The number of children. */
size_t node_count(const struct node *node);

#endif
