/* SPDX-License-Identifier: PostgreSQL
 *
 * The entries of one schema, and which of them speak of an object; for this folder only.
 */
#ifndef PGMOB_PRIVILEGES_RULES_H
#define PGMOB_PRIVILEGES_RULES_H

#include "model/grant.h"
#include "model/state.h"
#include "privileges/target.h"

/* The wishes of some entries for objects of one securable. Equal ones of one schema are one
 * pointer.
 */
struct wishes {
	struct wish *items;
	const struct grant_entry **entries; /* of each wish */
	size_t count;
};

/* The entries of one schema. */
struct rules;

struct rules *rules_of(struct arena *arena, const struct list *entries, int version);

/* What is wished for the schema itself. */
const struct wishes *rules_for_schema(struct rules *rules);

/* The entries that speak of an object in the schema: of a table with its columns. The same pointer
 * for objects of which the same entries speak. */
struct match;
struct match *rules_match(struct rules *rules, const struct object *object);

/* What they wish for the object. */
const struct wishes *rules_for_object(struct rules *rules, struct match *match);

/* What they wish for a column of the table. */
const struct wishes *rules_for_column(struct rules *rules, struct match *match, const char *name);

/* One wish for each grantee of the entries: for objects in whose grants they stand. */
const struct wishes *rules_for_entries(struct arena *arena, const struct list *entries,
				       const struct securable *securable, int version);

/* Names without a wildcard that no object had. Columns have been asked for by then. */
void rules_report_unmatched(const struct rules *rules, const struct object *schema,
			    const struct state *actual, struct diags *diags);

#endif
