/* SPDX-License-Identifier: PostgreSQL
 *
 * What can only be said of all files together: what is missing, and what excludes each other.
 *
 * A map that lacks something is taken out of the tree, as what is wrong was before.
 */
#include "manifest/stages.h"
#include "model/kind.h"

struct whole {
	struct arena *arena;
	struct diags *diags;
	const struct kind *kind; /* of the map or the items that are looked at */
	size_t placed;
};

static bool check_map(const struct whole *whole, struct node *node);

static bool check_required(const struct whole *whole, const struct node *node)
{
	const struct kind *kind = whole->kind;
	bool right = true;

	for (const struct field *field = kind->fields; field->name; field++) {
		if (!(field->flags & FIELD_REQUIRED) || !field_is_key(field, whole->placed) ||
		    node_get(node, field->name))
			continue;
		right = false;
		if (!(node->written & field_bit(kind, field)))
			diag_error(whole->diags, node->place, "%s has no %Q", kind->name,
				   field->name);
	}
	return right;
}

/* The names of the keys, for a person. */
static const char *one_of_words(const struct whole *whole)
{
	struct text words = text_in(whole->arena);

	for (const char *const *key = whole->kind->one_of; *key; key++) {
		if (words.length)
			text_add(&words, key[1] ? ", " : " or ");
		text_addf(&words, "%Q", *key);
	}
	return words.at;
}

static bool check_one_of(const struct whole *whole, const struct node *node)
{
	const struct kind *kind = whole->kind;
	const struct node *first = NULL, *last = NULL;
	size_t written = 0;

	for (const char *const *key = kind->one_of; *key; key++) {
		const struct node *value = node_get(node, *key);

		written += (node->written & field_bit(kind, kind_field(kind, *key))) != 0;
		if (value && (!first || place_compare(value->place, first->place) < 0))
			first = value;
		if (value && (!last || place_compare(value->place, last->place) > 0))
			last = value;
	}
	if (written == 1 || node->written == UINT64_MAX)
		return first;
	if (!written) {
		diag_error(whole->diags, node->place, "%s has no %s", kind->name,
			   one_of_words(whole));
	} else {
		struct diag *diag = diag_error(whole->diags, last ? last->key->place : node->place,
					       "only one of %s can be written",
					       one_of_words(whole));

		if (first != last)
			diag->other = first->key->place;
	}
	return false;
}

static bool check_item(void *context, struct node *item)
{
	return check_map(context, item);
}

static bool check_entry(void *context, struct node *value)
{
	const struct whole *whole = context;
	const struct field *field = kind_field(whole->kind, value->key->text);
	struct whole inner = *whole;

	if (!field->items || field->type == FIELD_NAMES)
		return true;
	inner.kind = field->items;
	inner.placed = field->placed;
	if (field->type == FIELD_RECORD)
		return check_map(&inner, value);
	node_filter(value, check_item, &inner);
	return true;
}

static bool check_map(const struct whole *whole, struct node *node)
{
	struct whole inner = *whole;
	bool right;

	node_filter(node, check_entry, &inner);
	right = check_required(whole, node);
	if (whole->kind->one_of)
		right = check_one_of(whole, node) && right;
	return right;
}

void check_whole(struct arena *arena, struct node *node, const struct kind *kind,
		 struct diags *diags)
{
	const struct whole whole = {.arena = arena, .diags = diags, .kind = kind};

	check_map(&whole, node);
}
