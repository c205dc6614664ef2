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

/* An item of the merged list, and the one of the last file that went into it. */
struct named {
	struct node *item;
	const struct node *last;
};

static void name_item(const struct merger *merger, struct map *map, struct node *item,
		      const char *key)
{
	struct named *named = arena_alloc(merger->arena, sizeof(*named));

	named->item = item;
	named->last = item;
	map_set(map, node_get(item, key)->text, named);
}

/* The items of the list by their names; made once, since there may be thousands of files. */
static struct map *named_of(const struct merger *merger, struct node *list, const char *key)
{
	if (list->named)
		return list->named;
	list->named = arena_alloc(merger->arena, sizeof(*list->named));
	*list->named = map_in(merger->arena);
	for (struct node *item = list->first; item; item = item->next)
		name_item(merger, list->named, item, key);
	return list->named;
}

/* One file lists the same thing twice: that it lists it once could be no error. */
static void report_duplicate(const struct merger *merger, const struct node *before,
			     const struct node *item, const struct field *field)
{
	const char *key = field_name_key(field);
	const struct node *name = node_get(item, key), *other = node_get(before, key);
	const bool alias = place_compare(name->place, other->place) == 0;

	diag_error(merger->diags, alias ? item->place : name->place, "%s %V is listed twice",
		   field->items->name, name->text)
		->other = other->place;
}

static void merge_named(const struct merger *merger, struct node *into, struct node *item,
			const struct field *field)
{
	const char *key = field_name_key(field);
	struct map *map = named_of(merger, into, key);
	struct named *same = map_get(map, node_get(item, key)->text);

	if (!same) {
		node_append(into, item);
		name_item(merger, map, item, key);
	} else if (same->last->place.source == item->place.source) {
		report_duplicate(merger, same->last, item, field);
	} else {
		same->last = item;
		merge_maps(merger, same->item, item, field->items);
	}
}

static void merge_lists(const struct merger *merger, struct node *into, const struct node *other,
			const struct field *field)
{
	const bool named = field_name_key(field);

	for (struct node *item = other->first; item;) {
		struct node *next = item->next;

		item->next = NULL;
		if (named)
			merge_named(merger, into, item, field);
		else
			node_append(into, item);
		item = next;
	}
}

/* A list that is one value: the items of a setting. */
static bool same_items(const struct node *a, const struct node *b)
{
	const struct node *x = a->first, *y = b->first;

	while (x && y && strcmp(x->text, y->text) == 0) {
		x = x->next;
		y = y->next;
	}
	return !x && !y;
}

static void merge_values(const struct merger *merger, struct node *into, struct node *other,
			 const struct field *field)
{
	bool same;

	if (field->type == FIELD_RECORD) {
		merge_maps(merger, into, other, field->items);
		return;
	}
	if (field_is_list(field) && field->type != FIELD_VALUES) {
		merge_lists(merger, into, other, field);
		return;
	}
	same = field_is_list(field) ? same_items(into, other)
				    : strcmp(into->text, other->text) == 0;
	if (!same)
		diag_error(merger->diags, other->place,
			   "%Q is written twice, with different values", field->name)
			->other = into->place;
}

static void merge_maps(const struct merger *merger, struct node *into, struct node *other,
		       const struct kind *kind)
{
	into->written |= other->written;
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
