/* SPDX-License-Identifier: PostgreSQL
 *
 * Variables: ${name} inside strings. They are put in before types are checked, and a string stays
 * one string: they never make structure.
 *
 * A value comes from the command line, else from the environment (PGMOB_VAR_name), else from the
 * manifest.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "manifest/stages.h"

struct putter {
	struct arena *arena;
	const struct manifest_options *options;
	struct diags *diags;
	struct map written; /* name → node of its value */
	struct list names;
};

static void gather(struct putter *putter, const struct node *tree)
{
	const struct node *variables = node_get(tree, "variables");

	if (!variables || variables->type != NODE_LIST)
		return;
	for (const struct node *item = variables->first; item; item = item->next) {
		const struct node *name = node_get(item, "name");
		struct node *value = node_get(item, "value");
		const struct node *before;

		if (!name || !value || name->type != NODE_SCALAR || value->type != NODE_SCALAR)
			continue; /* the check of the tree reports it */
		before = map_get(&putter->written, name->text);
		if (!before)
			list_add(putter->arena, &putter->names, (void *)(uintptr_t)name->text);
		map_set(&putter->written, name->text, value);
	}
}

static bool is_name_character(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static const char *value_of(struct putter *putter, const char *name)
{
	const struct node *written = map_get(&putter->written, name);
	const char *value;

	for (size_t i = putter->options->variable_count; i-- > 0;) {
		struct manifest_variable *variable = &putter->options->variables[i];

		if (strcmp(variable->name, name) != 0)
			continue;
		variable->used = true;
		return variable->value;
	}
	value = getenv(text_format(putter->arena, "PGMOB_VAR_%s", name));
	if (value)
		return arena_strdup(putter->arena, value);
	return written ? written->text : NULL;
}

static void report_unknown(const struct putter *putter, const struct node *node, const char *name)
{
	struct diag *diag = diag_error(putter->diags, node->place, "there is no variable %Q", name);
	const char *nearest =
		diag_nearest(name, (const char *const *)putter->names.items, putter->names.count);

	if (nearest)
		diag->hint = text_format(putter->arena, "did you mean %Q?", nearest);
	else
		diag->hint = text_format(putter->arena,
					 "list it under variables, set it with --var, or write "
					 "$${%s} for the text as it is",
					 name);
}

/* The text with all variables put in, or NULL and an error. */
static const char *put(struct putter *putter, const struct node *node)
{
	struct text text = text_in(putter->arena);
	bool right = true;

	for (const char *at = node->text; *at;) {
		const char *dollar = strstr(at, "${");
		const char *name, *value;
		size_t length = 0;

		if (!dollar) {
			text_add(&text, at);
			break;
		}
		if (dollar > at && dollar[-1] == '$') {
			text_add_bytes(&text, at, (size_t)(dollar - at) - 1);
			text_add(&text, "${");
			at = dollar + 2;
			continue;
		}
		text_add_bytes(&text, at, (size_t)(dollar - at));
		while (is_name_character(dollar[2 + length]))
			length++;
		at = dollar + 2 + length;
		if (!length || *at != '}') {
			diag_error(putter->diags, node->place,
				   "a variable is written ${name}, with letters, digits and "
				   "underscores")
				->hint = "write $${ for the text ${ as it is";
			return NULL;
		}
		at++;
		name = arena_strndup(putter->arena, dollar + 2, length);
		value = value_of(putter, name);
		if (value)
			text_add(&text, value);
		else
			report_unknown(putter, node, name);
		right = right && value;
	}
	return right ? text.at : NULL;
}

static void put_all(struct putter *putter, struct node *node)
{
	if (node->type == NODE_SCALAR && strstr(node->text, "${")) {
		const char *text = put(putter, node);
		size_t where;

		if (text && !text_is_utf8(text, strlen(text), &where)) {
			diag_error(putter->diags, node->place,
				   "the value of a variable in it is not valid UTF-8");
			text = NULL;
		}
		/* a string with a variable is a string, whatever its value looks like */
		node->plain = false;
		if (text)
			node->text = text;
	}
	for (struct node *child = node->first; child; child = child->next)
		put_all(putter, child);
}

static struct putter putter_for(struct arena *arena, const struct list *trees,
				const struct manifest_options *options, struct diags *diags)
{
	struct putter putter = {
		.arena = arena, .options = options, .diags = diags, .written = map_in(arena)};

	for (size_t i = 0; i < trees->count; i++)
		gather(&putter, trees->items[i]);
	return putter;
}

void variables_put(struct arena *arena, const struct list *trees,
		   const struct manifest_options *options, struct diags *diags)
{
	struct putter putter = putter_for(arena, trees, options, diags);

	for (size_t i = 0; i < trees->count; i++) {
		const struct node *tree = trees->items[i];

		/* the variables' own values are texts as they are; include has had its turn */
		for (struct node *value = tree->first; value; value = value->next)
			if (!value->key || (strcmp(value->key->text, "variables") != 0 &&
					    strcmp(value->key->text, "include") != 0))
				put_all(&putter, value);
	}
	for (size_t i = 0; i < options->variable_count; i++) {
		const struct manifest_variable *variable = &options->variables[i];

		if (!variable->used && !map_get(&putter.written, variable->name))
			diag_warning(diags, no_place(),
				     "variable %Q is set on the command line, but nothing uses it",
				     variable->name);
	}
}

const char *variables_put_text(struct arena *arena, const struct node *node,
			       const struct list *trees, const struct manifest_options *options,
			       struct diags *diags)
{
	struct putter putter = putter_for(arena, trees, options, diags);

	return put(&putter, node);
}
