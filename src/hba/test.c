/* SPDX-License-Identifier: PostgreSQL
 *
 * Which rule a connection meets, and what becomes of it then.
 */
#include <string.h>

#include "hba/hba.h"
#include "kinds/hba/probe.h"

static struct auth_sequel follow(const struct hba_rules *rules, const struct hba_probe *probe,
				 const struct auth_rule *rule)
{
	const struct auth_system system = {
		.arena = rules->arena,
		.version = rules->version,
		.maps = rules->ident ? &rules->ident->maps : NULL,
		.world = rules->world,
		.ignore_case = rules->ignore_case,
	};

	return auth_follow(&system, rule, probe->user, probe->system_user);
}

static const char *method_of(const struct auth_rule *rule)
{
	return auth_methods[rule ? rule->method : AUTH_REJECT];
}

static bool is_expected(const struct hba_rules *rules, const struct hba_probe *probe,
			const struct auth_rule *rule)
{
	const struct auth_sequel sequel = follow(rules, probe, rule);

	return (!probe->expect && !rules->probing) ||
	       hba_probe_expects(probe, rule, &sequel) == AUTH_YES;
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
		answer->sequel = (struct auth_sequel){.outcome = AUTH_UNDETERMINED,
						      .why = "it may meet one of several rules"};
	else
		answer->sequel = follow(rules, probe, answer->meeting.rule);
	return answer;
}

struct list hba_test(const struct hba_rules *rules, const struct list *probes)
{
	struct list answers = {0};

	for (size_t i = 0; i < probes->count; i++)
		list_add(rules->arena, &answers, test(rules, probes->items[i]));
	return answers;
}

static void say_other(const struct hba_answer *answer, const char *client, const char *expect,
		      struct diags *diags)
{
	const struct auth_rule *rule = answer->meeting.rule;
	const struct place place = object_place(&answer->probe->object);

	if (rule && rule->method != AUTH_REJECT && answer->sequel.outcome == AUTH_REFUSED)
		diag_error(diags, place, "%s: it meets %s, and is refused", client, method_of(rule))
			->detail = answer->sequel.why;
	else
		diag_error(diags, place, "%s: it meets %s, not %s", client, method_of(rule),
			   expect);
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
		if (answer->sequel.outcome == AUTH_UNDETERMINED)
			diag_error(diags, object_place(&answer->probe->object),
				   "%s: it is not sure that it meets %s", client.at, expect);
		else
			say_other(answer, client.at, expect, diags);
	}
	return diags->errors == errors;
}
