/* SPDX-License-Identifier: PostgreSQL
 *
 * A plan as JSON, as schemas/plan.schema.json describes it: a line a change, a line a statement, so
 * that two plans can be compared line by line. It is written as it goes: a tree of 100,000 changes
 * would take more memory than all the rest.
 */
#include <string.h>

#include "print/lacks.h"
#include "print/refusals.h"

enum { PLAN_FORMAT = 1 };

static void add_string(struct text *text, const char *key, const char *value)
{
	text_addf(text, value ? "\"%s\": %J" : "\"%s\": null", key, value);
}

static void add_bool(struct text *text, const char *key, bool value)
{
	text_addf(text, "\"%s\": %s", key, value ? "true" : "false");
}

static void add_value(struct text *text, const struct field *field, const struct object *object)
{
	const struct list *list = field_is_texts(field) ? field_list(field, object) : NULL;
	const void *value = field_is_list(field) ? NULL : field_get(field, object);

	if (list) {
		text_add(text, "[");
		for (size_t i = 0; i < list->count; i++)
			text_addf(text, "%s%J", i ? ", " : "", (const char *)list->items[i]);
		text_add(text, "]");
	} else if (!value) {
		text_add(text, "null");
	} else if (field->flags & FIELD_SECRET || field->type == FIELD_RECORD) {
		text_add(text, "\"***\"");
	} else if (field->type == FIELD_BOOL) {
		text_add(text, *(const bool *)value ? "true" : "false");
	} else if (field->type == FIELD_INT) {
		text_addf(text, "%l", (long long)*(const int64_t *)value);
	} else {
		text_addf(text, "%J", (const char *)value);
	}
}

void print_json_key(struct text *text, const struct object *object)
{
	const char *separator = "";

	text_add(text, "\"key\": {");
	if (object->database) {
		add_string(text, "database", object->database);
		separator = ", ";
	}
	if (object->server) {
		add_string(text, "node", object->server);
		separator = ", ";
	}
	for (const struct field *field = object->kind->fields; field->name; field++) {
		if (!(field->flags & FIELD_KEY) || !field_get(field, object))
			continue;
		text_add(text, separator);
		add_string(text, field->name, field_get(field, object));
		separator = ", ";
	}
	text_add(text, "}");
}

static bool is_shown(const struct field *field)
{
	return !(field->flags & (FIELD_ACTUAL | FIELD_HIDDEN | FIELD_KEY)) &&
	       field->type != FIELD_LATER && field->type != FIELD_OBJECTS &&
	       field->type != FIELD_RECORDS && !field->items;
}

static bool says_something(const struct field *field, const struct object *object)
{
	return object && (field_is_list(field) || field_get(field, object));
}

/* The fields that a change sets: their values before and after. */
static void add_fields(struct text *text, const struct change *change)
{
	const char *separator = "";

	text_add(text, "\"fields\": {");
	for (const struct field *field = change->kind->fields; field->name; field++) {
		const uint64_t bit = UINT64_C(1) << (field - change->kind->fields);
		const struct object *only = change->verb == CHANGE_CREATE ? change->to
									  : change->from;

		if (change->verb == CHANGE_ALTER
			    ? !(change->fields & bit) || field->flags & FIELD_HIDDEN
			    : !is_shown(field) || !says_something(field, only))
			continue;
		text_addf(text, "%s\"%s\": {", separator, field->name);
		separator = ", ";
		if (change->from) {
			text_add(text, "\"from\": ");
			add_value(text, field, change->from);
		}
		if (change->to) {
			text_add(text, change->from ? ", \"to\": " : "\"to\": ");
			add_value(text, field, change->to);
		}
		text_add(text, "}");
	}
	text_add(text, "}");
}

void print_json_place(struct text *text, struct place place)
{
	if (!place.source) {
		text_add(text, "\"place\": null");
		return;
	}
	text_addf(text, "\"place\": {\"file\": %J, \"line\": %l, \"column\": %l}",
		  place.source->name, (long long)place.line, (long long)place.column);
}

static const char *guard_of(const struct change *change)
{
	if (change->person || change->guard == GUARD_NONE)
		return NULL;
	return change->guard == GUARD_NEVER ? "never" : plan_flag(change);
}

