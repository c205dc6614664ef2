/* SPDX-License-Identifier: PostgreSQL
 *
 * Tree against tables: every fault is reported, with its place and with what was probably meant.
 *
 * What is wrong is taken out of the tree, so that the rest can be loaded and checked further: a
 * user sees all faults in one run.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "manifest/stages.h"
#include "model/kind.h"

enum { LONGEST_NAME = 63, MOST_KEYS = 64 };

struct checker {
	struct arena *arena;
	const struct kind *root;
	bool part; /* of a manifest: another file has what it must have at its top */
	struct diags *diags;
};

static bool check_map(const struct checker *checker, struct node *node, const struct kind *kind,
		      size_t placed);

bool field_is_key(const struct field *field, size_t placed)
{
	return !(field->flags & (FIELD_PLACED | FIELD_ACTUAL | FIELD_DERIVED)) &&
	       (!placed || field->offset != placed);
}

static const char *article(enum node_type type)
{
	return type == NODE_MAP ? "a mapping" : type == NODE_LIST ? "a list" : "a single value";
}

static bool is_word(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strcasecmp(text, *words) == 0)
			return true;
	return false;
}

static bool is_null(const struct node *node)
{
	static const char *const words[] = {"null", "~", "", NULL};

	return node->type == NODE_SCALAR && node->plain && is_word(node->text, words);
}

static bool is_number(const char *text)
{
	static const char *const words[] = {".inf", "+.inf", "-.inf", ".nan", NULL};
	char *end;

	if (is_word(text, words))
		return true;
	if (!isdigit((unsigned char)*text) && !strchr("+-.", *text))
		return false;
	if (strncasecmp(text, "0o", 2) == 0 && text[2] && !text[2 + strspn(text + 2, "01234567")])
		return true;
	if (isalpha((unsigned char)text[*text == '+' || *text == '-'])) /* infinity, nan */
		return false;
	strtod(text, &end);
	return end > text && !*end;
}

/* What a YAML reader takes a plain scalar for that is not a string; NULL for a string. */
static const char *other_type(const struct node *node)
{
	static const char *const booleans[] = {"true", "false", "yes", "no", "on", "off", NULL};

	if (!node->plain)
		return NULL;
	if (is_word(node->text, booleans))
		return "a boolean";
	return is_number(node->text) ? "a number" : NULL;
}

/* Reports a value of the wrong form; always false. */
static bool wrong(const struct checker *checker, const struct node *node, const char *wanted)
{
	const char *found = article(node->type);

	if (node->type == NODE_SCALAR)
		found = is_null(node)      ? "nothing"
			: other_type(node) ? other_type(node)
					   : "a string";
	diag_error(checker->diags, node->place, "%Q must be %s, but is %s",
		   node->key ? node->key->text : "the file", wanted, found);
	return false;
}

static bool check_bool(const struct checker *checker, struct node *node)
{
	static const char *const yes[] = {"yes", "on", "y", "1", NULL};
	static const char *const no[] = {"no", "off", "n", "0", NULL};
	struct diag *diag;

	if (node->type == NODE_SCALAR &&
	    (strcmp(node->text, "true") == 0 || strcmp(node->text, "false") == 0))
		return true;
	if (node->type == NODE_SCALAR && node->plain &&
	    (strcasecmp(node->text, "true") == 0 || strcasecmp(node->text, "false") == 0)) {
		node->text = strcasecmp(node->text, "true") == 0 ? "true" : "false";
		return true;
	}
	if (node->type != NODE_SCALAR || is_null(node))
		return wrong(checker, node, "true or false");
	diag = diag_error(checker->diags, node->place, "%Q must be true or false, but is %Q",
			  node->key ? node->key->text : "", node->text);
	if (is_word(node->text, yes))
		diag->hint = "did you mean true?";
	else if (is_word(node->text, no))
		diag->hint = "did you mean false?";
	return false;
}

