/* SPDX-License-Identifier: PostgreSQL
 *
 * What is to be read: only what somebody speaks of.
 */
#include <string.h>

#include "actual/actual.h"
#include "base/map.h"
#include "kinds/kinds.h"
#include "model/grant.h"

static struct actual_database *database_of(struct arena *arena, struct map *known,
					   struct actual_wanted *wanted, const char *name)
{
	struct actual_database *database = map_get(known, name);

	if (database)
		return database;
	database = arena_alloc(arena, sizeof(*database));
	database->name = name;
	map_set(known, name, database);
	list_add(arena, &wanted->databases, database);
	return database;
}

/* A schema is added once for a run of objects that stand in it: they are sorted by it. */
static void add_schema(struct arena *arena, struct actual_database *database, const char *name)
{
	const struct list *schemas = &database->schemas;

	if (!schemas->count || strcmp(schemas->items[schemas->count - 1], name) != 0)
		list_add(arena, &database->schemas, name);
}

static void add_entries(struct arena *arena, struct actual_database *database,
			const struct list *entries)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct grant_entry *entry = entries->items[i];

		list_join(arena, &database->columns, &entry->columns);
		list_join(arena, &database->spelled, &entry->spelled);
	}
}

static void add_kind(struct arena *arena, struct actual_database *database, const struct kind *kind)
{
	const struct list *kinds = &database->kinds;

	if (!kinds->count || kinds->items[kinds->count - 1] != kind)
		list_add(arena, &database->kinds, kind);
}

/* The schema's objects_owner is the owner of what may be of any kind. */
static void add_owned_kinds(struct arena *arena, struct actual_database *database)
{
	for (size_t i = 0; kinds_all[i]; i++)
		if (kind_field(kinds_all[i], "schema") && kind_field(kinds_all[i], "owner"))
			add_kind(arena, database, kinds_all[i]);
}

static void add_object(struct arena *arena, struct actual_database *database, struct object *object)
{
	const struct kind *kind = object->kind;
	const struct field *schema = kind_field(kind, "schema");

	add_kind(arena, database, kind);
	if (kind == &schema_kind && desired_has_objects(object)) {
		add_schema(arena, database, object_name(object));
		add_entries(arena, database, field_list(kind_field(kind, "grants"), object));
		if (object_text(object, "objects_owner"))
			add_owned_kinds(arena, database);
	}
	if (schema && schema->flags & FIELD_KEY)
		add_schema(arena, database, field_get(schema, object));
	if (object_text(object, kind == &schema_kind ? "renamed_from" : "moved_from"))
		add_schema(
			arena, database,
			object_text(object, kind == &schema_kind ? "renamed_from" : "moved_from"));
	if (kind->queries && kind->queries->parameter == QUERY_NAMES)
		list_add(arena, &database->large_objects, object_name(object));
	if (kind->resolve)
		list_add(arena, &database->unresolved, object);
}

static void add_objects(struct arena *arena, struct map *known, struct actual_wanted *wanted,
			const struct list *set)
{
	for (size_t i = 0; i < set->count; i++) {
		struct object *object = set->items[i];

		if (object->kind->home == HOME_LOCAL)
			add_object(arena, database_of(arena, known, wanted, object->database),
				   object);
	}
}

/* A listed database whose inside matters without anything of it being listed. */
static void add_databases(struct arena *arena, struct map *known, struct actual_wanted *wanted,
			  const struct desired *desired)
{
	const struct list *databases = state_of(desired->state, &database_kind);

	for (size_t i = 0; i < databases->count; i++) {
		const struct object *object = databases->items[i];
		const bool all = desired->mode == MODE_AUTHORITATIVE;
		const bool bare = !map_get(known, object_name(object));
		struct actual_database *database;

		if (!all && !object_wrote(object, "default_privileges"))
			continue;
		database = database_of(arena, known, wanted, object_name(object));
		database->all_schemas = all;
		database->listed_only = bare && !object_wrote(object, "default_privileges");
	}
}

/* Whether one of these objects is not there, or not with the same value. */
static bool any_differs(const struct list *wanted, const struct state *shared)
{
	for (size_t i = 0; i < wanted->count; i++) {
		const struct object *there = state_find(shared, wanted->items[i]);

		if (!there || strcmp(object_text(there, "stored"),
				     object_text(wanted->items[i], "stored")) != 0)
			return true;
	}
	return false;
}

static void add_judges(struct arena *arena, struct actual_wanted *wanted,
		       const struct desired *desired, const struct state *shared)
{
	for (size_t i = 0; kinds_all[i]; i++) {
		const struct kind *judge = kinds_all[i]->judge;

		if (judge && !state_of(desired->state, judge)->count &&
		    any_differs(&desired->state->sets[i], shared))
			list_add(arena, &wanted->judges, judge);
	}
}

struct actual_wanted actual_wanted_by(struct arena *arena, const struct desired *desired,
				      const struct state *shared)
{
	const struct field *template = kind_field(&database_kind, "template");
	struct actual_wanted wanted = {0};
	struct map known = map_in(arena);
	bool files = false;

	for (size_t i = 0; kinds_all[i]; i++) {
		const struct list *set = &desired->state->sets[i];

		if (set->count && kinds_all[i]->home == HOME_SERVER)
			list_add(arena, &wanted.outside, kinds_all[i]);
		files |= set->count && kinds_all[i]->home == HOME_FILE;
		add_objects(arena, &known, &wanted, set);
		add_objects(arena, &known, &wanted, &desired->absent->sets[i]);
	}
	if (files) /* what one of them says is judged by the others */
		actual_want_home(arena, &wanted, HOME_FILE);
	add_databases(arena, &known, &wanted, desired);
	add_judges(arena, &wanted, desired, shared);
	for (size_t i = 0; i < wanted.databases.count; i++) {
		struct actual_database *database = wanted.databases.items[i];
		const struct object *listed =
			state_named(desired->state, &database_kind, NULL, database->name);

		database->listed = listed;
		database->before = object_text(listed, "renamed_from");
		database->template = listed ? field_get(template, listed) : NULL;
	}
	return wanted;
}

struct actual_wanted actual_wanted_all(struct server *server, const struct list *databases)
{
	struct actual_wanted wanted = {0};
	struct map known = map_in(server->arena);

	for (size_t i = 0; i < databases->count; i++) {
		const char *name = databases->items[i];

		if (server_has(server, name) == DATABASE_OPEN)
			database_of(server->arena, &known, &wanted, name)->all_schemas = true;
	}
	return wanted;
}

void actual_want_home(struct arena *arena, struct actual_wanted *wanted, enum kind_home home)
{
	for (size_t i = 0; kinds_all[i]; i++)
		if (kinds_all[i]->home == home)
			list_add(arena, &wanted->outside, kinds_all[i]);
}

void actual_want_for(struct arena *arena, struct actual_wanted *wanted, const char *name,
		     const struct list *retiring)
{
	struct map known = map_in(arena);
	struct actual_database *database;

	for (size_t i = 0; i < wanted->databases.count; i++) {
		struct actual_database *one = wanted->databases.items[i];

		/* what is renamed is read under its new name */
		map_set(&known, one->name, one);
		if (one->before)
			map_set(&known, one->before, one);
	}
	database = database_of(arena, &known, wanted, name);
	database->all_schemas = true;
	database->retiring = *retiring;
}
