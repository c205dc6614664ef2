/* SPDX-License-Identifier: PostgreSQL
 *
 * What may be a secret in a line of a manifest that is shown to a person.
 */
#ifndef PGMOB_BASE_SECRET_H
#define PGMOB_BASE_SECRET_H

/* The first secret in the text from at to end: its start in *secret, its end as the result; NULL
 * where there is none. */
const char *secret_find(const char *at, const char *end, const char **secret);

#endif