static bool check_int(const struct checker *checker, const struct field *field, struct node *node)
{
	const char *digits;
	long long number;

	if (node->type != NODE_SCALAR)
		return wrong(checker, node, "a whole number");
	digits = node->text + (*node->text == '-');
	if (!*digits || digits[strspn(digits, "0123456789")] || (*digits == '0' && digits[1])) {
		diag_error(checker->diags, node->place, "%Q must be a whole number, but is %Q",
			   field->name, node->text)
			->hint = *digits == '0' ? "write it without zeros in front" : NULL;
		return false;
	}
	errno = 0;
	number = strtoll(node->text, NULL, 10);
	if (!errno && number >= field->least && number <= field->most)
		return true;
	if (field->least == field->most)
		diag_error(checker->diags, node->place,
			   "%Q must be %l in this version of pgmob, but is %s", field->name,
			   (long long)field->least, node->text);
	else
		diag_error(checker->diags, node->place, "%Q must be from %l to %l, but is %s",
			   field->name, (long long)field->least, (long long)field->most,
			   node->text);
	return false;
}

static bool check_word(const struct checker *checker, const struct field *field, struct node *node)
{
	struct text words = text_in(checker->arena);
	const char *nearest;
	struct diag *diag;
	size_t count = 0;

	for (; field->words[count]; count++) {
		if (node->type == NODE_SCALAR && strcmp(node->text, field->words[count]) == 0)
			return true;
		text_addf(&words, "%s%s", count ? ", " : "", field->words[count]);
	}
	if (node->type != NODE_SCALAR)
		return wrong(checker, node, text_format(checker->arena, "one of %s", words.at));
	diag = diag_error(checker->diags, node->place, "%Q must be one of %s, but is %Q",
			  field->name, words.at, node->text);
	nearest = diag_nearest(node->text, field->words, count);
	if (nearest)
		diag->hint = text_format(checker->arena, "did you mean %Q?", nearest);
	return false;
}

static bool check_string(const struct checker *checker, const struct node *node, bool any)
{
	const char *other;
	struct diag *diag;

	if (node->type != NODE_SCALAR || is_null(node))
		return wrong(checker, node, "a string");
	other = any ? NULL : other_type(node);
	if (!other)
		return true;
	diag = diag_error(checker->diags, node->place,
			  "%Q must be a string, but YAML reads %s here",
			  node->key ? node->key->text : "an item", other);
	diag->hint = text_format(checker->arena, "put it in quotes: %J", node->text);
	return false;
}

static bool check_name(const struct checker *checker, const struct node *node)
{
	size_t length;
	struct diag *diag;

	if (!check_string(checker, node, false))
		return false;
	length = strlen(node->text);
	if (length && length <= LONGEST_NAME)
		return true;
	if (!length) {
		diag_error(checker->diags, node->place, "a name cannot be empty");
		return false;
	}
	diag = diag_error(checker->diags, node->place, "%Q is longer than %d bytes", node->text,
			  LONGEST_NAME);
	diag->detail = text_format(checker->arena, "it has %z bytes; PostgreSQL would cut it to %d",
				   length, LONGEST_NAME);
	return false;
}

/* Takes the children out of the list or map for which check is false. */
static void keep_right(struct node *node, bool (*check)(void *context, struct node *child),
		       void *context)
{
	struct node *child = node->first;

	node->first = node->last = NULL;
	while (child) {
		struct node *next = child->next;

		child->next = NULL;
		if (check(context, child))
			node_append(node, child);
		child = next;
	}
}

struct item_context {
	const struct checker *checker;
	const struct field *field;
};

static bool check_item(void *context, struct node *item)
{
	const struct item_context *items = context;
	const struct field *field = items->field;

	if (field->type == FIELD_NAMES)
		return check_name(items->checker, item);
	if (field_is_texts(field))
		return check_string(items->checker, item, field->type == FIELD_VALUES);
	return check_map(items->checker, item, field->items, field->placed);
}

static bool check_list(const struct checker *checker, const struct field *field, struct node *node)
{
	struct item_context items = {.checker = checker, .field = field};

	if (node->type != NODE_LIST) {
		struct diag *diag;

		wrong(checker, node, "a list");
		diag = checker->diags->list.items[checker->diags->list.count - 1];
		if (is_null(node))
			diag->hint = "an empty list is written []";
		else if (node->type == NODE_SCALAR)
			diag->hint = text_format(checker->arena, "a list of one is written [%J]",
						 node->text);
		return false;
	}
	keep_right(node, check_item, &items);
	return true;
}

