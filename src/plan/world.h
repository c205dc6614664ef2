/* SPDX-License-Identifier: PostgreSQL
 *
 * The cluster while a plan runs: what roles are and have after its first steps; for rights.c.
 *
 * It begins as the actual state and takes one step after the other. Of privileges only those are
 * followed that statements need.
 */
#ifndef PGMOB_PLAN_WORLD_H
#define PGMOB_PLAN_WORLD_H

#include "desired/desired.h"
#include "model/acl.h"
#include "plan/order.h"

/* From there on memberships have options, whoever makes a role has ADMIN on it, and that counts in
 * place of CREATEROLE. */
enum { WORLD_ADMIN_COUNTS = 160000 };

/* Which memberships count: ROLERECURSE_… in acl.c. */
enum reach { REACH_INHERIT, REACH_SET, REACH_ANY, REACHES };

struct person {
	const char *name;
	bool superuser;
	bool createrole;
	bool createdb;
	bool replication;
	bool bypassrls;
	bool inherit;
	bool gone;
	struct list of;      /* of struct tie: its memberships */
	struct list members; /* of struct tie: those in it */
	struct {
		struct map names;
		unsigned age; /* of the memberships that it was worked out from; 0: never */
	} reached[REACHES];
};

struct tie {
	struct person *role;
	struct person *member;
	const char *grantor;
	bool admin;
	bool inherit;
	bool set;
	bool gone;
};

struct world {
	struct arena *arena;
	const struct facts *facts;
	const struct desired *desired;
	const struct state *actual;
	struct map persons;
	unsigned age; /* grows with each change of memberships */
	struct acls acls;
	struct map grants; /* by object: struct list of struct gift */
};

struct world *world_make(struct arena *arena, const struct facts *facts,
			 const struct desired *desired, const struct state *actual);

/* The step is done. */
void world_pass(struct world *world, struct step *step);

/* The role of that name, or NULL. */
struct person *world_person(const struct world *world, const char *name);

/* Makes the one a member of the other, as the grantor's grant; and no more. */
struct tie *world_tie(struct world *world, struct person *role, struct person *member,
		      const char *grantor);
void world_untie(struct world *world, struct tie *tie);

/* Whether the person reaches the role by memberships that count so; also pg_database_owner's by way
 * of the owner of that database (may be NULL), and its own. A superuser reaches all. */
bool world_reaches(struct world *world, struct person *person, const char *role, enum reach reach,
		   const char *database);

/* Who has ADMIN on the role, among those that the person reaches so; or NULL. */
const struct tie *world_admin(struct world *world, struct person *person, struct person *role,
			      enum reach reach);

/* The object of that kind and name, in that database (NULL for shared kinds), or NULL. */
const struct object *world_find(const struct world *world, const struct kind *kind,
				const char *database, const char *name);

/* Whose the object is by now. */
const char *world_owner(const struct world *world, const struct object *object);

/* What the person has on the object by now; options: what it can grant. */
uint32_t world_privileges(struct world *world, struct person *person, const struct object *object,
			  bool options);

/* Whether the server would take another role than the owner, among those whose privileges the
 * person has, for the grantor of these (select_best_grantor() in acl.c). */
bool world_has_rival(struct world *world, struct person *person, const struct object *object,
		     uint32_t privileges);

#endif
