/* SPDX-License-Identifier: PostgreSQL
 *
 * Any bytes as a manifest: from text to desired state.
 *
 * A line === parts the input into files, which merge. What must hold: nothing breaks; libcyaml
 * takes all that the check has passed; the structs say what the tree says; and whatever is
 * complained of can be shown on a terminal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desired/desired.h"
#include "fuzz.h"
#include "kinds/kinds.h"
#include "manifest/stages.h"

static const char part[] = "\n===\n";

static void fail(const char *what, const char *value)
{
	fprintf(stderr, "%s: %s\n", what, value ? value : "nothing");
	abort();
}

static void add_file(struct arena *arena, struct list *trees, struct variables *variables,
		     struct diags *diags, const char *text, size_t length)
{
	struct source *source =
		source_new(arena, "manifest.yaml", arena_strndup(arena, text, length), length);
	struct node *tree;

	source->number = trees->count + 1;
	tree = compose(arena, source, diags);
	if (!tree) {
		variables_lack(variables);
		return;
	}
	variables_gather(variables, tree);
	list_add(arena, trees, tree);
}

/* The bytes as trees of files. */
static struct list read_files(struct arena *arena, struct variables *variables, struct diags *diags,
			      const char *text, size_t length)
{
	struct list trees = {0};
	const char *end = text + length, *from = text;

	for (const char *at = text; at + strlen(part) <= end; at++) {
		if (memcmp(at, part, strlen(part)) != 0)
			continue;
		add_file(arena, &trees, variables, diags, from, (size_t)(at + 1 - from));
		from = at + strlen(part);
	}
	add_file(arena, &trees, variables, diags, from, (size_t)(end - from));
	return trees;
}

static void compare(const struct object *object, const struct kind *kind, const struct node *node);

static void compare_list(const struct list *list, const struct field *field,
			 const struct node *node)
{
	const struct node *item = node->first;

	if (list->count != node_count(node))
		fail("not all of a list is loaded", field->name);
	for (size_t i = 0; i < list->count; i++, item = item->next) {
		if (!field_is_texts(field))
			compare(list->items[i], field->items, item);
		else if (strcmp(list->items[i], item->text) != 0)
			fail("an item is loaded as", list->items[i]);
	}
}

/* The struct says what its node says, no more and no less. */
static void compare(const struct object *object, const struct kind *kind, const struct node *node)
{
	if (object->kind != kind || object->node != node)
		fail("a struct has another node", kind->name);
	for (const struct field *field = kind->fields; field->name; field++) {
		const struct node *value = node_get(node, field->name);
		struct text shown;

		if (field->type == FIELD_LATER || !field_is_key(field, 0))
			continue;
		if (!value) {
			if (field_is_list(field) ? field_list(field, object)->count > 0
						 : field_get(field, object) != NULL)
				fail("loaded, but not written", field->name);
		} else if (field_is_list(field)) {
			compare_list(field_list(field, object), field, value);
		} else if (field->type == FIELD_RECORD) {
			compare(field_get(field, object), field->items, value);
		} else if (field_is_text(field)) {
			if (strcmp(field_get(field, object), value->text) != 0)
				fail("a string is loaded as", field_get(field, object));
		} else {
			shown = text_in(arena_create(NULL));
			field_show(&shown, field, object);
			if (strcmp(shown.at, value->text) != 0)
				fail("a value is loaded as", shown.at);
			arena_destroy(shown.arena);
		}
	}
}

/* Passwords are read from files that the manifest names: not from those that never end. */
static bool names_device(const struct node *node)
{
	if (node->type == NODE_SCALAR)
		return strstr(node->text, "/") != NULL;
	for (const struct node *child = node->first; child; child = child->next)
		if (names_device(child))
			return true;
	return false;
}

static void show_all(struct arena *arena, const struct diags *diags)
{
	for (size_t i = 0; i < diags->list.count; i++) {
		struct text text = text_in(arena);

		diag_show(&text, diags->list.items[i]);
		if (!text_is_utf8(text.at, text.length, NULL))
			fail("a diagnostic is not UTF-8", text.at);
		for (const char *at = text.at; *at; at++)
			if ((unsigned char)*at < ' ' && *at != '\n' && *at != '\t')
				fail("a diagnostic has a control character", text.at);
	}
}

static struct node *merge(struct arena *arena, const struct list *trees, struct diags *diags)
{
	struct node *root = NULL;

	for (size_t i = 0; i < trees->count; i++) {
		if (!check_tree(arena, trees->items[i], &cluster_kind, diags))
			continue;
		if (root)
			merge_trees(arena, root, trees->items[i], &cluster_kind, diags);
		else
			root = trees->items[i];
	}
	if (root)
		check_whole(arena, root, &cluster_kind, diags);
	return root;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct manifest_variable given = {.name = "given", .value = "5"};
	const struct manifest_options options = {.variables = &given, .variable_count = 1};
	struct arena *arena = arena_create(NULL);
	struct diags *diags = diags_in(arena);
	struct variables *variables = variables_new(arena, &options, diags);
	const struct list trees = read_files(arena, variables, diags, (const char *)data, size);
	struct manifest manifest = {0};
	struct object *cluster;

	variables_put(variables, &trees);
	manifest.root = merge(arena, &trees, diags);
	if (manifest.root) {
		manifest.loaded = load_tree(arena, manifest.root, &cluster_kind, diags);
		if (!manifest.loaded)
			fail("libcyaml", ((struct diag *)diags->list.items[0])->message);
		cluster = manifest_entries(arena, &manifest);
		compare(cluster, &cluster_kind, manifest.root);
		if (!names_device(manifest.root))
			desired_build(arena, cluster, &(struct intent){0}, diags);
	}
	diags_finish(diags);
	if (!manifest.root && !diags->errors)
		fail("there is nothing, and no word why", NULL);
	show_all(arena, diags);
	arena_destroy(arena);
	return 0;
}
