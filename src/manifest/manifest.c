/* SPDX-License-Identifier: PostgreSQL
 *
 * The stage as a whole.
 */
#include "manifest/manifest.h"

#include "kinds/kinds.h"
#include "manifest/stages.h"

struct object *manifest_load(struct arena *arena, const struct manifest_options *options,
			     struct diags *diags)
{
	struct list trees = include_all(arena, options, diags);
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
	return root ? load_tree(arena, root, &cluster_kind, diags) : NULL;
}