static void add_change(struct text *text, const struct plan *plan, const struct change *change,
		       const struct plan_consent *consent, struct arena *scratch)
{
	static const char *const verbs[] = {
		[CHANGE_CREATE] = "create", [CHANGE_ALTER] = "alter", [CHANGE_DROP] = "drop"};
	struct text details = text_in(scratch);

	change_describe(&details, change);
	text_addf(text, "{\"action\": \"%s\", \"kind\": \"%s\", \"title\": %J, ",
		  verbs[change->verb], change->kind->name,
		  object_title_in(scratch, change_object(change)));
	print_json_key(text, change_object(change));
	text_addf(text, ", \"details\": %J, ", details.at);
	add_fields(text, change);
	text_add(text, ", ");
	print_json_place(text, change->to ? object_place(change->to) : no_place());
	text_add(text, ", ");
	add_bool(text, "person", change->person);
	text_add(text, ", ");
	add_string(text, "reason", change->reason);
	text_add(text, ", ");
	add_string(text, "guard", guard_of(change));
	text_add(text, ", ");
	add_bool(text, "allowed", !change->person && plan_allows(plan, change, consent));
	text_add(text, "}");
}

static void add_changes(struct text *text, const struct plan *plan,
			const struct plan_consent *consent)
{
	const struct list *changes = &plan->difference->changes;

	text_add(text, "  \"changes\": [");
	for (size_t i = 0; i < changes->count; i++) {
		struct arena *scratch = arena_create(NULL);

		text_add(text, i ? ",\n    " : "\n    ");
		add_change(text, plan, changes->items[i], consent, scratch);
		arena_destroy(scratch);
	}
	text_add(text, changes->count ? "\n  ],\n" : "],\n");
}

static void add_batch(struct text *text, const struct plan *plan, const struct batch *batch)
{
	static const char *const phases[] = {
		[PHASE_CLUSTER] = "cluster", [PHASE_ALONE] = "alone",  [PHASE_LOCAL] = "database",
		[PHASE_END] = "end",         [PHASE_FILE] = "file",    [PHASE_FIRST] = "first",
		[PHASE_BULK] = "bulk",       [PHASE_BULK_END] = "bulk"};

	text_addf(text, "{\"phase\": \"%s\", ", phases[batch->phase]);
	add_string(text, "database", batch->database);
	text_add(text, ", ");
	add_string(text, "node", batch->server);
	text_add(text, ", ");
	add_bool(text, "transaction", batch->transaction);
	text_add(text, ", \"statements\": [");
	for (size_t i = 0; i < batch->count; i++) {
		const struct statement *statement = plan->steps.items[batch->first + i];

		text_addf(text, "%s\n      %J", i ? "," : "", statement->sql);
	}
	text_add(text, "\n    ]}");
}

static void add_batches(struct text *text, const struct plan *plan)
{
	text_add(text, "  \"batches\": [");
	for (size_t i = 0; i < plan->batches.count; i++) {
		text_add(text, i ? ",\n    " : "\n    ");
		add_batch(text, plan, plan->batches.items[i]);
	}
	text_add(text, plan->batches.count ? "\n  ],\n" : "],\n");
}

void print_json_cluster(struct text *text, const struct facts *facts)
{
	text_addf(text,
		  "  \"cluster\": {\"system_identifier\": %J, \"server\": %J, \"version\": %J, "
		  "\"role\": %J},\n",
		  facts->system_identifier, facts->server, facts->version_text, facts->user);
}

void print_json(struct text *text, const struct plan *plan, const struct print_options *options)
{
	const struct difference *difference = plan->difference;

	text_addf(text, "{\n  \"format\": %d,\n", PLAN_FORMAT);
	print_json_cluster(text, plan->facts);
	text_addf(text, "  \"manifest\": %J,\n  \"mode\": \"%s\",\n", options->manifest,
		  mode_words[plan->desired->mode]);
	add_changes(text, plan, options->consent);
	add_batches(text, plan);
	print_rights_json(text, plan);
	print_refusals_json(text, plan);
	text_addf(text, "  \"summary\": {\"add\": %z, \"change\": %z, \"remove\": %z, ",
		  plan->to_add, plan->to_change, plan->to_remove);
	text_addf(text,
		  "\"refused\": %z, \"person\": %z, \"unlisted\": %z, \"held_back\": %z}\n}\n",
		  plan->refused, plan->person, difference->unlisted, difference->held_back);
}
