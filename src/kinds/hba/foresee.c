/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/hba/foresee.h"

#include <string.h>

#include "kinds/database/database.h"
#include "kinds/hba/hba.h"
#include "kinds/hba/hidden.h"
#include "kinds/hba/probe.h"
#include "kinds/role/role.h"
#include "kinds/session/session.h"
#include "model/change.h"

/* One file, before the changes and after them. */
struct foresight {
	struct outlook *outlook;
	const struct hba *from;
	const struct hba *to; /* NULL: nobody manages it */
	struct hba_world *now, *then;
	struct auth_loaded *before, *after;
};

static struct arena *arena_of(const struct foresight *sight)
{
	return sight->outlook->arena;
}

static struct place place_of(const struct foresight *sight, const char *key)
{
	return sight->to ? object_place_of(&sight->to->conf.object, key) : no_place();
}

static struct hba_visit visit_before(const struct foresight *sight,
				     const struct auth_client *client)
{
	return hba_visit(sight->now, &sight->before->rules, client);
}

static struct hba_visit visit_after(const struct foresight *sight, const struct auth_client *client)
{
	return hba_visit(sight->then, &sight->after->rules, client);
}

/* "user app, database shop, from 10.1.2.3 with TLS: it meets line 3: …" */
static const char *account(const struct foresight *sight, const struct hba_visit *visit)
{
	struct text text = text_in(arena_of(sight));

	hba_client_show(&text, &visit->client);
	text_add(&text, ": ");
	hba_visit_show(&text, visit, sight->from->conf.path);
	return text.at;
}

/* The name that a role or database has after the changes. */
static const char *name_after(const struct foresight *sight, const struct kind *kind,
			      const char *name)
{
	const struct list *renames = &sight->outlook->actual->renames;

	for (size_t i = 0; i < renames->count; i++) {
		const struct rename *rename = renames->items[i];

		if (rename->to->kind == kind && !rename->kept &&
		    strcmp(object_name(rename->from), name) == 0)
			return object_name(rename->to);
	}
	return name;
}

static struct auth_client client_after(const struct foresight *sight, struct auth_client client)
{
	client.user = name_after(sight, &role_kind, client.user);
	if (client.database)
		client.database = name_after(sight, &database_kind, client.database);
	return client;
}

static bool is_weaker(const struct hba_visit *before, const struct hba_visit *after)
{
	return after->most < before->least;
}

/* The session that runs pgmob, by the way it came in. */
static void check_own(const struct foresight *sight, const struct sessions *own)
{
	const struct auth_client client = sessions_client(own);
	const struct auth_client later = client_after(sight, client);
	const struct hba_visit before = visit_before(sight, &client);
	const struct hba_visit after = visit_after(sight, &later);
	struct refusal *refusal = NULL;

	if (after.most == AUTH_REFUSES)
		refusal = outlook_refuse(sight->outlook, place_of(sight, "rules"),
					 "pgmob itself could not connect again");
	else if (is_weaker(&before, &after))
		refusal = outlook_refuse(sight->outlook, place_of(sight, "rules"),
					 "pgmob itself would be let in by a weaker way than now");
	else if (!after.meeting.doubts.count && auth_wants_password(after.meeting.rule) &&
		 !sight->outlook->facts->has_password)
		refusal =
			outlook_refuse(sight->outlook, place_of(sight, "rules"),
				       "pgmob itself would be asked for a password, and has none");
	if (!refusal)
		return;
	refusal->detail = account(sight, &after);
	refusal->hint =
		after.most == AUTH_REFUSES
			? "add a rule that lets it in, before any that refuses it"
		: auth_wants_password(after.meeting.rule) && !sight->outlook->facts->has_password
			? "give it the password of its role: ~/.pgpass, PGPASSWORD or -W"
			: "connect in the way that the new rules want, or keep the rule that "
			  "lets it in now";
}

/* Sessions that came in the same way. What they replicate stops, so that is never a mere warning.
 */
static void check_sessions(const struct foresight *sight, const struct sessions *sessions)
{
	const struct auth_client client = sessions_client(sessions);
	const struct auth_client later = client_after(sight, client);
	const struct hba_visit before = visit_before(sight, &client);
	const struct hba_visit after = visit_after(sight, &later);
	const bool lost = before.most != AUTH_REFUSES && after.most == AUTH_REFUSES;
	const bool walsender = object_is(&sessions->object, "walsender", false);
	const bool refused = sight->outlook->protect_sessions || walsender;
	struct refusal *finding;

	if (!hba_world_has(sight->then, later.user) || (!lost && !is_weaker(&before, &after)))
		return;
	finding = (refused ? outlook_refuse : outlook_warn)(
		sight->outlook, place_of(sight, "rules"),
		"%l %s%s of %V would not be let in again%s", (long long)*sessions->count,
		walsender ? "replication" : "session", *sessions->count == 1 ? "" : "s",
		sessions->user, lost ? "" : ", but by a weaker way");
	finding->detail = account(sight, &after);
}

static bool is_expected(const struct hba_probe *probe, const struct auth_rule *rule)
{
	const char *method = rule ? auth_methods[rule->method] : "reject";

	return probe->expect ? strcmp(method, probe->expect) == 0 : strcmp(method, "reject") != 0;
}

static void check_probe(const struct foresight *sight, const struct hba_probe *probe)
{
	const struct auth_client client = hba_probe_client(probe);
	const struct hba_visit visit = visit_after(sight, &client);
	const struct list *doubts = &visit.meeting.doubts;
	size_t good = is_expected(probe, visit.meeting.rule);
	struct refusal *refusal;

	for (size_t i = 0; i < doubts->count; i++)
		good += is_expected(probe, ((const struct auth_doubt *)doubts->items[i])->rule);
	if (good == doubts->count + 1)
		return;
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
	refusal->detail = account(sight, &visit);
}