static bool check_value(const struct checker *checker, const struct field *field, struct node *node)
{
	switch (field->type) {
	case FIELD_NAME:
		return check_name(checker, node);
	case FIELD_TEXT:
		return check_string(checker, node, false);
	case FIELD_VALUE:
		return check_string(checker, node, true);
	case FIELD_BOOL:
		return check_bool(checker, node);
	case FIELD_INT:
		return check_int(checker, field, node);
	case FIELD_WORD:
		return check_word(checker, field, node);
	case FIELD_RECORD:
		return check_map(checker, node, field->items, 0);
	case FIELD_NAMES:
	case FIELD_TEXTS:
	case FIELD_VALUES:
	case FIELD_RECORDS:
	case FIELD_OBJECTS:
		return check_list(checker, field, node);
	case FIELD_LATER:
		break;
	}
	diag_error(checker->diags, node->key->place, "%Q is not supported by this version",
		   field->name);
	return false;
}

static void report_unknown(const struct checker *checker, const struct node *key,
			   const struct kind *kind, size_t placed)
{
	const char *names[MOST_KEYS];
	size_t count = 0;
	const char *nearest;
	struct diag *diag;

	for (const struct field *field = kind->fields; field->name && count < MOST_KEYS; field++)
		if (field_is_key(field, placed))
			names[count++] = field->name;
	diag = diag_error(checker->diags, key->place, "%s has no key %Q", kind->name, key->text);
	nearest = diag_nearest(key->text, names, count);
	if (nearest)
		diag->hint = text_format(checker->arena, "did you mean %Q?", nearest);
}

struct entry_context {
	const struct checker *checker;
	const struct kind *kind;
	size_t placed;
	const struct node *seen[MOST_KEYS]; /* the values, by the field's position */
};

static bool check_entry(void *context, struct node *value)
{
	struct entry_context *entries = context;
	const struct checker *checker = entries->checker;
	const struct field *field = kind_field(entries->kind, value->key->text);
	const struct node **seen;

	if (!field || !field_is_key(field, entries->placed)) {
		report_unknown(checker, value->key, entries->kind, entries->placed);
		return false;
	}
	seen = &entries->seen[field - entries->kind->fields];
	if (*seen) {
		diag_error(checker->diags, value->key->place, "key %Q stands twice",
			   value->key->text)
			->other = (*seen)->key->place;
		return false;
	}
	*seen = value;
	return check_value(checker, field, value);
}

static bool check_one_of(const struct checker *checker, const struct node *node,
			 const struct kind *kind, const struct node *const *seen)
{
	struct text words = text_in(checker->arena);
	const struct node *found = NULL;
	size_t count = 0;

	for (const char *const *key = kind->one_of; *key; key++) {
		const struct node *value = seen[kind_field(kind, *key) - kind->fields];

		text_addf(&words, "%s%s", key == kind->one_of ? "" : key[1] ? ", " : " or ", *key);
		count += value != NULL;
		found = value ? value : found;
	}
	if (count == 1)
		return true;
	diag_error(checker->diags, found ? found->key->place : node->place,
		   count ? "only one of %s can be written" : "%s must be written", words.at);
	return false;
}

static bool check_map(const struct checker *checker, struct node *node, const struct kind *kind,
		      size_t placed)
{
	struct entry_context entries = {.checker = checker, .kind = kind, .placed = placed};
	bool right = true;

	if (node->type != NODE_MAP)
		return wrong(checker, node,
			     text_format(checker->arena, "a mapping (%s)", kind->name));
	keep_right(node, check_entry, &entries);
	for (const struct field *field = kind->fields; field->name; field++) {
		if (!(field->flags & FIELD_REQUIRED) || !field_is_key(field, placed))
			continue;
		if (!entries.seen[field - kind->fields] &&
		    !(checker->part && kind == checker->root))
			diag_error(checker->diags, node->place, "%s has no %Q", kind->name,
				   field->name);
		right = right && (node_get(node, field->name) || kind == checker->root);
	}
	if (kind->one_of)
		right = check_one_of(checker, node, kind, entries.seen) && right;
	return right;
}

bool check_tree(struct arena *arena, struct node *node, const struct kind *kind, bool part,
		struct diags *diags)
{
	const struct checker checker = {.arena = arena, .root = kind, .part = part, .diags = diags};

	return check_map(&checker, node, kind, 0);
}
