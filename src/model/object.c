/* SPDX-License-Identifier: PostgreSQL */
#include "model/object.h"

#include <string.h>

const char *const object_states[] = {"present", "absent", NULL};

bool object_is_absent(const struct object *object)
{
	const struct field *field = kind_field(object->kind, "state");
	const char *state = field && field->type == FIELD_WORD ? field_get(field, object) : NULL;

	return state && strcmp(state, "absent") == 0;
}

struct object *object_new(struct arena *arena, const struct kind *kind)
{
	struct object *object = arena_alloc(arena, kind->size);

	object->kind = kind;
	return object;
}

static int compare_text(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return a == b ? 0 : strcmp(a, b);
}

int object_compare(const void *a, const void *b)
{
	const struct object *x = a, *y = b;
	int order = compare_text(x->database, y->database);

	if (!order)
		order = compare_text(x->server, y->server);
	for (const struct field *field = x->kind->fields; !order && field->name; field++)
		if (field->flags & FIELD_KEY)
			order = compare_text(field_get(field, x), field_get(field, y));
	return order;
}

bool object_is_on(const struct object *object, const char *server)
{
	return compare_text(object->server, server) == 0;
}

const char *object_name(const struct object *object)
{
	for (const struct field *field = object->kind->fields; field->name; field++)
		if (field->flags & FIELD_KEY && !(field->flags & FIELD_PLACED))
			return field_get(field, object);
	return NULL;
}

const char *object_text(const struct object *object, const char *field)
{
	const struct field *found = object ? kind_field(object->kind, field) : NULL;

	return found && field_is_text(found) ? field_get(found, object) : NULL;
}

bool object_is(const struct object *object, const char *field, bool unsaid)
{
	const struct field *found = object ? kind_field(object->kind, field) : NULL;
	const bool *value = found && found->type == FIELD_BOOL ? field_get(found, object) : NULL;

	return value ? *value : unsaid;
}

struct place object_place(const struct object *object)
{
	return object->node ? object->node->place : no_place();
}

struct place object_place_of(const struct object *object, const char *key)
{
	const struct node *value = node_get(object->node, key);

	return value ? value->place : object_place(object);
}

bool object_wrote(const struct object *object, const char *key)
{
	return node_get(object->node, key) != NULL;
}

bool object_tried(const struct object *object, const char *key)
{
	const struct field *field = object->node ? kind_field(object->kind, key) : NULL;

	return field && object->node->written & UINT64_C(1) << (field - object->kind->fields);
}

/* Whether the key is of several names, as that of a table in its schema. */
static bool has_parts(const struct object *object)
{
	size_t count = 0;

	for (const struct field *field = object->kind->fields; field->name; field++)
		count += field->flags & FIELD_KEY && field_get(field, object);
	return count > 1;
}

/* The kind's name and the key. */
static void add_name(struct text *text, const struct object *object)
{
	const char *separator = " ";

	text_add(text, object->kind->name);
	for (const struct field *field = object->kind->fields; field->name; field++) {
		const char *part;

		if (!(field->flags & FIELD_KEY) || !(part = field_get(field, object)))
			continue;
		/* a dot of a name is none between names */
		text_addf(text, strchr(part, '.') && has_parts(object) ? "%s%Q" : "%s%V", separator,
			  part);
		separator = ".";
	}
}

void object_title(struct text *text, const struct object *object)
{
	if (object->kind->title)
		object->kind->title(text, object);
	else
		add_name(text, object);
	if (object->server)
		text_addf(text, " on %V", object->server);
}

const char *object_title_in(struct arena *arena, const struct object *object)
{
	struct text text = text_in(arena);

	object_title(&text, object);
	return text.at;
}
