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

/* Reads and checks manifests. Gives the merged entry of the kind cluster_kind with all that is
 * written in it, in the arena. NULL, or errors in diags, where something is wrong: then what it
 * gives is only what was right, for further checks. */
struct object *manifest_load(struct arena *arena, const struct manifest_options *options,
			     struct diags *diags);

/* Writes the JSON Schema of manifests, or the reference of all keys in scdoc's language. */
void manifest_write_schema(struct text *text);
void manifest_write_reference(struct text *text);

#endif
