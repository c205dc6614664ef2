/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/hba/foresee.h"

#include <string.h>

#include "base/map.h"
#include "kinds/file/through.h"
#include "kinds/hba/hidden.h"
#include "kinds/hba/probe.h"
#include "kinds/ident/ident.h"
#include "model/change.h"

static enum auth_answer is_expected(const struct foresight *sight, const struct hba_probe *probe,
				    const struct auth_rule *rule)
{
	const struct auth_sequel sequel =
		hba_follow(&sight->then, rule, probe->user, probe->system_user);

	return hba_probe_expects(probe, rule, &sequel);
}

static void check_probe(const struct foresight *sight, const struct hba_probe *probe)
{
	const struct auth_client client = hba_probe_client(probe);
	const struct hba_visit visit = hba_visit(&sight->then, &client, probe->system_user);
	const struct list *doubts = &visit.meeting.doubts;
	size_t answers[] = {0, 0, 0}; /* how many rules give which */
	struct refusal *refusal;
	bool good;

	answers[is_expected(sight, probe, visit.meeting.rule)]++;
	for (size_t i = 0; i < doubts->count; i++)
		answers[is_expected(sight, probe,
				    ((const struct auth_doubt *)doubts->items[i])->rule)]++;
	if (answers[AUTH_YES] == doubts->count + 1)
		return;
	good = answers[AUTH_YES] + answers[AUTH_UNKNOWN] > 0;
	if (probe->expect)
		refusal = outlook_refuse(sight->outlook, object_place(&probe->object),
					 good ? "whether the probe would meet %Q, as it expects, "
						"is not known"
					      : "the probe would not meet %Q, as it expects",
					 probe->expect);
	else
		refusal = outlook_refuse(sight->outlook, object_place(&probe->object),
					 good ? "whether the probe would be let in is not known"
					      : "the probe would not be let in");
	refusal->detail = foresight_tell(sight, &visit);
}

/* A file with such a line is loaded by no server; it is written after the last commit, so that is
 * better known before. */
static void check_faults(const struct foresight *sight)
{
	const struct list *faults = &sight->then.rules->faults;

	for (size_t i = 0; i < faults->count; i++) {
		const struct auth_loaded_fault *fault = faults->items[i];
		struct text detail = text_in(sight->outlook->arena);
		struct refusal *refusal;

		if (fault->fault.warning)
			continue;
		hba_line_place_show(&detail, fault->line, sight->then.path);
		text_add(&detail, ": ");
		auth_line_show(&detail, fault->line);
		refusal = outlook_refuse(sight->outlook, foresight_line_place(sight, fault->line),
					 "the server would not load %Q: %s", sight->then.path,
					 fault->fault.message);
		refusal->detail = detail.at;
		refusal->hint = fault->fault.hint;
	}
}

static bool has_map(const struct hba_door *door, const char *name)
{
	for (size_t i = 0; door->maps && i < door->maps->maps.count; i++)
		if (strcmp(((const struct auth_map *)door->maps->maps.items[i])->name, name) == 0)
			return true;
	return false;
}

/* The rules there, by their forms. */
static struct map rules_at(const struct hba_door *door)
{
	struct arena *arena = door->world->arena;
	struct map rules = map_in(arena);

	for (size_t i = 0; i < door->rules->rules.count; i++) {
		const struct auth_rule *rule = door->rules->rules.items[i];

		map_set(&rules, auth_rule_form(arena, rule), rule);
	}
	return rules;
}

/* Where the manifest has the rule, or else the maps. */
static struct place place_of_map(const struct foresight *sight, const struct auth_rule *rule)
{
	const struct list *maps = state_of(sight->outlook->desired, &ident_kind);

	if (sight->to || !maps->count)
		return foresight_line_place(sight, rule->line);
	return object_place_of(maps->items[0], "maps");
}

/* A rule with a map that nobody knows lets nobody in. What is so already is a warning, to whoever
 * manages the rules. */
