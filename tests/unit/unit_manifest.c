/* SPDX-License-Identifier: PostgreSQL */
#include "unit_manifest.h"

#include <string.h>

#include "kinds/kinds.h"

const struct source *unit_source(const char *text, size_t number)
{
	struct source *source = source_new(unit_arena(), text_format(unit_arena(), "%z", number),
					   text, strlen(text));

	source->number = number;
	return source;
}

struct node *unit_compose(const char *text, struct diags *diags)
{
	return compose(unit_arena(), unit_source(text, 1), diags);
}

static void write_tree(struct text *text, const struct node *node)
{
	if (node->wrong) {
		text_add(text, "!");
		return;
	}
	if (node->type == NODE_SCALAR) {
		text_addf(text, node->plain ? "%s" : "%J", node->text);
		return;
	}
	text_add(text, node->type == NODE_MAP ? "{" : "[");
	for (const struct node *child = node->first; child; child = child->next) {
		if (node->type == NODE_MAP)
			text_addf(text, "%s: ", child->key->wrong ? "!" : child->key->text);
		write_tree(text, child);
		text_add(text, child->next ? ", " : "");
	}
	text_add(text, node->type == NODE_MAP ? "}" : "]");
}

const char *unit_tree(const struct node *node)
{
	struct text text = text_in(unit_arena());

	if (node)
		write_tree(&text, node);
	return text.at;
}

static void write_place(struct text *text, struct place place)
{
	if (place.source && place.source->number > 1)
		text_addf(text, "%s:", place.source->name);
	text_addf(text, "%d:%d", (int)place.line, (int)place.column);
}

const char *unit_faults(const struct diags *diags)
{
	struct text text = text_in(unit_arena());

	for (size_t i = 0; i < diags->list.count; i++) {
		const struct diag *diag = diags->list.items[i];

		write_place(&text, diag->place);
		text_addf(&text, " %s", diag->message);
		if (diag->hint)
			text_addf(&text, " (%s)", diag->hint);
		if (diag->other.source) {
			text_add(&text, " @");
			write_place(&text, diag->other);
		}
		text_add(&text, "\n");
	}
	return text.at;
}

struct node *unit_check(struct diags *diags, const char *const *texts,
			const struct manifest_options *options)
{
	static const struct manifest_options none = {0};
	struct arena *arena = unit_arena();
	struct variables *variables = variables_new(arena, options ? options : &none, diags);
	struct node *root = NULL;
	struct list trees = {0};

	for (size_t i = 0; texts[i]; i++) {
		struct node *tree = compose(arena, unit_source(texts[i], i + 1), diags);

		if (!tree)
			continue;
		list_add(arena, &trees, tree);
		variables_gather(variables, tree);
	}
	variables_put(variables, &trees);
	for (size_t i = 0; i < trees.count; i++) {
		struct node *tree = trees.items[i];

		if (!check_tree(arena, tree, &cluster_kind, diags))
			continue;
		if (root)
			merge_trees(arena, root, tree, &cluster_kind, diags);
		else
			root = tree;
	}
	if (root)
		check_whole(arena, root, &cluster_kind, diags);
	diags_finish(diags);
	return root;
}

const char *unit_check_faults(const char *const *texts)
{
	struct diags *diags = diags_in(unit_arena());

	unit_check(diags, texts, NULL);
	return unit_faults(diags);
}
