/* SPDX-License-Identifier: PostgreSQL
 *
 * What the executing role lends itself for a plan, and what it lacks; for this folder only.
 */
#ifndef PGMOB_PRINT_LACKS_H
#define PGMOB_PRINT_LACKS_H

#include "print/print.h"

/* As the end of a plan, as comments of a script, as a member of JSON. */
void print_rights(struct text *text, const struct plan *plan);
void print_rights_comment(struct text *text, const struct plan *plan);
void print_rights_json(struct text *text, const struct plan *plan);

#endif
