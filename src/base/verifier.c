/* SPDX-License-Identifier: PostgreSQL
 *
 * First the text of a verifier and its parts, then the keys that belong to a password.
 */
#include "base/verifier.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "base/saslprep.h"
#include "base/text.h"

enum { KEY_SIZE = 32, NEW_SALT_SIZE = 16, MD5_SIZE = 16 };

static const char scram_prefix[] = "SCRAM-SHA-256$";
static const char md5_prefix[] = "md5";
static const char hex_digits[] = "0123456789abcdef";

struct keys {
	unsigned char stored[KEY_SIZE];
	unsigned char server[KEY_SIZE];
};

struct scram {
	int iterations;
	unsigned char salt[VERIFIER_LONGEST];
	size_t salt_size;
	struct keys keys;
};

/* ------------------------------------------------------------------------------------------------
 * The text of a verifier
 */

static bool take_string(const char **at, const char *expected)
{
	const size_t length = strlen(expected);

	if (strncmp(*at, expected, length) != 0)
		return false;
	*at += length;
	return true;
}

static bool take_iterations(const char **at, int *iterations)
{
	int found = 0;

	if (**at < '1' || **at > '9')
		return false;
	for (; **at >= '0' && **at <= '9'; ++*at) {
		const int digit = **at - '0';

		if (found > (INT_MAX - digit) / 10)
			return false;
		found = found * 10 + digit;
	}
	*iterations = found;
	return true;
}

static int base64_value(char digit)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = digit ? strchr(digits, digit) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* Decodes base64 (RFC 4648) up to its end, which the caller checks. EVP_DecodeBlock() would let
 * blanks pass. bytes has room for three quarters of what there is to read. */
static bool take_base64(const char **at, unsigned char *bytes, size_t *size)
{
	const char *from = *at;
	uint32_t bits = 0;
	size_t digits = 0;

	*size = 0;
	for (; base64_value(*from) >= 0; from++) {
		bits = bits << 6 | (uint32_t)base64_value(*from);
		if (++digits % 4 == 0) {
			bytes[(*size)++] = (unsigned char)(bits >> 16);
			bytes[(*size)++] = (unsigned char)(bits >> 8);
			bytes[(*size)++] = (unsigned char)bits;
		}
	}
	if (digits % 4 == 1 || digits == 0)
		return false;
	if (digits % 4 == 2) {
		if (bits & 0xf || !take_string(&from, "=="))
			return false;
		bytes[(*size)++] = (unsigned char)(bits >> 4);
	} else if (digits % 4 == 3) {
		if (bits & 0x3 || !take_string(&from, "="))
			return false;
		bytes[(*size)++] = (unsigned char)(bits >> 10);
		bytes[(*size)++] = (unsigned char)(bits >> 2);
	}
	*at = from;
	return true;
}

static bool take_key(const char **at, unsigned char key[KEY_SIZE])
{
	unsigned char bytes[VERIFIER_LONGEST];
	size_t size;

	if (!take_base64(at, bytes, &size) || size != KEY_SIZE)
		return false;
	memcpy(key, bytes, KEY_SIZE);
	return true;
}

static bool scram_parse(const char *text, struct scram *scram)
{
	const char *at = text;

	return strlen(text) <= VERIFIER_LONGEST && take_string(&at, scram_prefix) &&
	       take_iterations(&at, &scram->iterations) && take_string(&at, ":") &&
	       take_base64(&at, scram->salt, &scram->salt_size) && take_string(&at, "$") &&
	       take_key(&at, scram->keys.stored) && take_string(&at, ":") &&
	       take_key(&at, scram->keys.server) && !*at;
}

static void add_base64(struct text *text, const unsigned char *bytes, int size)
{
	unsigned char digits[(KEY_SIZE + 2) / 3 * 4 + 1];

	EVP_EncodeBlock(digits, bytes, size);
	text_addf(text, "%s", (const char *)digits);
}

static char *scram_text(struct arena *arena, const struct scram *scram)
{
	struct text text = text_in(arena);

	text_addf(&text, "%s%d:", scram_prefix, scram->iterations);
	add_base64(&text, scram->salt, (int)scram->salt_size);
	text_add(&text, "$");
	add_base64(&text, scram->keys.stored, KEY_SIZE);
	text_add(&text, ":");
	add_base64(&text, scram->keys.server, KEY_SIZE);
	return text.at;
}

