/* SPDX-License-Identifier: PostgreSQL
 *
 * Tree → structs, by libcyaml.
 *
 * libcyaml's schema tables are made from the kinds' tables of fields, so that there is one
 * description of a key. It reads text only, so the checked and merged tree is written out in one
 * canonical form, which it then reads: an error of its own is a fault of pgmob. A last walk over
 * tree and structs gives every struct its node, so that any later stage can name the place of a
 * fact.
 */
#include <cyaml/cyaml.h>
#include <stdlib.h>
#include <string.h>

#include "manifest/stages.h"
#include "model/kind.h"
#include "model/object.h"

static const cyaml_schema_field_t *schema_fields(struct arena *arena, const struct kind *kind);

static cyaml_schema_value_t record_value(struct arena *arena, const struct kind *kind)
{
	return (cyaml_schema_value_t){
		.type = CYAML_MAPPING,
		.flags = CYAML_FLAG_POINTER,
		.data_size = (uint32_t)kind->size,
		.mapping = {.fields = schema_fields(arena, kind)},
	};
}

static const cyaml_schema_value_t string_value = {
	.type = CYAML_STRING,
	.flags = CYAML_FLAG_POINTER,
	.data_size = sizeof(char),
	.string = {.min = 0, .max = UINT32_MAX},
};

static cyaml_schema_value_t schema_value(struct arena *arena, const struct field *field)
{
	cyaml_schema_value_t value = string_value;
	cyaml_schema_value_t *entry;

	if (field->type == FIELD_BOOL) {
		value = (cyaml_schema_value_t){
			.type = CYAML_BOOL, .flags = CYAML_FLAG_POINTER, .data_size = sizeof(bool)};
	} else if (field->type == FIELD_INT) {
		value = (cyaml_schema_value_t){.type = CYAML_INT,
					       .flags = CYAML_FLAG_POINTER,
					       .data_size = sizeof(int64_t)};
	} else if (field->type == FIELD_RECORD) {
		value = record_value(arena, field->items);
	} else if (field_is_list(field)) {
		entry = arena_alloc(arena, sizeof(*entry));
		*entry = field_is_texts(field) ? string_value : record_value(arena, field->items);
		value = (cyaml_schema_value_t){
			.type = CYAML_SEQUENCE,
			.flags = CYAML_FLAG_POINTER,
			.data_size = sizeof(void *),
			.sequence = {.entry = entry, .min = 0, .max = UINT32_MAX}};
	}
	value.flags |= CYAML_FLAG_OPTIONAL;
	return value;
}

static const cyaml_schema_field_t *schema_fields(struct arena *arena, const struct kind *kind)
{
	cyaml_schema_field_t *fields, *at;
	size_t count = 0;

	while (kind->fields[count].name)
		count++;
	at = fields = arena_alloc(arena, (count + 1) * sizeof(*fields));
	for (const struct field *field = kind->fields; field->name; field++) {
		if (!field_is_key(field, 0) || field->type == FIELD_LATER)
			continue;
		at->key = field->name;
		at->data_offset = (uint32_t)field->offset;
		if (field_is_list(field)) {
			at->data_offset += (uint32_t)offsetof(struct list, items);
			at->count_offset = (uint32_t)(field->offset + offsetof(struct list, count));
			at->count_size = sizeof(size_t);
		}
		at->value = schema_value(arena, field);
		at++;
	}
	return fields;
}

/* The canonical form: flow style, every scalar in double quotes. */
static void write_node(struct text *text, const struct node *node)
{
	if (node->type == NODE_SCALAR) {
		text_addf(text, "%J", node->text);
		return;
	}
	text_add(text, node->type == NODE_MAP ? "{" : "[");
	for (const struct node *child = node->first; child; child = child->next) {
		if (node->type == NODE_MAP)
			text_addf(text, "%J: ", child->key->text);
		write_node(text, child);
		text_add(text, child->next ? ",\n" : "");
	}
	text_add(text, node->type == NODE_MAP ? "}" : "]");
}

struct object *load_copy(struct arena *arena, const struct object *loaded, const struct kind *kind,
			 const struct node *node)
{
	struct object *object = arena_alloc(arena, kind->size);

	memcpy(object, loaded, kind->size);
	object->kind = kind;
	object->node = node;
	object->listed = true;
	for (const struct node *value = node->first; value; value = value->next) {
		const struct field *field = kind_field(kind, value->key->text);
		const struct node *item = value->first;
		struct list items = {0};

		if (field->type == FIELD_RECORD)
			field_set(field, object,
				  load_copy(arena, field_get(field, object), field->items, value));
		if (field->type != FIELD_RECORDS && field->type != FIELD_OBJECTS)
			continue;
		for (size_t i = 0; i < field_list(field, loaded)->count; i++, item = item->next)
			list_add(arena, &items,
				 load_copy(arena, field_list(field, loaded)->items[i], field->items,
					   item));
		field_set_list(field, object, &items);
	}
	return object;
}

/* The size of a piece of libcyaml's memory stands before it. */
union piece {
	size_t size;
	max_align_t align;
};

/* Memory for libcyaml, from the arena. It lets a list grow by one item at a time, so a piece that
 * grows doubles: else each item would copy all before it. What it gives back stays with the arena,
 * but for its scratch, that is all of it the result anyway. */
static void *piece_resize(void *context, void *old, size_t size)
{
	struct arena *arena = context;
	union piece *piece = old ? (union piece *)old - 1 : NULL;
	size_t capacity = piece ? piece->size : size;
	union piece *grown;

	if (!size || (piece && size <= piece->size))
		return size ? old : NULL;
	while (capacity < size)
		capacity *= 2;
	grown = arena_alloc(arena, sizeof(*grown) + capacity);
	grown->size = capacity;
	if (piece)
		memcpy(grown + 1, old, piece->size);
	return grown + 1;
}

const struct object *load_tree(struct arena *arena, const struct node *root,
			       const struct kind *kind, struct diags *diags)
{
	const cyaml_config_t config = {.log_fn = NULL,
				       .mem_fn = piece_resize,
				       .mem_ctx = arena,
				       .log_level = CYAML_LOG_ERROR,
				       .flags = CYAML_CFG_NO_ALIAS};
	const cyaml_schema_value_t schema = record_value(arena, kind);
	struct arena *scratch = arena_create(NULL);
	struct text text = text_in(scratch);
	void *loaded = NULL;
	cyaml_err_t error;

	write_node(&text, root);
	error = cyaml_load_data((const uint8_t *)text.at, text.length, &config, &schema, &loaded,
				NULL);
	arena_destroy(scratch);
	if (error == CYAML_OK)
		return loaded;
	diag_error(diags, no_place(), "libcyaml refuses what pgmob has checked: %s",
		   cyaml_strerror(error))
		->hint = "this is a fault of pgmob: please report it with the manifest";
	return NULL;
}
