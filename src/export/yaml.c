/* SPDX-License-Identifier: PostgreSQL */
#include "export/yaml.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* libyaml's functions fail only without memory, or when they are called in a wrong order. */
static void emit(struct yaml *yaml, yaml_event_t *event, int initialized)
{
	if (!initialized || !yaml_emitter_emit(&yaml->emitter, event))
		abort();
}

static int take(void *data, unsigned char *bytes, size_t length)
{
	text_add_bytes(data, (const char *)bytes, length);
	return 1;
}

void yaml_begin(struct yaml *yaml, struct text *text)
{
	yaml_event_t event;

	yaml->text = text;
	if (!yaml_emitter_initialize(&yaml->emitter))
		abort();
	yaml_emitter_set_output(&yaml->emitter, take, text);
	yaml_emitter_set_unicode(&yaml->emitter, 1);
	yaml_emitter_set_width(&yaml->emitter, -1);
	emit(yaml, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
	emit(yaml, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
}

void yaml_end(struct yaml *yaml)
{
	yaml_event_t event;

	emit(yaml, &event, yaml_document_end_event_initialize(&event, 1));
	emit(yaml, &event, yaml_stream_end_event_initialize(&event));
	yaml_emitter_delete(&yaml->emitter);
}

void yaml_map_begin(struct yaml *yaml)
{
	yaml_event_t event;

	emit(yaml, &event,
	     yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE));
}

void yaml_map_end(struct yaml *yaml)
{
	yaml_event_t event;

	emit(yaml, &event, yaml_mapping_end_event_initialize(&event));
}

void yaml_list_begin(struct yaml *yaml, bool flow)
{
	yaml_event_t event;

	emit(yaml, &event,
	     yaml_sequence_start_event_initialize(&event, NULL, NULL, 1,
						  flow ? YAML_FLOW_SEQUENCE_STYLE
						       : YAML_BLOCK_SEQUENCE_STYLE));
}

void yaml_list_end(struct yaml *yaml)
{
	yaml_event_t event;

	emit(yaml, &event, yaml_sequence_end_event_initialize(&event));
}

static void scalar(struct yaml *yaml, const char *value, yaml_scalar_style_t style)
{
	struct text bytes = text_in(yaml->text->arena);
	yaml_event_t event;

	text_add(&bytes, value);
	emit(yaml, &event,
	     yaml_scalar_event_initialize(&event, NULL, NULL, (unsigned char *)bytes.at,
					  (int)bytes.length, 1, 1, style));
}

/* Plain is only what begins with a letter, has no mark of YAML, and is no word of any YAML. */
static bool is_plain(const char *value)
{
	static const char *const words[] = {"null", "true", "false", "yes", "no",
					    "on",   "off",  "y",     "n",   NULL};

	if (!isalpha((unsigned char)*value) && *value != '_')
		return false;
	for (const char *const *word = words; *word; word++)
		if (strcasecmp(value, *word) == 0)
			return false;
	for (; *value; value++)
		if (!isalnum((unsigned char)*value) && !strchr("_-./", *value))
			return false;
	return true;
}

void yaml_key(struct yaml *yaml, const char *key)
{
	scalar(yaml, key, YAML_PLAIN_SCALAR_STYLE);
}

void yaml_string(struct yaml *yaml, const char *value)
{
	struct text text = text_in(yaml->text->arena);

	if (is_plain(value)) {
		scalar(yaml, value, YAML_PLAIN_SCALAR_STYLE);
		return;
	}
	for (; *value; value++) {
		if (value[0] == '$' && value[1] == '{')
			text_add(&text, "$");
		text_add_bytes(&text, value, 1);
	}
	scalar(yaml, text.at, YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

void yaml_plain(struct yaml *yaml, const char *value)
{
	scalar(yaml, value, YAML_PLAIN_SCALAR_STYLE);
}
