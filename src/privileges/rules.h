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

/* A name without a wildcard. */
struct literal {
	const struct node *node;
	const char *name;
	bool used;
};

/* Names and patterns of an entry. A routine has a name with its argument types, and one without. */
struct names {
	struct map whole; /* name → struct literal */
	struct map base;  /* the same without argument types, which all other objects' names are */
	struct list globs;
};

/* An entry, ready to be asked. */
struct rule {
	const struct grant_entry *entry;
	size_t index;
	bool all; /* it has no names */
	struct names names;
	struct names except;
	struct list literals; /* of struct literal, in names */
	bool *columns_used;
};

/* The rules for objects of one securable. */
struct class
{
	struct list broad; /* of struct rule: those that must be tried */
	struct map whole;  /* name → struct list of struct rule: those that only have names */
	struct map base;
	bool simple;         /* none of them has names */
	struct match *every; /* then this fits every object that is no member of an extension */
};

/* Of tables, sequences, routines, types. */
enum { RULE_CLASSES = 4 };

struct rules {
	struct arena *arena;
	int version;
	struct list all; /* of struct rule */
	struct list of_schema;
	struct class classes[RULE_CLASSES];
	struct map matches; /* by the indexes of their rules */
};

/* A rule that fits an object, or takes it out. */
struct fit {
	struct rule *rule;
	bool excepted;
};

struct match {
	struct fit *fits;
	size_t count;
	const struct securable *securable;
	const struct wishes *wishes;
	struct map columns; /* name → struct wishes */
};

struct rules *rules_of(struct arena *arena, const struct list *entries, int version);

/* Whether it belongs to an extension, or is nothing that can be granted on: no wildcard matches it.
 */
bool rules_is_member(const struct object *object);

/* What is wished for the schema itself. */
const struct wishes *rules_for_schema(struct rules *rules);

/* The entries that speak of an object in the schema: of a table with its columns. The same pointer
 * for objects of which the same entries speak. */
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
