/* SPDX-License-Identifier: PostgreSQL
 *
 * What libyaml says of a text that is no YAML.
 */
#ifndef PGMOB_MANIFEST_COMPOSE_H
#define PGMOB_MANIFEST_COMPOSE_H

#include <yaml.h>

#include "base/diag.h"

/* Reports why the parser stopped. problem is where it saw that something is wrong, context where
 * that began. */
void compose_report(struct diags *diags, const yaml_parser_t *parser, const struct source *source,
		    struct place problem, struct place context);

#endif
