/* SPDX-License-Identifier: PostgreSQL */
#include "plan/world.h"

#include <string.h>

#include "kinds/kinds.h"
#include "model/grant.h"

/* What a step has granted, or taken. */
struct gift {
	const char *grantee; /* NULL: PUBLIC */
	uint32_t privileges;
	bool option;
	bool takes;
};

struct person *world_person(const struct world *world, const char *name)
{
	return name ? map_get(&world->persons, name) : NULL;
}

static void describe_person(struct person *person, const struct object *role)
{
	person->superuser = object_is(role, "superuser", false);
	person->createrole = object_is(role, "createrole", false);
	person->createdb = object_is(role, "createdb", false);
	person->replication = object_is(role, "replication", false);
	person->bypassrls = object_is(role, "bypassrls", false);
	person->inherit = object_is(role, "inherit", true);
}

static struct person *add_person(struct world *world, const struct object *role)
{
	struct person *person = arena_alloc(world->arena, sizeof(*person));

	person->name = object_name(role);
	describe_person(person, role);
	map_set(&world->persons, person->name, person);
	return person;
}

static struct tie *add_tie(struct world *world, struct person *role, struct person *member,
			   const char *grantor)
{
	struct tie *tie = arena_alloc(world->arena, sizeof(*tie));

	tie->role = role;
	tie->member = member;
	tie->grantor = grantor;
	list_add(world->arena, &member->of, tie);
	list_add(world->arena, &role->members, tie);
	world->age++;
	return tie;
}

struct tie *world_tie(struct world *world, struct person *role, struct person *member,
		      const char *grantor)
{
	struct tie *tie = add_tie(world, role, member, grantor);

	tie->inherit = tie->set = true;
	return tie;
}

void world_untie(struct world *world, struct tie *tie)
{
	tie->gone = true;
	world->age++;
}

/* What the row says, and what GRANT makes of what it does not say. */
static void add_membership(struct world *world, const struct object *membership)
{
	struct person *role = world_person(world, object_text(membership, "role"));
	struct person *member = world_person(world, object_text(membership, "member"));
	const char *grantor = object_text(membership, "granted_by");
	struct tie *tie;

	if (!role || !member)
		return;
	tie = add_tie(world, role, member, grantor ? grantor : world->facts->user);
	tie->admin = object_is(membership, "admin", false);
	tie->inherit = object_is(membership, "inherit", member->inherit);
	tie->set = object_is(membership, "set", true);
}

static struct tie *find_tie(const struct world *world, const struct object *membership)
{
	const struct person *member = world_person(world, object_text(membership, "member"));
	const char *role = object_text(membership, "role");
	const char *grantor = world->facts->version >= WORLD_ADMIN_COUNTS
				      ? object_text(membership, "granted_by")
				      : NULL;

	for (size_t i = 0; member && i < member->of.count; i++) {
		struct tie *tie = member->of.items[i];

		if (!tie->gone && strcmp(tie->role->name, role) == 0 &&
		    (!grantor || (tie->grantor && strcmp(tie->grantor, grantor) == 0)))
			return tie;
	}
	return NULL;
}

struct world *world_make(struct arena *arena, const struct facts *facts,
			 const struct desired *desired, const struct state *actual)
{
	const struct list *roles = state_of(actual, &role_kind);
	const struct list *memberships = state_of(actual, &membership_kind);
	struct world *world = arena_alloc(arena, sizeof(*world));

	*world = (struct world){
		.arena = arena,
		.facts = facts,
		.desired = desired,
		.actual = actual,
		.persons = map_in(arena),
		.age = 1,
		.acls = acls_in(arena),
		.grants = map_in(arena),
	};
	for (size_t i = 0; i < roles->count; i++)
		add_person(world, roles->items[i]);
	for (size_t i = 0; i < memberships->count; i++)
		add_membership(world, memberships->items[i]);
	return world;
}

/* Whoever makes a role without being a superuser may grant it. A session of pgmob gets nothing
 * besides, whatever createrole_self_grant says. */
static void make_role(struct world *world, const struct object *to)
{
	struct person *role = add_person(world, to);
	struct person *maker = world_person(world, world->facts->user);

	if (world->facts->version >= WORLD_ADMIN_COUNTS && maker)
		add_tie(world, role, maker, world->facts->bootstrap)->admin = true;
}

static void end_ties(struct world *world, struct list *ties)
{
	for (size_t i = 0; i < ties->count; i++)
		((struct tie *)ties->items[i])->gone = true;
	world->age++;
}

static void pass_role(struct world *world, const struct statement *statement)
{
	const struct change *change = statement->change;
	struct person *person = world_person(world, object_name(change_object(change)));

	if (change->verb == CHANGE_CREATE && !person)
		make_role(world, change->to);
	else if (change->verb == CHANGE_ALTER && !change->renames && person)
		describe_person(person, change->to);
	else if (change->verb == CHANGE_DROP && statement->fields == FIELDS_ALL && person) {
		person->gone = true;
		end_ties(world, &person->of);
		end_ties(world, &person->members);
	}
}

