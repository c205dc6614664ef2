/* SPDX-License-Identifier: PostgreSQL
 *
 * Words and lines → probes, by the same table of fields as in a manifest.
 */
#include <json-c/json.h>
#include <string.h>

#include "hba/hba.h"
#include "kinds/hba/probe.h"

/* The longest name that the server has; it cuts what is longer, and nobody means that. */
enum { LONGEST_NAME = 63 };

static void report_key(struct diags *diags, struct place place, const char *key)
{
	const char *keys[32];
	size_t count = 0;

	for (const struct field *field = hba_probe_kind.fields; field->name; field++)
		keys[count++] = field->name;
	diag_suggest(diags, diag_error(diags, place, "a connection has no %Q", key), key, keys,
		     count);
}

static bool is_word(const struct field *field, const char *value)
{
	for (const char *const *word = field->words; *word; word++)
		if (strcmp(*word, value) == 0)
			return true;
	return false;
}

static void set(struct arena *arena, struct object *probe, const struct field *field,
		const char *value, struct diags *diags)
{
	const struct place place = object_place(probe);
	const bool boolean = strcmp(value, "true") == 0 || strcmp(value, "false") == 0;

	if (field->type == FIELD_BOOL && !boolean)
		diag_error(diags, place, "%s is true or false, not %Q", field->name, value);
	else if (field->type == FIELD_WORD && !is_word(field, value))
		diag_error(diags, place, "there is no method %Q", value);
	else if (field->type == FIELD_NAME && (!*value || strlen(value) > LONGEST_NAME))
		diag_error(diags, place, "%s is a name of 1 to 63 bytes, not %Q", field->name,
			   value);
	else
		field_parse(field, probe, arena, arena_strdup(arena, value));
}

static struct hba_probe *add_probe(struct arena *arena, struct list *probes, struct place place)
{
	struct object *probe = object_new(arena, &hba_probe_kind);
	struct node *node = arena_alloc(arena, sizeof(*node));

	node->place = place;
	node->type = NODE_MAP;
	probe->node = node;
	list_add(arena, probes, probe);
	return (struct hba_probe *)probe;
}

/* Faults that the probes have as a whole. */
static bool check_all(const struct list *probes, struct diags *diags, size_t errors)
{
	for (size_t i = 0; i < probes->count && diags->errors == errors; i++) {
		const struct hba_probe *probe = probes->items[i];

		if (!probe->user)
			diag_error(diags, object_place(&probe->object), "no user is named");
		hba_probe_kind.check(&probe->object, diags);
	}
	return diags->errors == errors;
}

bool hba_read_words(struct arena *arena, const char *const *words, size_t count,
		    struct list *probes, struct diags *diags)
{
	const size_t errors = diags->errors;
	struct hba_probe *probe = NULL;

	for (size_t i = 0; i < count; i++) {
		const char *equals = strchr(words[i], '=');
		const char *key =
			equals ? arena_strndup(arena, words[i], (size_t)(equals - words[i]))
			       : words[i];
		const struct field *field = kind_field(&hba_probe_kind, key);

		if (!equals) {
			diag_error(diags, no_place(), "%Q is none of user=…, database=…, address=…",
				   key);
			continue;
		}
		if (!probe || (strcmp(key, "user") == 0 && probe->user))
			probe = add_probe(arena, probes, no_place());
		if (!field)
			report_key(diags, no_place(), key);
		else if (field_get(field, &probe->object))
			diag_error(diags, no_place(), "%s is said twice", key);
		else
			set(arena, &probe->object, field, equals + 1, diags);
	}
	return check_all(probes, diags, errors);
}

static void read_member(struct arena *arena, struct object *probe, const char *key,
			struct json_object *value, struct diags *diags)
{
	const struct field *field = kind_field(&hba_probe_kind, key);
	const enum json_type type = json_object_get_type(value);

	if (!field)
		report_key(diags, object_place(probe), key);
	else if (type == json_type_null)
		return;
	else if (field->type == FIELD_BOOL && type == json_type_boolean)
		field_set(field, probe, field_bool(json_object_get_boolean(value)));
	else if (field->type != FIELD_BOOL && type == json_type_string &&
		 strlen(json_object_get_string(value)) == (size_t)json_object_get_string_len(value))
		set(arena, probe, field, json_object_get_string(value), diags);
	else
		diag_error(diags, object_place(probe), "%s is a %s", key,
			   field->type == FIELD_BOOL ? "boolean" : "string");
}

static void read_line(struct arena *arena, struct json_tokener *tokener, const char *line,
		      size_t length, struct place place, struct list *probes, struct diags *diags)
{
	struct json_object *object;
	struct hba_probe *probe;

	json_tokener_reset(tokener);
	object = json_tokener_parse_ex(tokener, line, (int)length);
	if (json_object_get_type(object) != json_type_object ||
	    json_tokener_get_parse_end(tokener) < length) {
		diag_error(diags, place, "the line is no JSON object")->hint =
			"a line looks like {\"user\": \"app\", \"database\": \"shop\"}";
	} else {
		probe = add_probe(arena, probes, place);
		json_object_object_foreach(object, key, value)
			read_member(arena, &probe->object, key, value, diags);
	}
	json_object_put(object);
}

bool hba_read_lines(struct arena *arena, const char *lines, size_t length, struct list *probes,
		    struct diags *diags)
{
	const char *text = arena_strndup(arena, lines, length); /* diagnostics show it later */
	const struct source *source = source_new(arena, "standard input", text, length);
	struct json_tokener *tokener = json_tokener_new();
	struct place place = {.source = source, .line = 1, .column = 1};
	const size_t errors = diags->errors;

	for (const char *line = text; line < text + length; place.line++) {
		const char *end = memchr(line, '\n', (size_t)(text + length - line));
		const size_t size = (size_t)((end ? end : text + length) - line);

		if (size)
			read_line(arena, tokener, line, size, place, probes, diags);
		line += size + 1;
	}
	json_tokener_free(tokener);
	return check_all(probes, diags, errors);
}
