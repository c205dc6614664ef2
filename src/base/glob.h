/* SPDX-License-Identifier: PostgreSQL
 *
 * Patterns of names: * is any run of characters, ? is one, \ takes the next as it is. Case counts.
 */
#ifndef PGMOB_BASE_GLOB_H
#define PGMOB_BASE_GLOB_H

#include <stdbool.h>

#include "base/arena.h"

/* Whether the whole name fits the pattern; both are UTF-8. Linear in their product at worst. */
bool glob_fits(const char *pattern, const char *name);

/* Whether it has no wildcard, so that it fits one name: glob_literal(). */
bool glob_is_plain(const char *pattern);
char *glob_literal(struct arena *arena, const char *pattern);

#endif