/* The databases that a rule may be for: those that it names, and the one that pgmob is in. */
static struct list databases_of(const struct foresight *sight, const struct auth_rule *rule)
{
	struct list names = {0};

	list_add(arena_of(sight), &names, sight->outlook->facts->database);
	for (size_t i = 0; i < rule->databases.count; i++)
		list_add(arena_of(sight), &names,
			 ((const struct auth_token *)rule->databases.items[i])->text);
	return names;
}

/* Whether somebody may come in as the user in a way that the rule is for. */
static bool lets_in(const struct foresight *sight, struct hba_world *world,
		    const struct list *rules, const struct auth_rule *rule, const char *user)
{
	static const enum auth_transport transports[] = {AUTH_SOCKET, AUTH_TCP, AUTH_TLS,
							 AUTH_GSSENC};
	const struct list databases = databases_of(sight, rule);
	struct auth_client client = {.user = user, .address = rule->network.address};

	for (size_t i = 0; i < databases.count; i++)
		for (size_t j = 0; j < sizeof(transports) / sizeof(*transports); j++) {
			client.database = databases.items[i];
			client.transport = transports[j];
			if (hba_visit(world, rules, &client).most != AUTH_REFUSES)
				return true;
		}
	return false;
}

static bool lets_any_superuser_in(const struct foresight *sight, struct hba_world *world,
				  const struct list *rules)
{
	const struct list *roles = state_of(sight->outlook->actual, &role_kind);

	for (size_t i = 0; i < roles->count; i++) {
		const struct object *role = roles->items[i];

		if (!object_is(role, "superuser", false) || !object_is(role, "login", false))
			continue;
		for (size_t j = 0; j < rules->count; j++)
			if (lets_in(sight, world, rules, rules->items[j], object_name(role)))
				return true;
	}
	return false;
}

/* Somebody must be left who can put right what goes wrong. Where pgmob is a superuser itself, its
 * own way in is that. */
static void check_superusers(const struct foresight *sight)
{
	const struct facts *facts = sight->outlook->facts;

	if ((facts->superuser && strcmp(facts->user, facts->session_user) == 0) ||
	    lets_any_superuser_in(sight, sight->then, &sight->after->rules) ||
	    !lets_any_superuser_in(sight, sight->now, &sight->before->rules))
		return;
	outlook_refuse(sight->outlook, place_of(sight, "rules"),
		       "no superuser could log in any more")
		->hint = "put in a rule for one, such as: local all postgres peer";
}

/* A file with such a line is loaded by no server; it is written after the last commit, so that is
 * better known before. */
static void check_faults(const struct foresight *sight)
{
	const struct list *faults = &sight->after->faults;

	for (size_t i = 0; i < faults->count; i++) {
		const struct auth_loaded_fault *fault = faults->items[i];
		struct text detail = text_in(arena_of(sight));
		struct refusal *refusal;

		if (fault->fault.warning)
			continue;
		hba_line_place_show(&detail, fault->line, sight->from->conf.path);
		text_add(&detail, ": ");
		auth_line_show(&detail, fault->line);
		refusal = outlook_refuse(sight->outlook, place_of(sight, "rules"),
					 "the server would not load %Q: %s", sight->from->conf.path,
					 fault->fault.message);
		refusal->detail = detail.at;
		refusal->hint = fault->fault.hint;
	}
}

static bool is_to_change(const struct foresight *sight)
{
	const struct change *change = sight->to ? sight->to->conf.object.change : NULL;

	return change && !change->person;
}

static void foresee(struct foresight *sight)
{
	const struct list *sessions = state_of(sight->outlook->actual, &session_kind);

	if (is_to_change(sight))
		check_faults(sight);
	if (is_to_change(sight) && sight->after->errors)
		return;
	for (size_t i = 0; i < sessions->count; i++) {
		const struct sessions *who = sessions->items[i];

		if (!object_same_server(&who->object, &sight->from->conf.object))
			continue;
		if (*who->own)
			check_own(sight, who);
		else
			check_sessions(sight, who);
	}
	check_superusers(sight);
	if (sight->to)
		hba_foresee_hidden(sight->outlook, sight->to, sight->after);
	for (size_t i = 0; sight->to && i < sight->to->probes.count; i++)
		check_probe(sight, sight->to->probes.items[i]);
}

static struct hba_world *world_of(const struct foresight *sight, const struct list *changes)
{
	const struct outlook *outlook = sight->outlook;

	return hba_world_make(outlook->arena, outlook->inquiries, sight->from->conf.object.server,
			      outlook->facts, outlook->actual, changes);
}

void hba_foresee(struct outlook *outlook)
{
	const struct list *files = state_of(outlook->actual, &hba_kind);
	struct foresight sight = {.outlook = outlook};

	for (size_t i = 0; i < files->count; i++) {
		const char *text, *path;

		sight.from = files->items[i];
		sight.to = (const struct hba *)state_find(outlook->desired, files->items[i]);
		path = sight.from->conf.path;
		text = sight.to && sight.to->conf.text ? sight.to->conf.text
						       : sight.from->conf.text;
		sight.now = world_of(&sight, NULL);
		sight.then = world_of(&sight, outlook->changes);
		sight.before = hba_world_load(sight.now, AUTH_RULES, path, sight.from->conf.text);
		sight.after = hba_world_load(sight.then, AUTH_RULES, path, text);
		foresee(&sight);
	}
}
