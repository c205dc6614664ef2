/* SPDX-License-Identifier: PostgreSQL
 *
 * What libyaml says of a text that is no YAML.
 */
#ifndef PGMOB_MANIFEST_COMPOSE_H
#define PGMOB_MANIFEST_COMPOSE_H

#include <yaml.h>

#include "base/diag.h"

/* Reports why the parser stopped. problem is where it saw that something is wrong, context where
 * that began, open where the innermost list or mapping begins that is not at its end; no place
 * where there is none. */
void compose_report(struct diags *diags, const yaml_parser_t *parser, struct place problem,
		    struct place context, struct place open);

#endif