static void pass_membership(struct world *world, const struct change *change)
{
	struct tie *tie = find_tie(world, change_object(change));

	if (change->verb == CHANGE_CREATE)
		add_membership(world, change->to);
	else if (change->verb == CHANGE_DROP && tie)
		tie->gone = true;
	else if (tie) {
		tie->admin = object_is(change->to, "admin", tie->admin);
		tie->inherit = object_is(change->to, "inherit", tie->inherit);
		tie->set = object_is(change->to, "set", tie->set);
	}
	world->age++;
}

static const char *key_of(struct arena *arena, const struct object *object)
{
	return text_format(arena, "%J %s %J", object->database ? object->database : "",
			   object->kind->name, object_name(object));
}

/* Only of what other statements may need something: schemas, databases and the like. */
static void pass_grant(struct world *world, const struct grant *grant)
{
	const struct object *first = grant->on.items[0];

	if (kind_field(first->kind, "schema") || !first->kind->securable)
		return;
	for (size_t i = 0; i < grant->on.count; i++) {
		const char *key = key_of(world->arena, grant->on.items[i]);
		struct list *gifts = map_get(&world->grants, key);

		if (!gifts) {
			gifts = arena_alloc(world->arena, sizeof(*gifts));
			map_set(&world->grants, key, gifts);
		}
		for (size_t j = 0; j < grant->to.count; j++) {
			struct gift *gift = arena_alloc(world->arena, sizeof(*gift));
			const char *to = grant->to.items[j];

			*gift = (struct gift){.grantee = to == grant_everybody ? NULL : to,
					      .privileges = grant->privileges,
					      .option = grant->grantable && *grant->grantable,
					      .takes = grant->takes};
			list_add(world->arena, gifts, gift);
		}
	}
}

void world_pass(struct world *world, struct step *step)
{
	const struct statement *statement = step->statement;
	const struct change *change = statement->change;

	step->passed = true;
	if (change->kind == &role_kind)
		pass_role(world, statement);
	else if (change->kind == &grant_kind)
		pass_grant(world, (const struct grant *)change_object(change));
	else if (change->kind == &membership_kind)
		pass_membership(world, change);
}

static bool counts(const struct world *world, const struct tie *tie, enum reach reach)
{
	if (tie->gone)
		return false;
	if (reach == REACH_ANY)
		return true;
	if (world->facts->version < WORLD_ADMIN_COUNTS)
		return reach == REACH_SET || tie->member->inherit;
	return reach == REACH_SET ? tie->set : tie->inherit;
}

/* All that the person reaches, itself among them. */
static const struct map *reached(struct world *world, struct person *person, enum reach reach)
{
	struct list open = {0};

	if (person->reached[reach].age == world->age)
		return &person->reached[reach].names;
	person->reached[reach].age = world->age;
	person->reached[reach].names = map_in(world->arena);
	list_add(world->arena, &open, person);
	map_set(&person->reached[reach].names, person->name, person);
	for (size_t i = 0; i < open.count; i++) {
		const struct person *at = open.items[i];

		for (size_t j = 0; j < at->of.count; j++) {
			const struct tie *tie = at->of.items[j];

			if (counts(world, tie, reach) &&
			    !map_set(&person->reached[reach].names, tie->role->name, tie->role))
				list_add(world->arena, &open, tie->role);
		}
	}
	return &person->reached[reach].names;
}

static const char *database_owner(const struct world *world, const char *database)
{
	const struct object *object = database ? world_find(world, &database_kind, NULL, database)
					       : NULL;

	return object ? world_owner(world, object) : NULL;
}

bool world_reaches(struct world *world, struct person *person, const char *role, enum reach reach,
		   const char *database)
{
	const char *owner;

	if (person->superuser || strcmp(person->name, role) == 0)
		return true;
	if (map_get(reached(world, person, reach), role))
		return true;
	owner = strcmp(role, "pg_database_owner") == 0 ? database_owner(world, database) : NULL;
	return owner && map_get(reached(world, person, reach), owner);
}

const struct tie *world_admin(struct world *world, struct person *person, struct person *role,
			      enum reach reach)
{
	for (size_t i = 0; i < person->of.count; i++) {
		const struct tie *tie = person->of.items[i];

		if (tie->role == role && tie->admin && !tie->gone)
			return tie;
	}
	for (size_t i = 0; i < role->members.count; i++) {
		const struct tie *tie = role->members.items[i];

		if (tie->admin && !tie->gone &&
		    map_get(reached(world, person, reach), tie->member->name))
			return tie;
	}
	return NULL;
}

