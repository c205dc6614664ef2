/* SPDX-License-Identifier: PostgreSQL
 *
 * By which paths a role may do what on an object; for this folder only.
 */
#ifndef PGMOB_EXPLAIN_PATHS_H
#define PGMOB_EXPLAIN_PATHS_H

#include "explain/roles.h"
#include "model/acl.h"

/* Objects that are alike, so that everybody may do the same on them. */
struct target {
	const struct securable *securable;
	const char *database;        /* that they are in, or are; NULL: of the cluster */
	const char *database_owner;  /* who is a member of pg_database_owner there; or NULL */
	const struct target *schema; /* that they stand in, or NULL */
	const char *owner;           /* "" where there is none */
	const struct acl *acl;
	const struct target *table; /* of columns: their table; NULL where it was not read */
	bool system;                /* tables that only superusers may write to */
	bool along;                 /* columns that come with their table, which was asked about */
	struct list objects;        /* of const struct object */
};

enum path_source { PATH_SUPERUSER, PATH_OWNER, PATH_GRANT, PATH_PREDEFINED };

/* One reason why a role may do something. */
struct path {
	enum path_source source;
	const char *holder;     /* the role that has it by itself; NULL: PUBLIC */
	const struct step *way; /* from the role to the holder; NULL: PUBLIC */
	const char *grantor;    /* of a grant */
	uint32_t privileges;    /* what it lets do */
	uint32_t options;       /* what it lets grant; an owner may grant what it has lost itself */
	bool of_table;          /* of columns: it is on their table */
};

/* All paths (struct path) of the role, NULL for PUBLIC, on the target, those that it inherits
 * first. */
struct list paths_of(struct arena *arena, struct roles *roles, struct role_node *role,
		     const struct target *target, int version);

/* Whether it has the privilege there without SET ROLE. */
bool paths_allow(struct roles *roles, struct role_node *role, const struct target *target,
		 uint32_t privilege, int version);

/* Whether that path is only there after SET ROLE, and then the role. */
const char *path_set_role(const struct path *path);

/* The role that acts: the one that is asked about, or the one that it has SET ROLE to. */
struct role_node *path_actor(const struct path *path, struct role_node *role);

#endif
