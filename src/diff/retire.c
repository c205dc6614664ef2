/* SPDX-License-Identifier: PostgreSQL
 *
 * What retiring roles own gets another owner, and what names them names them no more.
 */
#include <string.h>

#include "diff/diff.h"
#include "kinds/kinds.h"

struct retirement {
	struct arena *arena;
	const struct state *actual;
	struct difference *difference;
};

/* The role of that name (which may be NULL) where it retires, or NULL. */
static const struct object *retiring(const struct state *actual, const char *name)
{
	const struct object *role = name ? state_named(actual, &role_kind, NULL, name) : NULL;

	return role && role->retiring ? role : NULL;
}

static struct change *add_change(const struct retirement *retirement, enum change_verb verb,
				 struct object *there)
{
	struct change *change = arena_alloc(retirement->arena, sizeof(*change));

	change->verb = verb;
	change->kind = there->kind;
	change->from = there;
	there->change = change;
	list_add(retirement->arena, &retirement->difference->changes, change);
	return change;
}

/* The change that alters the object: there may be one already. */
static struct change *alteration(const struct retirement *retirement, struct object *there)
{
	struct change *change = there->change;

	if (change && change->verb == CHANGE_ALTER && !change->renames && !change->person)
		return change;
	if (change && change->verb == CHANGE_DROP)
		return NULL;
	change = add_change(retirement, CHANGE_ALTER, there);
	change->to = arena_alloc(retirement->arena, there->kind->size);
	memcpy(change->to, there, there->kind->size);
	change->to->change = change;
	return change;
}

static void give_away(const struct retirement *retirement, struct object *there,
		      const struct field *owner)
{
	const struct object *role = retiring(retirement->actual, field_get(owner, there));
	const char *heir = role ? object_text(role, "heir") : NULL;
	struct change *change;

	/* the sequence of a column goes with its table */
	if (!heir ||
	    (there->kind->owned_with && there->kind->owned_with(there, retirement->actual)))
		return;
	change = alteration(retirement, there);
	if (!change || change->fields & kind_bit(there->kind, owner->offset))
		return;
	field_set(owner, change->to, heir);
	change->fields |= kind_bit(there->kind, owner->offset);
}

/* Whom a field names besides retiring roles; and whether it names one of these. */
static bool find_others(const struct retirement *retirement, const struct object *there,
			const struct field *field, struct list *others)
{
	const char *name;
	bool found = false;

	for (size_t i = 0; (name = field_text_at(field, there, i)); i++) {
		if (retiring(retirement->actual, name))
			found = true;
		else
			list_add(retirement->arena, others, name);
	}
	return found;
}

/* What names nobody else goes, as with DROP OWNED (RemoveRoleFromObjectPolicy() in policy.c). What
 * is part of a table goes with that. */
static void take_out(const struct retirement *retirement, struct object *there,
		     const struct field *field)
{
	const struct object *table = state_table_of(retirement->actual, there);
	struct list others = {0};
	struct change *change;

	if (table && table->change && table->change->verb == CHANGE_DROP)
		return;
	if (!find_others(retirement, there, field, &others))
		return;
	if (!others.count) {
		add_change(retirement, CHANGE_DROP, there);
		return;
	}
	change = alteration(retirement, there);
	field_set_list(field, change->to, &others);
	change->fields |= kind_bit(there->kind, field->offset);
}

/* The field by which objects of the kind are somebody's and can become another's; or NULL. An
 * extension has an owner for good. */
static const struct field *owner_of(const struct kind *kind)
{
	const struct field *owner = kind->alter ? kind_field(kind, "owner") : NULL;

	return owner && !(owner->flags & FIELD_ACTUAL) ? owner : NULL;
}

/* The field by which parts of other objects name roles, or NULL. */
static const struct field *namer_of(const struct kind *kind)
{
	if (kind->unlisted != UNLISTED_PART || !kind->drop)
		return NULL;
	for (const struct field *field = kind->fields; field->name; field++)
		if (field->refers == &role_kind)
			return field;
	return NULL;
}

void diff_retire(struct arena *arena, const struct state *actual, struct difference *difference)
{
	const struct retirement retirement = {
		.arena = arena, .actual = actual, .difference = difference};

	for (size_t i = 0; kinds_all[i]; i++) {
		const struct field *owner = owner_of(kinds_all[i]);
		const struct field *namer = namer_of(kinds_all[i]);
		const struct list *set = &actual->sets[i];

		for (size_t j = 0; j < set->count; j++) {
			if (owner)
				give_away(&retirement, set->items[j], owner);
			if (namer)
				take_out(&retirement, set->items[j], namer);
		}
	}
}
