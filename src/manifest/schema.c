/* SPDX-License-Identifier: PostgreSQL
 *
 * The tables of fields as a JSON Schema, for editors, and as a reference for the manual page.
 */
#include <json-c/json.h>
#include <string.h>

#include "base/map.h"
#include "kinds/kinds.h"
#include "manifest/stages.h"
#include "model/kind.h"

static void add(struct json_object *object, const char *key, struct json_object *value)
{
	json_object_object_add(object, key, value);
}

static struct json_object *string(const char *text)
{
	return json_object_new_string(text);
}

static struct json_object *type(const char *name)
{
	struct json_object *object = json_object_new_object();

	add(object, "type", string(name));
	return object;
}

/* Each use of a kind is a definition of its own, since its place takes a key away. */
static const char *definition_name(struct arena *arena, const struct kind *kind, size_t placed)
{
	const struct field *field = placed ? kind_field_at(kind, placed) : NULL;
	struct text name = text_in(arena);

	text_add(&name, kind->name);
	if (field && !(field->flags & FIELD_PLACED))
		text_addf(&name, " without %s", field->name);
	for (char *at = name.at; *at; at++)
		if (*at == ' ')
			*at = '_';
	return name.at;
}

static struct json_object *definition(struct json_object *definitions, struct arena *arena,
				      const struct kind *kind, size_t placed);

static struct json_object *reference(struct json_object *definitions, struct arena *arena,
				     const struct kind *kind, size_t placed)
{
	const char *name = definition_name(arena, kind, placed);
	struct json_object *object = json_object_new_object();

	if (!json_object_object_get_ex(definitions, name, NULL)) {
		add(definitions, name, json_object_new_object()); /* its place in the order */
		add(definitions, name, definition(definitions, arena, kind, placed));
	}
	add(object, "$ref", string(text_format(arena, "#/$defs/%s", name)));
	return object;
}

/* The schema's value, or a string with a variable that may stand for it. */
static struct json_object *or_variable(struct json_object *schema)
{
	struct json_object *object = json_object_new_object();
	struct json_object *variable = type("string");
	struct json_object *forms = json_object_new_array();

	add(variable, "pattern", string("\\$\\{"));
	json_object_array_add(forms, schema);
	json_object_array_add(forms, variable);
	add(object, "anyOf", forms);
	return object;
}

static struct json_object *name_type(void)
{
	struct json_object *object = type("string");

	add(object, "minLength", json_object_new_int(1));
	add(object, "maxLength", json_object_new_int(63));
	return or_variable(object);
}

static struct json_object *value_type(void)
{
	struct json_object *object = json_object_new_object();
	struct json_object *types = json_object_new_array();

	json_object_array_add(types, string("string"));
	json_object_array_add(types, string("number"));
	json_object_array_add(types, string("boolean"));
	add(object, "type", types);
	return object;
}

static struct json_object *list_of(struct json_object *items)
{
	struct json_object *object = type("array");

	add(object, "items", items);
	return object;
}

static struct json_object *int_type(const struct field *field)
{
	struct json_object *object = type("integer");

	add(object, "minimum", json_object_new_int64(field->least));
	add(object, "maximum", json_object_new_int64(field->most));
	return or_variable(object);
}

static struct json_object *word_type(const struct field *field)
{
	struct json_object *object = json_object_new_object();
	struct json_object *words = json_object_new_array();

	for (const char *const *word = field->words; *word; word++)
		json_object_array_add(words, string(*word));
	add(object, "enum", words);
	return or_variable(object);
}

static struct json_object *field_schema(struct json_object *definitions, struct arena *arena,
					const struct field *field)
{
	switch (field->type) {
	case FIELD_NAME:
		return name_type();
	case FIELD_VALUE:
		return value_type();
	case FIELD_BOOL:
		return or_variable(type("boolean"));
	case FIELD_INT:
		return int_type(field);
	case FIELD_WORD:
		return word_type(field);
	case FIELD_NAMES:
		return list_of(name_type());
	case FIELD_TEXTS:
		return list_of(type("string"));
	case FIELD_VALUES:
		return list_of(value_type());
	case FIELD_RECORD:
		return reference(definitions, arena, field->items, 0);
	case FIELD_RECORDS:
	case FIELD_OBJECTS:
		return list_of(reference(definitions, arena, field->items, field->placed));
	case FIELD_TEXT:
	case FIELD_LATER:
		break;
	}
	return type("string");
}

/* Exactly one of several keys. */
static struct json_object *one_of_schema(const char *const *keys)
{
	struct json_object *choices = json_object_new_array();

	for (; *keys; keys++) {
		struct json_object *choice = json_object_new_object();
		struct json_object *required = json_object_new_array();

		json_object_array_add(required, string(*keys));
		add(choice, "required", required);
		json_object_array_add(choices, choice);
	}
	return choices;
}

static struct json_object *definition(struct json_object *definitions, struct arena *arena,
				      const struct kind *kind, size_t placed)
{
	struct json_object *object = type("object");
	struct json_object *properties = json_object_new_object();
	struct json_object *required = json_object_new_array();

	add(object, "description", string(kind->doc));
	for (const struct field *field = kind->fields; field->name; field++) {
		struct json_object *schema;

		if (!field_is_key(field, placed) || field->type == FIELD_LATER)
			continue;
		schema = field_schema(definitions, arena, field);
		add(schema, "description", string(field->doc));
		add(properties, field->name, schema);
		/* an included file leaves the version to the one that includes it */
		if (field->flags & FIELD_REQUIRED && kind != &cluster_kind)
			json_object_array_add(required, string(field->name));
	}
	add(object, "properties", properties);
	add(object, "required", required);
	if (kind->one_of)
		add(object, "oneOf", one_of_schema(kind->one_of));
	add(object, "additionalProperties", json_object_new_boolean(0));
	return object;
}

void manifest_write_schema(struct text *text)
{
	struct json_object *definitions = json_object_new_object();
	struct json_object *root = json_object_new_object();
	struct json_object *body = definition(definitions, text->arena, &cluster_kind, 0);

	add(root, "$schema", string("https://json-schema.org/draft/2020-12/schema"));
	add(root, "title", string("pgmob manifest, version 1"));
	json_object_object_foreach(body, key, value) add(root, key, json_object_get(value));
	json_object_put(body);
	add(root, "$defs", definitions);
	text_addf(text, "%s\n",
		  json_object_to_json_string_ext(root, JSON_C_TO_STRING_PRETTY |
							       JSON_C_TO_STRING_SPACED |
							       JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(root);
}
