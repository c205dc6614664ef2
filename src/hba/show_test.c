/* SPDX-License-Identifier: PostgreSQL
 *
 * Answers, as a person reads them and as JSON (schemas/hba-test.schema.json).
 */
#include <string.h>

#include "hba/hba.h"
#include "hba/place.h"
#include "kinds/hba/probe.h"

enum { HBA_FORMAT = 1 };

static const char *const outcome_words[] = {
	[HBA_LET_IN] = "let in",   [HBA_PASSWORD] = "password",         [HBA_PROOF] = "proof",
	[HBA_REFUSED] = "refused", [HBA_UNDETERMINED] = "undetermined",
};

static const char *const answer_words[] = {
	[AUTH_NO] = "no", [AUTH_YES] = "yes", [AUTH_UNKNOWN] = "unknown"};

static const char *const transport_words[] = {
	[AUTH_SOCKET] = "local", [AUTH_TCP] = "tcp", [AUTH_TLS] = "ssl", [AUTH_GSSENC] = "gss"};

static void show_rule(struct text *text, const struct hba_rules *rules,
		      const struct auth_rule *rule)
{
	if (!rule) {
		text_add(text, "no rule\n");
		return;
	}
	place_show(text, rules->path, rule->line);
	text_add(text, ": ");
	auth_line_show(text, rule->line);
	text_add(text, "\n");
}

static void show_doubts(struct text *text, const struct hba_rules *rules,
			const struct hba_answer *answer)
{
	const struct list *doubts = &answer->meeting.doubts;

	text_add(text, "  undetermined: it meets\n");
	for (size_t i = 0; i < doubts->count; i++) {
		const struct auth_doubt *doubt = doubts->items[i];

		text_add(text, i ? "    or    " : "    maybe ");
		show_rule(text, rules, doubt->rule);
		text_addf(text, "            %s\n", doubt->reason);
	}
	text_add(text, "    else  ");
	show_rule(text, rules, answer->meeting.rule);
}

static void show(struct text *text, const struct hba_rules *rules, const struct hba_answer *answer)
{
	hba_client_show(text, &answer->client);
	text_add(text, "\n");
	if (answer->meeting.doubts.count) {
		show_doubts(text, rules, answer);
		return;
	}
	text_add(text, "  ");
	show_rule(text, rules, answer->meeting.rule);
	text_addf(text, "  %s: %s\n", outcome_words[answer->outcome], answer->why);
	if (!answer->mapping.entry)
		return;
	text_add(text, "  ");
	place_show(text, rules->path, answer->mapping.entry->line);
	text_add(text, ": ");
	auth_line_show(text, answer->mapping.entry->line);
	text_add(text, "\n");
}

void hba_test_text(struct text *text, const struct hba_rules *rules, const struct list *answers)
{
	for (size_t i = 0; i < answers->count; i++)
		show(text, rules, answers->items[i]);
}

static void add_string(struct text *text, const char *key, const char *value)
{
	text_addf(text, value ? "\"%s\": %J" : "\"%s\": null", key, value);
}

static void add_line(struct text *text, const struct hba_rules *rules, const struct auth_line *line)
{
	struct text shown = text_in(text->arena);

	auth_line_show(&shown, line);
	text_addf(text, "{\"file\": %J, \"line\": %z, \"text\": %J", place_file(rules->path, line),
		  line->number, shown.at);
}

static void add_rule(struct text *text, const struct hba_rules *rules, const struct auth_rule *rule)
{
	add_line(text, rules, rule->line);
	text_addf(text, ", \"method\": \"%s\"", auth_methods[rule->method]);
}

static void add_mapping(struct text *text, const struct hba_rules *rules,
			const struct auth_mapping *mapping)
{
	text_addf(text, "{\"lets\": \"%s\", \"entry\": ", answer_words[mapping->lets]);
	if (mapping->entry) {
		add_line(text, rules, mapping->entry->line);
		text_add(text, "}");
	} else {
		text_add(text, "null");
	}
	text_add(text, ", ");
	add_string(text, "reason", mapping->reason);
	text_add(text, "}");
}

static void add_client(struct text *text, const struct hba_answer *answer)
{
	const struct hba_probe *probe = answer->probe;

	add_string(text, "user", probe->user);
	text_add(text, ", ");
	add_string(text, "database", probe->database);
	text_add(text, ", ");
	add_string(text, "address", probe->address);
	text_addf(text, ", \"transport\": \"%s\", \"replication\": %s, ",
		  transport_words[answer->client.transport],
		  answer->client.replication ? "true" : "false");
	add_string(text, "host", probe->host);
	text_add(text, ", ");
	add_string(text, "system_user", probe->system_user);
	text_add(text, ", ");
	add_string(text, "expect", probe->expect);
}

static void add_answer(struct text *text, const struct hba_rules *rules,
		       const struct hba_answer *answer)
{
	const struct list *doubts = &answer->meeting.doubts;

	text_add(text, "{");
	add_client(text, answer);
	text_addf(text,
		  ", \"outcome\": \"%s\", \"why\": %J, \"rule\": ", outcome_words[answer->outcome],
		  answer->why);
	if (answer->meeting.rule) {
		add_rule(text, rules, answer->meeting.rule);
		text_add(text, "}");
	} else {
		text_add(text, "null");
	}
	text_add(text, ", \"doubts\": [");
	for (size_t i = 0; i < doubts->count; i++) {
		const struct auth_doubt *doubt = doubts->items[i];

		text_add(text, i ? ", " : "");
		add_rule(text, rules, doubt->rule);
		text_addf(text, ", \"reason\": %J}", doubt->reason);
	}
	text_add(text, "], \"map\": ");
	if (answer->mapped)
		add_mapping(text, rules, &answer->mapping);
	else
		text_add(text, "null");
	text_addf(text, ", \"as_expected\": %s}", answer->unexpected ? "false" : "true");
}

void hba_test_json(struct text *text, const struct hba_rules *rules, const struct list *answers)
{
	text_addf(text, "{\"format\": %d, ", HBA_FORMAT);
	add_string(text, "file", rules->path);
	text_add(text, ",\n \"connections\": [");
	for (size_t i = 0; i < answers->count; i++) {
		text_add(text, i ? ",\n  " : "\n  ");
		add_answer(text, rules, answers->items[i]);
	}
	text_add(text, answers->count ? "\n ]}\n" : "]}\n");
}
