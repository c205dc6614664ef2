/* SPDX-License-Identifier: PostgreSQL
 *
 * Entries → objects: the tree of entries is walked once, and every entry that is an object of its
 * own goes into the state, with the key that its place gives it.
 */
#include <string.h>

#include "base/tree.h"
#include "desired/grants.h"
#include "kinds/kinds.h"

struct builder {
	struct desired *desired;
	struct diags *diags;
	struct profiles profiles;
};

const char *const mode_words[] = {"additive", "adopt", "authoritative", NULL};

static void add_children(const struct builder *builder, struct object *object);

/* Gives the object what PostgreSQL's default is where the manifest says nothing. */
static void fill_unsaid(struct arena *arena, struct object *object)
{
	for (const struct field *field = object->kind->fields; field->name; field++)
		if (field->unsaid && !field_get(field, object))
			field_parse(field, object, arena, field->unsaid);
}

static void check_records(const struct object *object, struct diags *diags)
{
	if (object->kind->check)
		object->kind->check(object, diags);
	for (const struct field *field = object->kind->fields; field->name; field++) {
		const struct list *records;

		if (field->type == FIELD_RECORD && field_get(field, object) &&
		    field->items->home == HOME_RECORD)
			check_records(field_get(field, object), diags);
		if (field->type != FIELD_RECORDS)
			continue;
		records = field_list(field, object);
		for (size_t i = 0; i < records->count; i++)
			check_records(records->items[i], diags);
	}
}

static void add_object(const struct builder *builder, const struct object *parent,
		       struct object *object, size_t placed)
{
	struct arena *arena = builder->desired->arena;
	const struct field *field = placed ? kind_field_at(object->kind, placed) : NULL;

	if (field && parent->kind->home != HOME_RECORD)
		field_set(field, object, object_name(parent));
	if (object->kind->home == HOME_LOCAL)
		object->database = parent->database ? parent->database : object_name(parent);
	check_records(object, builder->diags);
	if (object->kind == &schema_kind)
		grants_expand(arena, object, &builder->profiles, builder->diags);
	if (object->kind->normalize)
		object->kind->normalize(object, arena, builder->diags);
	if (object_is_absent(object)) {
		state_add(builder->desired->absent, object);
		/* what is in a schema goes before it, if it is to go */
		if (object->kind == &schema_kind)
			add_children(builder, object);
		return;
	}
	if (object_is_absent(parent) && parent->kind == &schema_kind) {
		diag_error(builder->diags, object_place(object),
			   "%s cannot be present: its schema shall be absent",
			   object_title_in(builder->diags->arena, object));
		return;
	}
	fill_unsaid(arena, object);
	state_add(builder->desired->state, object);
	add_children(builder, object);
}

/* A list of names of which each is an object: member_of. */
static void add_names(const struct builder *builder, const struct object *object,
		      const struct field *field)
{
	const struct list *names = field_list(field, object);
	const struct node *list = node_get(object->node, field->name);
	const struct node *item = list ? list->first : NULL;

	for (size_t i = 0; i < names->count; i++, item = item ? item->next : NULL) {
		struct object *child = object_new(builder->desired->arena, field->items);

		child->node = item;
		child->listed = true;
		field_set(kind_field_at(field->items, field->into), child, names->items[i]);
		add_object(builder, object, child, field->placed);
	}
}

static void add_children(const struct builder *builder, struct object *object)
{
	for (const struct field *field = object->kind->fields; field->name; field++) {
		if (!field->items)
			continue;
		if (field->type == FIELD_NAMES) {
			add_names(builder, object, field);
		} else if (field->type == FIELD_OBJECTS) {
			const struct list *children = field_list(field, object);

			for (size_t i = 0; i < children->count; i++)
				add_object(builder, object, children->items[i], field->placed);
		} else if (field->type == FIELD_RECORD && field->items->home != HOME_RECORD &&
			   field_get(field, object)) {
			add_object(builder, object, field_record(field, object), 0);
		}
	}
}

/* Whether two entries from different files say the same, which is no contradiction. */
static bool agree(const struct object *a, const struct object *b)
{
	if (a->node->place.source == b->node->place.source)
		return false;
	for (const struct field *field = a->kind->fields; field->name; field++)
		if (!field_equal(field, a, b))
			return false;
	return true;
}

static void report_duplicate(const struct object *before, const struct object *object,
			     struct diags *diags)
{
	const bool one_file = before->node->place.source == object->node->place.source;
	const struct place other = object_place_of(before, "name");
	struct place place = object_place_of(object, "name");

	if (place_compare(place, other) == 0)
		place = object_place(
			object); /* of aliases of one anchor the names have one place */
	diag_error(diags, place,
		   one_file ? "%s is listed twice" : "%s is listed twice, with different values",
		   object_title_in(diags->arena, object))
		->other = other;
}

static void check_duplicates(struct list *set, struct diags *diags)
{
	size_t kept = 0;

	for (size_t i = 0; i < set->count; i++) {
		const struct object *before = kept ? set->items[kept - 1] : NULL;
		const struct object *object = set->items[i];

		if (!before || object_compare(before, object) != 0)
			set->items[kept++] = set->items[i];
		else if (!agree(before, object))
			report_duplicate(before, object, diags);
	}
	set->count = kept;
}

/* What one entry wants and another one does not. */
static void check_contradictions(const struct desired *desired, const struct kind *kind,
				 struct diags *diags)
{
	const struct list *set = state_of(desired->absent, kind);

	for (size_t i = 0; i < set->count; i++) {
		const struct object *other = state_find(desired->state, set->items[i]);

		if (other)
			diag_error(diags, object_place_of(set->items[i], "state"),
				   "%s is listed as present, too",
				   object_title_in(diags->arena, other))
				->other = object_place_of(other, "name");
	}
}

bool desired_has_grants(const struct object *schema)
{
	return object_wrote(schema, "grants") || object_wrote(schema, "profiles");
}

bool desired_has_objects(const struct object *schema)
{
	return desired_has_grants(schema) || object_wrote(schema, "objects_owner");
}

static enum mode mode_of(const char *word)
{
	for (int i = 0; mode_words[i]; i++)
		if (strcmp(mode_words[i], word) == 0)
			return (enum mode)i;
	return MODE_ADOPT;
}

struct desired *desired_build(struct arena *arena, struct object *cluster,
			      const struct intent *intent, struct diags *diags)
{
	struct desired *desired = arena_alloc(arena, sizeof(*desired));
	const struct builder builder = {.desired = desired,
					.diags = diags,
					.profiles = grants_profiles(arena, cluster, diags)};
	struct intent taken = *intent;

	desired->arena = arena;
	desired->cluster = cluster;
	desired->state = state_in(arena, kinds_all);
	desired->absent = state_in(arena, kinds_all);
	if (!taken.mode)
		taken.mode = field_get(kind_field(&cluster_kind, "mode"), cluster);
	desired->mode = mode_of(taken.mode ? taken.mode : "adopt");
	taken.additive = desired->mode == MODE_ADDITIVE;
	check_records(cluster, diags);
	add_children(&builder, cluster);
	state_sort(desired->state);
	state_sort(desired->absent);
	for (size_t i = 0; kinds_all[i]; i++) {
		check_duplicates(&desired->state->sets[i], diags);
		check_duplicates(&desired->absent->sets[i], diags);
		check_contradictions(desired, kinds_all[i], diags);
		if (kinds_all[i]->check_all)
			kinds_all[i]->check_all(desired->state, &taken, diags);
	}
	diags_finish(diags);
	return desired;
}
