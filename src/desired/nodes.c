/* SPDX-License-Identifier: PostgreSQL
 *
 * Files of the server are files of every node: what the manifest says of them is desired of each;
 * or once, where Patroni takes it to all of them.
 */
#include <string.h>

#include "desired/desired.h"
#include "kinds/kinds.h"

static struct object *copy_for(struct arena *arena, const struct object *object,
			       const struct facts *node)
{
	struct object *copy = object_new(arena, object->kind);

	memcpy(copy, object, object->kind->size);
	copy->server = node->server;
	return copy;
}

bool desired_has_files(const struct desired *desired)
{
	for (size_t i = 0; kinds_all[i]; i++)
		if (kinds_all[i]->home == HOME_FILE && desired->state->sets[i].count)
			return true;
	return false;
}

void desired_spread(struct desired *desired, const struct facts *facts)
{
	for (size_t i = 0; kinds_all[i]; i++) {
		struct list *set = &desired->state->sets[i];
		const size_t count = set->count;

		if (kinds_all[i]->home != HOME_FILE ||
		    (facts->patroni && kinds_all[i]->patroni_key))
			continue;
		for (size_t j = 0; j < facts->nodes.count; j++)
			for (size_t k = 0; k < count; k++)
				list_add(desired->arena, set,
					 copy_for(desired->arena, set->items[k],
						  facts->nodes.items[j]));
		list_sort(set, object_compare);
	}
}
