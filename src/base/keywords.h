/* SPDX-License-Identifier: PostgreSQL
 *
 * PostgreSQL's key words, as far as an identifier must be quoted because it is one.
 */
#ifndef PGMOB_BASE_KEYWORDS_H
#define PGMOB_BASE_KEYWORDS_H

#include <stdbool.h>

/* Whether a lower-case name is a key word of any version from 13 to 18 that is more than unreserved
 * (src/include/parser/kwlist.h), or one that the grammar of roles keeps for itself (RoleSpec in
 * gram.y). */
bool keyword_needs_quotes(const char *name);

#endif
