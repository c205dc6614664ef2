/* SPDX-License-Identifier: PostgreSQL
 *
 * Entries of grants as the desired state has them; for this folder only.
 */
#ifndef PGMOB_DESIRED_GRANTS_H
#define PGMOB_DESIRED_GRANTS_H

#include "desired/desired.h"

/* The manifest's profiles (struct profile). */
struct profiles {
	const struct list *list;
	struct map by_name;
};

/* A name that is written twice is an error. */
struct profiles grants_profiles(struct arena *arena, const struct object *cluster,
				struct diags *diags);

/* Gives the schema the entries of the profiles that it uses, and prepares what the server is to be
 * asked about. */
void grants_expand(struct arena *arena, struct object *schema, const struct profiles *profiles,
		   struct diags *diags);

#endif
