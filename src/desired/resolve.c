/* SPDX-License-Identifier: PostgreSQL
 *
 * Desired state ↔ actual state: what is ignored, what a wildcard stands for, what must exist.
 */
#include <string.h>

#include "base/glob.h"
#include "base/tree.h"
#include "desired/desired.h"
#include "kinds/kinds.h"

/* What is ignored unless it is listed. The bootstrap superuser is known by a fact, not by name. */
static const char *const always_roles[] = {"pg_*", NULL};
static const char *const always_databases[] = {"template0", NULL};
static const char *const always_schemas[] = {"pg_*", "information_schema", NULL};

static bool fits_any(const char *const *patterns, const struct list *more, const char *name)
{
	for (; *patterns; patterns++)
		if (glob_fits(*patterns, name))
			return true;
	for (size_t i = 0; more && i < more->count; i++)
		if (glob_fits(more->items[i], name))
			return true;
	return false;
}

/* The patterns of the manifest for one kind, by the name of its key under ignore. */
static const struct list *patterns_of(const struct object *cluster, const struct kind *kind)
{
	const struct field *field = kind_field(&cluster_kind, "ignore");
	const struct object *ignore = cluster ? field_get(field, cluster) : NULL;

	return ignore ? field_list(kind_field(field->items, kind->plural), ignore) : NULL;
}

static void ignore_named(struct state *actual, const struct object *cluster,
			 const struct state *listed, const struct kind *kind,
			 const char *const *always)
{
	const struct list *patterns = patterns_of(cluster, kind);
	const struct field *bootstrap = kind_field(kind, "bootstrap");
	const struct list *set = state_of(actual, kind);

	for (size_t i = 0; i < set->count; i++) {
		struct object *object = set->items[i];
		const bool *first = bootstrap ? field_get(bootstrap, object) : NULL;

		if (!fits_any(always, patterns, object_name(object)) && !(first && *first))
			continue;
		object->ignored = !listed || !state_find(listed, object);
	}
}

/* An object that belongs to an ignored one is ignored with it. */
static void ignore_with(struct object *object, const struct state *actual)
{
	bool placed = false;

	for (int pass = 0; pass < 2 && !placed; pass++) {
		const unsigned flag = pass ? FIELD_KEY : FIELD_PLACED;

		for (const struct field *field = object->kind->fields; field->name; field++) {
			const struct object *referred;

			if (!field->refers || !(field->flags & flag) || !field_get(field, object))
				continue;
			placed = true;
			referred = state_referred(actual, field, object);
			object->ignored |= referred && referred->ignored;
		}
	}
	if (object->database) {
		const struct object *database =
			state_named(actual, &database_kind, NULL, object->database);

		object->ignored |= database && database->ignored;
	}
}

void desired_ignore(struct state *actual, const struct object *cluster, const struct state *listed)
{
	ignore_named(actual, cluster, listed, &role_kind, always_roles);
	ignore_named(actual, cluster, listed, &database_kind, always_databases);
	ignore_named(actual, cluster, listed, &schema_kind, always_schemas);
	for (size_t i = 0; kinds_all[i]; i++) {
		const struct list *set = &actual->sets[i];

		if (kinds_all[i] == &role_kind || kinds_all[i] == &database_kind ||
		    kinds_all[i] == &schema_kind)
			continue;
		for (size_t j = 0; j < set->count; j++)
			ignore_with(set->items[j], actual);
	}
}

const struct object *desired_parent(const struct desired *desired, const struct object *object,
				    bool *written)
{
	const struct object *parent = NULL;
	const struct kind *kind = object->kind;

	for (const struct field *field = kind->fields; !parent && field->name; field++) {
		const bool placed = field->flags & FIELD_PLACED || field->flags & FIELD_KEY;

		if (!placed || !field->refers || !field_get(field, object))
			continue;
		/* a membership stands in its member, not in the role; a setting in its role */
		if (!(field->flags & FIELD_PLACED) && kind_field(kind, "member"))
			continue;
		parent = state_referred(desired->state, field, object);
		if (!parent)
			return NULL;
	}
	if (!parent)
		parent = desired->cluster;
	*written = false;
	for (const struct field *field = parent->kind->fields; field->name; field++)
		if (field->items == kind && object_wrote(parent, field->name))
			*written = true;
	return parent;
}

/* The desired object for one that is there: the listed one, or a new one in added. */
static struct object *desired_for(struct desired *desired, const struct object *there,
				  const struct object *schema, struct list *added)
{
	struct object *object = state_find(desired->state, there);

	if (object)
		return object;
	object = object_new(desired->arena, there->kind);
	object->node = node_get(schema->node, "objects_owner");
	object->database = there->database;
	for (const struct field *key = there->kind->fields; key->name; key++)
		if (key->flags & FIELD_KEY)
			field_set(key, object, field_get(key, there));
	list_add(desired->arena, added, object);
	return object;
}

