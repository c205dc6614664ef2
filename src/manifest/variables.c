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

struct variable {
	struct manifest_variable *given; /* on the command line */
	const struct node *name, *value; /* in a file */
	const char *environment;
	bool asked; /* the environment */
};

struct variables {
	struct arena *arena;
	const struct manifest_options *options;
	struct diags *diags;
	struct map map;    /* of struct variable, by name */
	struct list names; /* of those with a value */
	struct text text;  /* the string that is being written */
	size_t put;        /* bytes of all strings that were written */
	bool lack;
};

static bool is_name_character(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool is_name(const char *name)
{
	const char *at = name;

	while (is_name_character(*at))
		at++;
	return at > name && !*at;
}

static struct variable *find(struct variables *variables, const char *name)
{
	struct variable *variable = map_get(&variables->map, name);

	if (variable)
		return variable;
	variable = arena_alloc(variables->arena, sizeof(*variable));
	map_set(&variables->map, arena_strdup(variables->arena, name), variable);
	return variable;
}

struct variables *variables_new(struct arena *arena, const struct manifest_options *options,
				struct diags *diags)
{
	struct variables *variables = arena_alloc(arena, sizeof(*variables));

	*variables = (struct variables){.arena = arena,
					.options = options,
					.diags = diags,
					.map = map_in(arena),
					.text = text_in(arena)};
	for (size_t i = 0; i < options->variable_count; i++) {
		find(variables, options->variables[i].name)->given = &options->variables[i];
		list_add(arena, &variables->names, options->variables[i].name);
	}
	return variables;
}

void variables_lack(struct variables *variables)
{
	variables->lack = true;
}

static void add(struct variables *variables, const struct node *name, const struct node *value)
{
	struct variable *variable = find(variables, name->text);
	struct diags *diags = variables->diags;

	if (!variable->name)
		list_add(variables->arena, &variables->names, name->text);
	else if (variable->name->place.source == name->place.source)
		diag_error(diags, name->place, "variable %Q is listed twice", name->text)->other =
			variable->name->place;
	else if (strcmp(variable->value->text, value->text) != 0)
		diag_error(diags, value->place,
			   "variable %Q is written twice, with different values", name->text)
			->other = variable->value->place;
	variable->name = name;
	variable->value = value;
}

void variables_gather(struct variables *variables, const struct node *tree)
{
	const struct node *list = node_get(tree, "variables");

	if (!list || list->type != NODE_LIST)
		return;
	for (const struct node *item = list->first; item; item = item->next) {
		const struct node *name = node_get(item, "name");
		const struct node *value = node_get(item, "value");

		if (!name || name->type != NODE_SCALAR || name->wrong)
			continue; /* the check of the tree reports it */
		if (!is_name(name->text))
			diag_error(variables->diags, name->place,
				   "the name of a variable has only letters, digits and "
				   "underscores");
		else if (value && value->type == NODE_SCALAR && !value->wrong)
			add(variables, name, value);
	}
}

static const char *value_of(struct variables *variables, const char *name)
{
	struct variable *variable = find(variables, name);

	if (variable->given) {
		variable->given->used = true;
		return variable->given->value;
	}
	if (!variable->asked) {
		const char *value = getenv(text_format(variables->arena, "PGMOB_VAR_%s", name));

		variable->environment = arena_strdup(variables->arena, value);
		variable->asked = true;
	}
	if (variable->environment)
		return variable->environment;
	return variable->value ? variable->value->text : NULL;
}

static void report_unknown(const struct variables *variables, const struct node *node,
			   const char *name)
{
	struct diag *diag;

	if (variables->lack)
		return;
	diag = diag_error(variables->diags, node->place, "there is no variable %Q", name);
	if (!diag_suggest(variables->diags, diag, name, (const char *const *)variables->names.items,
			  variables->names.count))
		diag_hint(variables->diags, diag,
			  "list it under variables, set it with --var, or write $${%s} for the "
			  "text as it is",
			  name);
}

/* Appends the value of the variable whose name begins there, behind ${; gives what follows the },
 * or NULL and an error. */
static const char *put_value(struct variables *variables, const struct node *node, const char *at)
{
	size_t length = 0;
	const char *name, *value;

	while (is_name_character(at[length]))
		length++;
	if (!length || at[length] != '}') {
		diag_error(variables->diags, node->place,
			   "a variable is written ${name}, with letters, digits and underscores")
			->hint = "write $${ for the text ${ as it is";
		return NULL;
	}
	name = arena_strndup(variables->arena, at, length);
	value = value_of(variables, name);
	if (!value) {
		report_unknown(variables, node, name);
		return NULL;
	}
	text_add(&variables->text, value);
	return at + length + 1;
}

/* Whether what was written can stand in a manifest. */
static bool check_put(struct variables *variables, const struct node *node)
{
	const struct text *text = &variables->text;

	variables->put += text->length;
	if (text->length > LIMIT_SCALAR)
		diag_error(variables->diags, node->place,
			   "with its variables the string is longer than %d bytes", LIMIT_SCALAR);
	else if (variables->put > LIMIT_PUT)
		diag_error(variables->diags, node->place,
			   "the strings with variables in them have more than %d MiB",
			   LIMIT_PUT >> 20);
	else if (!text_is_utf8(text->at, text->length, NULL))
		diag_error(variables->diags, node->place,
			   "the value of a variable in it is not valid UTF-8");
	else
		return true;
	return false;
}

const char *variables_put_text(struct variables *variables, const struct node *node)
{
	struct text *text = &variables->text;
	bool right = true;

	if (variables->put > LIMIT_PUT)
		return NULL; /* that has been reported */
	text_cut(text, 0);
	for (const char *at = node->text; *at && text->length <= LIMIT_SCALAR;) {
		const char *dollar = strstr(at, "${");
		const char *next;

		if (!dollar) {
			text_add(text, at);
			break;
		}
		if (dollar > at && dollar[-1] == '$') {
			text_add_bytes(text, at, (size_t)(dollar - at));
			text_add(text, "{");
			at = dollar + 2;
			continue;
		}
		text_add_bytes(text, at, (size_t)(dollar - at));
		next = put_value(variables, node, dollar + 2);
		right = right && next;
		at = next ? next : dollar + 2;
	}
	if (!right || !check_put(variables, node))
		return NULL;
	return arena_strndup(variables->arena, text->at, text->length);
}

static void put_all(struct variables *variables, struct node *node)
{
	if (node->type == NODE_SCALAR && !node->wrong && strstr(node->text, "${")) {
		const char *text = variables_put_text(variables, node);

		/* whatever it looks like, it is a string, unless another type is wanted */
		node->plain = false;
		node->put = true;
		node->wrong = !text;
		if (text)
			node->text = text;
	}
	for (struct node *child = node->first; child; child = child->next)
		put_all(variables, child);
}

static void report_unused(const struct variables *variables)
{
	const struct manifest_options *options = variables->options;

	for (size_t i = 0; i < options->variable_count; i++) {
		const struct manifest_variable *given = &options->variables[i];
		const struct variable *variable = map_get(&variables->map, given->name);

		struct diag *diag;

		if (given->used || variable->given != given || variable->name || variables->lack)
			continue;
		diag = diag_warning(variables->diags, no_place(),
				    "variable %Q is set on the command line, but nothing uses it",
				    given->name);
		/* those of the command line are the first ones */
		diag_suggest(variables->diags, diag, given->name,
			     (const char *const *)variables->names.items + options->variable_count,
			     variables->names.count - options->variable_count);
	}
}

void variables_put(struct variables *variables, const struct list *trees)
{
	for (size_t i = 0; i < trees->count; i++) {
		struct node *tree = trees->items[i];

		if (tree->type != NODE_MAP) {
			put_all(variables, tree);
			continue;
		}
		/* the variables' own values are texts as they are; include has had its turn */
		for (struct node *value = tree->first; value; value = value->next)
			if (strcmp(value->key->text, "variables") != 0 &&
			    strcmp(value->key->text, "include") != 0)
				put_all(variables, value);
	}
	report_unused(variables);
}
