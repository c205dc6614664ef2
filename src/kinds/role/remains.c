/* SPDX-License-Identifier: PostgreSQL
 *
 * What depends on roles that are to go, and what of it is left once the plan has run. How much
 * there is pg_shdepend says. Of it, the plan takes away the objects to which it gives another
 * owner, what it drops, the policies that it rewrites, and the privileges that it revokes.
 */
#include <string.h>

#include "kinds/extension/extension.h"
#include "kinds/role/role.h"
#include "model/acl.h"
#include "model/change.h"
#include "model/grant.h"

/* Since then, who stands in the privileges that an object had from the start is recorded. */
enum { INITIAL_LISTS_BIND = 170000 };

/* So many objects of a database are named. */
enum { MOST_NAMED = 3 };

static struct role *role_named(const struct state *actual, const char *name)
{
	return (struct role *)(name ? state_named(actual, &role_kind, NULL, name) : NULL);
}

static bool is_gone(const struct object *object)
{
	return object && object->change && object->change->verb == CHANGE_DROP;
}

/* Each list of privileges that names a role no more is one dependency less. */
static void count_freed(const struct list *changes, const struct state *actual)
{
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];
		const struct grant *grant = (const struct grant *)change_object(change);

		for (size_t j = 0; change->kind == &grant_kind && j < grant->frees.count; j++) {
			const struct freed *freed = grant->frees.items[j];
			struct role *role = role_named(actual, freed->role);

			if (role)
				role->released += freed->count;
		}
	}
}

/* The roles that shall go and stand in the list: each is one dependency (updateAclDependencies() in
 * pg_shdepend.c). */
static struct list roles_in(struct acls *acls, const char *list, const struct state *actual)
{
	const struct acl *acl = list ? acl_read(acls, list) : NULL;
	struct map seen = map_in(acls->arena);
	struct list roles = {0};

	for (size_t i = 0; acl && i < acl->count; i++) {
		const char *const names[] = {acl->entries[i].grantee, acl->entries[i].grantor};

		for (size_t j = 0; j < 2; j++) {
			struct role *role = role_named(actual, names[j]);

			if (role && is_gone(&role->object) && !map_set(&seen, names[j], role))
				list_add(acls->arena, &roles, role);
		}
	}
	return roles;
}

/* The list of what is dropped goes with it. The owner is one dependency in any case. */
static void count_list(struct acls *acls, const struct object *object, const struct state *actual)
{
	const struct list roles = roles_in(acls, object_text(object, "acl"), actual);

	for (size_t i = 0; i < roles.count; i++) {
		struct role *role = roles.items[i];

		if (!acl_same_name(role->name, object_text(object, "owner")))
			role->released++;
	}
}

/* So does what an extension has granted from the start, which nothing else takes away. */
static void count_initial_list(struct acls *acls, const struct object *object, bool goes,
			       const struct state *actual)
{
	const struct list roles = roles_in(acls, object_text(object, "initial_acl"), actual);

	for (size_t i = 0; i < roles.count; i++) {
		struct role *role = roles.items[i];

		if (goes)
			role->released++;
		else
			list_add(actual->arena, &role->initial, object);
	}
}

/* What an extension makes goes with it. */
static bool goes_with_extension(const struct object *object, const struct state *actual)
{
	const struct field *extension = kind_field(object->kind, "extension");

	return extension && is_gone(state_referred(actual, extension, object));
}

static void count_lists_of(struct acls *acls, const struct object *object,
			   const struct state *actual, const struct facts *facts)
{
	const bool initial = facts->version >= INITIAL_LISTS_BIND &&
			     object_text(object, "initial_acl") != NULL;
	bool gone;

	if (!initial && !object_text(object, "acl"))
		return;
	gone = is_gone(object) || is_gone(state_table_of(actual, object));
	if (gone)
		count_list(acls, object, actual);
	if (initial)
		count_initial_list(acls, object, gone || goes_with_extension(object, actual),
				   actual);
}

static void count_lists(const struct state *actual, const struct facts *facts)
{
	struct acls acls = acls_in(actual->arena);

	for (size_t i = 0; actual->kinds[i]; i++) {
		const struct list *set = &actual->sets[i];

		for (size_t j = 0; kind_field(actual->kinds[i], "acl") && j < set->count; j++)
			count_lists_of(&acls, set->items[j], actual, facts);
	}
}

/* Whether the object will be gone, or have another value in that field. */
static bool lets_go(const struct object *object, const struct field *field,
		    const struct state *actual)
{
	const struct change *change = object->change;
	const struct object *with =
		object->kind->owned_with ? object->kind->owned_with(object, actual) : NULL;

	if (is_gone(object) || (change && change->fields & kind_bit(object->kind, field->offset)))
		return true;
	if (with)
		return lets_go(with, kind_field(with->kind, field->name), actual);
	return is_gone(state_table_of(actual, object)) || goes_with_extension(object, actual);
}

