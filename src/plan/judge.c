/* SPDX-License-Identifier: PostgreSQL */
#include "plan/judge.h"

#include <string.h>

#include "kinds/kinds.h"

/* What providers let members of their groups do, which PostgreSQL itself does not. */
struct provider {
	const char *group;
	unsigned leaves; /* bits of enum leave */
};

static const struct provider providers[] = {
	{"rds_superuser", 1 << LEAVE_EXTENSION | 1 << LEAVE_PARAMETER | 1 << LEAVE_PUBLICATION |
				  1 << LEAVE_EVENT_TRIGGER},
	{"cloudsqlsuperuser", 1 << LEAVE_EXTENSION | 1 << LEAVE_PARAMETER | 1 << LEAVE_PUBLICATION |
				      1 << LEAVE_EVENT_TRIGGER | 1 << LEAVE_REPLICATION},
	{"alloydbsuperuser", 1 << LEAVE_EXTENSION | 1 << LEAVE_PARAMETER | 1 << LEAVE_PUBLICATION |
				     1 << LEAVE_EVENT_TRIGGER | 1 << LEAVE_REPLICATION},
	{"azure_pg_admin", 1 << LEAVE_EXTENSION | 1 << LEAVE_PARAMETER | 1 << LEAVE_PUBLICATION |
				   1 << LEAVE_EVENT_TRIGGER | 1 << LEAVE_REPLICATION},
};

static bool is_left(struct judge *judge, enum leave leave)
{
	for (size_t i = 0; leave && i < sizeof(providers) / sizeof(*providers); i++) {
		if (!(providers[i].leaves & 1U << leave) ||
		    !world_reaches(judge->world, judge->actor, providers[i].group, REACH_ANY, NULL))
			continue;
		judge->unsure = true;
		return true;
	}
	return false;
}

static const struct object *object_of(const struct judge *judge, const struct need *need)
{
	if (need->schema)
		return state_in_schema(judge->world->actual, 'r', judge->database, need->schema,
				       need->name);
	return need->object ? need->object
	       : need->kind ? world_find(judge->world, need->kind, judge->database, need->name)
			    : NULL;
}

static bool inherits(const struct judge *judge, const char *role)
{
	return world_reaches(judge->world, judge->actor, role, REACH_INHERIT, judge->database);
}

/* Somebody who is not there yet, or not known, is no obstacle: the plan makes it, or the server
 * speaks. */
static bool is_superuser(const struct judge *judge, const char *role)
{
	const struct person *person = world_person(judge->world, role);

	return person && person->superuser;
}

static bool may_alter(const struct judge *judge, const char *name)
{
	struct person *role = world_person(judge->world, name);

	if (!judge->actor->createrole || is_superuser(judge, name))
		return false;
	return judge->world->facts->version < WORLD_ADMIN_COUNTS || !role ||
	       world_admin(judge->world, judge->actor, role, REACH_ANY);
}

/* Who grants a role must inherit the ADMIN option (select_best_admin() in acl.c). */
static bool may_grant(const struct judge *judge, const char *name)
{
	struct person *role = world_person(judge->world, name);
	const bool counts = judge->world->facts->version >= WORLD_ADMIN_COUNTS;

	if (judge->actor->superuser)
		return true;
	if (is_superuser(judge, name))
		return false;
	if (!role || (!counts && judge->actor->createrole))
		return true;
	return world_admin(judge->world, judge->actor, role, counts ? REACH_INHERIT : REACH_ANY);
}

/* Whether the actor owns the schema of what is to go. */
static bool owns_schema(const struct judge *judge, const struct need *need)
{
	const struct object *schema =
		need->within ? world_find(judge->world, &schema_kind, judge->database, need->within)
			     : NULL;

	return schema && inherits(judge, world_owner(judge->world, schema));
}

static bool has(const struct judge *judge, const struct need *need)
{
	const struct object *object = object_of(judge, need);
	struct person *person = need->role ? world_person(judge->world, need->role) : judge->actor;

	if (!object || !person)
		return true;
	return !(need->privileges & ~world_privileges(judge->world, person, object, false));
}

static bool is_withheld(const struct judge *judge, const struct need *need,
			const struct object *object)
{
	const char *owner = world_owner(judge->world, object);
	const bool owns = inherits(judge, owner);

	if (need->columns && strcmp(judge->actor->name, owner) != 0)
		return true;
	if (need->right == RIGHT_OWN)
		return !owns;
	if (!owns)
		return need->right == RIGHT_REVOKE ||
		       need->privileges &
			       ~world_privileges(judge->world, judge->actor, object, true);
	return world_has_rival(judge->world, judge->actor, object, need->privileges);
}

/* The first of the objects that the actor does not own, or cannot grant on; or NULL. */
static const struct object *withheld(const struct judge *judge, const struct need *need)
{
	const size_t count = need->objects ? need->objects->count : 1;

	for (size_t i = 0; i < count; i++) {
		const struct object *object = need->objects ? need->objects->items[i]
							    : object_of(judge, need);

		if (object && is_withheld(judge, need, object))
			return object;
	}
	return NULL;
}

