/* SPDX-License-Identifier: PostgreSQL
 *
 * Which rule a connection meets, and what becomes of it then.
 */
#include <string.h>
#include <strings.h>

#include "hba/hba.h"
#include "kinds/hba/probe.h"

static bool is_option(const struct auth_rule *rule, const char *name, const char *value)
{
	const char *option = auth_rule_option(rule, name);

	return option && strcmp(option, value) == 0;
}

static void judge(struct hba_answer *answer, enum hba_outcome outcome, const char *why)
{
	answer->outcome = outcome;
	answer->why = why;
}

/* The name that goes to the map: of Kerberos with its realm or without. NULL and a reason where the
 * realm is not the rule's. */
static const char *name_of(const struct hba_rules *rules, const struct auth_rule *rule,
			   const char *system_user, const char **reason)
{
	const char *realm = auth_rule_option(rule, "krb_realm");
	const char *at = strchr(system_user, '@');
	const char *found = at ? at + 1 : "";

	if (rule->method != AUTH_GSS && rule->method != AUTH_SSPI)
		return system_user;
	if (realm && *realm &&
	    (rules->ignore_case ? strcasecmp(realm, found) : strcmp(realm, found)) != 0) {
		*reason = text_format(rules->arena, "its realm is not %Q", realm);
		return NULL;
	}
	if (!at || !auth_rule_option(rule, "include_realm") ||
	    is_option(rule, "include_realm", "1"))
		return system_user;
	return arena_strndup(rules->arena, system_user, (size_t)(at - system_user));
}

/* Whether the client may be the user, given who it is. */
static void map_client(const struct hba_rules *rules, const struct auth_rule *rule, const char *map,
		       struct hba_answer *answer)
{
	const bool kerberos = rule->method == AUTH_GSS || rule->method == AUTH_SSPI;
	const char *reason = NULL;
	const struct auth_login login = {
		.system_user = name_of(rules, rule, answer->probe->system_user, &reason),
		.user = answer->client.user,
		.ignore_case = kerberos && rules->ignore_case,
	};
	struct auth_mapping *mapping = &answer->mapping;

	if (!login.system_user) {
		judge(answer, HBA_REFUSED, reason);
		return;
	}
	answer->mapped = true;
	if (map && *map && !rules->ident)
		*mapping = (struct auth_mapping){
			.lets = AUTH_UNKNOWN,
			.reason = text_format(rules->arena, "what map %Q has is not known", map),
		};
	else
		*mapping = auth_map_lets(rules->arena, rules->ident ? &rules->ident->maps : NULL,
					 map, &login, rules->world, rules->version);
	if (mapping->lets == AUTH_UNKNOWN)
		judge(answer, HBA_UNDETERMINED, mapping->reason);
	else if (mapping->lets == AUTH_YES)
		judge(answer, HBA_LET_IN,
		      map && *map ? text_format(rules->arena, "map %Q lets %Q in as %Q", map,
						login.system_user, login.user)
				  : text_format(rules->arena, "it is %Q", login.user));
	else if (mapping->reason)
		judge(answer, HBA_REFUSED, mapping->reason);
	else
		judge(answer, HBA_REFUSED,
		      map && *map ? text_format(rules->arena, "map %Q does not let %Q in as %Q",
						map, login.system_user, login.user)
				  : text_format(rules->arena, "%Q is not %Q", login.system_user,
						login.user));
}

/* Who the client is, by other means than a password. */
static void prove(const struct hba_rules *rules, const struct auth_rule *rule, const char *whose,
		  struct hba_answer *answer)
{
	const char *map = auth_rule_option(rule, "map");

	if (rule->method == AUTH_OAUTH && is_option(rule, "delegate_ident_mapping", "1"))
		judge(answer, HBA_PROOF, "whoever the validator lets in");
	else if (answer->probe->system_user)
		map_client(rules, rule, map, answer);
	else if (map && *map)
		judge(answer, HBA_PROOF,
		      text_format(rules->arena, "if map %Q lets %s in as %Q", map, whose,
				  answer->client.user));
	else
		judge(answer, HBA_PROOF,
		      text_format(rules->arena, "if %s is %Q", whose, answer->client.user));
}

/* What is demanded besides by clientcert. Before PostgreSQL 14 it might be a number. */
static void demand_certificate(const struct hba_rules *rules, const struct auth_rule *rule,
			       struct hba_answer *answer)
{
	const char *option = auth_rule_option(rule, "clientcert");
	const char *user = answer->client.user;
	const char *system_user = answer->probe->system_user;

