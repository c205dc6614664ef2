/* SPDX-License-Identifier: PostgreSQL
 *
 * Who may make, alter and drop roles: CreateRole(), AlterRole(), DropRole() in user.c. Until
 * PostgreSQL 15 CREATEROLE is enough for all roles but superusers; from 16 nobody gives an
 * attribute that it has not itself, and a role is altered by whoever may grant it.
 */
#include <string.h>

#include "kinds/role/role.h"
#include "model/right.h"

enum { CREATEROLE_IS_BOUND = 160000 };

static bool is_set(const bool *value)
{
	return value && *value;
}

/* An attribute that the statement gives, or takes. */
static bool touches(const struct rights *rights, const char *attribute, const bool *after)
{
	return rights_sets(rights, attribute) &&
	       (rights->statement->change->verb == CHANGE_ALTER || is_set(after));
}

static void need_attributes(struct rights *rights, const struct role *to)
{
	const bool bound = rights->facts->version >= CREATEROLE_IS_BOUND;
	const struct need superuser = {.right = RIGHT_SUPERUSER};
	struct need replication = {.right = RIGHT_SUPERUSER, .leave = LEAVE_REPLICATION};

	if (touches(rights, "superuser", to->superuser))
		rights_need(rights, superuser);
	if (bound)
		replication.right = RIGHT_REPLICATION;
	if (touches(rights, "replication", to->replication))
		rights_need(rights, replication);
	if (touches(rights, "bypassrls", to->bypassrls))
		rights_need(rights, bound ? (struct need){.right = RIGHT_BYPASSRLS} : superuser);
	if (bound && touches(rights, "createdb", to->createdb))
		rights_need(rights, (struct need){.right = RIGHT_CREATEDB});
}

/* Everybody may change its own password. */
static bool is_own_password(const struct rights *rights, const struct role *role)
{
	return strcmp(role->name, rights->facts->user) == 0 &&
	       rights->statement->fields == kind_bit(&role_kind, offsetof(struct role, password));
}

/* To alter the one that is there, by the name that it has by then. */
static void need_to_alter(struct rights *rights, const struct role *from)
{
	const char *name = object_name(change_object(rights->statement->change));

	if (!from || !is_own_password(rights, from))
		rights_need(rights, (struct need){.right = RIGHT_ALTER_ROLE, .role = name});
	if (rights->facts->version < CREATEROLE_IS_BOUND && from && is_set(from->replication))
		rights_need(rights,
			    (struct need){.right = RIGHT_SUPERUSER, .leave = LEAVE_REPLICATION});
}

void role_rights(struct rights *rights)
{
	const struct statement *statement = rights->statement;
	const struct change *change = statement->change;
	const struct role *from = (const struct role *)change->from;
	const struct role *to = (const struct role *)change->to;

	if (from && statement->first && statement->alone && from->ends_sessions) {
		rights_need(rights, (struct need){.right = RIGHT_SIGNAL, .role = from->name});
		return;
	}
	if (change->verb == CHANGE_CREATE && statement->fields == FIELDS_ALL)
		rights_need(rights, (struct need){.right = RIGHT_CREATEROLE});
	else
		need_to_alter(rights, from);
	if (to && !change->renames)
		need_attributes(rights, to);
}
