/* SPDX-License-Identifier: PostgreSQL
 *
 * The lines of a plan as text: one for each change, or for changes that are alike.
 */
#ifndef PGMOB_PRINT_LINES_H
#define PGMOB_PRINT_LINES_H

#include "print/print.h"

struct printer {
	struct text *text;
	const struct plan *plan;
	const struct print_options *options;
	struct arena *scratch;
};

/* The sections' order: the cluster's, then the databases', then files. */
enum rank { RANK_ROLES, RANK_CLUSTER, RANK_SETTINGS, RANK_DATABASE, RANK_FILE };

/* What a line says of a change, or of the first of many that are alike. */
struct line {
	const struct change *change;
	enum rank rank;
	const char *section;
	char marker;
	const char *title;
	const char *details;
};

/* All lines, section by section. */
struct list lines_of(const struct printer *printer);

#endif
