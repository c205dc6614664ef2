/* SPDX-License-Identifier: PostgreSQL */
#include "auth/strength.h"

#include <string.h>

/* With a certificate besides, a password is not all that there is. */
static bool wants_certificate(const struct auth_rule *rule)
{
	const char *value = auth_rule_option(rule, "clientcert");

	return value && strcmp(value, "verify-full") == 0;
}

static enum auth_strength strength_of_password(enum auth_transport transport)
{
	return transport == AUTH_TCP ? AUTH_EXPOSED : AUTH_HIDDEN;
}

enum auth_strength auth_strength(const struct auth_rule *rule, enum auth_transport transport)
{
	if (!rule || rule->method == AUTH_REJECT)
		return AUTH_REFUSES;
	if (wants_certificate(rule))
		return AUTH_PROVEN;
	switch (rule->method) {
	case AUTH_REJECT:
		return AUTH_REFUSES;
	case AUTH_TRUST:
		return AUTH_BELIEVES;
	case AUTH_IDENT:
		return transport == AUTH_SOCKET ? AUTH_PROVEN : AUTH_ASKS; /* there it is peer */
	case AUTH_PASSWORD:
	case AUTH_LDAP:
	case AUTH_RADIUS:
	case AUTH_PAM:
	case AUTH_BSD:
		return strength_of_password(transport);
	case AUTH_MD5:
		return AUTH_HIDDEN;
	case AUTH_SCRAM:
	case AUTH_GSS:
	case AUTH_SSPI:
	case AUTH_PEER:
	case AUTH_CERT:
	case AUTH_OAUTH:
		break;
	}
	return AUTH_PROVEN;
}

bool auth_wants_password(const struct auth_rule *rule)
{
	switch (rule->method) {
	case AUTH_SCRAM:
	case AUTH_MD5:
	case AUTH_PASSWORD:
	case AUTH_LDAP:
	case AUTH_RADIUS:
	case AUTH_PAM:
	case AUTH_BSD:
		return true;
	case AUTH_TRUST:
	case AUTH_REJECT:
	case AUTH_GSS:
	case AUTH_SSPI:
	case AUTH_IDENT:
	case AUTH_PEER:
	case AUTH_CERT:
	case AUTH_OAUTH:
		break;
	}
	return false;
}
