/* SPDX-License-Identifier: PostgreSQL */
#include "auth/warn.h"

#include <string.h>

static void warn(struct arena *arena, struct list *warnings, const struct auth_rule *rule,
		 const struct auth_rule *other, const char *message)
{
	struct auth_warning *warning = arena_alloc(arena, sizeof(*warning));

	*warning = (struct auth_warning){.rule = rule, .message = message, .other = other};
	list_add(arena, warnings, warning);
}

static bool is_in(const char *network, long bits, const struct auth_network *inner)
{
	struct auth_network outer = {0};

	return auth_address_read(&outer.address, network) &&
	       auth_mask_of(outer.mask, outer.address.family, bits) &&
	       auth_network_covers(&outer, inner);
}

/* Whether the rule is for clients on other hosts too. */
static bool is_for_others(const struct auth_rule *rule)
{
	if (rule->type == AUTH_LOCAL || rule->from == AUTH_FROM_SAMEHOST)
		return false;
	return rule->from != AUTH_FROM_NETWORK ||
	       !(is_in("127.0.0.0", 8, &rule->network) || is_in("::1", 128, &rule->network));
}

/* Whether what is sent can be read on the way. */
static bool may_be_clear(const struct auth_rule *rule)
{
	return rule->type == AUTH_HOST || rule->type == AUTH_HOSTNOSSL ||
	       rule->type == AUTH_HOSTNOGSSENC;
}

static bool is_for_everywhere(const struct auth_rule *rule)
{
	return rule->type != AUTH_LOCAL &&
	       (rule->from == AUTH_FROM_ALL ||
		(rule->from == AUTH_FROM_NETWORK && auth_mask_bits(&rule->network) == 0));
}

static bool has_word(const struct list *tokens, const char *word)
{
	for (size_t i = 0; i < tokens->count; i++)
		if (auth_token_is(tokens->items[i], word))
			return true;
	return false;
}

/* With a certificate of the user a rule may trust, or want a bad password. */
static bool is_proven(const struct auth_rule *rule)
{
	const char *value = auth_rule_option(rule, "clientcert");

	return value && strcmp(value, "verify-full") == 0;
}

static const char *weakness(const struct auth_rule *rule)
{
	if (is_proven(rule))
		return NULL;
	switch (rule->method) {
	case AUTH_TRUST:
		return is_for_others(rule) ? "it lets other hosts in unasked" : NULL;
	case AUTH_IDENT:
		return is_for_others(rule) ? "it believes what other hosts say of their users"
					   : NULL;
	case AUTH_MD5:
		return "md5 is deprecated: scram-sha-256 is better";
	case AUTH_PASSWORD:
	case AUTH_LDAP:
	case AUTH_RADIUS:
	case AUTH_PAM:
	case AUTH_BSD:
		return may_be_clear(rule) && is_for_others(rule)
			       ? "passwords may cross the network in clear text: hostssl is better"
			       : NULL;
	case AUTH_REJECT:
	case AUTH_SCRAM:
	case AUTH_GSS:
	case AUTH_SSPI:
	case AUTH_PEER:
	case AUTH_CERT:
	case AUTH_OAUTH:
		break;
	}
	return NULL;
}

/* The first rule before this one that takes all of its connections, or NULL. */
static const struct auth_rule *hiding(const struct list *rules, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (auth_rule_covers(rules->items[i], rules->items[at]))
			return rules->items[i];
	return NULL;
}

struct list auth_warn(struct arena *arena, const struct list *rules)
{
	struct list warnings = {0};

	for (size_t i = 0; i < rules->count; i++) {
		const struct auth_rule *rule = rules->items[i];
		const struct auth_rule *other = hiding(rules, i);
		const char *weak = weakness(rule);

		if (other) {
			warn(arena, &warnings, rule, other, "no connection ever meets it");
			continue;
		}
		if (weak)
			warn(arena, &warnings, rule, NULL, weak);
		if (rule->method != AUTH_REJECT && is_for_everywhere(rule) &&
		    has_word(&rule->databases, "all") && has_word(&rule->users, "all"))
			warn(arena, &warnings, rule, NULL,
			     "it is for all users from everywhere, in all databases");
	}
	return warnings;
}

static bool has_map(const struct list *maps, const char *name)
{
	for (size_t i = 0; i < maps->count; i++)
		if (strcmp(((const struct auth_map *)maps->items[i])->name, name) == 0)
			return true;
	return false;
}

struct list auth_warn_maps(struct arena *arena, const struct list *rules, const struct list *maps)
{
	struct list warnings = {0};

	for (size_t i = 0; i < rules->count; i++) {
		const char *map = auth_rule_option(rules->items[i], "map");

		if (map && *map && !has_map(maps, map))
			warn(arena, &warnings, rules->items[i], NULL,
			     text_format(arena, "there is no map %Q, so it lets nobody in", map));
	}
	return warnings;
}