static void count_named(struct object *object, const struct field *field,
			const struct state *actual)
{
	const char *name;

	for (size_t i = 0; (name = field_text_at(field, object, i)); i++) {
		struct role *role = role_named(actual, name);

		if (!role || !is_gone(&role->object))
			continue;
		if (lets_go(object, field, actual))
			role->released++;
		else
			list_add(actual->arena, &role->remaining, object);
	}
}

/* What is no more than a place for privileges names its owner besides. */
static bool binds_roles(const struct kind *kind)
{
	return (kind->alter || kind->drop) &&
	       (kind->home == HOME_LOCAL || kind_field(kind, "owner"));
}

void role_count_remains(const struct list *changes, const struct state *actual,
			const struct facts *facts)
{
	count_freed(changes, actual);
	count_lists(actual, facts);
	for (size_t i = 0; actual->kinds[i]; i++) {
		const struct kind *kind = actual->kinds[i];
		const struct list *set = &actual->sets[i];

		for (const struct field *field = kind->fields; field->name; field++)
			for (size_t j = 0;
			     field->refers == &role_kind && binds_roles(kind) && j < set->count;
			     j++)
				count_named(set->items[j], field, actual);
	}
}

static int compare_databases(const void *a, const void *b)
{
	const struct object *x = a, *y = b;

	if (!x->database || !y->database)
		return (x->database != NULL) - (y->database != NULL);
	return strcmp(x->database, y->database);
}

/* "table public.t, view public.v and 2 more in database shop": of the objects from that one on
 * those in its database. Gives how many these are. */
static size_t add_database(struct text *text, const struct list *objects, size_t first)
{
	const char *database = ((const struct object *)objects->items[first])->database;
	size_t count = 0;

	while (first + count < objects->count &&
	       compare_databases(objects->items[first], objects->items[first + count]) == 0)
		count++;
	for (size_t i = 0; i < count && i < MOST_NAMED; i++) {
		text_add(text, i ? ", " : "");
		object_title(text, objects->items[first + i]);
	}
	if (count > MOST_NAMED)
		text_addf(text, " and %z more", count - MOST_NAMED);
	if (database)
		text_addf(text, " in database %V", database);
	return count;
}

static void add_objects(struct text *text, const char *verb, struct list *objects)
{
	list_sort(objects, compare_databases);
	for (size_t i = 0; i < objects->count;) {
		text_addf(text, "%s%s", text->length ? "; " : "", i ? "" : verb);
		i += add_database(text, objects, i);
	}
}

static void add_words(struct text *text, const char *words)
{
	if (words)
		text_addf(text, "%s%s", text->length ? "; " : "", words);
}

/* What pgmob has read is named; of what it could not look into, or knows nothing about, there is
 * the number. */
static void add_retiring(struct text *text, struct role *role)
{
	const size_t there = (size_t)*role->dependents;
	const size_t known = role->released + role->remaining.count + role->initial.count +
			     (size_t)*role->closed_dependents;

	add_objects(text, "it owns ", &role->remaining);
	add_objects(text, "it stands in the initial privileges of ", &role->initial);
	add_words(text, role->closed_remains);
	if (there > known)
		text_addf(text, "%s%z more, all in all %s", text->length ? "; " : "", there - known,
			  role->remains);
}

/* PostgreSQL has one command that gives an extension and what it has granted to somebody else. */
static bool needs_reassign_owned(const struct role *role)
{
	for (size_t i = 0; i < role->remaining.count; i++)
		if (((const struct object *)role->remaining.items[i])->kind == &extension_kind)
			return true;
	return role->initial.count;
}

const char *role_remains(struct role *role, struct arena *arena)
{
	const size_t there = (size_t)*role->dependents;
	const size_t left = there > role->released ? there - role->released : 0;
	const bool retires = role->object.retiring;
	const char *them = left == 1 && (retires || !role->released) ? "it" : "them";
	struct text text = text_in(arena);

	if (!left)
		return NULL;
	if (retires) {
		add_retiring(&text, role);
	} else {
		add_words(&text, role->remains);
		add_words(&text, role->closed_remains);
		if (role->released)
			text_addf(&text, ", of which the plan leaves %z", left);
	}
	if (!retires || !needs_reassign_owned(role))
		text_addf(&text, ": reassign or drop %s first", them);
	else
		text_addf(&text,
			  ": drop %s first, or have a superuser run REASSIGN OWNED BY %I TO %s in "
			  "each of these databases, since no other command gives that away",
			  them, role->name,
			  role->heir ? text_format(arena, "%I", role->heir) : "another role");
	return text.at;
}
