/* SPDX-License-Identifier: PostgreSQL
 *
 * A plan as JSON, as schemas/plan.schema.json describes it.
 */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "print/print.h"

enum { PLAN_FORMAT = 1 };

static void add(struct json_object *object, const char *key, struct json_object *value)
{
	json_object_object_add(object, key, value);
}

static struct json_object *string(const char *text)
{
	return text ? json_object_new_string(text) : NULL;
}

static struct json_object *value_of(const struct field *field, const struct object *object)
{
	const void *value;

	if (field_is_texts(field)) {
		const struct list *list = field_list(field, object);
		struct json_object *array = json_object_new_array();

		for (size_t i = 0; i < list->count; i++)
			json_object_array_add(array, string(list->items[i]));
		return array;
	}
	value = field_is_list(field) ? NULL : field_get(field, object);
	if (!value)
		return NULL;
	if (field->flags & FIELD_SECRET || field->type == FIELD_RECORD)
		return string("***");
	if (field->type == FIELD_BOOL)
		return json_object_new_boolean(*(const bool *)value);
	if (field->type == FIELD_INT)
		return json_object_new_int64(*(const int64_t *)value);
	return string(value);
}

static bool is_shown(const struct field *field)
{
	return !(field->flags & (FIELD_ACTUAL | FIELD_HIDDEN)) && field->type != FIELD_LATER &&
	       field->type != FIELD_OBJECTS && field->type != FIELD_RECORDS && !field->items;
}

static struct json_object *key_of(const struct object *object)
{
	struct json_object *key = json_object_new_object();

	if (object->database)
		add(key, "database", string(object->database));
	for (const struct field *field = object->kind->fields; field->name; field++)
		if (field->flags & FIELD_KEY && field_get(field, object))
			add(key, field->name, value_of(field, object));
	return key;
}

/* The fields that a change sets: their values before and after. */
static struct json_object *fields_of(const struct change *change)
{
	struct json_object *fields = json_object_new_object();

	for (const struct field *field = change->kind->fields; field->name; field++) {
		const uint64_t bit = UINT64_C(1) << (field - change->kind->fields);
		const bool set = change->verb == CHANGE_ALTER
					 ? (change->fields & bit) != 0
					 : is_shown(field) && !(field->flags & FIELD_KEY);
		struct json_object *both;

		if (!set || field->type == FIELD_LATER || field->flags & FIELD_HIDDEN)
			continue;
		both = json_object_new_object();
		if (change->from)
			add(both, "from", value_of(field, change->from));
		if (change->to)
			add(both, "to", value_of(field, change->to));
		add(fields, field->name, both);
	}
	return fields;
}

static struct json_object *place_of(const struct change *change)
{
	const struct place place = change->to ? object_place(change->to) : no_place();
	struct json_object *object;

	if (!place.source)
		return NULL;
	object = json_object_new_object();
	add(object, "file", string(place.source->name));
	add(object, "line", json_object_new_int64(place.line));
	add(object, "column", json_object_new_int64(place.column));
	return object;
}

static struct json_object *change_json(const struct change *change,
				       const struct plan_consent *consent, struct arena *arena)
{
	static const char *const verbs[] = {
		[CHANGE_CREATE] = "create", [CHANGE_ALTER] = "alter", [CHANGE_DROP] = "drop"};
	struct json_object *object = json_object_new_object();
	struct text details = text_in(arena);

	change_describe(&details, change);
	add(object, "action", string(verbs[change->verb]));
	add(object, "kind", string(change->kind->name));
	add(object, "title", string(object_title_in(arena, change_object(change))));
	add(object, "key", key_of(change_object(change)));
	add(object, "details", string(details.at));
	add(object, "fields", fields_of(change));
	add(object, "place", place_of(change));
	add(object, "person", json_object_new_boolean(change->person));
	add(object, "reason", string(change->reason));
	add(object, "guard",
	    string(change->person || change->guard == GUARD_NONE ? NULL
		   : change->guard == GUARD_NEVER                ? "never"
								 : plan_flag(change)));
	add(object, "allowed",
	    json_object_new_boolean(!change->person && plan_allows(change, consent)));
	return object;
}

static struct json_object *batch_json(const struct plan *plan, const struct batch *batch)
{
	static const char *const phases[] = {[PHASE_CLUSTER] = "cluster",
					     [PHASE_ALONE] = "alone",
					     [PHASE_LOCAL] = "database",
					     [PHASE_END] = "end",
					     [PHASE_FILE] = "file"};
	struct json_object *object = json_object_new_object();
	struct json_object *statements = json_object_new_array();

	for (size_t i = batch->first; i < batch->first + batch->count; i++) {
		const struct statement *statement = plan->steps.items[i];

		json_object_array_add(statements, string(statement->sql));
	}
	add(object, "phase", string(phases[batch->phase]));
	add(object, "database", string(batch->database));
	add(object, "transaction", json_object_new_boolean(batch->transaction));
	add(object, "statements", statements);
	return object;
}

static struct json_object *cluster_json(const struct facts *facts)
{
	struct json_object *object = json_object_new_object();

	add(object, "system_identifier", string(facts->system_identifier));
	add(object, "server", string(facts->server));
	add(object, "version", string(facts->version_text));
	add(object, "role", string(facts->user));
	return object;
}

static struct json_object *summary_json(const struct plan *plan)
{
	struct json_object *object = json_object_new_object();

	add(object, "add", json_object_new_uint64(plan->to_add));
	add(object, "change", json_object_new_uint64(plan->to_change));
	add(object, "remove", json_object_new_uint64(plan->to_remove));
	add(object, "refused", json_object_new_uint64(plan->refused));
	add(object, "person", json_object_new_uint64(plan->person));
	add(object, "unlisted", json_object_new_uint64(plan->difference->unlisted));
	add(object, "held_back", json_object_new_uint64(plan->difference->held_back));
	return object;
}

void print_json(struct text *text, const struct plan *plan, const struct print_options *options)
{
	struct json_object *root = json_object_new_object();
	struct json_object *changes = json_object_new_array();
	struct json_object *batches = json_object_new_array();

	for (size_t i = 0; i < plan->difference->changes.count; i++)
		json_object_array_add(changes, change_json(plan->difference->changes.items[i],
							   options->consent, text->arena));
	for (size_t i = 0; i < plan->batches.count; i++)
		json_object_array_add(batches, batch_json(plan, plan->batches.items[i]));
	add(root, "format", json_object_new_int(PLAN_FORMAT));
	add(root, "cluster", cluster_json(plan->facts));
	add(root, "manifest", string(options->manifest));
	add(root, "mode", string(mode_words[plan->desired->mode]));
	add(root, "changes", changes);
	add(root, "batches", batches);
	add(root, "summary", summary_json(plan));
	text_addf(text, "%s\n",
		  json_object_to_json_string_ext(root, JSON_C_TO_STRING_PRETTY |
							       JSON_C_TO_STRING_SPACED |
							       JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(root);
}
