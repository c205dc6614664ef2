/* SPDX-License-Identifier: PostgreSQL
 *
 * Tree against tables: every fault is reported, with its place and with what was probably meant.
 *
 * What is wrong is taken out of the tree, so that the rest can be loaded and checked further: a
 * user sees all faults in one run. A map remembers what was written in it, right or wrong, so that
 * no key is said to be missing for being wrong.
 */
#include "manifest/check.h"

#include <string.h>

enum { MOST_KEYS = 64 }; /* of one kind: they are bits of a word */

static bool check_map(struct checker *checker, struct node *node, const struct kind *kind,
		      const struct field *list);

bool field_is_key(const struct field *field, size_t placed)
{
	return !(field->flags & (FIELD_PLACED | FIELD_ACTUAL | FIELD_DERIVED)) &&
	       (!placed || field->offset != placed);
}

const char *field_name_key(const struct field *list)
{
	const char *name = NULL;

	if (list->type != FIELD_OBJECTS)
		return NULL;
	for (const struct field *field = list->items->fields; field->name; field++) {
		if (!(field->flags & FIELD_KEY) || !field_is_key(field, list->placed))
			continue;
		if (name)
			return NULL;
		name = field->name;
	}
	return name;
}

uint64_t field_bit(const struct kind *kind, const struct field *field)
{
	return UINT64_C(1) << (field - kind->fields);
}

struct item_context {
	struct checker *checker;
	const struct field *field;
};

static bool check_item(void *context, struct node *item)
{
	struct item_context *items = context;
	const struct field *field = items->field;

	if (item->wrong)
		return false;
	if (field_is_texts(field))
		return check_text_item(items->checker, field, item);
	return check_map(items->checker, item, field->items, field);
}

static bool report_no_list(struct checker *checker, const struct field *field,
			   const struct node *node)
{
	struct diag *diag = check_form(checker, node, field, "a list");

	if (check_is_null(node))
		diag->hint = "leave the key out; an empty list is written []";
	else if (node->type == NODE_SCALAR)
		diag_hint(checker->diags, diag, "a list of one is written [%J]", node->text);
	else
		diag->hint = "each item of a list begins with -, or stands between [ and ]";
	return false;
}

static bool check_list(struct checker *checker, const struct field *field, struct node *node)
{
	struct item_context items = {.checker = checker, .field = field};

	if (node->type != NODE_LIST)
		return report_no_list(checker, field, node);
	node_filter(node, check_item, &items);
	return true;
}

static bool check_value(struct checker *checker, const struct field *field, struct node *node)
{
	if (field->type == FIELD_LATER) {
		diag_error(checker->diags, node->key->place, "%Q is not supported by this version",
			   field->name);
		return false;
	}
	if (node->wrong)
		return false;
	if (field->type == FIELD_RECORD)
		return check_map(checker, node, field->items, NULL);
	if (field_is_list(field))
		return check_list(checker, field, node);
	return check_scalar(checker, field, node);
}

struct entry_context {
	struct checker *checker;
	struct node *map;
	const struct kind *kind;
	size_t placed;
	const struct node *seen[MOST_KEYS]; /* the values, by the field's position */
};

/* The key that was probably meant counts as written. */
static void report_unknown(struct entry_context *entries, const struct node *key)
{
	const struct kind *kind = entries->kind;
	struct diags *diags = entries->checker->diags;
	struct diag *diag =
		diag_error(diags, key->place, "%s has no key %Q", kind->name, key->text);
	const char *names[MOST_KEYS];
	const char *nearest;
	size_t count = 0;

	for (const struct field *field = kind->fields; field->name && count < MOST_KEYS; field++)
		if (field_is_key(field, entries->placed))
			names[count++] = field->name;
	nearest = diag_suggest(diags, diag, key->text, names, count);
	if (nearest)
		entries->map->written |= field_bit(kind, kind_field(kind, nearest));
	if (strcmp(key->text, "<<") != 0)
		return;
	entries->map->written = UINT64_MAX; /* any key may be meant */
	diag->hint = "there are no merge keys: write the keys out, or use an alias for a whole "
		     "value";
}

/* Whoever writes a key that a password does not have may have written the password behind it. */
static void hide_value(const struct kind *kind, const struct node *value)
{
	for (const struct field *field = kind->fields; field->name; field++)
		if (field->flags & FIELD_SECRET && field_is_key(field, 0))
			source_hide(value->place);
}

static bool check_entry(void *context, struct node *value)
{
	struct entry_context *entries = context;
	struct checker *checker = entries->checker;
	const struct node *key = value->key;
	const struct field *field;
	const struct node **seen;

	if (key->wrong)
		return false;
	field = kind_field(entries->kind, key->text);
	if (!field || !field_is_key(field, entries->placed)) {
		report_unknown(entries, key);
		hide_value(entries->kind, value);
		return false;
	}
	seen = &entries->seen[field - entries->kind->fields];
	if (*seen) {
		diag_error(checker->diags, key->place, "key %Q stands twice", key->text)->other =
			(*seen)->key->place;
		return false;
	}
	*seen = value;
	entries->map->written |= field_bit(entries->kind, field);
	return check_value(checker, field, value);
}

/* Whether the map has what it is told apart by. */
static bool check_key(struct checker *checker, const struct node *node, const struct kind *kind,
		      size_t placed)
{
	bool right = true;

	for (const struct field *field = kind->fields; field->name; field++) {
		if (!(field->flags & FIELD_REQUIRED) || !(field->flags & FIELD_KEY) ||
		    !field_is_key(field, placed) || node_get(node, field->name))
			continue;
		right = false;
		if (!(node->written & field_bit(kind, field)))
			diag_error(checker->diags, node->place, "%s has no %Q", kind->name,
				   field->name);
	}
	return right;
}

static bool report_no_map(struct checker *checker, const struct node *node,
			  const struct field *list)
{
	struct diag *diag = check_form(checker, node, list, "a mapping");
	const char *key = list ? field_name_key(list) : NULL;

	if (key && node->type == NODE_SCALAR && *node->text && !check_is_null(node))
		diag_hint(checker->diags, diag, "did you mean {%s: %J}?", key, node->text);
	return false;
}

/* list is the field of the list whose item this is; NULL where it is none. */
static bool check_map(struct checker *checker, struct node *node, const struct kind *kind,
		      const struct field *list)
{
	struct entry_context entries = {
		.checker = checker, .map = node, .kind = kind, .placed = list ? list->placed : 0};

	if (node->type != NODE_MAP)
		return report_no_map(checker, node, list);
	node_filter(node, check_entry, &entries);
	return check_key(checker, node, kind, entries.placed);
}

bool check_tree(struct arena *arena, struct node *node, const struct kind *kind,
		struct diags *diags)
{
	struct checker checker = {.diags = diags, .words = text_in(arena)};

	return !node->wrong && check_map(&checker, node, kind, NULL);
}
