/* SPDX-License-Identifier: PostgreSQL
 *
 * Files that are Patroni's: what a manifest is compared with is what Patroni has in its
 * configuration for all nodes; the files are what has come of that.
 */
#include <string.h>

#include "actual/actual.h"
#include "kinds/kinds.h"

/* The object that is compared is the one of the server that pgmob is connected to. */
static void take(struct state *actual, const struct kind *kind, const struct patroni *patroni)
{
	struct list *set = state_of(actual, kind);
	struct list files = {0};
	struct object *object = NULL;

	for (size_t i = 0; i < set->count; i++) {
		struct object *copy = object_new(actual->arena, kind);

		memcpy(copy, set->items[i], kind->size);
		list_add(actual->arena, &files, copy);
		if (!copy->server)
			object = set->items[i];
	}
	if (!object)
		return;
	kind->through_patroni(object, actual->arena, patroni_lines(patroni, kind->patroni_key),
			      &files);
	set->count = 0;
	list_add(actual->arena, set, object);
}

void actual_through_patroni(struct state *actual, const struct patroni *patroni)
{
	for (size_t i = 0; kinds_all[i]; i++)
		if (kinds_all[i]->patroni_key)
			take(actual, kinds_all[i], patroni);
}