static bool is_of_owners(enum right right)
{
	return right == RIGHT_OWN || right == RIGHT_OPTION || right == RIGHT_REVOKE;
}

bool judge_is_met(struct judge *judge, const struct need *need)
{
	const struct person *actor = judge->actor;

	if (actor->superuser)
		return true;
	switch (need->right) {
	case RIGHT_SUPERUSER:
		return is_left(judge, need->leave);
	case RIGHT_CREATEROLE:
		return actor->createrole;
	case RIGHT_CREATEDB:
		return actor->createdb;
	case RIGHT_REPLICATION:
		return actor->replication || is_left(judge, need->leave);
	case RIGHT_BYPASSRLS:
		return actor->bypassrls;
	case RIGHT_ALTER_ROLE:
		return may_alter(judge, need->role);
	case RIGHT_GRANT_ROLE:
		return may_grant(judge, need->role);
	case RIGHT_INHERIT:
		return !need->role || inherits(judge, need->role);
	case RIGHT_BECOME:
		return world_reaches(judge->world, judge->actor, need->role, REACH_SET,
				     judge->database);
	case RIGHT_SIGNAL:
		return !is_superuser(judge, need->role) &&
		       (inherits(judge, need->role) || inherits(judge, "pg_signal_backend"));
	case RIGHT_OWN:
		return owns_schema(judge, need) || !withheld(judge, need);
	case RIGHT_PRIVILEGE:
		return has(judge, need);
	case RIGHT_OPTION:
	case RIGHT_REVOKE:
		return !withheld(judge, need);
	case RIGHT_PARAMETER:
		return !judge->world->facts->settable ||
		       map_get(judge->world->facts->settable, need->name) ||
		       is_left(judge, need->leave);
	}
	return false;
}

const char *judge_role(const struct judge *judge, const struct need *need)
{
	const struct object *object = NULL;
	const char *role = NULL;

	if (need->right == RIGHT_INHERIT || need->right == RIGHT_BECOME ||
	    need->right == RIGHT_SIGNAL)
		role = need->role;
	else if (is_of_owners(need->right))
		object = withheld(judge, need);
	else if (need->right == RIGHT_PRIVILEGE)
		object = object_of(judge, need);
	if (object)
		role = world_owner(judge->world, object);
	/* nobody is granted that one */
	if (role && strcmp(role, "pg_database_owner") == 0) {
		object = judge->database
				 ? world_find(judge->world, &database_kind, NULL, judge->database)
				 : NULL;
		role = object ? world_owner(judge->world, object) : NULL;
	}
	return role;
}

const char *judge_reason(const struct judge *judge, const struct need *need)
{
	struct arena *arena = judge->world->arena;
	const char *name = judge->actor->name;
	const struct object *object = is_of_owners(need->right) ? withheld(judge, need)
								: object_of(judge, need);
	struct text words = text_in(arena);

	privileges_add_words(&words, need->privileges);
	switch (need->right) {
	case RIGHT_SUPERUSER:
		return "only a superuser may do that";
	case RIGHT_CREATEROLE:
		return text_format(arena, "%V has no CREATEROLE", name);
	case RIGHT_CREATEDB:
		return text_format(arena, "%V has no CREATEDB", name);
	case RIGHT_REPLICATION:
		return text_format(arena, "%V has no REPLICATION", name);
	case RIGHT_BYPASSRLS:
		return text_format(arena, "%V has no BYPASSRLS", name);
	case RIGHT_ALTER_ROLE:
	case RIGHT_GRANT_ROLE:
		if (is_superuser(judge, need->role))
			return text_format(arena, "only a superuser may do that: %V is one",
					   need->role);
		if (!judge->actor->createrole && need->right == RIGHT_ALTER_ROLE)
			return text_format(arena, "%V has no CREATEROLE", name);
		return text_format(arena, "%V has no ADMIN option on role %V", name, need->role);
	case RIGHT_INHERIT:
	case RIGHT_SIGNAL:
		return text_format(arena, "%V has not the privileges of role %V", name, need->role);
	case RIGHT_BECOME:
		return text_format(arena, "%V cannot SET ROLE to %V", name, need->role);
	case RIGHT_REVOKE:
	case RIGHT_OPTION:
		if (inherits(judge, world_owner(judge->world, object)))
			return text_format(arena, "%V would not do it as %V, which owns %s", name,
					   world_owner(judge->world, object),
					   object_title_in(arena, object));
		/* fall through */
	case RIGHT_OWN:
		return text_format(arena, "%V has not the privileges of %V, which owns %s", name,
				   world_owner(judge->world, object),
				   object_title_in(arena, object));
	case RIGHT_PRIVILEGE:
		return text_format(arena, "%V has no %s on %s", need->role ? need->role : name,
				   words.at, object_title_in(arena, object));
	case RIGHT_PARAMETER:
		return text_format(arena, "%V may not set parameter %V", name, need->name);
	}
	return "";
}

