/* SPDX-License-Identifier: PostgreSQL
 *
 * What no flag lets pass: the executing role's own way in and its power to finish, and the last
 * superuser that can log in.
 */
#include <string.h>
#include <time.h>

#include "base/timestamp.h"
#include "kinds/role/role.h"
#include "model/change.h"

/* timestamp_parse() counts from 2000-01-01, as PostgreSQL does; time() from 1970-01-01. */
enum { SECONDS_TO_2000 = 946684800 };

/* Whether somebody could log in as this role and be superuser. */
static bool can_rescue(const struct role *role)
{
	int64_t until;

	if (!role->superuser || !*role->superuser || !*role->login || *role->connection_limit == 0)
		return false;
	return !timestamp_parse(role->valid_until, &until) || until > ((int64_t)time(NULL) - SECONDS_TO_2000) * 1000000;
}

static void forbid(struct change *change, const char *reason)
{
	change->guard = GUARD_NEVER;
	change->reason = reason;
}

static bool is_own(const struct role *role, const struct facts *facts)
{
	return strcmp(role->name, facts->user) == 0 || strcmp(role->name, facts->session_user) == 0;
}

static void guard_own(struct change *change, const struct facts *facts)
{
	const struct role *from = (const struct role *)change->from;
	const struct role *to = (const struct role *)change->to;

	if (!from || !is_own(from, facts))
		return;
	if (!to)
		forbid(change, "this is the role that pgmob runs as");
	else if (facts->superuser && *from->superuser && !*to->superuser)
		forbid(change, "pgmob runs as this role: it would take its own power to finish");
	else if (*from->login && !*to->login)
		forbid(change, "pgmob runs as this role: it would take its own way in");
	else if (can_rescue(from) && !can_rescue(to) && *to->superuser)
		forbid(change, "pgmob runs as this role: it would take its own way in");
}

void role_guard(const struct list *changes, const struct state *actual, const struct facts *facts)
{
	const struct list *roles = state_of(actual, &role_kind);
	size_t rescuers = 0;

	for (size_t i = 0; i < changes->count; i++) {
		struct change *change = changes->items[i];

		if (change->kind != &role_kind || change->person)
			continue;
		if (change->verb == CHANGE_DROP)
			change->guard = GUARD_DROP_ROLE;
		guard_own(change, facts);
	}
	for (size_t i = 0; i < roles->count; i++) {
		const struct object *object = roles->items[i];
		const struct change *change = object->change;
		const struct object *after = change ? change->to : object;

		rescuers += after && can_rescue((const struct role *)after);
	}
	if (rescuers)
		return;
	for (size_t i = 0; i < roles->count; i++) {
		const struct object *object = roles->items[i];

		if (object->change && can_rescue((const struct role *)object))
			forbid(object->change, "no superuser would be left that can log in");
	}
}
