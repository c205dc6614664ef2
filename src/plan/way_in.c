/* SPDX-License-Identifier: PostgreSQL */
#include "plan/way_in.h"

#include <string.h>

#include "kinds/kinds.h"
#include "model/grant.h"

/* The database of which the change alters the owner or privileges, or NULL. */
static const struct object *door_of(const struct change *change)
{
	const struct object *object = change_object(change);

	if (change->kind == &grant_kind)
		object = ((const struct grant *)object)->on.items[0];
	if (object->kind != &database_kind || change->verb == CHANGE_CREATE || change->renames)
		return NULL;
	return change->verb == CHANGE_DROP && change->kind == &database_kind ? NULL : object;
}

static bool opens(const struct way_in *way, const struct object *database)
{
	return world_privileges(way->world, way->session, database, false) & PRIVILEGE_CONNECT;
}

static bool climbs(const struct way_in *way, const char *from)
{
	struct person *person = world_person(way->world, from);

	return person &&
	       world_reaches(way->world, person, way->world->facts->user, REACH_SET, NULL);
}

/* Whether the change may take a membership by which the session's role reaches the other one. */
static bool is_step(const struct way_in *way, const struct change *change)
{
	const char *member = object_text(change->from, "member");
	const char *role = object_text(change->from, "role");

	if (change->kind == &role_kind && change->verb == CHANGE_DROP)
		member = role = object_name(change->from);
	return member && role && climbs(way, role) &&
	       world_reaches(way->world, way->session, member, REACH_SET, NULL);
}

struct way_in way_in_before(struct world *world, const struct plan *plan)
{
	const struct list *changes = &plan->difference->changes;
	struct way_in way = {
		.world = world,
		.session = world_person(world, world->facts->session_user),
	};

	way.climbs = strcmp(world->facts->user, world->facts->session_user) != 0 &&
		     climbs(&way, world->facts->session_user);
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];
		const struct object *door = door_of(change);

		if (change->person)
			continue;
		if (door && opens(&way, door))
			list_add(world->arena, &way.doors, change);
		if (way.climbs && is_step(&way, change))
			list_add(world->arena, &way.steps, change);
	}
	return way;
}

static void forbid(struct change *change, const char *reason)
{
	if (change->guard == GUARD_NEVER)
		return;
	change->guard = GUARD_NEVER;
	change->reason = reason;
}

void way_in_guard(const struct way_in *way)
{
	const char *closed = text_format(way->world->arena,
					 "%V, as whom pgmob connects, could not connect to it any "
					 "more: grant it CONNECT",
					 way->session->name);

	for (size_t i = 0; i < way->doors.count; i++)
		if (!opens(way, door_of(way->doors.items[i])))
			forbid(way->doors.items[i], closed);
	if (!way->climbs || climbs(way, way->session->name))
		return;
	for (size_t i = 0; i < way->steps.count; i++)
		forbid(way->steps.items[i],
		       "pgmob uses this membership: it would take its own power to finish");
}
