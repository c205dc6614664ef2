/* SPDX-License-Identifier: PostgreSQL
 *
 * Whether a rule leaves nothing to a later one.
 */
#include <string.h>
#include <strings.h>

#include "auth/rule.h"

/* What has come over TLS is not encrypted by GSSAPI, and the other way round. */
static bool type_covers(enum auth_type earlier, enum auth_type later)
{
	if (earlier == later)
		return true;
	return later != AUTH_LOCAL &&
	       (earlier == AUTH_HOST || (earlier == AUTH_HOSTNOSSL && later == AUTH_HOSTGSSENC) ||
		(earlier == AUTH_HOSTNOGSSENC && later == AUTH_HOSTSSL));
}

static bool ends_with(const char *name, const char *suffix)
{
	const size_t length = strlen(name), tail = strlen(suffix);

	return length >= tail && strcasecmp(name + length - tail, suffix) == 0;
}

static bool host_covers(const char *earlier, const char *later)
{
	return *earlier == '.' ? ends_with(later, earlier) : strcasecmp(later, earlier) == 0;
}

/* The server's own addresses are in its own networks. */
static bool address_covers(const struct auth_rule *earlier, const struct auth_rule *later)
{
	switch (earlier->from) {
	case AUTH_FROM_ALL:
		return true;
	case AUTH_FROM_SAMEHOST:
		return later->from == AUTH_FROM_SAMEHOST;
	case AUTH_FROM_SAMENET:
		return later->from == AUTH_FROM_SAMENET || later->from == AUTH_FROM_SAMEHOST;
	case AUTH_FROM_NETWORK:
		return later->from == AUTH_FROM_NETWORK &&
		       auth_network_covers(&earlier->network, &later->network);
	case AUTH_FROM_NAME:
		return later->from == AUTH_FROM_NAME && host_covers(earlier->name, later->name);
	}
	return false;
}

/* A keyword or +role means what it says only without quotes; what is an expression may be quoted,
 * too, and then is taken for another one: that covers too little, never too much. */
static bool is_same(const struct auth_token *a, const struct auth_token *b)
{
	return a->quoted == b->quoted && strcmp(a->text, b->text) == 0;
}

static bool is_name(const struct auth_token *token)
{
	static const char *const keywords[] = {"all", "sameuser", "samerole", "samegroup",
					       "replication"};

	if (token->quoted)
		return true;
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (strcmp(token->text, keywords[i]) == 0)
			return false;
	return !strchr("+@/", *token->text);
}

/* Whether what fits the token fits one of the list: the same, or a name however it is quoted. */
static bool has(const struct list *tokens, const struct auth_token *token)
{
	for (size_t i = 0; i < tokens->count; i++) {
		const struct auth_token *other = tokens->items[i];

		if (is_same(other, token) ||
		    (is_name(other) && is_name(token) && strcmp(other->text, token->text) == 0))
			return true;
	}
	return false;
}

static bool has_keyword(const struct list *tokens, const char *keyword)
{
	for (size_t i = 0; i < tokens->count; i++)
		if (auth_token_is(tokens->items[i], keyword))
			return true;
	return false;
}

static bool is_file(const struct auth_token *token)
{
	return !token->quoted && *token->text == '@' && token->text[1];
}

/* Physical replication is for no database that has a name. */
static bool databases_cover(const struct auth_rule *earlier, const struct auth_rule *later)
{
	const bool all = has_keyword(&earlier->databases, "all");

	for (size_t i = 0; i < later->databases.count; i++) {
		const struct auth_token *token = later->databases.items[i];
		const bool covered = all && !is_file(token) && !auth_token_is(token, "replication");

		if (!covered && !has(&earlier->databases, token))
			return false;
	}
	return true;
}

static bool users_cover(const struct auth_rule *earlier, const struct auth_rule *later)
{
	if (has_keyword(&earlier->users, "all"))
		return true;
	for (size_t i = 0; i < later->users.count; i++)
		if (!has(&earlier->users, later->users.items[i]))
			return false;
	return true;
}

bool auth_rule_covers(const struct auth_rule *earlier, const struct auth_rule *later)
{
	return type_covers(earlier->type, later->type) && databases_cover(earlier, later) &&
	       users_cover(earlier, later) &&
	       (later->type == AUTH_LOCAL || address_covers(earlier, later));
}