static void check_map(const struct foresight *sight, const struct map *rules_now,
		      const struct auth_rule *rule)
{
	static const char format[] = "a rule has map %Q, of which pg_ident.conf has nothing";
	struct arena *arena = sight->outlook->arena;
	const struct place place = place_of_map(sight, rule);
	const char *map = auth_rule_option(rule, "map");
	struct text detail = text_in(arena);
	struct refusal *finding;

	if (!map || !*map || has_map(&sight->then, map))
		return;
	if (has_map(&sight->now, map) || !map_get(rules_now, auth_rule_form(arena, rule)))
		finding = outlook_refuse(sight->outlook, place, format, map);
	else if (sight->to)
		finding = outlook_warn(sight->outlook, place, format, map);
	else
		return;
	hba_line_place_show(&detail, rule->line, sight->then.path);
	text_add(&detail, ": ");
	auth_line_show(&detail, rule->line);
	finding->detail = detail.at;
	finding->hint = "write it under \"ident\" in the manifest, or into that file";
}

static void check_maps(const struct foresight *sight)
{
	const struct list *rules = &sight->then.rules->rules;
	const struct map rules_now = rules_at(&sight->now);

	for (size_t i = 0; i < rules->count; i++)
		check_map(sight, &rules_now, rules->items[i]);
}

bool foresight_changes(const struct foresight *sight)
{
	const struct change *change = sight->to ? sight->to->conf.object.change : NULL;

	return change && !change->person;
}

static void foresee(const struct foresight *sight)
{
	if (foresight_changes(sight)) {
		check_faults(sight);
		if (sight->then.rules->errors)
			return;
	}
	if (sight->then.maps)
		check_maps(sight);
	foresee_sessions(sight);
	foresee_superusers(sight);
	for (size_t i = 0; sight->to && i < sight->to->probes.count; i++)
		check_probe(sight, sight->to->probes.items[i]);
	if (sight->to)
		hba_foresee_hidden(sight->outlook, sight->to, sight->then.rules);
}

/* The file of that kind on the server, before the changes and after them. */
struct file_there {
	const char *path;
	const char *now, *then;
};

/* Patroni has one list for all servers, and what it has made of that may be another on each. */
static const char *text_on(const struct conf *conf, const char *server)
{
	for (size_t i = 0; i < conf->nodes.count; i++) {
		const struct file_node *node = conf->nodes.items[i];

		if (object_is_on(node->object, server))
			return node->text;
	}
	return conf->text;
}

static struct file_there find_file(const struct outlook *outlook, const struct kind *kind,
				   const char *server)
{
	const struct list *files = state_of(outlook->actual, kind);

	for (size_t i = 0; i < files->count; i++) {
		const struct conf *conf = files->items[i];
		const struct conf *to =
			(const struct conf *)state_find(outlook->desired, &conf->object);
		struct file_there found = {.path = conf->path, .now = text_on(conf, server)};

		found.then = to && to->text ? to->text : found.now;
		if (conf->nodes.count || object_is_on(&conf->object, server))
			return found;
	}
	return (struct file_there){0};
}

static struct hba_door door_of(const struct foresight *sight, const struct list *changes)
{
	const struct outlook *outlook = sight->outlook;
	const struct file_there rules = find_file(outlook, &hba_kind, sight->server);
	const struct file_there maps = find_file(outlook, &ident_kind, sight->server);
	struct hba_world *world = hba_world_make(outlook->arena, outlook->inquiries, sight->server,
						 outlook->facts, outlook->actual, changes);

	return (struct hba_door){
		.world = world,
		.path = rules.path,
		.rules = hba_world_load(world, AUTH_RULES, rules.path,
					changes ? rules.then : rules.now),
		.maps = maps.path ? hba_world_load(world, AUTH_MAPS, maps.path,
						   changes ? maps.then : maps.now)
				  : NULL,
	};
}

static void foresee_on(struct outlook *outlook, const struct hba *from, const char *server)
{
	struct foresight sight = {
		.outlook = outlook,
		.server = server,
		.to = (const struct hba *)state_find(outlook->desired, &from->conf.object),
	};

	sight.now = door_of(&sight, NULL);
	sight.then = door_of(&sight, outlook->changes);
	foresee(&sight);
}

void hba_foresee(struct outlook *outlook)
{
	const struct list *files = state_of(outlook->actual, &hba_kind);

	for (size_t i = 0; i < files->count; i++) {
		const struct hba *from = files->items[i];
		const struct list *nodes = &from->conf.nodes;

		for (size_t j = 0; j < nodes->count; j++)
			foresee_on(outlook, from,
				   ((const struct file_node *)nodes->items[j])->object->server);
		if (!nodes->count)
			foresee_on(outlook, from, from->conf.object.server);
	}
}
