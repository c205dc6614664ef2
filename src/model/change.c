/* SPDX-License-Identifier: PostgreSQL */
#include "model/change.h"

#include <stdlib.h>
#include <string.h>

struct statement *ddl_add(struct ddl *ddl, uint64_t fields, const char *format, ...)
{
	struct statement *statement = arena_alloc(ddl->arena, sizeof(*statement));
	struct text sql = text_in(ddl->arena);
	va_list arguments;

	va_start(arguments, format);
	text_vaddf(&sql, format, arguments);
	va_end(arguments);
	statement->change = ddl->change;
	statement->sql = sql.at;
	statement->fields = fields;
	statement->takes = ddl->change->verb == CHANGE_DROP;
	list_add(ddl->arena, &ddl->change->statements, statement);
	return statement;
}

const char *statement_role(struct arena *arena, const struct facts *facts, const char *role)
{
	if (!role && strcmp(facts->user, facts->session_user) == 0)
		return "SET LOCAL ROLE NONE";
	return text_format(arena, "SET LOCAL ROLE %I", role ? role : facts->user);
}

bool change_has(const struct change *change, size_t offset)
{
	return change->verb == CHANGE_CREATE ||
	       (change->fields & kind_bit(change->kind, offset)) != 0;
}

const struct object *change_object(const struct change *change)
{
	return change->to ? change->to : change->from;
}

/* The field's name as words: connection_limit is "connection limit". */
static void add_words(struct text *text, const char *name)
{
	for (; *name; name++)
		text_add_bytes(text, *name == '_' ? " " : name, 1);
}

/* Whether the field of a new object says what PostgreSQL would say by itself; an empty comment is
 * none. */
static bool says_default(const struct field *field, const struct object *object)
{
	const void *value = field_get(field, object);

	if (field->type == FIELD_TEXT && !*(const char *)value)
		return true;
	if (!field->unsaid)
		return false;
	if (field->type == FIELD_BOOL)
		return *(const bool *)value == (strcmp(field->unsaid, "true") == 0);
	if (field->type == FIELD_INT)
		return *(const int64_t *)value == strtoll(field->unsaid, NULL, 10);
	return strcmp(value, field->unsaid) == 0;
}

/* One field of a new object: "login", "no inherit", "connection limit 5". */
static void describe_new(struct text *text, const struct field *field, const struct object *to)
{
	const void *value = field_is_list(field) ? NULL : field_get(field, to);

	if (value && field->type == FIELD_BOOL && field->words) {
		text_add(text, field->words[*(const bool *)value]);
		return;
	}
	if (value && field->type == FIELD_BOOL) {
		text_add(text, *(const bool *)value ? "" : "no ");
		add_words(text, field->name);
		return;
	}
	add_words(text, field->name);
	text_add(text, " ");
	field_show(text, field, to);
}

static void describe_altered(struct text *text, const struct field *field,
			     const struct object *from, const struct object *to)
{
	const size_t start = text->length;

	if (field->type == FIELD_BOOL && field_get(field, to)) {
		describe_new(text, field, to);
		return;
	}
	add_words(text, field->name);
	text_add(text, " ");
	field_show(text, field, from);
	if (text->length == start + strlen(field->name) + 1)
		text_add(text, "(none)");
	text_add(text, " → ");
	if (field->type == FIELD_TEXT && field_get(field, to) &&
	    !*(const char *)field_get(field, to))
		text_add(text, "(none)");
	else
		field_show(text, field, to);
}

static void describe_rename(struct text *text, const struct change *change)
{
	const char *before = object_text(change->from, "schema");
	const char *after = object_text(change->to, "schema");
	const bool moved = before && strcmp(before, after) != 0;
	const bool named = strcmp(object_name(change->from), object_name(change->to)) != 0;

	if (named)
		text_addf(text, "renamed from %V", object_name(change->from));
	if (moved)
		text_addf(text, "%smoved from schema %V", named ? ", " : "", before);
}

void change_describe(struct text *text, const struct change *change)
{
	if (change->renames)
		describe_rename(text, change);
	else if (change->kind->describe)
		change->kind->describe(text, change);
	else
		change_describe_fields(text, change);
}

void change_describe_fields(struct text *text, const struct change *change)
{
	const struct kind *kind = change->kind;
	const char *separator = "";

	if (change->verb == CHANGE_DROP)
		return;
	for (const struct field *field = kind->fields; field->name; field++) {
		const uint64_t bit = UINT64_C(1) << (field - kind->fields);

		if (field->flags & (FIELD_KEY | FIELD_ACTUAL | FIELD_HIDDEN) ||
		    field->type == FIELD_LATER || field->type == FIELD_OBJECTS ||
		    field->type == FIELD_RECORD || field->type == FIELD_RECORDS || field->items)
			continue;
		if (change->verb == CHANGE_CREATE
			    ? field_is_list(field) || !field_get(field, change->to) ||
				      says_default(field, change->to)
			    : !(change->fields & bit))
			continue;
		text_add(text, separator);
		separator = ", ";
		if (change->verb == CHANGE_CREATE)
			describe_new(text, field, change->to);
		else
			describe_altered(text, field, change->from, change->to);
	}
}
