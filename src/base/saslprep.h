/* SPDX-License-Identifier: PostgreSQL
 *
 * Passwords as PostgreSQL hashes them for SCRAM: SASLprep (RFC 4013), with PostgreSQL's departures
 * from it (pg_saslprep in src/common/saslprep.c).
 */
#ifndef PGMOB_BASE_SASLPREP_H
#define PGMOB_BASE_SASLPREP_H

#include <stddef.h>

/* The bytes to hash for the password, ended by a NUL that *size doesn't count. A password that is
 * ASCII, that is not valid UTF-8, or that has characters which are prohibited or were not assigned
 * in Unicode 3.2 comes back as it is; so does one of which nothing would be left.
 *
 * The caller wipes and frees them with OPENSSL_clear_free(bytes, size). NULL where memory is out.
 */
char *saslprep(const char *password, size_t *size);

#endif
