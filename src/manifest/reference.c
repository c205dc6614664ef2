/* SPDX-License-Identifier: PostgreSQL
 *
 * The tables of fields as a reference in scdoc's language, for pgmob-manifest(5).
 */
#include <ctype.h>
#include <string.h>

#include "base/list.h"
#include "kinds/kinds.h"
#include "manifest/stages.h"
#include "model/kind.h"

/* One place where a kind is written: its heading, and the key that the place takes away. */
struct section {
	const struct kind *kind;
	const char *path;
	size_t placed;
};

/* What scdoc would take for markup is escaped. */
static void add_escaped(struct text *text, const char *words)
{
	for (; *words; words++) {
		if (strchr("\\*_#~[]|`<>", *words))
			text_add(text, "\\");
		text_add_bytes(text, words, 1);
	}
}

static const char *type_words(struct arena *arena, const struct field *field)
{
	struct text words;

	switch (field->type) {
	case FIELD_NAME:
		return "name";
	case FIELD_BOOL:
		return "true or false";
	case FIELD_INT:
		if (field->least == field->most)
			return text_format(arena, "%l", (long long)field->most);
		return text_format(arena, "number from %l", (long long)field->least);
	case FIELD_WORD:
		words = text_in(arena);
		for (const char *const *word = field->words; *word; word++)
			text_addf(&words, "%s%s", words.length ? ", " : "", *word);
		return words.at;
	case FIELD_NAMES:
		return "list of names";
	case FIELD_TEXTS:
	case FIELD_VALUES:
		return "list of strings";
	case FIELD_RECORD:
		return "mapping";
	case FIELD_RECORDS:
	case FIELD_OBJECTS:
		return "list of mappings";
	case FIELD_TEXT:
	case FIELD_VALUE:
	case FIELD_LATER:
		break;
	}
	return "string";
}

static void add_field(struct text *text, const struct field *field)
{
	text_add(text, "*");
	add_escaped(text, field->name);
	text_addf(text, "* (%s", type_words(text->arena, field));
	if (field->flags & FIELD_REQUIRED)
		text_add(text, "; must be written");
	if (field->unsaid)
		text_addf(text, "; default %s", field->unsaid);
	if (field->since)
		text_addf(text, "; from PostgreSQL %d", field->since / 10000);
	text_add(text, ")\n\t");
	text_addf(text, "%s", (char[]){(char)toupper((unsigned char)*field->doc), '\0'});
	add_escaped(text, field->doc + 1);
	text_add(text, ".\n\n");
}

static bool is_known(const struct list *sections, const struct kind *kind)
{
	for (size_t i = 0; i < sections->count; i++)
		if (((const struct section *)sections->items[i])->kind == kind)
			return true;
	return false;
}

static void add_section(struct text *text, struct list *sections, const struct section *section)
{
	const struct kind *kind = section->kind;

	/* scdoc takes a heading as it is */
	text_addf(text, "## %s\n\n%s", *section->path ? section->path : "The top level",
		  (char[]){(char)toupper((unsigned char)*kind->doc), '\0'});
	add_escaped(text, kind->doc + 1);
	text_add(text, ".\n\n");
	for (const struct field *field = kind->fields; field->name; field++) {
		struct section *inner;

		if (!field_is_key(field, section->placed) || field->type == FIELD_LATER)
			continue;
		add_field(text, field);
		if (!field->items || field->type == FIELD_NAMES || is_known(sections, field->items))
			continue;
		inner = arena_alloc(text->arena, sizeof(*inner));
		inner->kind = field->items;
		inner->placed = field->placed;
		inner->path = text_format(text->arena, "%s%s%s%s", section->path,
					  *section->path ? "." : "", field->name,
					  field->type == FIELD_RECORD ? "" : "[]");
		list_add(text->arena, sections, inner);
	}
}

void manifest_write_reference(struct text *text)
{
	struct section top = {.kind = &cluster_kind, .path = ""};
	struct list sections = {0};

	list_add(text->arena, &sections, &top);
	for (size_t i = 0; i < sections.count; i++)
		add_section(text, &sections, sections.items[i]);
}