/* Gives every object of the kind that is not listed with an owner of its own the objects_owner of
 * its schema. */
static void expand_owners(struct desired *desired, const struct state *actual,
			  const struct kind *kind)
{
	const struct field *objects_owner = kind_field(&schema_kind, "objects_owner");
	const struct field *owner = kind_field(kind, "owner");
	const struct field *dependent = kind_field(kind, "dependent");
	const struct list *set = state_of(actual, kind);
	struct list *wanted = state_of(desired->state, kind);
	struct list added = {0};

	for (size_t i = 0; i < set->count; i++) {
		const struct object *there = set->items[i];
		const struct object *schema =
			state_referred(desired->state, kind_field(kind, "schema"), there);
		struct object *object;

		if (!schema || !field_get(objects_owner, schema) ||
		    *(const bool *)field_get(dependent, there))
			continue;
		object = desired_for(desired, there, schema, &added);
		if (!field_get(owner, object))
			field_set(owner, object, field_get(objects_owner, schema));
	}
	list_join(desired->arena, wanted, &added);
	list_sort(wanted, object_compare);
}

static void check_reference(const struct desired *desired, const struct state *actual,
			    const struct object *object, const struct field *field,
			    struct diags *diags)
{
	const struct list *names = state_of(desired->state, field->refers);
	const struct list *more = state_of(actual, field->refers);
	struct list candidates = {0};
	const char *nearest;
	struct object *there = state_referred(actual, field, object);
	struct diag *diag;

	if (there)
		there->needed = true;
	if (there || state_referred(desired->state, field, object))
		return;
	diag = diag_error(diags, object_place_of(object, field->name),
			  "%s %Q is neither listed nor on the server", field->refers->name,
			  (const char *)field_get(field, object));
	for (size_t i = 0; i < names->count; i++)
		list_add(diags->arena, &candidates,
			 (void *)(uintptr_t)object_name(names->items[i]));
	for (size_t i = 0; i < more->count; i++)
		list_add(diags->arena, &candidates, (void *)(uintptr_t)object_name(more->items[i]));
	nearest = diag_nearest(field_get(field, object), (const char *const *)candidates.items,
			       candidates.count);
	if (nearest)
		diag->hint = text_format(diags->arena, "did you mean %Q?", nearest);
}

/* Whether the object before has been found to refer to the same: in sorted sets most do. */
static bool refers_alike(const struct field *field, const struct object *object,
			 const struct object *before)
{
	const char *name = before ? field_get(field, before) : NULL;

	if (!name || strcmp(name, field_get(field, object)) != 0)
		return false;
	return field->refers->home != HOME_LOCAL ||
	       strcmp(before->database, object->database) == 0;
}

/* What is listed but cannot be made by pgmob must be there. */
static void check_exists(const struct object *object, const struct state *actual,
			 struct diags *diags)
{
	if (object->kind->create || object->kind->home == HOME_FILE || state_find(actual, object))
		return;
	diag_error(diags, object_place_of(object, "name"), "there is no %s in database %Q",
		   object_title_in(diags->arena, object), object->database)
		->hint = "pgmob does not create it: list it when it is there";
}

static void check_since(const struct object *object, const struct field *field,
			const struct facts *facts, struct diags *diags)
{
	if (!field->since || facts->version >= field->since || !object_wrote(object, field->name))
		return;
	diag_error(diags, object_place_of(object, field->name), "%Q needs PostgreSQL %d",
		   field->name, field->since / 10000)
		->detail =
		text_format(diags->arena, "the server is PostgreSQL %s", facts->version_text);
}

void desired_resolve(struct desired *desired, struct state *actual, const struct facts *facts,
		     struct diags *diags)
{
	desired_ignore(actual, desired->cluster, desired->state);
	for (size_t i = 0; kinds_all[i]; i++)
		if (kind_field(kinds_all[i], "dependent"))
			expand_owners(desired, actual, kinds_all[i]);
	for (size_t i = 0; kinds_all[i]; i++) {
		const struct list *set = &desired->state->sets[i];

		for (size_t j = 0; j < set->count; j++) {
			const struct object *object = set->items[j];
			const struct object *before = j ? set->items[j - 1] : NULL;

			for (const struct field *field = kinds_all[i]->fields; field->name;
			     field++) {
				if (field->refers && field_get(field, object) &&
				    !refers_alike(field, object, before))
					check_reference(desired, actual, object, field, diags);
				check_since(object, field, facts, diags);
			}
			check_exists(object, actual, diags);
		}
	}
	for (size_t i = 0; kinds_all[i]; i++)
		if (kinds_all[i]->pair)
			kinds_all[i]->pair(desired->state, actual, facts, diags);
}
