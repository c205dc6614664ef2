/* SPDX-License-Identifier: PostgreSQL
 *
 * A client on its way through the rules.
 */
#include <string.h>

#include "kinds/hba/foresee.h"
#include "kinds/hba/probe.h"

static void add_strength(struct hba_visit *visit, enum auth_strength strength)
{
	visit->least = strength < visit->least ? strength : visit->least;
	visit->most = strength > visit->most ? strength : visit->most;
}

struct auth_sequel hba_follow(const struct hba_door *door, const struct auth_rule *rule,
			      const char *user, const char *system_user)
{
	const struct auth_system system = {
		.arena = door->world->arena,
		.version = door->world->version,
		.maps = door->maps ? &door->maps->maps : NULL,
		.world = &door->world->auth,
		.ignore_case = hba_world_settings(door->world).ignore_case,
	};

	return auth_follow(&system, rule, user, system_user);
}

/* A rule may refuse whom it fits: by its map, for one. */
static void follow(struct hba_visit *visit, const struct hba_door *door,
		   const struct auth_rule *rule, const char *system_user)
{
	const struct auth_sequel sequel = hba_follow(door, rule, visit->client.user, system_user);
	const enum auth_strength strength = auth_strength(rule, visit->client.transport);

	if (sequel.outcome != AUTH_REFUSED)
		add_strength(visit, strength);
	if (sequel.outcome == AUTH_REFUSED || sequel.outcome == AUTH_UNDETERMINED)
		add_strength(visit, AUTH_REFUSES);
	if (sequel.outcome == AUTH_REFUSED && strength != AUTH_REFUSES)
		visit->refusal = sequel.why;
}

struct hba_visit hba_visit(const struct hba_door *door, const struct auth_client *client,
			   const char *system_user)
{
	const struct hba_world *world = door->world;
	struct hba_visit visit = {
		.client = *client,
		.meeting = auth_meet(world->arena, &door->rules->rules, client, &world->auth,
				     world->version),
		.least = AUTH_PROVEN,
		.most = AUTH_REFUSES,
	};

	follow(&visit, door, visit.meeting.rule, system_user);
	for (size_t i = 0; i < visit.meeting.doubts.count; i++) {
		const struct auth_doubt *doubt = visit.meeting.doubts.items[i];

		follow(&visit, door, doubt->rule, system_user);
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

void hba_visit_show(struct text *text, const struct hba_visit *visit, const struct hba_door *door)
{
	const struct list *doubts = &visit->meeting.doubts;

	for (size_t i = 0; i < doubts->count; i++) {
		const struct auth_doubt *doubt = doubts->items[i];

		text_add(text, "it may meet ");
		show_rule(text, doubt->rule, door->path);
		text_addf(text, " (%s)\n", doubt->reason);
	}
	text_add(text, doubts->count ? "else " : "");
	if (visit->meeting.rule) {
		text_add(text, "it meets ");
		show_rule(text, visit->meeting.rule, door->path);
	} else {
		text_add(text, "no rule fits it");
	}
	if (visit->refusal)
		text_addf(text, "\nit is refused: %s", visit->refusal);
}

struct place foresight_place(const struct foresight *sight, const char *key)
{
	return sight->to ? object_place_of(&sight->to->conf.object, key) : no_place();
}

struct place foresight_line_place(const struct foresight *sight, const struct auth_line *line)
{
	const struct conf *conf = sight->to ? &sight->to->conf : NULL;
	const char *form = auth_line_form(sight->outlook->arena, line, sight->then.world->version);

	for (size_t i = 0; conf && i < conf->forms.count && i < conf->entries.count; i++) {
		const struct object *entry = conf->entries.items[i];

		if (entry->node && strcmp(conf->forms.items[i], form) == 0)
			return object_place(entry);
	}
	return foresight_place(sight, "rules");
}

const char *foresight_tell(const struct foresight *sight, const struct hba_visit *visit)
{
	struct text text = text_in(sight->outlook->arena);

	if (sight->server)
		text_addf(&text, "on %V: ", sight->server);
	hba_client_show(&text, &visit->client);
	text_add(&text, ": ");
	hba_visit_show(&text, visit, &sight->then);
	return text.at;
}
