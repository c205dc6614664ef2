/* SPDX-License-Identifier: PostgreSQL */
#include "auth/rule.h"

#include <stdlib.h>
#include <string.h>

#include "auth/parse.h"

/* The fields that every rule has; one of type local has no address. */
enum { TYPE, DATABASES, USERS, ADDRESS };

enum { OAUTH_SINCE = 180000 };

const char *const auth_types[] = {
	[AUTH_LOCAL] = "local",
	[AUTH_HOST] = "host",
	[AUTH_HOSTSSL] = "hostssl",
	[AUTH_HOSTNOSSL] = "hostnossl",
	[AUTH_HOSTGSSENC] = "hostgssenc",
	[AUTH_HOSTNOGSSENC] = "hostnogssenc",
	NULL,
};

const char *const auth_methods[] = {
	[AUTH_TRUST] = "trust",
	[AUTH_REJECT] = "reject",
	[AUTH_SCRAM] = "scram-sha-256",
	[AUTH_MD5] = "md5",
	[AUTH_PASSWORD] = "password",
	[AUTH_GSS] = "gss",
	[AUTH_SSPI] = "sspi",
	[AUTH_IDENT] = "ident",
	[AUTH_PEER] = "peer",
	[AUTH_LDAP] = "ldap",
	[AUTH_RADIUS] = "radius",
	[AUTH_CERT] = "cert",
	[AUTH_PAM] = "pam",
	[AUTH_BSD] = "bsd",
	[AUTH_OAUTH] = "oauth",
	NULL,
};

static bool read_type(struct auth_parse *parse, struct auth_rule *rule)
{
	const char *word = auth_token_at(parse->line, TYPE, 0)->text;
	const int type = auth_parse_word(word, auth_types);

	if (auth_token_at(parse->line, TYPE, 1)) {
		auth_parse_fault(parse, AUTH_TYPE, 0, "a rule has one type");
		return false;
	}
	if (type < 0 && auth_line_includes(parse->line, 0)) {
		auth_parse_since(parse, AUTH_TYPE, 0, word, AUTH_INCLUDES_SINCE);
		return false;
	}
	if (type < 0) {
		auth_parse_fault(parse, AUTH_TYPE, 0, "%Q is not a type of rule", word)->hint =
			auth_parse_suggest(parse->arena, word, auth_types);
		return false;
	}
	rule->type = (enum auth_type)type;
	return true;
}

static bool has_fields(struct auth_parse *parse, const struct auth_rule *rule)
{
	static const char *const names[] = {"type", "databases", "users", "address"};
	const size_t count = parse->line->fields.count;

	if (count >= (rule->type == AUTH_LOCAL ? ADDRESS : ADDRESS + 1))
		return true;
	auth_parse_fault(parse, (enum auth_part)count, 0, "the line ends before its %s",
			 names[count]);
	return false;
}

/* Before tokens were expressions, a database or role of that very name was meant. */
static void read_names(struct auth_parse *parse, struct list *names, enum auth_part part,
		       size_t field)
{
	list_join(parse->arena, names, parse->line->fields.items[field]);
	if (!parse->version || parse->version >= AUTH_EXPRESSIONS_SINCE)
		return;
	for (size_t i = 0; i < names->count; i++) {
		const struct auth_token *token = names->items[i];

		if (*token->text == '/')
			auth_parse_warning(parse, part, i,
					   "%Q is a plain name for this server, no regular "
					   "expression",
					   token->text)
				->hint = "regular expressions in pg_hba.conf need PostgreSQL 16";
	}
}

/* No name of a host looks like this. */
static bool looks_numeric(const char *address)
{
	return *address &&
	       (strchr(address, ':') || strspn(address, "0123456789.") == strlen(address));
}

static void read_length(struct auth_parse *parse, struct auth_rule *rule, const char *text,
			const char *length)
{
	const enum auth_family family = rule->network.address.family;
	char *end;
	const long bits = strtol(length, &end, 10);

	if (!*length || *end || !auth_mask_of(rule->network.mask, family, bits))
		auth_parse_fault(parse, AUTH_ADDRESS, 0,
				 "%Q has no length from 0 to %d after the slash", text,
				 family == AUTH_IPV4 ? 32 : 128);
}

/* Reads the field behind an address that has no slash; gives the fields that both take. */
static size_t read_mask(struct auth_parse *parse, struct auth_rule *rule, const char *text)
{
	const struct auth_token *token = auth_token_at(parse->line, ADDRESS + 1, 0);
	const enum auth_family family = rule->network.address.family;
	struct auth_address mask;

	if (!token || !auth_address_read(&mask, token->text)) {
		auth_parse_fault(parse, AUTH_ADDRESS, 0, "%Q has no mask", text)->hint =
			text_format(parse->arena, "for this address alone: %s/%d", text,
				    family == AUTH_IPV4 ? 32 : 128);
		return token ? 1 : 0;
	}
	memcpy(rule->network.mask, mask.bytes, sizeof(mask.bytes));
	if (auth_token_at(parse->line, ADDRESS + 1, 1))
		auth_parse_fault(parse, AUTH_ADDRESS, 0, "an address has one mask");
	else if (mask.family != family)
		auth_parse_fault(parse, AUTH_ADDRESS, 0, "%Q is no mask for %Q", token->text, text);
	else if (auth_mask_bits(&rule->network) < 0)
		auth_parse_warning(parse, AUTH_ADDRESS, 0,
				   "the mask %Q is no row of ones, with zeros behind it",
				   token->text);
	return 2;
}

