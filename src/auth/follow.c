/* SPDX-License-Identifier: PostgreSQL */
#include "auth/follow.h"

#include <string.h>
#include <strings.h>

/* A client on its way. */
struct following {
	const struct auth_system *system;
	const struct auth_rule *rule;
	const char *user;
	const char *system_user;
	struct auth_sequel sequel;
};

static bool is_option(const struct auth_rule *rule, const char *name, const char *value)
{
	const char *option = auth_rule_option(rule, name);

	return option && strcmp(option, value) == 0;
}

static void judge(struct following *following, enum auth_outcome outcome, const char *why)
{
	following->sequel.outcome = outcome;
	following->sequel.why = why;
}

/* The name that goes to the map: of Kerberos with its realm or without. NULL and a reason where the
 * realm is not the rule's. */
static const char *name_of(const struct following *following, const char **reason)
{
	const struct auth_rule *rule = following->rule;
	const char *system_user = following->system_user;
	const char *realm = auth_rule_option(rule, "krb_realm");
	const char *at = strchr(system_user, '@');
	const char *found = at ? at + 1 : "";

	if (rule->method != AUTH_GSS && rule->method != AUTH_SSPI)
		return system_user;
	if (realm && *realm &&
	    (following->system->ignore_case ? strcasecmp(realm, found) : strcmp(realm, found)) !=
		    0) {
		*reason = text_format(following->system->arena, "its realm is not %Q", realm);
		return NULL;
	}
	if (!at || !auth_rule_option(rule, "include_realm") ||
	    is_option(rule, "include_realm", "1"))
		return system_user;
	return arena_strndup(following->system->arena, system_user, (size_t)(at - system_user));
}

/* Whether the client may be the user, given who it is. */
static void map_client(struct following *following, const char *map)
{
	const struct list none = {0};
	const struct auth_system *system = following->system;
	const struct auth_rule *rule = following->rule;
	const bool kerberos = rule->method == AUTH_GSS || rule->method == AUTH_SSPI;
	const char *reason = NULL;
	const struct auth_login login = {
		.system_user = name_of(following, &reason),
		.user = following->user,
		.ignore_case = kerberos && system->ignore_case,
	};
	struct auth_mapping *mapping = &following->sequel.mapping;

	if (!login.system_user) {
		judge(following, AUTH_REFUSED, reason);
		return;
	}
	following->sequel.mapped = true;
	if (map && *map && !system->maps)
		*mapping = (struct auth_mapping){
			.lets = AUTH_UNKNOWN,
			.reason = text_format(system->arena, "what map %Q has is not known", map),
		};
	else
		*mapping = auth_map_lets(system->arena, system->maps ? system->maps : &none, map,
					 &login, system->world, system->version);
	if (mapping->lets == AUTH_UNKNOWN)
		judge(following, AUTH_UNDETERMINED, mapping->reason);
	else if (mapping->lets == AUTH_YES)
		judge(following, AUTH_LET_IN,
		      map && *map ? text_format(system->arena, "map %Q lets %Q in as %Q", map,
						login.system_user, login.user)
				  : text_format(system->arena, "it is %Q", login.user));
	else if (mapping->reason)
		judge(following, AUTH_REFUSED, mapping->reason);
	else
		judge(following, AUTH_REFUSED,
		      map && *map ? text_format(system->arena, "map %Q does not let %Q in as %Q",
						map, login.system_user, login.user)
				  : text_format(system->arena, "%Q is not %Q", login.system_user,
						login.user));
}

/* Whether the map has no entry for the user, whoever the client is. */
static bool lets_nobody(const struct following *following, const char *map)
{
	const struct auth_system *system = following->system;
	const enum auth_method method = following->rule->method;
	const struct auth_login login = {
		.user = following->user,
		.ignore_case = (method == AUTH_GSS || method == AUTH_SSPI) && system->ignore_case,
	};

	return system->maps && !auth_map_may_let(system->arena, system->maps, map, &login,
						 system->world, system->version);
}

/* Who the client is, by other means than a password. */
static void prove(struct following *following, const char *whose)
{
	const struct auth_rule *rule = following->rule;
	const char *map = auth_rule_option(rule, "map");

	if (rule->method == AUTH_OAUTH && is_option(rule, "delegate_ident_mapping", "1"))
		judge(following, AUTH_WANTS_PROOF, "whoever the validator lets in");
	else if (following->system_user)
		map_client(following, map);
	else if (map && *map && lets_nobody(following, map))
		judge(following, AUTH_REFUSED,
		      text_format(following->system->arena, "map %Q lets nobody in as %Q", map,
				  following->user));
	else if (map && *map)
		judge(following, AUTH_WANTS_PROOF,
		      text_format(following->system->arena, "if map %Q lets %s in as %Q", map,
				  whose, following->user));
	else
		judge(following, AUTH_WANTS_PROOF,
		      text_format(following->system->arena, "if %s is %Q", whose, following->user));
}

/* What is demanded besides by clientcert. Before PostgreSQL 14 it might be a number. */
static void demand_certificate(struct following *following)
{
	const struct auth_rule *rule = following->rule;
	struct arena *arena = following->system->arena;
	const char *option = auth_rule_option(rule, "clientcert");
	const char *user = following->user;
	const char *system_user = following->system_user;

	if (rule->method == AUTH_CERT || !option || following->sequel.outcome == AUTH_REFUSED ||
	    strcmp(option, "0") == 0 || strcmp(option, "no-verify") == 0)
		return;
	if (strcmp(option, "verify-full") != 0) {
		following->sequel.why =
			text_format(arena, "%s, with a certificate of the server's authority",
				    following->sequel.why);
		return;
	}
	if (system_user && strcmp(system_user, user) != 0) {
		judge(following, AUTH_REFUSED,
		      text_format(arena, "the certificate is not of %Q", user));
		return;
	}
	following->sequel.why =
		text_format(arena, "%s, with a certificate of %Q", following->sequel.why, user);
	if (following->sequel.outcome == AUTH_LET_IN && !system_user)
		following->sequel.outcome = AUTH_WANTS_PROOF;
}

static void follow(struct following *following)
{
	switch (following->rule->method) {
	case AUTH_TRUST:
		judge(following, AUTH_LET_IN, "nothing is asked");
		break;
	case AUTH_REJECT:
		judge(following, AUTH_REFUSED, "by the rule");
		break;
	case AUTH_SCRAM:
	case AUTH_MD5:
	case AUTH_PASSWORD:
	case AUTH_LDAP:
	case AUTH_RADIUS:
	case AUTH_PAM:
	case AUTH_BSD:
		judge(following, AUTH_WANTS_PASSWORD, "a password is asked for");
		break;
	case AUTH_GSS:
	case AUTH_SSPI:
		prove(following, "the Kerberos principal");
		break;
	case AUTH_IDENT:
	case AUTH_PEER:
		prove(following, "the client's operating system user");
		break;
	case AUTH_CERT:
		prove(following, "the certificate");
		break;
	case AUTH_OAUTH:
		prove(following, "whom the validator finds");
		break;
	}
	demand_certificate(following);
}

struct auth_sequel auth_follow(const struct auth_system *system, const struct auth_rule *rule,
			       const char *user, const char *system_user)
{
	struct following following = {system, rule, user, system_user, {0}};

	if (rule)
		follow(&following);
	else
		judge(&following, AUTH_REFUSED, "no rule fits");
	return following.sequel;
}
