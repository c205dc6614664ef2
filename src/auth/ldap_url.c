/* SPDX-License-Identifier: PostgreSQL
 *
 * The value of ldapurl, as ldap_url_parse() of OpenLDAP's libldap reads it, from where the server
 * takes what the other options say: [<][URL:]ldap[s]://host:port/dn?attributes?scope?filter?…[>]
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "auth/parse.h"

/* What stands between the question marks. */
enum { DN, ATTRIBUTES, SCOPE, FILTER, EXTENSIONS, PARTS };

static bool skip(const char **at, const char *prefix)
{
	const size_t length = strlen(prefix);

	if (strncasecmp(*at, prefix, length) != 0)
		return false;
	*at += length;
	return true;
}

static bool is_port(const char *text)
{
	char *end;

	strtol(text, &end, 10);
	return *text && !*end;
}

/* A host, or an address in brackets, and maybe a port. */
static bool is_host(const char *text)
{
	const char *colon;

	if (*text == '[') {
		text = strchr(text, ']');
		if (!text)
			return false;
	}
	colon = strchr(text, ':');
	return !colon || is_port(colon + 1);
}

static int digit_of(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* Decodes %20 and the like; one that is not complete ends the text. */
static const char *decode(struct arena *arena, const char *text)
{
	struct text decoded = text_in(arena);

	for (; *text; text++) {
		char c = *text;

		if (c == '%') {
			const int high = digit_of(text[1]);
			const int low = high < 0 ? -1 : digit_of(text[2]);

			if (low < 0 || (!high && !low))
				break;
			c = (char)(high * 16 + low);
			text += 2;
		}
		text_add_bytes(&decoded, &c, 1);
	}
	return decoded.at;
}

static bool is_scope(const char *scope)
{
	static const char *const scopes[] = {"base",    "one",    "onelevel",    "sub",
					     "subtree", "subord", "subordinate", "children"};

	for (size_t i = 0; i < sizeof(scopes) / sizeof(*scopes); i++)
		if (strcasecmp(scopes[i], scope) == 0)
			return true;
	return false;
}

/* Cuts the text at its question marks; false where there are too many. */
static bool cut(char *text, const char *parts[PARTS])
{
	for (size_t i = 0; text; i++) {
		if (i == PARTS)
			return false;
		parts[i] = text;
		text = strchr(text, '?');
		if (text)
			*text++ = '\0';
	}
	return true;
}

/* Without a slash behind the host, libldap reads no further. */
static const char *read_parts(struct arena *arena, struct auth_ldap_url *url, char *text)
{
	const char *parts[PARTS] = {NULL};
	const char *attributes, *filter;

	if (!cut(text, parts) || (parts[EXTENSIONS] && !*parts[EXTENSIONS]))
		return "an LDAP URL has no more than five parts, and the last is not empty";
	url->has_base = true;
	attributes = parts[ATTRIBUTES] ? parts[ATTRIBUTES] : "";
	filter = parts[FILTER] ? parts[FILTER] : "";
	url->has_attribute = *attributes;
	url->has_filter = *filter;
	attributes = decode(arena, attributes);
	if (url->has_attribute && strspn(attributes, ",") == strlen(attributes))
		return "the LDAP URL names no attribute where one stands: servers break down of it";
	if (url->has_filter && !*decode(arena, filter))
		return "the LDAP URL has no filter where one stands";
	if (parts[SCOPE] && *parts[SCOPE] && !is_scope(parts[SCOPE]))
		return text_format(arena, "%Q is not a scope of LDAP", parts[SCOPE]);
	return NULL;
}

const char *auth_ldap_url_read(struct arena *arena, struct auth_ldap_url *url, const char *text)
{
	const bool enclosed = skip(&text, "<");
	char *rest, *slash;

	*url = (struct auth_ldap_url){0};
	skip(&text, "URL:");
	if (!skip(&text, "ldap://") && !skip(&text, "ldaps://"))
		return "an LDAP URL begins with ldap:// or ldaps://";
	rest = arena_strdup(arena, text);
	if (enclosed) {
		const size_t length = strlen(rest);

		if (!length || rest[length - 1] != '>')
			return "the LDAP URL begins with \"<\" and does not end with \">\"";
		rest[length - 1] = '\0';
	}
	slash = strchr(rest, '/');
	rest[slash ? (size_t)(slash - rest) : strcspn(rest, "?")] = '\0';
	if (!is_host(rest))
		return "the LDAP URL has no right host and port";
	return slash ? read_parts(arena, url, slash + 1) : NULL;
}
