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
struct variables;

/* Limits, each with a message of its own. */
enum {
	LIMIT_FILE = 32 << 20, /* bytes of one file */
	LIMIT_FILES = 10000,
	LIMIT_INCLUDES = 32, /* files, each included by the one before it */
	LIMIT_DEPTH = 32,
	LIMIT_SCALAR = 1 << 20, /* bytes of one string */
	LIMIT_NODES = 4000000,  /* of one file */
	LIMIT_COPIES = 1000000, /* of them, those that aliases stand for */
	LIMIT_PUT = 64 << 20,   /* bytes of all strings with variables in them */
};

/* The trees of these files and of all that they include, each a struct node. Files that are wrong
 * have errors in diags, and are left out or end too early. */
struct list include_all(struct arena *arena, const struct manifest_options *options,
			struct variables *variables, struct diags *diags);

/* The source's text, which ends in a NUL, as a tree; NULL and an error where there is none. Of a
 * text that is not YAML to its end the tree is what stands before that. */
struct node *compose(struct arena *arena, const struct source *source, struct diags *diags);

/* The variables of the options; those of files are added as the files are read. */
struct variables *variables_new(struct arena *arena, const struct manifest_options *options,
				struct diags *diags);
void variables_gather(struct variables *variables, const struct node *tree);

/* Says that a file could not be read wholly: then a variable that is not known may be in it. */
void variables_lack(struct variables *variables);

/* The text of the scalar with its variables put in; NULL and an error where that cannot be. */
const char *variables_put_text(struct variables *variables, const struct node *node);

/* Puts variables into the strings of all trees. */
void variables_put(struct variables *variables, const struct list *trees);

/* Holds the tree of a file against the kind's fields. What is wrong is reported and taken out of
 * the tree; false where the node itself is no use. What is missing may be in another file. */
bool check_tree(struct arena *arena, struct node *node, const struct kind *kind,
		struct diags *diags);

/* Joins the tree other to the tree into: objects of the same name, lists, scalars that agree. */
void merge_trees(struct arena *arena, struct node *into, struct node *other,
		 const struct kind *kind, struct diags *diags);

/* Reports what is missing in the tree of all files, and what excludes each other in it. */
void check_whole(struct arena *arena, struct node *node, const struct kind *kind,
		 struct diags *diags);

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

/* The key by which the items of the list are told apart where it is one alone, or NULL. */
const char *field_name_key(const struct field *list);

/* The bit of the field in node->written. */
uint64_t field_bit(const struct kind *kind, const struct field *field);

#endif
