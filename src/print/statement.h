/* SPDX-License-Identifier: PostgreSQL
 *
 * A statement as others may see it and run it; for this folder only.
 */
#ifndef PGMOB_PRINT_STATEMENT_H
#define PGMOB_PRINT_STATEMENT_H

#include "print/print.h"

/* Writes the statement without its password. */
void print_statement(struct text *text, const struct statement *statement);

/* Whether it has another secret, so that there is no way to write it. */
bool print_hides(const struct statement *statement);

#endif
