/* SPDX-License-Identifier: PostgreSQL */
#include "model/field.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/list.h"
#include "model/object.h"

const void *field_get(const struct field *field, const struct object *object)
{
	const void *value;

	memcpy(&value, (const char *)object + field->offset, sizeof(value));
	return value;
}

void field_set(const struct field *field, struct object *object, const void *value)
{
	memcpy((char *)object + field->offset, &value, sizeof(value));
}

struct object *field_record(const struct field *field, const struct object *object)
{
	struct object *record;

	memcpy(&record, (const char *)object + field->offset, sizeof(record));
	return record;
}

const struct list *field_list(const struct field *field, const struct object *object)
{
	return (const struct list *)(const void *)((const char *)object + field->offset);
}

void field_set_list(const struct field *field, struct object *object, const struct list *list)
{
	memcpy((char *)object + field->offset, list, sizeof(*list));
}

const char *field_text_at(const struct field *field, const struct object *object, size_t at)
{
	const struct list *list = field_is_texts(field) ? field_list(field, object) : NULL;

	if (list)
		return at < list->count ? list->items[at] : NULL;
	return at == 0 ? field_get(field, object) : NULL;
}

bool field_is_list(const struct field *field)
{
	return field_is_texts(field) || field->type == FIELD_RECORDS ||
	       field->type == FIELD_OBJECTS;
}

bool field_is_texts(const struct field *field)
{
	return field->type == FIELD_NAMES || field->type == FIELD_TEXTS ||
	       field->type == FIELD_VALUES;
}

bool field_is_text(const struct field *field)
{
	return field->type == FIELD_NAME || field->type == FIELD_TEXT ||
	       field->type == FIELD_VALUE || field->type == FIELD_WORD;
}

const bool *field_bool(bool value)
{
	static const bool booleans[] = {false, true};

	return &booleans[value];
}

static void parse_list(const struct field *field, struct object *object, struct arena *arena,
		       const char *text)
{
	const char *at = array_begin(text);
	struct list list = {0};

	for (char *item; (item = array_next(arena, &at));)
		list_add(arena, &list, item);
	field_set_list(field, object, &list);
}

void field_parse(const struct field *field, struct object *object, struct arena *arena,
		 const char *text)
{
	if (field->type == FIELD_BOOL) {
		field_set(field, object, field_bool(*text == 't'));
	} else if (field->type == FIELD_INT) {
		int64_t *number = arena_alloc(arena, sizeof(*number));

		*number = strtoll(text, NULL, 10);
		field_set(field, object, number);
	} else if (field_is_texts(field)) {
		parse_list(field, object, arena, text);
	} else {
		field_set(field, object, text);
	}
}

static bool lists_equal(const struct field *field, const struct list *a, const struct list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (field_is_texts(field)) {
			if (strcmp(a->items[i], b->items[i]) != 0)
				return false;
			continue;
		}
		for (const struct field *part = field->items->fields; part->name; part++)
			if (!field_equal(part, a->items[i], b->items[i]))
				return false;
	}
	return true;
}

bool field_equal(const struct field *field, const struct object *a, const struct object *b)
{
	const void *x, *y;

	if (field->type == FIELD_LATER)
		return true;
	if (field_is_list(field))
		return lists_equal(field, field_list(field, a), field_list(field, b));
	x = field_get(field, a);
	y = field_get(field, b);
	if (!x || !y)
		return x == y;
	if (field->type == FIELD_BOOL)
		return *(const bool *)x == *(const bool *)y;
	if (field->type == FIELD_INT)
		return *(const int64_t *)x == *(const int64_t *)y;
	if (field->type == FIELD_RECORD) {
		for (const struct field *part = field->items->fields; part->name; part++)
			if (!field_equal(part, x, y))
				return false;
		return true;
	}
	return strcmp(x, y) == 0;
}

static void show_list(struct text *text, const struct list *list)
{
	for (size_t i = 0; i < list->count; i++)
		text_addf(text, "%s%V", i ? ", " : "", (const char *)list->items[i]);
}

void field_show(struct text *text, const struct field *field, const struct object *object)
{
	const void *value;

	if (field_is_texts(field)) {
		show_list(text, field_list(field, object));
		return;
	}
	if (field_is_list(field) || field->type == FIELD_LATER)
		return;
	value = field_get(field, object);
	if (!value)
		return;
	if (field->flags & FIELD_SECRET)
		text_add(text, "***");
	else if (field->type == FIELD_BOOL)
		text_add(text, *(const bool *)value ? "true" : "false");
	else if (field->type == FIELD_INT)
		text_addf(text, "%l", (long long)*(const int64_t *)value);
	else if (field_is_text(field))
		text_addf(text, "%V", (const char *)value);
}