const struct object *world_find(const struct world *world, const struct kind *kind,
				const char *database, const char *name)
{
	const char *in = kind->home == HOME_SHARED ? NULL : database;
	const struct object *there = state_named(world->actual, kind, in, name);

	return there ? there : state_named(world->desired->state, kind, in, name);
}

/* The statement of the change that gives the object its owner is done. */
static bool is_given(const struct change *change, uint64_t owner)
{
	for (size_t i = 0; i < change->statements.count; i++) {
		const struct statement *statement = change->statements.items[i];

		if (statement->fields & owner && statement->step && statement->step->passed)
			return true;
	}
	return false;
}

const char *world_owner(const struct world *world, const struct object *object)
{
	const struct change *change = object->change;
	const struct field *field = kind_field(object->kind, "owner");
	const struct object *there = state_find(world->actual, object);
	const struct object *with = there && there->kind->owned_with
					    ? there->kind->owned_with(there, world->actual)
					    : NULL;

	if (with)
		return world_owner(world, with);
	if (change && !change->renames && change->verb == CHANGE_ALTER &&
	    change->fields & kind_bit(object->kind, field->offset))
		return field_get(field, is_given(change, kind_bit(object->kind, field->offset))
						? change->to
						: change->from);
	if (there && field_get(field, there))
		return field_get(field, there);
	return field_get(field, object) ? field_get(field, object) : world->facts->user;
}

/* Puts what steps have granted and taken into a copy of the list, which has room for it; gives how
 * many entries there are. */
static size_t apply_gifts(const struct list *gifts, struct acl_entry *entries, size_t count)
{
	for (size_t i = 0; i < gifts->count; i++) {
		const struct gift *gift = gifts->items[i];
		size_t at = 0;

		while (at < count && !acl_same_name(entries[at].grantee, gift->grantee))
			at++;
		if (at == count)
			entries[count++] = (struct acl_entry){.grantee = gift->grantee};
		if (!gift->takes) {
			entries[at].privileges |= gift->privileges;
			entries[at].options |= gift->option ? gift->privileges : 0;
			continue;
		}
		entries[at].options &= ~gift->privileges;
		entries[at].privileges &= gift->option ? UINT32_MAX : ~gift->privileges;
	}
	return count;
}

/* The object's list by now. */
static const struct acl_entry *list_of(struct world *world, const struct object *object,
				       const char *owner, size_t *count)
{
	const struct object *there = state_find(world->actual, object);
	const char *text = object_text(there, "acl"), *before = object_text(there, "owner");
	const struct acl *acl = text ? acl_read(&world->acls, text) : NULL;
	const struct list *gifts =
		world->grants.count ? map_get(&world->grants, key_of(world->arena, object)) : NULL;
	struct acl_entry *entries;

	if (!acl)
		acl = acl_default(&world->acls, securable_of(object->kind->securable), owner,
				  world->facts->version);
	else if (before && strcmp(owner, before) != 0)
		acl = acl_reowned(&world->acls, acl, before, owner);
	*count = acl->count;
	if (!gifts)
		return acl->entries;
	entries = arena_alloc(world->arena, (acl->count + gifts->count) * sizeof(*entries));
	memcpy(entries, acl->entries, acl->count * sizeof(*entries));
	*count = apply_gifts(gifts, entries, acl->count);
	return entries;
}

uint32_t world_privileges(struct world *world, struct person *person, const struct object *object,
			  bool options)
{
	const char *owner = world_owner(world, object);
	const struct acl_entry *entries;
	uint32_t privileges = 0;
	size_t count;

	if (person->superuser ||
	    (options && world_reaches(world, person, owner, REACH_INHERIT, object->database)))
		return UINT32_MAX;
	entries = list_of(world, object, owner, &count);
	for (size_t i = 0; i < count; i++)
		if (!entries[i].grantee || world_reaches(world, person, entries[i].grantee,
							 REACH_INHERIT, object->database))
			privileges |= options ? entries[i].options : entries[i].privileges;
	return privileges;
}

bool world_has_rival(struct world *world, struct person *person, const struct object *object,
		     uint32_t privileges)
{
	const char *owner = world_owner(world, object);
	const struct acl_entry *entries;
	size_t count;

	if (person->superuser || strcmp(person->name, owner) == 0)
		return false;
	entries = list_of(world, object, owner, &count);
	for (size_t i = 0; i < count; i++) {
		const char *grantee = entries[i].grantee;
		uint32_t options = 0;

		if (!grantee || strcmp(grantee, owner) == 0 ||
		    !world_reaches(world, person, grantee, REACH_INHERIT, object->database))
			continue;
		for (size_t j = 0; j < count; j++)
			if (acl_same_name(entries[j].grantee, grantee))
				options |= entries[j].options;
		if (!(privileges & ~options))
			return true;
	}
	return false;
}
