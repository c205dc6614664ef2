/* SPDX-License-Identifier: PostgreSQL
 *
 * Which rule a connection meets, and what becomes of it then.
 */
#include <string.h>

#include "hba/hba.h"
#include "kinds/hba/probe.h"

static void follow(const struct hba_rules *rules, struct hba_answer *answer)
{
	const struct auth_system system = {
		.arena = rules->arena,
		.version = rules->version,
		.maps = rules->ident ? &rules->ident->maps : NULL,
		.world = rules->world,
		.ignore_case = rules->ignore_case,
	};

	answer->sequel = auth_follow(&system, answer->meeting.rule, answer->client.user,
				     answer->probe->system_user);
}

static const char *method_of(const struct auth_rule *rule)
{
	return auth_methods[rule ? rule->method : AUTH_REJECT];
}

static bool is_expected(const struct hba_rules *rules, const struct hba_probe *probe,
			const struct auth_rule *rule, bool refused)
{
	return (!probe->expect && !rules->probing) || hba_probe_expects(probe, rule, refused);
}

static bool is_unexpected(const struct hba_rules *rules, const struct hba_answer *answer)
{
	const struct list *doubts = &answer->meeting.doubts;

	for (size_t i = 0; i < doubts->count; i++) {
		const struct auth_doubt *doubt = doubts->items[i];

		if (!is_expected(rules, answer->probe, doubt->rule, false))
			return true;
	}
	return !is_expected(rules, answer->probe, answer->meeting.rule,
			    answer->sequel.outcome == AUTH_REFUSED);
}

static struct hba_answer *test(const struct hba_rules *rules, const struct hba_probe *probe)
{
	struct hba_answer *answer = arena_alloc(rules->arena, sizeof(*answer));

	answer->probe = probe;
	answer->client = hba_probe_client(probe);
	answer->meeting = auth_meet(rules->arena, &rules->hba->rules, &answer->client, rules->world,
				    rules->version);
	if (answer->meeting.doubts.count)
		answer->sequel = (struct auth_sequel){.outcome = AUTH_UNDETERMINED,
						      .why = "it may meet one of several rules"};
	else
		follow(rules, answer);
	answer->unexpected = is_unexpected(rules, answer);
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
				   method_of(answer->sequel.outcome == AUTH_REFUSED
						     ? NULL
						     : answer->meeting.rule),
				   expect);
	}
	return diags->errors == errors;
}
