/* SPDX-License-Identifier: PostgreSQL
 *
 * PostgreSQL departs from the RFC, and so from libidn's own SASLprep: it looks for characters that
 * are prohibited, unassigned or of the wrong direction before it normalizes, not after, and it
 * hashes the password as it is where the RFC knows only an error. And its Unicode is newer than
 * libidn's 3.2, in which normalization had two faults. Hence only tables and normalization are
 * libidn's here.
 */
#include "base/saslprep.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <stringprep.h>

#include "base/text.h"

enum { FIRST_CAPACITY = 128 };

/* Bytes that are wiped when they move or go. */
struct secret {
	char *bytes;
	size_t size;
	size_t capacity;
};

static bool secret_add(struct secret *secret, const char *bytes, size_t size)
{
	const size_t needed = secret->size + size + 1;
	size_t capacity = secret->capacity ? secret->capacity : FIRST_CAPACITY;
	char *grown = secret->bytes;

	while (capacity < needed)
		capacity *= 2;
	if (capacity > secret->capacity)
		grown = OPENSSL_clear_realloc(secret->bytes, secret->size, capacity);
	if (!grown)
		return false;
	memcpy(grown + secret->size, bytes, size);
	grown[needed - 1] = '\0';
	*secret = (struct secret){grown, needed - 1, capacity};
	return true;
}

static void secret_wipe(struct secret *secret)
{
	OPENSSL_clear_free(secret->bytes, secret->size);
	*secret = (struct secret){0};
}

static void codes_free(uint32_t *codes, size_t count)
{
	if (codes)
		OPENSSL_cleanse(codes, count * sizeof(*codes));
	free(codes);
}

static size_t codes_count(const uint32_t *codes)
{
	size_t count = 0;

	while (codes && codes[count])
		count++;
	return count;
}

/* The entry of the character in the profile's tables for that step, or NULL. */
static const Stringprep_table_element *find(Stringprep_profile_steps step, uint32_t code)
{
	for (const Stringprep_profile *table = stringprep_saslprep; table->operation; table++) {
		const Stringprep_table_element *element = table->table;

		if (table->operation != step)
			continue;
		for (; element->start || element->end; element++)
			if (code >= element->start &&
			    code <= (element->end ? element->end : element->start))
				return element;
	}
	return NULL;
}

static bool any(Stringprep_profile_steps step, const uint32_t *codes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (find(step, codes[i]))
			return true;
	return false;
}

/* Turns blanks into spaces and leaves out what is mapped to nothing. */
static size_t map(uint32_t *codes, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		const Stringprep_table_element *found = find(STRINGPREP_MAP_TABLE, codes[i]);
		const uint32_t code = found ? found->map[0] : codes[i];

		if (code)
			codes[kept++] = code;
	}
	for (size_t i = kept; i < count; i++)
		codes[i] = 0;
	return kept;
}

static bool allowed(const uint32_t *codes, size_t count)
{
	if (!count || any(STRINGPREP_PROHIBIT_TABLE, codes, count) ||
	    any(STRINGPREP_UNASSIGNED_TABLE, codes, count))
		return false;
	if (!any(STRINGPREP_BIDI_RAL_TABLE, codes, count))
		return true;
	return !any(STRINGPREP_BIDI_L_TABLE, codes, count) &&
	       find(STRINGPREP_BIDI_RAL_TABLE, codes[0]) &&
	       find(STRINGPREP_BIDI_RAL_TABLE, codes[count - 1]);
}

/* Five ideographs were mapped wrongly in Unicode 3.2, which libidn follows, and are since
 * Corrigendum 4, which PostgreSQL follows. */
static uint32_t corrected(uint32_t code)
{
	static const uint32_t corrigendum4[][2] = {
		{0x2f868, 0x36fc}, {0x2f874, 0x5f53}, {0x2f91f, 0x243ab},
		{0x2f95f, 0x7aee}, {0x2f9bf, 0x45d7},
	};

	for (size_t i = 0; i < sizeof(corrigendum4) / sizeof(*corrigendum4); i++)
		if (code == corrigendum4[i][0])
			return corrigendum4[i][1];
	return code;
}

/* Whether the character is a mark that combines with one before it. libidn doesn't say; but it
 * sorts marks, and U+0345 comes after all others. */
static bool is_mark(uint32_t code)
{
	const uint32_t last = 0x345;
	uint32_t pair[] = {last, code};
	uint32_t *sorted;
	bool mark;

	if (code < 0x300 || code == last)
		return code == last;
	sorted = stringprep_ucs4_nfkc_normalize(pair, 2);
	mark = sorted && sorted[0] != last;
	codes_free(sorted, codes_count(sorted));
	OPENSSL_cleanse(pair, sizeof(pair));
	return mark;
}

/* Adds the characters in normalization form KC. */
static bool add_normalized(struct secret *secret, const uint32_t *codes, size_t count)
{
	uint32_t *normalized = stringprep_ucs4_nfkc_normalize(codes, (ssize_t)count);
	bool done = normalized != NULL;

	for (size_t i = 0; done && normalized[i]; i++) {
		char bytes[6];
		const int size = stringprep_unichar_to_utf8(normalized[i], bytes);

		done = secret_add(secret, bytes, (size_t)size);
		OPENSSL_cleanse(bytes, sizeof(bytes));
	}
	codes_free(normalized, codes_count(normalized));
	return done;
}

/* As above, in pieces that each begin after a mark: libidn composes across marks what Corrigendum 5
 * of Unicode says is apart. No two such pieces compose. */
static bool add_in_pieces(struct secret *secret, uint32_t *codes, size_t count)
{
	size_t start = 0;
	bool after_mark = false;

	for (size_t i = 0; i < count; i++) {
		bool mark;

		codes[i] = corrected(codes[i]);
		mark = is_mark(codes[i]);
		if (after_mark && !mark) {
			if (!add_normalized(secret, codes + start, i - start))
				return false;
			start = i;
		}
		after_mark = mark;
	}
	return add_normalized(secret, codes + start, count - start);
}

static bool is_ascii(const char *string)
{
	while (*string && (unsigned char)*string < 0x80)
		string++;
	return !*string;
}

static bool prepare(const char *password, struct secret *secret)
{
	const size_t length = strlen(password);
	uint32_t *codes;
	size_t count, kept;
	bool done;

	if (is_ascii(password) || !text_is_utf8(password, length, NULL))
		return secret_add(secret, password, length);
	codes = stringprep_utf8_to_ucs4(password, (ssize_t)length, &count);
	if (!codes)
		return false;
	kept = map(codes, count);
	if (allowed(codes, kept))
		done = add_in_pieces(secret, codes, kept);
	else
		done = secret_add(secret, password, length);
	codes_free(codes, count);
	return done;
}

char *saslprep(const char *password, size_t *size)
{
	struct secret secret = {0};

	if (!prepare(password, &secret))
		secret_wipe(&secret);
	*size = secret.size;
	return secret.bytes;
}
