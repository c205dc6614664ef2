/* SPDX-License-Identifier: PostgreSQL
 *
 * Memberships: pg_auth_members. From PostgreSQL 16 a role may be a member of another several times,
 * once for each grantor; so the grantor is part of the key.
 */
#ifndef PGMOB_KINDS_MEMBERSHIP_MEMBERSHIP_H
#define PGMOB_KINDS_MEMBERSHIP_MEMBERSHIP_H

#include "model/object.h"
#include "model/state.h"

/* The first version that has one row for each grantor, and inherit and set in it. */
enum { GRANTOR_IN_KEY = 160000 };

struct membership {
	struct object object;
	const char *role;
	const char *member;
	const char *granted_by;
	const bool *admin;
	const bool *inherit;
	const bool *set;

	/* worked out, for describe() */
	bool several;     /* the pair has more than one row */
	const char *anew; /* it is granted again, since this grantor can no longer keep it */

	/* worked out from 16 on, see ground.c */
	size_t distance; /* so many grants lead from the bootstrap superuser to it */
	bool circular;   /* none does: it stands on grants that stand on it */

	/* of one that is to be made: those that must go before it, since they would form a loop
	 * with it; of struct membership, or NULL */
	const struct list *untie;
};

extern const struct kind membership_kind;

/* Orders by member and role, as a sorted set is. */
int membership_compare_pairs(const struct membership *a, const struct membership *b);

/* Where the rows of that member and role begin, or would, in a sorted set. */
size_t membership_first(const struct list *rows, const char *member, const char *role);

/* Whether both are of the same member and role. */
bool membership_same_pair(const struct membership *a, const struct membership *b);

/* Reports every loop of memberships, which PostgreSQL refuses (roles_is_member_of in acl.c). */
void membership_check_loops(const struct state *desired, const struct intent *intent,
			    struct diags *diags);

/* Works out on what each of these rows, which are all of one state, stands. */
void membership_measure(const struct list *rows, const struct facts *facts);

/* Gives each listed membership the row that it is about. */
void membership_pair(struct state *desired, struct state *actual, const struct facts *facts,
		     struct diags *diags);

/* Leaves to a person what would take ADMIN from the grantor of something that stays. Gives whether
 * there is any. */
bool membership_keep_grantors(const struct list *changes, const struct state *actual,
			      const struct facts *facts);

/* Finds what stands in the way of the changes of memberships: grants of others that hang on them,
 * loops with others that stay, and pgmob's own way in. */
void membership_guard(const struct list *changes, const struct state *actual,
		      const struct facts *facts);

/* Puts grants that would close a loop behind the revokes that open it. */
void membership_untie(const struct list *changes, const struct state *actual);

#endif
