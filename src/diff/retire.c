/* SPDX-License-Identifier: PostgreSQL
 *
 * What retiring roles own gets another owner.
 */
#include <string.h>

#include "diff/diff.h"
#include "kinds/kinds.h"

/* The role to which the object goes, or NULL. */
static const char *heir_of(const struct state *actual, const struct object *there,
			   const struct field *owner)
{
	const char *name = field_get(owner, there);
	const struct object *role = name ? state_named(actual, &role_kind, NULL, name) : NULL;

	return role && role->retiring ? object_text(role, "heir") : NULL;
}

/* The change that alters the object: there may be one already. */
static struct change *alteration(struct arena *arena, struct difference *difference,
				 struct object *there)
{
	struct change *change = there->change;

	if (change && change->verb == CHANGE_ALTER && !change->renames && !change->person)
		return change;
	if (change && change->verb == CHANGE_DROP)
		return NULL;
	change = arena_alloc(arena, sizeof(*change));
	change->verb = CHANGE_ALTER;
	change->kind = there->kind;
	change->from = there;
	change->to = arena_alloc(arena, there->kind->size);
	memcpy(change->to, there, there->kind->size);
	change->to->change = there->change = change;
	list_add(arena, &difference->changes, change);
	return change;
}

void diff_retire(struct arena *arena, const struct state *actual, struct difference *difference)
{
	for (size_t i = 0; kinds_all[i]; i++) {
		const struct kind *kind = kinds_all[i];
		const struct field *owner = kind_field(kind, "owner");
		const struct list *set = &actual->sets[i];

		for (size_t j = 0; owner && kind->alter && j < set->count; j++) {
			struct object *there = set->items[j];
			const char *heir = heir_of(actual, there, owner);
			struct change *change;

			/* the sequence of a column goes with its table */
			if (!heir || (kind->owned_with && kind->owned_with(there, actual)))
				continue;
			change = alteration(arena, difference, there);
			if (!change || change->fields & kind_bit(kind, owner->offset))
				continue;
			field_set(owner, change->to, heir);
			change->fields |= kind_bit(kind, owner->offset);
		}
	}
}
