/* SPDX-License-Identifier: PostgreSQL
 *
 * Objects → targets: a hundred thousand tables that look alike are one.
 */
#include <stdint.h>
#include <string.h>

#include "explain/answer.h"
#include "kinds/kinds.h"

struct targets {
	struct arena *arena;
	const struct state *state;
	const struct facts *facts;
	struct diags *diags;
	struct acls acls;
	struct map by_form;    /* what objects have in common → struct target */
	struct map containers; /* of schemas and databases, by kind and name */
	struct text key;
	const struct object *last; /* the object that was taken last, */
	struct target *last_target;
	bool last_along;
};

struct targets *targets_of(struct arena *arena, const struct state *state,
			   const struct facts *facts, struct diags *diags)
{
	struct targets *targets = arena_alloc(arena, sizeof(*targets));

	targets->arena = arena;
	targets->state = state;
	targets->facts = facts;
	targets->diags = diags;
	targets->acls = acls_in(arena);
	targets->by_form = map_in(arena);
	targets->containers = map_in(arena);
	targets->key = text_in(arena);
	return targets;
}

/* Its list; what an owner that is gone has is nobody's. */
static const struct acl *acl_of(struct targets *targets, const struct object *object,
				const char *owner)
{
	const struct securable *securable = securable_of(object->kind->securable);
	const char *text = object_text(object, "acl");
	const struct acl *acl;

	if (!text)
		return acl_default(&targets->acls, securable, owner, targets->facts->version);
	acl = acl_read(&targets->acls, text);
	if (!acl)
		diag_error(targets->diags, no_place(), "the privileges of %s are not understood",
			   object_title_in(targets->diags->arena, object))
			->detail = text;
	return acl;
}

/* A schema or database alone, for what is in it. */
static const struct target *container(struct targets *targets, const struct object *object)
{
	const char *database = object->database ? object->database : object_name(object);
	struct target *target;

	text_cut(&targets->key, 0);
	text_addf(&targets->key, "%s %J %J", object->kind->name, database, object_name(object));
	target = map_get(&targets->containers, targets->key.at);
	if (target)
		return target;
	target = arena_alloc(targets->arena, sizeof(*target));
	map_set(&targets->containers, arena_strdup(targets->arena, targets->key.at), target);
	target->securable = securable_of(object->kind->securable);
	target->database = database;
	target->database_owner =
		object_text(state_named(targets->state, &database_kind, NULL, database), "owner");
	target->owner = object_text(object, "owner") ? object_text(object, "owner") : "";
	target->acl = acl_of(targets, object, target->owner);
	if (!target->acl)
		target->acl = acl_make(&targets->acls, NULL, 0);
	list_add(targets->arena, &target->objects, object);
	return target;
}

const struct target *targets_database(struct targets *targets, const char *name)
{
	const struct object *database = state_named(targets->state, &database_kind, NULL, name);

	return database ? container(targets, database) : NULL;
}

static const struct target *schema_of(struct targets *targets, const struct object *object)
{
	const char *name = object_text(object, "schema");
	const struct object *schema =
		name ? state_named(targets->state, &schema_kind, object->database, name) : NULL;

	return schema ? container(targets, schema) : NULL;
}

/* Tablespaces and parameters are met in whichever database one is connected to. */
static const char *database_of(const struct targets *targets, const struct object *object)
{
	if (object->kind == &database_kind)
		return object_name(object);
	return object->database ? object->database : targets->facts->database;
}

static bool is_system(const struct object *object)
{
	const struct field *field = kind_field(object->kind, "system");
	const bool *value = field ? field_get(field, object) : NULL;

	return value && *value;
}

static bool same_text(const struct object *a, const struct object *b, const char *field)
{
	return acl_same_name(object_text(a, field), object_text(b, field));
}

/* Whether the object is one more of the last one's. */
static bool is_like_last(const struct targets *targets, const struct object *object, bool along)
{
	const struct object *last = targets->last;

	return last && last->kind == object->kind && along == targets->last_along &&
	       acl_same_name(last->database, object->database) && object->kind != &database_kind &&
	       same_text(last, object, "schema") && same_text(last, object, "table") &&
	       same_text(last, object, "owner") && same_text(last, object, "acl") &&
	       is_system(last) == is_system(object);
}

static bool fill(struct targets *targets, struct target *target, const struct object *object,
		 bool along)
{
	const char *owner = object_text(object, "owner");
	const char *database = database_of(targets, object);
	const struct object *table = NULL;

	*target = (struct target){
		.securable = securable_of(object->kind->securable),
		.database = object->kind == &database_kind ? database : object->database,
		.database_owner = object_text(
			state_named(targets->state, &database_kind, NULL, database), "owner"),
		.schema = schema_of(targets, object),
		.owner = owner ? owner : "",
		.system = is_system(object),
		.along = along,
	};
	target->acl = acl_of(targets, object, target->owner);
	if (object->kind == &column_kind)
		table = state_in_schema(targets->state, 'r', object->database,
					object_text(object, "schema"),
					object_text(object, "table"));
	if (table)
		target->table = targets_take(targets, table, false);
	return target->acl && (!table || target->table);
}

struct target *targets_take(struct targets *targets, const struct object *object, bool along)
{
	struct target form, *target;
	const char *table = object->kind == &column_kind ? object_text(object, "table") : "";

	if (is_like_last(targets, object, along))
		return targets->last_target;
	if (!fill(targets, &form, object, along))
		return NULL;
	text_cut(&targets->key, 0);
	text_addf(&targets->key, "%s %J %l %J %l %J %d %d", form.securable->name,
		  form.database ? form.database : "", (long long)(intptr_t)form.schema, form.owner,
		  (long long)(intptr_t)form.acl, table, (int)form.system, (int)along);
	target = map_get(&targets->by_form, targets->key.at);
	if (!target) {
		target = arena_alloc(targets->arena, sizeof(*target));
		*target = form;
		map_set(&targets->by_form, arena_strdup(targets->arena, targets->key.at), target);
	}
	targets->last = object;
	targets->last_along = along;
	return targets->last_target = target;
}
