/* SPDX-License-Identifier: PostgreSQL
 *
 * Password verifiers as pg_authid.rolpassword holds them.
 *
 * A SCRAM-SHA-256 verifier (RFC 5802, RFC 7677) is
 *
 *	SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>
 *
 * with salt and keys in base64; an md5 verifier is "md5" and the hexadecimal md5 of the password
 * followed by the role's name. Passwords are strings of bytes without NUL, of any length, in UTF-8
 * or not. What is computed here is what server and libpq compute (scram_build_secret in
 * src/common/scram-common.c, pg_saslprep in src/common/saslprep.c, pg_md5_encrypt in
 * src/common/md5_common.c).
 *
 * Nothing here adds a diagnostic. Intermediate secrets are wiped before a function returns, except
 * for what libidn holds inside while it normalizes a password that is not ASCII.
 */
#ifndef PGMOB_BASE_VERIFIER_H
#define PGMOB_BASE_VERIFIER_H

#include <stdbool.h>

#include "base/arena.h"

enum {
	/* What PostgreSQL takes where scram_iterations says nothing else. */
	VERIFIER_ITERATIONS = 4096,

	/* Some seconds of work. Any role may give itself a verifier that claims two thousand
	 * millions of iterations, and whoever recomputes it would hang. */
	VERIFIER_MOST_ITERATIONS = 10000000,

	/* PostgreSQL 18 stores no longer one (MAX_ENCRYPTED_PASSWORD_LEN in
	 * src/include/libpq/crypt.h). */
	VERIFIER_LONGEST = 512,
};

/* Whether the text is a SCRAM-SHA-256 verifier. The server takes everything that it cannot parse as
 * one (parse_scram_secret in src/backend/libpq/auth-scram.c) for a password in plain text, so this
 * is stricter than the server: no repeated separators, no sign or leading zero in the iterations,
 * no blanks and no stray bits in base64, at most VERIFIER_LONGEST bytes. */
bool verifier_is_scram(const char *text);

/* Whether the text is an md5 verifier (get_password_type in src/backend/libpq/crypt.c). */
bool verifier_is_md5(const char *text);

/* Whether the verifier, of either kind, is one of this password of the role. False for a text that
 * is no verifier, for one with more than VERIFIER_MOST_ITERATIONS, and where libcrypto or memory
 * fails; the caller then sets the password again, which does no harm. */
bool verifier_matches(const char *verifier, const char *role, const char *password);

/* A new SCRAM-SHA-256 verifier of the password, in the arena, with a random salt of 16 bytes.
 * iterations 0 stands for VERIFIER_ITERATIONS. NULL where libcrypto, its source of random numbers
 * or memory fails, and for iterations below 0 or above VERIFIER_MOST_ITERATIONS.
 *
 * The caller refuses the empty password: the server takes its verifier for no password at all. A
 * password of more than 1,024 bytes is "password too long" to PostgreSQL 13, not to later ones.
 */
char *verifier_make(struct arena *arena, const char *password, int iterations);

#endif
