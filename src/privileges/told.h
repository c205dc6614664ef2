/* SPDX-License-Identifier: PostgreSQL
 *
 * What an export says of lists; for this folder only.
 */
#ifndef PGMOB_PRIVILEGES_TOLD_H
#define PGMOB_PRIVILEGES_TOLD_H

#include "privileges/differ.h"

/* What one entry says of one grantee. */
struct told {
	const char *grantee; /* NULL: PUBLIC */
	const char *grantor; /* NULL: any; the owner grants what is missing */
	uint32_t privileges;
	bool grantable;
	bool owner_exact;
	bool unfounded; /* its grantor could not grant it again */
};

/* What is to be said of the list (struct told): where it is other than the baseline. own is what
 * the owner has by nature; above, of a column, its table's list, else NULL. */
struct list told_of(struct arena *arena, const struct acl *acl, const struct acl *baseline,
		    const char *owner, uint32_t own, const struct acl *above);

/* Entries on their way into a list of grants: those that say the same are one. */
struct telling {
	struct differ *differ;
	const struct kind *kind; /* of the entries */
	struct map by_form;
	struct list entries;
};

struct telling telling_in(struct differ *differ, const struct kind *kind);

/* Says it of the objects that the entry describes besides. A warning, once for each title and role,
 * where no entry can. */
void telling_add(struct telling *telling, const struct grant_entry *about, const struct told *told,
		 const char *title);

/* Says of an object what its list has other than the baseline: the built-in list, or pg_init_privs.
 * Nothing where the list is not understood; of that a warning. */
void telling_add_object(struct telling *telling, const struct grant_entry *about,
			const struct object *object, const struct securable *securable,
			const char *owner);

/* Says of what has that title what the list has other than its baseline. */
void telling_add_list(struct telling *telling, const struct grant_entry *about,
		      const struct acl *acl, const struct acl *baseline, const char *owner,
		      uint32_t own, const char *title);

/* A name as a pattern that fits only it. */
const char *told_name(struct arena *arena, const struct object *object);

/* Objects of which the same is said. */
struct alike {
	const struct acl *acl;
	const struct acl *baseline;
	const char *owner;
	uint32_t own;
	struct list told;    /* of struct told */
	struct list objects; /* of const struct object */
	struct list names;   /* of const char *: their columns, or patterns of their names */
	bool member;         /* of an extension: no wildcard matches them */
};

/* What is in a schema of one securable. */
struct told_class {
	struct differ *differ;
	const struct object *schema;
	const struct securable *securable;
	const char *objects; /* as the manifest says it */
	struct map by_key;
	struct list alikes; /* of struct alike */
	size_t count;       /* of objects that wildcards match */
};

/* Adds an object, or a column of that table (tell_class.c). */
void told_class_add(struct told_class *class, const struct object *object,
		    const struct object *column);

/* The entries that say what there is; by_name without wildcards. */
struct list told_class_entries(const struct told_class *class, bool by_name);

/* Everybody of whom something is said, sorted; and whether something is said of PUBLIC. */
struct list told_grantees(const struct told_class *class, bool *everybody);

/* What is told of one grantee, as text: nothing for nothing. */
const char *told_form(struct arena *arena, const struct alike *alike, const char *grantee);

/* Says of the objects of the entry what is told of the grantee. */
void told_add(struct telling *telling, const struct grant_entry *about, const struct alike *alike,
	      const char *grantee, const char *title);

/* The entries of a schema's grants (tell_schema.c): first what is in it is given, column by column
 * with the table, then the entries are put into the schema: without wildcards for one of the
 * system's, which is in an export only where it has entries. */
struct told_schema;
struct told_schema *tell_schema(struct differ *differ, struct object *schema);
void tell_object(struct told_schema *told, const struct object *object,
		 const struct object *column);
void tell_finish(struct told_schema *told);

/* The entries of default privileges, put into the schemas and databases (tell_defaults.c). */
void tell_defaults(struct differ *differ);

#endif