/* What is no address is the name of a host. */
static size_t read_host(struct auth_parse *parse, struct auth_rule *rule, const char *text,
			bool slash)
{
	const struct auth_token *next = auth_token_at(parse->line, ADDRESS + 1, 0);
	const bool mask = next && looks_numeric(next->text);

	rule->from = AUTH_FROM_NAME;
	rule->name = text;
	if (slash && looks_numeric(text))
		auth_parse_fault(parse, AUTH_ADDRESS, 0, "%Q is not an IP address", text);
	else if (slash || mask)
		auth_parse_fault(parse, AUTH_ADDRESS, 0, "%Q takes no mask: it is no IP address",
				 text);
	else if (looks_numeric(text))
		auth_parse_warning(parse, AUTH_ADDRESS, 0,
				   "%Q is not an IP address: the server takes it for the name of "
				   "a host",
				   text);
	return !slash && mask ? 2 : 1;
}

/* Reads the address; gives the number of fields that it takes, or 0 where the line has no more. */
static size_t read_address(struct auth_parse *parse, struct auth_rule *rule)
{
	static const char *const keywords[] = {[AUTH_FROM_ALL] = "all",
					       [AUTH_FROM_SAMEHOST] = "samehost",
					       [AUTH_FROM_SAMENET] = "samenet",
					       NULL};
	const struct auth_token *token = auth_token_at(parse->line, ADDRESS, 0);
	const struct auth_token *next = auth_token_at(parse->line, ADDRESS + 1, 0);
	const int keyword = token->quoted ? -1 : auth_parse_word(token->text, keywords);
	const char *slash = strchr(token->text, '/');
	const char *text =
		slash ? arena_strndup(parse->arena, token->text, (size_t)(slash - token->text))
		      : token->text;

	if (auth_token_at(parse->line, ADDRESS, 1)) {
		auth_parse_fault(parse, AUTH_ADDRESS, 0, "a rule has one address");
		return 1;
	}
	if (keyword >= 0) {
		rule->from = (enum auth_from)keyword;
		if (!next || !looks_numeric(next->text))
			return 1;
		auth_parse_fault(parse, AUTH_ADDRESS, 0, "%Q takes no mask: it is no IP address",
				 text);
		return 2;
	}
	if (!auth_address_read(&rule->network.address, text))
		return read_host(parse, rule, text, slash != NULL);
	rule->from = AUTH_FROM_NETWORK;
	if (!slash)
		return read_mask(parse, rule, text);
	read_length(parse, rule, token->text, slash + 1);
	return 1;
}

/* Whether the method is known; what else is wrong with it is told. */
static bool read_method(struct auth_parse *parse, struct auth_rule *rule, const char *word)
{
	const int method = auth_parse_word(word, auth_methods);
	const bool local = rule->type == AUTH_LOCAL;

	if (method < 0) {
		auth_parse_fault(parse, AUTH_METHOD, 0, "%Q is not a method of authentication",
				 word)
			->hint = auth_parse_suggest(parse->arena, word, auth_methods);
		return false;
	}
	rule->method = (enum auth_method)method;
	if (rule->method == AUTH_OAUTH)
		auth_parse_since(parse, AUTH_METHOD, 0, word, OAUTH_SINCE);
	if (local && rule->method == AUTH_IDENT)
		rule->method = AUTH_PEER; /* as the server does */
	else if (!local && rule->method == AUTH_PEER)
		auth_parse_fault(parse, AUTH_METHOD, 0,
				 "method \"peer\" is for local connections only");
	else if (local && rule->method == AUTH_GSS)
		auth_parse_fault(parse, AUTH_METHOD, 0,
				 "method \"gss\" is not for local connections");
	else if (rule->method == AUTH_CERT && rule->type != AUTH_HOSTSSL)
		auth_parse_fault(parse, AUTH_METHOD, 0,
				 "method \"cert\" is for type \"hostssl\" only");
	return true;
}

/* Reads the method and what follows it. */
static void read_end(struct auth_parse *parse, struct auth_rule *rule, size_t field)
{
	const struct auth_token *method = auth_token_at(parse->line, field, 0);

	if (!method) {
		auth_parse_fault(parse, AUTH_METHOD, 0, "the line ends before its method");
		return;
	}
	if (auth_token_at(parse->line, field, 1)) {
		auth_parse_fault(parse, AUTH_METHOD, 0, "a rule has one method");
		auth_options_parse(parse, rule, field + 1, false);
		return;
	}
	auth_options_parse(parse, rule, field + 1, read_method(parse, rule, method->text));
}

struct auth_rule *auth_rule_parse(struct arena *arena, const struct auth_line *line, int version,
				  struct list *faults)
{
	struct auth_rule *rule = arena_alloc(arena, sizeof(*rule));
	struct auth_parse parse = auth_parse_begin(arena, line, version, faults);
	size_t fields = 0;

	rule->line = line;
	if (parse.wrong || !read_type(&parse, rule) || !has_fields(&parse, rule))
		return NULL;
	read_names(&parse, &rule->databases, AUTH_DATABASES, DATABASES);
	read_names(&parse, &rule->users, AUTH_USERS, USERS);
	if (rule->type != AUTH_LOCAL)
		fields = read_address(&parse, rule);
	if (rule->type == AUTH_LOCAL || fields)
		read_end(&parse, rule, ADDRESS + fields);
	return parse.wrong ? NULL : rule;
}

const char *auth_rule_option(const struct auth_rule *rule, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; i < rule->options.count; i++) {
		const struct auth_option *option = rule->options.items[i];

		if (strcmp(option->name, name) == 0)
			value = option->value; /* of several the last counts */
	}
	return value;
}