bool judge_can_join(const struct judge *judge, struct person *role)
{
	return !role->superuser && role != judge->actor && strncmp(role->name, "pg_", 3) != 0 &&
	       !world_reaches(judge->world, role, judge->actor->name, REACH_ANY, NULL);
}

bool judge_may_join(const struct judge *judge, struct person *role)
{
	return judge_can_join(judge, role) && may_grant(judge, role->name);
}

/* Nobody can grant now what the plan would have made. */
static bool is_there(const struct judge *judge, const char *role)
{
	return state_named(judge->world->actual, &role_kind, NULL, role) != NULL;
}

/* What it is called as long as the plan has not run. */
static const char *name_now(const struct judge *judge, const struct kind *kind,
			    const char *database, const char *name)
{
	const struct list *renames = &judge->world->actual->renames;

	for (size_t i = 0; i < renames->count; i++) {
		const struct rename *rename = renames->items[i];

		if (rename->to->kind == kind && strcmp(object_name(rename->to), name) == 0 &&
		    (!database || strcmp(rename->to->database, database) == 0))
			return object_name(rename->from);
	}
	return name;
}

static const char *membership(const struct judge *judge, const char *role, const char *options)
{
	return text_format(judge->world->arena, "GRANT %I TO %I%s",
			   name_now(judge, &role_kind, NULL, role), judge->actor->name, options);
}

static const char *join(const struct judge *judge, const char *name)
{
	struct person *role = world_person(judge->world, name);

	if (!role || !is_there(judge, name) || !judge_can_join(judge, role))
		return NULL;
	if (judge->world->facts->version < WORLD_ADMIN_COUNTS && !judge->actor->inherit &&
	    world_reaches(judge->world, judge->actor, name, REACH_SET, NULL))
		return text_format(judge->world->arena, "ALTER ROLE %I INHERIT",
				   judge->actor->name);
	return membership(judge, name,
			  judge->world->facts->version >= WORLD_ADMIN_COUNTS
				  ? " WITH INHERIT TRUE, SET TRUE"
				  : "");
}

static const char *grant(const struct judge *judge, const struct need *need)
{
	const struct object *object = object_of(judge, need);
	struct text sql = text_in(judge->world->arena);

	if ((need->role && !is_there(judge, need->role)) ||
	    !state_find(judge->world->actual, object))
		return NULL;
	text_add(&sql, "GRANT ");
	privileges_add_words(&sql, need->privileges);
	text_addf(&sql, " ON %s %I TO %I", securable_of(object->kind->securable)->sql,
		  name_now(judge, object->kind, object->database, object_name(object)),
		  need->role ? name_now(judge, &role_kind, NULL, need->role) : judge->actor->name);
	return sql.at;
}

static const char *administer(const struct judge *judge, const struct need *need)
{
	struct person *role = world_person(judge->world, need->role);

	if (is_superuser(judge, need->role))
		return NULL;
	if (!judge->actor->createrole && need->right == RIGHT_ALTER_ROLE)
		return text_format(judge->world->arena, "ALTER ROLE %I CREATEROLE",
				   judge->actor->name);
	if (!role || !is_there(judge, need->role) || !judge_can_join(judge, role))
		return NULL;
	return membership(judge, need->role,
			  judge->world->facts->version >= WORLD_ADMIN_COUNTS
				  ? " WITH ADMIN TRUE, INHERIT FALSE, SET FALSE"
				  : " WITH ADMIN OPTION");
}

static const char *set_parameter(const struct judge *judge, const char *name)
{
	struct text sql = text_in(judge->world->arena);

	text_add(&sql, "GRANT SET ON PARAMETER ");
	privileges_add_parameter(&sql, name);
	text_addf(&sql, " TO %I", judge->actor->name);
	return sql.at;
}

const char *judge_remedy(const struct judge *judge, const struct need *need)
{
	struct arena *arena = judge->world->arena;

	switch (need->right) {
	case RIGHT_CREATEROLE:
		return text_format(arena, "ALTER ROLE %I CREATEROLE", judge->actor->name);
	case RIGHT_CREATEDB:
		return text_format(arena, "ALTER ROLE %I CREATEDB", judge->actor->name);
	case RIGHT_ALTER_ROLE:
	case RIGHT_GRANT_ROLE:
		return administer(judge, need);
	case RIGHT_SIGNAL:
		return is_superuser(judge, need->role) ? NULL
						       : membership(judge, "pg_signal_backend", "");
	case RIGHT_INHERIT:
	case RIGHT_BECOME:
	case RIGHT_OWN:
	case RIGHT_OPTION:
	case RIGHT_REVOKE:
		return judge_role(judge, need) ? join(judge, judge_role(judge, need)) : NULL;
	case RIGHT_PRIVILEGE:
		return grant(judge, need);
	case RIGHT_PARAMETER:
		return judge->world->facts->version < securable_of('p')->since
			       ? NULL
			       : set_parameter(judge, need->name);
	case RIGHT_SUPERUSER:
	case RIGHT_REPLICATION:
	case RIGHT_BYPASSRLS:
		break;
	}
	return NULL;
}
