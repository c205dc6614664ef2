/* SPDX-License-Identifier: PostgreSQL
 *
 * The end of databases, and of their names: DROP DATABASE, ALTER DATABASE … RENAME.
 */
#include <string.h>

#include "kinds/database/database.h"
#include "kinds/role/role.h"
#include "model/change.h"

/* No session may be in it, and others connect to it by the new name. */
void database_rename(struct ddl *ddl, const struct object *from, const struct object *to)
{
	ddl_add(ddl, FIELDS_ALL, "ALTER DATABASE %I RENAME TO %I", object_name(from),
		object_name(to))
		->alone = true;
}

void database_drop(struct ddl *ddl, const struct object *from)
{
	const struct database *database = (const struct database *)from;

	ddl_add(ddl, FIELDS_ALL,
		database->forced ? "DROP DATABASE %I WITH (FORCE)" : "DROP DATABASE %I",
		database->name)
		->alone = true;
}

/* Whether the absent ones that are there can go, and how. */
void database_pair_absent(const struct state *absent, struct state *actual)
{
	const struct list *set = state_of(absent, &database_kind);

	for (size_t i = 0; i < set->count; i++) {
		const struct database *wish = set->items[i];
		struct database *there = (struct database *)state_find(actual, set->items[i]);

		if (there)
			there->forced = wish->terminate_sessions && *wish->terminate_sessions;
	}
}

/* Whether nobody but superusers, or nobody at all, could connect to it any more. */
static bool is_closed(const struct change *change, const struct state *actual,
		      const struct facts *facts)
{
	const struct database *to = (const struct database *)change->to;
	const struct role *session =
		(const struct role *)state_named(actual, &role_kind, NULL, facts->session_user);

	if (change->verb != CHANGE_ALTER || change->renames)
		return false;
	if (change_has(change, offsetof(struct database, allow_connections)) &&
	    !*to->allow_connections)
		return true;
	return change_has(change, offsetof(struct database, connection_limit)) &&
	       *to->connection_limit == 0 && session && !*session->superuser;
}

void database_guard(const struct list *changes, const struct state *actual,
		    const struct facts *facts)
{
	for (size_t i = 0; i < changes->count; i++) {
		struct change *change = changes->items[i];
		const struct database *from = (const struct database *)change->from;

		if (change->kind != &database_kind || change->guard == GUARD_NEVER ||
		    (change->verb != CHANGE_DROP && !change->renames &&
		     !is_closed(change, actual, facts)))
			continue;
		if (strcmp(from->name, facts->database) == 0)
			change->reason = "pgmob is connected to it: connect to another one";
		else if (strcmp(from->name, "postgres") == 0)
			change->reason = "pgmob holds its lock in it";
		else if (*from->is_template && change->verb == CHANGE_DROP)
			change->reason = "it is a template: write is_template: false first";
		else
			continue;
		change->guard = GUARD_NEVER;
	}
}
