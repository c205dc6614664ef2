/* SPDX-License-Identifier: PostgreSQL
 *
 * Manifests: text → checked, located entries.
 *
 * libyaml's events become a tree in which every node knows its place (compose.c). Files are brought
 * together (include.c, merge.c), variables put in (variables.c), and the tree is held against the
 * kinds' tables of fields, every fault being reported (check.c). What is left is loaded into the
 * kinds' structs by libcyaml (load.c).
 */
#ifndef PGMOB_MANIFEST_MANIFEST_H
#define PGMOB_MANIFEST_MANIFEST_H

#include <stdbool.h>

#include "base/diag.h"
#include "base/text.h"

struct node;
struct object;

/* A variable from the command line. */
struct manifest_variable {
	const char *name;
	const char *value;
	bool used;
};

struct manifest_options {
	const char *const *files; /* paths; "-" is standard input */
	size_t file_count;
	struct manifest_variable *variables; /* they go before the environment's and the files' */
	size_t variable_count;
};

/* A manifest that is read and checked. */
struct manifest {
	const struct node *root;     /* the tree of all its files */
	const struct object *loaded; /* the same as structs, by libcyaml */
};

/* Reads and checks manifests. NULL where there is nothing to go on with; otherwise, where something
 * is wrong, errors are in diags and the manifest is what was right, for further checks. */
struct manifest *manifest_load(struct arena *arena, const struct manifest_options *options,
			       struct diags *diags);

/* The entry of the kind cluster_kind with all that is written in it: structs in the arena that the
 * caller may change, new ones at each call. */
struct object *manifest_entries(struct arena *arena, const struct manifest *manifest);

/* Writes the JSON Schema of manifests, or the reference of all keys in scdoc's language. */
void manifest_write_schema(struct text *text);
void manifest_write_reference(struct text *text);

#endif
