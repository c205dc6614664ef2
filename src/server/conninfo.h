/* SPDX-License-Identifier: PostgreSQL
 *
 * Connection strings: writing them, and keeping what is secret in them out of messages; for this
 * folder only.
 */
#ifndef PGMOB_SERVER_CONNINFO_H
#define PGMOB_SERVER_CONNINFO_H

#include <stdbool.h>

#include "base/text.h"

/* Adds the keyword with its value; of a keyword that is there twice the last one counts. An empty
 * value keeps libpq from taking the environment's. */
void conninfo_add(struct text *conninfo, const char *keyword, const char *value);

/* Whether a password may stand in the string. */
bool conninfo_has_secret(const char *conninfo);

/* Stars out what libpq's message quotes of a string that may have a password in it: where an URI
 * ends in a strange place, that is quoted, too. */
void conninfo_hide(const char *conninfo, char *message);

#endif
