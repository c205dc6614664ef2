/* SPDX-License-Identifier: PostgreSQL
 *
 * The stage as a whole.
 */
#include "manifest/manifest.h"

#include "kinds/kinds.h"
#include "manifest/stages.h"

/* The tree of all files, or NULL where nothing is of use. */
static struct node *read_all(struct arena *arena, const struct manifest_options *options,
			     struct diags *diags)
{
	struct variables *variables = variables_new(arena, options, diags);
	const struct list trees = include_all(arena, options, variables, diags);
	struct node *root = NULL;

	variables_put(variables, &trees);
	for (size_t i = 0; i < trees.count; i++) {
		if (!check_tree(arena, trees.items[i], &cluster_kind, diags))
			continue;
		if (root)
			merge_trees(arena, root, trees.items[i], &cluster_kind, diags);
		else
			root = trees.items[i];
	}
	if (root)
		check_whole(arena, root, &cluster_kind, diags);
	return root;
}

struct manifest *manifest_load(struct arena *arena, const struct manifest_options *options,
			       struct diags *diags)
{
	const struct node *root = read_all(arena, options, diags);
	struct manifest *manifest = NULL;

	if (root) {
		manifest = arena_alloc(arena, sizeof(*manifest));
		manifest->root = root;
		manifest->loaded = load_tree(arena, root, &cluster_kind, diags);
	}
	diags_finish(diags);
	return manifest && manifest->loaded ? manifest : NULL;
}

struct object *manifest_entries(struct arena *arena, const struct manifest *manifest)
{
	return load_copy(arena, manifest->loaded, &cluster_kind, manifest->root);
}
