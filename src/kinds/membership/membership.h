/* SPDX-License-Identifier: PostgreSQL
 *
 * Memberships: pg_auth_members. From PostgreSQL 16 a role may be a member of another several times,
 * once for each grantor; so the grantor is part of the key.
 */
#ifndef PGMOB_KINDS_MEMBERSHIP_MEMBERSHIP_H
#define PGMOB_KINDS_MEMBERSHIP_MEMBERSHIP_H

#include "model/object.h"
#include "model/state.h"

struct membership {
	struct object object;
	const char *role;
	const char *member;
	const char *granted_by;
	const bool *admin;
	const bool *inherit;
	const bool *set;
};

extern const struct kind membership_kind;

/* Reports every loop of memberships, which PostgreSQL refuses (roles_is_member_of in acl.c). */
void membership_check_loops(const struct state *desired, bool additive, struct diags *diags);

#endif
