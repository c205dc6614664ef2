/* SPDX-License-Identifier: PostgreSQL
 *
 * Which roles a role can act as: by inheritance at once, or only after SET ROLE. For this folder
 * only.
 *
 * This is roles_is_member_of() in acl.c. Before PostgreSQL 16 a member inherits where it is INHERIT
 * itself, and may SET ROLE along any membership; from 16 each membership says so. The owner of the
 * current database is a member of pg_database_owner, so the answer may differ by database.
 */
#ifndef PGMOB_EXPLAIN_ROLES_H
#define PGMOB_EXPLAIN_ROLES_H

#include "model/state.h"

struct role_node {
	const char *name;
	const struct object *role;
	bool superuser;
	bool inherit;
	bool login;
	struct list memberships; /* of struct role_edge, in which it is the member */
	struct list reaches;     /* of struct reach: one for each owner of a database */
	size_t seen;             /* the last search that came here by inheritance, */
	size_t seen_set;         /* that could SET ROLE to it, */
	size_t seen_after;       /* that came here after SET ROLE */
};

struct role_edge {
	struct role_node *to;
	bool inherit;
	bool set;
	bool admin;
};

/* A role on the way from another; from is NULL where the way begins. */
struct step {
	struct role_node *role;
	const struct step *from;
	struct role_node *set_role; /* the role of the way to SET ROLE to; NULL: none */
	bool acts; /* what it inherits counts; else it only shows the way to others to SET ROLE to
		    */
};

/* What a role reaches, the nearest first; of each role the shortest way. */
struct reach {
	const char *database_owner;
	struct list inherited; /* of struct step; the first is of the role itself */
	struct list set;       /* of struct step: what it may SET ROLE to */
	struct list after;     /* of struct step: what it only is after SET ROLE */
};

/* A role that another may grant: at once, or only after SET ROLE. */
struct administered {
	const struct role_node *role;
	const struct role_node *set_role; /* or NULL */
};

struct roles;

struct roles *roles_of(struct arena *arena, const struct state *state, const struct facts *facts);

/* The role of that name, or NULL. */
struct role_node *roles_find(const struct roles *roles, const char *name);

/* All of them (struct role_node), by name. */
const struct list *roles_all(const struct roles *roles);

/* What the role reaches in a database of that owner (NULL: in none). It is worked out once. */
const struct reach *roles_reach(struct roles *roles, struct role_node *role, const char *owner);

/* The roles (struct administered) that it may grant by an ADMIN option; a superuser may grant all.
 */
struct list roles_administered(struct roles *roles, struct role_node *role);

#endif
