/* SPDX-License-Identifier: PostgreSQL
 *
 * The steps inside of the manifest stage, in the order in which they are taken.
 */
#ifndef PGMOB_MANIFEST_STAGES_H
#define PGMOB_MANIFEST_STAGES_H

#include "base/tree.h"
#include "manifest/manifest.h"

struct field;
struct kind;

/* Limits, each with a message of its own. */
enum {
	LIMIT_FILE = 32 << 20, /* bytes of one file */
	LIMIT_FILES = 10000,
	LIMIT_DEPTH = 32,
	LIMIT_SCALAR = 1 << 20,    /* bytes of one string */
	LIMIT_NODES = 4 * 1000000, /* of one file, aliases expanded */
};

/* The source's text as a tree, or NULL and an error. */
struct node *compose(struct arena *arena, const struct source *source, struct diags *diags);

/* The trees of these files and of all that they include, each a struct node. Files that are wrong
 * have errors in diags and are left out. */
struct list include_all(struct arena *arena, const struct manifest_options *options,
			struct diags *diags);

/* Puts variables into the strings of all trees. */
void variables_put(struct arena *arena, const struct list *trees,
		   const struct manifest_options *options, struct diags *diags);

/* Puts them into one text, for paths of include; NULL and an error where one is not known. */
const char *variables_put_text(struct arena *arena, const struct node *node,
			       const struct list *trees, const struct manifest_options *options,
			       struct diags *diags);

/* Holds the tree against the kind's fields. What is wrong is reported and taken out of the tree;
 * false where the node itself is no use. Of a part, another file has what the top must have. */
bool check_tree(struct arena *arena, struct node *node, const struct kind *kind, bool part,
		struct diags *diags);

/* Joins the tree other to the tree into: objects of the same name, lists, scalars that agree. */
void merge_trees(struct arena *arena, struct node *into, struct node *other,
		 const struct kind *kind, struct diags *diags);

/* The tree, which is right, as structs of its kinds; they are libcyaml's, and live as long as the
 * arena. */
const struct object *load_tree(struct arena *arena, const struct node *root,
			       const struct kind *kind, struct diags *diags);

/* A copy of such a struct that later stages may change, with its node; and so of all inside it. The
 * strings stay libcyaml's. */
struct object *load_copy(struct arena *arena, const struct object *loaded, const struct kind *kind,
			 const struct node *node);

/* Whether a key of the manifest may stand for this field, in a list that is placed at that offset
 * of its items (0: none). */
bool field_is_key(const struct field *field, size_t placed);

#endif
