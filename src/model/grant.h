/* SPDX-License-Identifier: PostgreSQL
 *
 * Grants: the entries of a manifest, and what GRANT and REVOKE do about a difference. There are no
 * grants in a state: privileges are lists of their objects (acl.h). The kinds are in kinds/grant/.
 */
#ifndef PGMOB_MODEL_GRANT_H
#define PGMOB_MODEL_GRANT_H

#include "model/acl.h"
#include "model/object.h"

/* An entry under grants or default_privileges. What a place does not have is not said. */
struct grant_entry {
	struct object object;
	const char *objects;    /* what of a schema, or of what is created; NULL: the object that
				   the entry stands in */
	struct list names;      /* patterns; none: all */
	struct list except;     /* patterns of what is mentioned with nothing */
	struct list spelled;    /* of struct object: the routines that patterns with argument types
				   stand for, of which the server knows the names */
	struct list columns;    /* then it is about these columns, not about their tables */
	struct list creators;   /* of a default privilege: the roles that it is for */
	struct list privileges; /* words */
	struct list to;         /* roles; PUBLIC */
	const bool *grantable;
	const char *granted_by;
	const bool *owner_exact;
	const bool *optional; /* a name may match nothing */
	const bool *future;   /* a default privilege too */
};

/* Entries that schemas share. */
struct profile {
	struct object object;
	const char *name;
	struct list grants; /* of struct grant_entry, without grantees */
};

/* Its use in a schema. */
struct profile_use {
	struct object object;
	const char *name;
	struct list to;
};

/* What an object's own grants are: on the object, and nothing else. */
extern const struct kind object_grant_kind;

/* Those of a schema: on it and on what is in it. */
extern const struct kind schema_grant_kind;

extern const struct kind profile_grant_kind;
extern const struct kind profile_kind;
extern const struct kind profile_use_kind;

/* Entries under parameter_grants; objects is the name of the parameter. */
extern const struct kind parameter_grant_kind;

/* Entries under default_privileges of a schema or database. */
extern const struct kind default_entry_kind;

/* Privileges that there are none of for such a thing: of an entry, of all entries of its grants. */
void grant_check_entry(const struct grant_entry *entry, const struct securable *securable,
		       struct diags *diags);
void grant_check_entries(const struct list *entries, const struct securable *securable,
			 struct diags *diags);

/* Faults of default privileges, which are of a schema, or of a whole database. */
void grant_check_defaults(const struct list *entries, bool in_schema, struct diags *diags);

/* Whether the name in `to` is the key word for everybody. */
bool grant_is_public(const char *name);

/* What the entry is about, by its objects and columns; NULL where it does not say. */
const struct securable *grant_securable(const struct grant_entry *entry);

/* Where the argument types of a pattern of routines begin, or NULL where it has none. */
const char *grant_arguments(const char *pattern);

/* The privileges of the entry's words that there are for the securable; those of this version. */
uint32_t grant_privileges(const struct grant_entry *entry, const struct securable *securable,
			  int version);

/* A profile's entries for the grantees of its use, added to a schema's own. */
void profile_expand(const struct profile *profile, const struct profile_use *use,
		    struct list *entries, struct arena *arena);

/* A role that is in no list of an object any more, or in fewer. */
struct freed {
	const char *role;
	size_t count; /* of lists */
};

/* One GRANT or REVOKE: what a change is about. All objects are of one kind of securable, and stand
 * in one schema where they stand in any. */
struct grant {
	struct object object;
	struct list on; /* of const struct object: desired if there is one, else actual */
	const struct securable *securable;
	uint32_t privileges;
	bool takes;
	bool lends_usage;  /* the grantor gets USAGE on the schema for the time of it */
	struct list frees; /* of struct freed, by this change and those before it */
	struct list after; /* of struct object: the grants whose changes come before it */

	/* the same as a plan shows it */
	const char *title_of_on;
	const char *schema;
	struct list names;      /* of what it is on, where it stands in a schema */
	struct list columns;    /* of each of the tables that it is on */
	struct list words;      /* privileges */
	struct list to;         /* grantees; grant_everybody among them */
	const bool *grantable;  /* WITH GRANT OPTION, or GRANT OPTION FOR; or NULL */
	const char *granted_by; /* NULL: the owner of what it is on */
};

/* What stands for PUBLIC among grantees. It is known by its address: a role may be called so. */
extern const char grant_everybody[];

/* So many grantees or objects are named; of more a title says how many. */
enum { GRANT_NAMED = 6 };

/* Writes a grantee; a role that is called PUBLIC in quotes. */
void grant_add_grantee(struct text *text, const char *name);

/* Writes what it is on, with every object or with as many as a person reads: "table app.orders",
 * "tables a, b in schema app", "214 tables in schema app". */
void grant_add_on(struct text *text, const struct grant *grant, bool all);

/* Sets the title of what it is on. */
void grant_set_title(struct grant *grant, struct arena *arena);

/* The title, with every grantee and object or with as many as a person reads. */
void grant_add_title(struct text *text, const struct grant *grant, bool all);

/* Whether a title leaves some out. */
bool grant_is_long(const struct grant *grant);

/* The kind of these changes; read by no query, listed by no manifest. */
extern const struct kind grant_kind;

#endif