/* ------------------------------------------------------------------------------------------------
 * Keys
 */

static bool hmac(const unsigned char key[KEY_SIZE], const char *message,
		 unsigned char result[KEY_SIZE])
{
	return HMAC(EVP_sha256(), key, KEY_SIZE, (const unsigned char *)message, strlen(message),
		    result, NULL) != NULL;
}

/* The keys of the password with the salt and iterations of scram. */
static bool derive(const struct scram *scram, const char *password, struct keys *keys)
{
	unsigned char salted[KEY_SIZE], client[KEY_SIZE];
	size_t size = 0;
	char *prepared = saslprep(password, &size);
	bool done = prepared && size <= INT_MAX;

	done = done && PKCS5_PBKDF2_HMAC(prepared, (int)size, scram->salt, (int)scram->salt_size,
					 scram->iterations, EVP_sha256(), KEY_SIZE, salted) == 1;
	done = done && hmac(salted, "Client Key", client);
	done = done && EVP_Digest(client, KEY_SIZE, keys->stored, NULL, EVP_sha256(), NULL) == 1;
	done = done && hmac(salted, "Server Key", keys->server);
	OPENSSL_clear_free(prepared, size);
	OPENSSL_cleanse(salted, sizeof(salted));
	OPENSSL_cleanse(client, sizeof(client));
	return done;
}

static bool scram_matches(const struct scram *scram, const char *password)
{
	struct keys keys;
	const bool same = scram->iterations <= VERIFIER_MOST_ITERATIONS &&
			  derive(scram, password, &keys) &&
			  CRYPTO_memcmp(&keys, &scram->keys, sizeof(keys)) == 0;

	OPENSSL_cleanse(&keys, sizeof(keys));
	return same;
}

static bool md5_matches(const char *verifier, const char *role, const char *password)
{
	unsigned char digest[MD5_SIZE];
	char hex[2 * MD5_SIZE];
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool same = context && EVP_DigestInit_ex(context, EVP_md5(), NULL) == 1 &&
		    EVP_DigestUpdate(context, password, strlen(password)) == 1 &&
		    EVP_DigestUpdate(context, role, strlen(role)) == 1 &&
		    EVP_DigestFinal_ex(context, digest, NULL) == 1;

	EVP_MD_CTX_free(context);
	if (same) {
		for (size_t i = 0; i < MD5_SIZE; i++) {
			hex[2 * i] = hex_digits[digest[i] >> 4];
			hex[2 * i + 1] = hex_digits[digest[i] & 0xf];
		}
		same = CRYPTO_memcmp(hex, verifier + strlen(md5_prefix), sizeof(hex)) == 0;
	}
	OPENSSL_cleanse(digest, sizeof(digest));
	OPENSSL_cleanse(hex, sizeof(hex));
	return same;
}

/* ------------------------------------------------------------------------------------------------
 * What this file is for
 */

bool verifier_is_scram(const char *text)
{
	struct scram scram;

	return scram_parse(text, &scram);
}

bool verifier_is_md5(const char *text)
{
	return take_string(&text, md5_prefix) && strlen(text) == (size_t)2 * MD5_SIZE &&
	       strspn(text, hex_digits) == (size_t)2 * MD5_SIZE;
}

bool verifier_matches(const char *verifier, const char *role, const char *password)
{
	struct scram scram;

	if (verifier_is_md5(verifier))
		return md5_matches(verifier, role, password);
	return scram_parse(verifier, &scram) && scram_matches(&scram, password);
}

char *verifier_make(struct arena *arena, const char *password, int iterations)
{
	struct scram scram = {
		.iterations = iterations ? iterations : VERIFIER_ITERATIONS,
		.salt_size = NEW_SALT_SIZE,
	};

	if (iterations < 0 || iterations > VERIFIER_MOST_ITERATIONS ||
	    RAND_bytes(scram.salt, NEW_SALT_SIZE) != 1 || !derive(&scram, password, &scram.keys))
		return NULL;
	return scram_text(arena, &scram);
}
