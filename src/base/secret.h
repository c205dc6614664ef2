/* SPDX-License-Identifier: PostgreSQL
 *
 * What may be a secret in a line of a manifest that is shown to a person.
 */
#ifndef PGMOB_BASE_SECRET_H
#define PGMOB_BASE_SECRET_H

#include <stddef.h>

/* So many of a line are told apart; what stands behind them is hidden with the last. */
enum { SECRETS_MOST = 32 };

struct secret {
	const char *from;
	const char *to;
};

/* What may be secrets in the text from at to end. Gives how many. */
size_t secret_find(const char *at, const char *end, struct secret secrets[SECRETS_MOST]);

/* The end of the YAML value that begins there, in its line. */
const char *secret_end(const char *at, const char *end);

#endif
