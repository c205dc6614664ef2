/* SPDX-License-Identifier: PostgreSQL
 *
 * Several files → one tree: objects of the same name merge, lists join, and a scalar that is
 * written twice must say the same.
 */
#include <string.h>

#include "base/map.h"
#include "manifest/stages.h"
#include "model/kind.h"

struct merger {
	struct arena *arena;
	struct diags *diags;
};

static void merge_maps(const struct merger *merger, struct node *into, struct node *other,
		       const struct kind *kind);

/* The one key of the kind that a manifest writes, or NULL where it has none or several. */
static const char *name_key(const struct kind *kind, size_t placed)
{
	const char *name = NULL;

	for (const struct field *field = kind->fields; field->name; field++) {
		if (!(field->flags & FIELD_KEY) || !field_is_key(field, placed))
			continue;
		if (name)
			return NULL;
		name = field->name;
	}
	return name;
}

static void merge_objects(const struct merger *merger, struct node *into, const struct node *other,
			  const struct field *field)
{
	const char *key = field->type == FIELD_OBJECTS ? name_key(field->items, field->placed)
						       : NULL;
	struct map named = map_in(merger->arena);

	for (struct node *item = into->first; key && item; item = item->next)
		map_set(&named, node_get(item, key)->text, item);
	for (struct node *item = other->first; item;) {
		struct node *next = item->next;
		struct node *same = key ? map_get(&named, node_get(item, key)->text) : NULL;

		item->next = NULL;
		if (same)
			merge_maps(merger, same, item, field->items);
		else
			node_append(into, item);
		item = next;
	}
}

static void merge_values(const struct merger *merger, struct node *into, struct node *other,
			 const struct field *field)
{
	if (field->type == FIELD_RECORD) {
		merge_maps(merger, into, other, field->items);
	} else if (field_is_list(field)) {
		merge_objects(merger, into, other, field);
	} else if (strcmp(into->text, other->text) != 0) {
		struct diag *diag = diag_error(merger->diags, other->place,
					       "%Q is written twice, with different values",
					       field->name);

		diag->other = into->place;
	}
}

static void merge_maps(const struct merger *merger, struct node *into, struct node *other,
		       const struct kind *kind)
{
	for (struct node *value = other->first; value;) {
		struct node *next = value->next;
		struct node *same = node_get(into, value->key->text);

		value->next = NULL;
		if (same)
			merge_values(merger, same, value, kind_field(kind, value->key->text));
		else
			node_append(into, value);
		value = next;
	}
}

void merge_trees(struct arena *arena, struct node *into, struct node *other,
		 const struct kind *kind, struct diags *diags)
{
	const struct merger merger = {.arena = arena, .diags = diags};

	merge_maps(&merger, into, other, kind);
}
