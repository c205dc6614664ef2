/* SPDX-License-Identifier: PostgreSQL */
#include "base/tree.h"

#include <string.h>

struct node *node_get(const struct node *map, const char *key)
{
	if (!map || map->type != NODE_MAP)
		return NULL;
	for (struct node *value = map->first; value; value = value->next)
		if (strcmp(value->key->text, key) == 0)
			return value;
	return NULL;
}

void node_append(struct node *parent, struct node *child)
{
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
}

void node_filter(struct node *node, bool (*keep)(void *context, struct node *child), void *context)
{
	struct node *child = node->first;

	node->first = node->last = NULL;
	while (child) {
		struct node *next = child->next;

		child->next = NULL;
		if (keep(context, child))
			node_append(node, child);
		else
			node->reduced = true;
		child = next;
	}
}

size_t node_count(const struct node *node)
{
	size_t count = 0;

	for (const struct node *child = node->first; child; child = child->next)
		count++;
	return count;
}
