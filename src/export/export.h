/* SPDX-License-Identifier: PostgreSQL
 *
 * Export: the state that is → a manifest that asks for it.
 *
 * A plan of the result is empty in mode authoritative, and the same state gives the same bytes.
 */
#ifndef PGMOB_EXPORT_EXPORT_H
#define PGMOB_EXPORT_EXPORT_H

#include "model/state.h"

struct export_options {
	struct list databases; /* of char *: those whose insides were read */
	struct list parameter_grants;
	const char *role_pattern; /* only roles that fit; NULL: all */
	bool split;               /* each database in a file of its own, which the first includes */
};

/* A file of a manifest that is split; both are in the arena of what it was made from. */
struct export_file {
	const char *name; /* relative to the file that includes it */
	const char *yaml;
};

/* Adds the databases of the state that are not ignored to options->databases. */
void export_all_databases(struct state *actual, struct export_options *options);

/* Writes the manifest of the state, whose ignored objects are marked; further files (of struct
 * export_file) where it is split. A warning says what it leaves out. */
void export_manifest(struct text *text, struct list *files, struct state *actual,
		     const struct facts *facts, const struct export_options *options,
		     struct diags *diags);

#endif
