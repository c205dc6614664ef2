/* SPDX-License-Identifier: PostgreSQL
 *
 * A client on its way through the rules.
 */
#include <string.h>

#include "kinds/hba/foresee.h"

struct hba_visit hba_visit(struct hba_world *world, const struct list *rules,
			   const struct auth_client *client)
{
	struct hba_visit visit = {
		.client = *client,
		.meeting = auth_meet(world->arena, rules, client, &world->auth, world->version),
	};

	visit.least = visit.most = auth_strength(visit.meeting.rule, client->transport);
	for (size_t i = 0; i < visit.meeting.doubts.count; i++) {
		const struct auth_doubt *doubt = visit.meeting.doubts.items[i];
		const enum auth_strength strength = auth_strength(doubt->rule, client->transport);

		visit.least = strength < visit.least ? strength : visit.least;
		visit.most = strength > visit.most ? strength : visit.most;
	}
	return visit;
}

void hba_line_place_show(struct text *text, const struct auth_line *line, const char *path)
{
	text_addf(text, "line %z", line->number);
	if (line->file && strcmp(line->file, path) != 0)
		text_addf(text, " of %Q", line->file);
}

static void show_rule(struct text *text, const struct auth_rule *rule, const char *path)
{
	hba_line_place_show(text, rule->line, path);
	text_add(text, ": ");
	auth_line_show(text, rule->line);
}

void hba_visit_show(struct text *text, const struct hba_visit *visit, const char *path)
{
	const struct list *doubts = &visit->meeting.doubts;

	for (size_t i = 0; i < doubts->count; i++) {
		const struct auth_doubt *doubt = doubts->items[i];

		text_add(text, "it may meet ");
		show_rule(text, doubt->rule, path);
		text_addf(text, " (%s)\n", doubt->reason);
	}
	text_add(text, doubts->count ? "else " : "");
	if (visit->meeting.rule) {
		text_add(text, "it meets ");
		show_rule(text, visit->meeting.rule, path);
	} else {
		text_add(text, "no rule fits it");
	}
}
