/* SPDX-License-Identifier: PostgreSQL
 *
 * A line is shown because something in it, or in the YAML around it, is wrong: so what it means is
 * not known, and only its letters say where a secret may be. These are verifiers as the server
 * stores them, what stands behind the keys password and verifier, where that is one value, and in
 * connection strings behind password; in URIs the user with his password.
 */
#include "base/secret.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { MD5_DIGITS = 32 };

static bool starts_with(const char *at, const char *end, const char *word)
{
	const size_t length = strlen(word);

	return (size_t)(end - at) >= length && strncasecmp(at, word, length) == 0;
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

const char *secret_end(const char *at, const char *end)
{
	const char first = at < end ? *at : '\0';

	if (first != '"' && first != '\'') {
		const char *ends = first == '{' || first == '[' ? "\n" : "\n,}";

		while (at < end && !strchr(ends, *at))
			at++;
		return at;
	}
	for (at++; at < end && *at != '\n' && *at != first; at++)
		if (*at == '\\' && first == '"' && at + 1 < end)
			at++;
	return at < end && *at == first ? at + 1 : at;
}

/* The value behind the key that may begin there; NULL where that is no such key, or its value is a
 * mapping, whose keys are looked at on their own. */
static const char *value_of_key(const char *at, const char *end)
{
	static const char *const keys[] = {"password", "verifier"};
	const char *value = NULL;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys) && !value; i++)
		if (starts_with(at, end, keys[i]))
			value = at + strlen(keys[i]);
	if (!value)
		return NULL;
	if (value < end && (*value == '"' || *value == '\''))
		value++;
	value = skip_blanks(value, end);
	if (value == end || (*value != ':' && *value != '='))
		return NULL;
	value = skip_blanks(value + 1, end);
	return value < end && !strchr("{&*|>\r\n", *value) ? value : NULL;
}

static const char *verifier_end(const char *at, const char *end)
{
	size_t digits = 0;

	if (starts_with(at, end, "SCRAM-SHA-256$")) {
		while (at < end && !isspace((unsigned char)*at) && !strchr("\"',}]", *at))
			at++;
		return at;
	}
	if (!starts_with(at, end, "md5"))
		return NULL;
	at += strlen("md5");
	while (at + digits < end && isxdigit((unsigned char)at[digits]))
		digits++;
	return digits >= MD5_DIGITS ? at + digits : NULL;
}

/* The end of what stands before an @ in the URI's authority; NULL where nothing does. */
static const char *user_end(const char *at, const char *end)
{
	const char *last = NULL;

	for (; at < end && !isspace((unsigned char)*at) && !strchr("\"'", *at); at++)
		if (*at == '@')
			last = at;
	return last;
}

/* The end of the secret that begins at *from, or soon behind it, which then is where it begins. */
static const char *find_one(const char **from, const char *end)
{
	static const char authority[] = "://";
	const char *value = value_of_key(*from, end);

	if (value) {
		*from = value;
		return secret_end(value, end);
	}
	if (!starts_with(*from, end, authority))
		return verifier_end(*from, end);
	*from += strlen(authority);
	return user_end(*from, end);
}

size_t secret_find(const char *at, const char *end, struct secret secrets[SECRETS_MOST])
{
	size_t count = 0;

	while (at < end) {
		const char *from = at;
		const char *to = find_one(&from, end);

		if (!to) {
			at++;
			continue;
		}
		if (count == SECRETS_MOST) {
			secrets[count - 1].to = end;
			break;
		}
		secrets[count++] = (struct secret){from, to};
		at = to > at ? to : at + 1;
	}
	return count;
}
