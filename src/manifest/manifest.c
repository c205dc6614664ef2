/* SPDX-License-Identifier: PostgreSQL
 *
 * The stage as a whole.
 */
#include "manifest/manifest.h"

#include "kinds/kinds.h"
#include "manifest/stages.h"

struct manifest *manifest_load(struct arena *arena, const struct manifest_options *options,
			       struct diags *diags)
{
	struct list trees = include_all(arena, options, diags);
	struct manifest *manifest;
	struct node *root = NULL;

	variables_put(arena, &trees, options, diags);
	for (size_t i = 0; i < trees.count; i++) {
		if (!check_tree(arena, trees.items[i], &cluster_kind, i > 0, diags))
			continue;
		if (root)
			merge_trees(arena, root, trees.items[i], &cluster_kind, diags);
		else
			root = trees.items[i];
	}
	if (!root)
		return NULL;
	manifest = arena_alloc(arena, sizeof(*manifest));
	manifest->root = root;
	manifest->loaded = load_tree(arena, root, &cluster_kind, diags);
	return manifest->loaded ? manifest : NULL;
}

struct object *manifest_entries(struct arena *arena, const struct manifest *manifest)
{
	return load_copy(arena, manifest->loaded, &cluster_kind, manifest->root);
}
