/* SPDX-License-Identifier: PostgreSQL
 *
 * What no flag lets pass: the executing role's own way in and its power to finish, and the last
 * superuser that can log in.
 */
#include <string.h>
#include <time.h>

#include "base/timestamp.h"
#include "base/verifier.h"
#include "kinds/role/role.h"
#include "model/change.h"

/* 2000-01-01, where timestamps begin, in seconds since 1970. */
static const int64_t epoch = INT64_C(946684800);

/* Whether somebody could log in as this role. PostgreSQL itself lets a superuser in whatever its
 * connection limit is; but who writes 0 wants nobody in. */
static bool can_log_in(const struct role *role)
{
	int64_t until;

	if (!*role->login || *role->connection_limit == 0)
		return false;
	return !timestamp_parse(role->valid_until, &until) ||
	       until > ((int64_t)time(NULL) - epoch) * 1000000;
}

bool role_can_rescue(const struct role *role)
{
	return *role->superuser && can_log_in(role);
}

static void forbid(struct change *change, const char *reason)
{
	change->guard = GUARD_NEVER;
	change->reason = reason;
}

/* Whether the role that logged in, and did so by its password, would have none; or could not have
 * the session that holds the lock besides the one that works. */
static bool keeps_out(const struct change *change, const struct facts *facts)
{
	const struct role *to = (const struct role *)change->to;
	const struct password *password =
		change_has(change, offsetof(struct role, password)) ? to->password : NULL;

	return (facts->used_password && password && password->none) ||
	       (!*to->superuser && *to->connection_limit >= 0 && *to->connection_limit < 2);
}

/* The role that logged in is another than the one that executes where --role is given. */
static void guard_own(struct change *change, const struct facts *facts)
{
	const struct role *from = (const struct role *)change->from;
	const struct role *to = (const struct role *)change->to;
	bool enters, executes;

	if (!from)
		return;
	enters = strcmp(from->name, facts->session_user) == 0;
	executes = strcmp(from->name, facts->user) == 0;
	if (!enters && !executes)
		return;
	if (!to)
		forbid(change, "pgmob runs as this role");
	else if (*from->superuser && !*to->superuser)
		forbid(change, "pgmob runs as this role: it would take its own power to finish");
	else if (*from->createrole && !*to->createrole && !*to->superuser)
		forbid(change, "pgmob runs as this role: it would take its own power to finish");
	else if (enters && can_log_in(from) && (!can_log_in(to) || keeps_out(change, facts)))
		forbid(change, "pgmob runs as this role: it would take its own way in");
}

/* What else a new name does: an md5 verifier has the old one in it. Where the manifest has the
 * password, it is set again. */
static void guard_rename(struct change *change, const struct facts *facts)
{
	const struct role *from = (const struct role *)change->from;
	const struct role *to = (const struct role *)change->to;

	if (strcmp(from->name, facts->session_user) == 0 || strcmp(from->name, facts->user) == 0)
		forbid(change, "pgmob runs as this role");
	else if (!to->password && !from->verifier_known)
		change->reason = "a password that is stored as md5 would be lost";
	else if (!to->password && from->verifier && verifier_is_md5(from->verifier))
		change->reason = "its password is stored as md5, and is lost";
}

/* The server never lets the first superuser go, nor be less from 16 on. Whatever else keeps an
 * ignored role is of no interest. */
static void guard_kept(struct change *change, const struct facts *facts)
{
	const struct role *from = (const struct role *)change->from;
	const struct role *to = (const struct role *)change->to;
	const bool bootstrap = from && from->bootstrap && *from->bootstrap;

	if (bootstrap && !to)
		forbid(change, "it is the bootstrap superuser, which cannot be dropped");
	else if (bootstrap && !*to->superuser && facts->version >= 160000)
		forbid(change, "it is the bootstrap superuser, which must have SUPERUSER");
	else if (from && from->object.ignored && !to)
		forbid(change, "it is ignored");
}

/* The last superuser that can log in stays, and can log in. */
static void guard_rescuers(const struct list *changes, const struct state *actual)
{
	const struct list *roles = state_of(actual, &role_kind);

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (change->kind == &role_kind && change->verb == CHANGE_CREATE &&
		    role_can_rescue((const struct role *)change->to))
			return;
	}
	for (size_t i = 0; i < roles->count; i++) {
		const struct object *object = roles->items[i];
		const struct object *after = object->change ? object->change->to : object;

		if (after && role_can_rescue((const struct role *)after))
			return;
	}
	for (size_t i = 0; i < roles->count; i++) {
		const struct object *object = roles->items[i];

		if (object->change && role_can_rescue((const struct role *)object))
			forbid(object->change, "no superuser would be left that can log in");
	}
}

void role_guard(const struct list *changes, const struct state *actual, const struct facts *facts)
{
	role_settle_drops(changes, actual, facts);
	for (size_t i = 0; i < changes->count; i++) {
		struct change *change = changes->items[i];

		if (change->kind != &role_kind || change->person)
			continue;
		if (change->verb == CHANGE_DROP && change->guard != GUARD_NEVER)
			change->guard = GUARD_DROP_ROLE;
		if (change->renames) {
			guard_rename(change, facts);
			continue;
		}
		guard_kept(change, facts);
		guard_own(change, facts);
	}
	guard_rescuers(changes, actual);
}
