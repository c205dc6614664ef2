/* SPDX-License-Identifier: PostgreSQL
 *
 * What a plan refuses as a whole; for this folder only.
 */
#ifndef PGMOB_PRINT_REFUSALS_H
#define PGMOB_PRINT_REFUSALS_H

#include "print/print.h"

/* A section of the plan, before its summary; nothing where nothing is refused. */
void print_refusals(struct text *text, const struct plan *plan, bool colour);

/* The same as SQL comments. */
void print_refusals_comment(struct text *text, const struct plan *plan);

/* The member "refusals" in lines of its own. */
void print_refusals_json(struct text *text, const struct plan *plan);

#endif
