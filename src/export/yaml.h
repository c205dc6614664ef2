/* SPDX-License-Identifier: PostgreSQL
 *
 * Writing YAML: libyaml's emitter, and our own rule for what needs quotes.
 */
#ifndef PGMOB_EXPORT_YAML_H
#define PGMOB_EXPORT_YAML_H

#include <yaml.h>

#include "base/text.h"

struct yaml {
	yaml_emitter_t emitter;
	struct text *text;
};

/* Begins and ends a document that is written into text. */
void yaml_begin(struct yaml *yaml, struct text *text);
void yaml_end(struct yaml *yaml);

void yaml_map_begin(struct yaml *yaml);
void yaml_map_end(struct yaml *yaml);

/* A list, over several lines or (flow) in one. */
void yaml_list_begin(struct yaml *yaml, bool flow);
void yaml_list_end(struct yaml *yaml);

/* A key, which is a plain word. */
void yaml_key(struct yaml *yaml, const char *key);

/* A string, quoted where any reader of YAML 1.1 or 1.2 would take it for something else; ${ is
 * written $${, since a manifest has variables. */
void yaml_string(struct yaml *yaml, const char *value);

/* A boolean or number. */
void yaml_plain(struct yaml *yaml, const char *value);

#endif