	if (rule->method == AUTH_CERT || !option || answer->outcome == HBA_REFUSED ||
	    strcmp(option, "0") == 0 || strcmp(option, "no-verify") == 0)
		return;
	if (strcmp(option, "verify-full") != 0) {
		answer->why = text_format(rules->arena,
					  "%s, with a certificate of the server's authority",
					  answer->why);
		return;
	}
	if (system_user && strcmp(system_user, user) != 0) {
		judge(answer, HBA_REFUSED,
		      text_format(rules->arena, "the certificate is not of %Q", user));
		return;
	}
	answer->why = text_format(rules->arena, "%s, with a certificate of %Q", answer->why, user);
	if (answer->outcome == HBA_LET_IN && !system_user)
		answer->outcome = HBA_PROOF;
}

static void follow(const struct hba_rules *rules, const struct auth_rule *rule,
		   struct hba_answer *answer)
{
	switch (rule->method) {
	case AUTH_TRUST:
		judge(answer, HBA_LET_IN, "nothing is asked");
		break;
	case AUTH_REJECT:
		judge(answer, HBA_REFUSED, "by the rule");
		break;
	case AUTH_SCRAM:
	case AUTH_MD5:
	case AUTH_PASSWORD:
	case AUTH_LDAP:
	case AUTH_RADIUS:
	case AUTH_PAM:
	case AUTH_BSD:
		judge(answer, HBA_PASSWORD, "a password is asked for");
		break;
	case AUTH_GSS:
	case AUTH_SSPI:
		prove(rules, rule, "the Kerberos principal", answer);
		break;
	case AUTH_IDENT:
	case AUTH_PEER:
		prove(rules, rule, "the client's operating system user", answer);
		break;
	case AUTH_CERT:
		prove(rules, rule, "the certificate", answer);
		break;
	case AUTH_OAUTH:
		prove(rules, rule, "whom the validator finds", answer);
		break;
	}
	demand_certificate(rules, rule, answer);
}

static const char *method_of(const struct auth_rule *rule)
{
	return auth_methods[rule ? rule->method : AUTH_REJECT];
}

static bool is_expected(const struct hba_rules *rules, const struct hba_probe *probe,
			const struct auth_rule *rule)
{
	if (probe->expect)
		return strcmp(method_of(rule), probe->expect) == 0;
	return !rules->probing || (rule && rule->method != AUTH_REJECT);
}

static bool is_unexpected(const struct hba_rules *rules, const struct hba_answer *answer)
{
	const struct list *doubts = &answer->meeting.doubts;

	for (size_t i = 0; i < doubts->count; i++) {
		const struct auth_doubt *doubt = doubts->items[i];

		if (!is_expected(rules, answer->probe, doubt->rule))
			return true;
	}
	return !is_expected(rules, answer->probe, answer->meeting.rule);
}

static struct hba_answer *test(const struct hba_rules *rules, const struct hba_probe *probe)
{
	struct hba_answer *answer = arena_alloc(rules->arena, sizeof(*answer));

	answer->probe = probe;
	answer->client = hba_probe_client(probe);
	answer->meeting = auth_meet(rules->arena, &rules->hba->rules, &answer->client, rules->world,
				    rules->version);
	answer->unexpected = is_unexpected(rules, answer);
	if (answer->meeting.doubts.count)
		judge(answer, HBA_UNDETERMINED, "it may meet one of several rules");
	else if (answer->meeting.rule)
		follow(rules, answer->meeting.rule, answer);
	else
		judge(answer, HBA_REFUSED, "no rule fits");
	return answer;
}

struct list hba_test(const struct hba_rules *rules, const struct list *probes)
{
	struct list answers = {0};

	for (size_t i = 0; i < probes->count; i++)
		list_add(rules->arena, &answers, test(rules, probes->items[i]));
	return answers;
}

bool hba_judge(const struct list *answers, struct diags *diags)
{
	const size_t errors = diags->errors;

	for (size_t i = 0; i < answers->count; i++) {
		const struct hba_answer *answer = answers->items[i];
		const char *expect = answer->probe->expect ? answer->probe->expect
							   : "any method but reject";
		struct text client = text_in(diags->arena);

		if (!answer->unexpected)
			continue;
		hba_client_show(&client, &answer->client);
		if (answer->meeting.doubts.count)
			diag_error(diags, object_place(&answer->probe->object),
				   "%s: it is not sure that it meets %s", client.at, expect);
		else
			diag_error(diags, object_place(&answer->probe->object),
				   "%s: it meets %s, not %s", client.at,
				   method_of(answer->meeting.rule), expect);
	}
	return diags->errors == errors;
}
