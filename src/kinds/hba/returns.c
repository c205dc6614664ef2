/* SPDX-License-Identifier: PostgreSQL
 *
 * Who is connected now must be let in again, in a way that is as good: pgmob before all others.
 */
#include <string.h>

#include "kinds/database/database.h"
#include "kinds/hba/foresee.h"
#include "kinds/role/role.h"
#include "kinds/session/session.h"
#include "sql.h"

/* A client, before the changes and after them. */
struct return_visit {
	struct hba_visit before, after;
};

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

/* The name that it has before them. */
static const char *name_before(const struct foresight *sight, const struct kind *kind,
			       const char *name)
{
	const struct list *renames = &sight->outlook->actual->renames;

	for (size_t i = 0; i < renames->count; i++) {
		const struct rename *rename = renames->items[i];

		if (rename->to->kind == kind && !rename->kept &&
		    strcmp(object_name(rename->to), name) == 0)
			return object_name(rename->from);
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

static bool is_weaker(const struct return_visit *visit)
{
	return visit->after.most < visit->before.least;
}

/* Whom a method has found this session's client to be. */
struct identity {
	enum auth_method method;
	const char *name; /* NULL: nobody knows */
};

static bool is_authority(enum auth_method method)
{
	return method == AUTH_PEER || method == AUTH_IDENT || method == AUTH_CERT ||
	       method == AUTH_GSS || method == AUTH_SSPI;
}

static bool is_method(enum auth_method method, const char *name, size_t length)
{
	return strlen(auth_methods[method]) == length &&
	       memcmp(auth_methods[method], name, length) == 0;
}

/* From PostgreSQL 16 the server says it; it came in before an apply, and so by another method than
 * the rules have now, when the state is read again. Before, who came in without a map is whom it
 * has called itself. */
static struct identity own_identity(const struct foresight *sight, const struct sessions *own)
{
	enum { SAID_SINCE = 160000 };
	const struct auth_client client = sessions_client(own);
	const struct auth_rule *rule = hba_visit(&sight->now, &client, NULL).meeting.rule;
	const struct inquiry *inquiry;
	struct identity identity = {0};
	const char *said, *colon;

	if (!rule || !is_authority(rule->method))
		return identity;
	identity.method = rule->method;
	if (sight->outlook->facts->version < SAID_SINCE) {
		identity.name = auth_rule_option(rule, "map") ? NULL : own->user;
		return identity;
	}
	inquiry = inquire(sight->outlook->inquiries, sight->server, sql_identity, 0, NULL);
	said = inquiry ? inquiry_text(inquiry) : NULL;
	colon = said ? strchr(said, ':') : NULL;
	if (colon && is_method(rule->method, said, (size_t)(colon - said)))
		identity.name = colon + 1;
	return identity;
}

/* Whom one method has found somebody to be says nothing to another one. */
static struct hba_visit visit_as(const struct hba_door *door, const struct auth_client *client,
				 const struct identity *identity)
{
	const struct hba_visit visit = hba_visit(door, client, NULL);
	const struct auth_rule *rule = visit.meeting.rule;

	return identity->name && rule && !visit.meeting.doubts.count &&
			       rule->method == identity->method
		       ? hba_visit(door, client, identity->name)
		       : visit;
}

static struct return_visit come_back(const struct foresight *sight, const struct sessions *who,
				     const struct identity *identity)
{
	const struct auth_client client = sessions_client(who);
	const struct auth_client later = client_after(sight, client);

	return (struct return_visit){visit_as(&sight->now, &client, identity),
				     visit_as(&sight->then, &later, identity)};
}

/* What there is against pgmob's own next visit, or NULL; and what helps. */
static const char *objection(const struct foresight *sight, const struct return_visit *visit,
			     const char **hint)
{
	const struct hba_visit *after = &visit->after;
	const struct auth_rule *rule = after->meeting.rule;

	*hint = "add a rule that lets it in, before any that refuses it";
	if (after->most == AUTH_REFUSES)
		return "pgmob itself could not connect again";
	if (rule && !after->meeting.doubts.count && auth_wants_password(rule) &&
	    !sight->outlook->facts->has_password) {
		*hint = "give it the password of its role: ~/.pgpass, PGPASSWORD or -W";
		return "pgmob itself would be asked for a password, and has none";
	}
	*hint = "connect in the way that the new rules want, or keep the rule that lets it in now";
	return is_weaker(visit) ? "pgmob itself would be let in by a weaker way than now" : NULL;
}

/* The session that runs pgmob, by the way it came in. */
static void check_own(const struct foresight *sight, const struct sessions *own)
{
	const struct identity identity = own_identity(sight, own);
	const struct return_visit visit = come_back(sight, own, &identity);
	const char *hint, *against = objection(sight, &visit, &hint);
	struct refusal *refusal;

	if (!against)
		return;
	refusal = outlook_refuse(sight->outlook, foresight_place(sight, "rules"), "%s", against);
	refusal->detail = foresight_tell(sight, &visit.after);
	refusal->hint = hint;
}

/* Another database that the plan looks into: without it, the next one could not be made. */
static void check_database(const struct foresight *sight, const struct sessions *own,
			   const char *database)
{
	const struct identity identity = own_identity(sight, own);
	struct sessions there = *own;
	struct return_visit visit;
	struct refusal *refusal;

	there.database = name_before(sight, &database_kind, database);
	visit = come_back(sight, &there, &identity);
	if (visit.before.most == AUTH_REFUSES || visit.after.most != AUTH_REFUSES)
		return;
	refusal = outlook_refuse(sight->outlook, foresight_place(sight, "rules"),
				 "pgmob itself could not connect to database %V again", database);
	refusal->detail = foresight_tell(sight, &visit.after);
	refusal->hint = "add a rule that lets it in: the manifest says what is in that database";
}

static void check_databases(const struct foresight *sight, const struct sessions *own)
{
	const struct state *desired = sight->outlook->desired;
	struct map seen = map_in(sight->outlook->arena);

	map_set(&seen, own->database, own);
	for (size_t i = 0; desired->kinds[i]; i++) {
		const struct list *set = &desired->sets[i];

		for (size_t j = 0; desired->kinds[i]->home == HOME_LOCAL && j < set->count; j++) {
			const struct object *object = set->items[j];

			if (!map_set(&seen, object->database, own))
				check_database(sight, own, object->database);
		}
	}
}

static const char *word_of(const struct sessions *who)
{
	return object_is(&who->object, "walsender", false) ? "replication" : "session";
}

static const char *plural_of(const struct sessions *who)
{
	return *who->count == 1 ? "" : "s";
}

/* What there is against the next visit of others, or NULL. */
static const char *loss_of(const struct return_visit *visit)
{
	if (visit->before.most != AUTH_REFUSES && visit->after.most == AUTH_REFUSES)
		return " would not be let in again";
	if (is_weaker(visit))
		return " would not be let in again, but by a weaker way";
	if (visit->before.least != AUTH_REFUSES && visit->after.least == AUTH_REFUSES)
		return " may not be let in again";
	return NULL;
}

/* Sessions that came in the same way. What they replicate stops, so that is never a mere warning,
 * unless only the server can know. */
static void check_others(const struct foresight *sight, const struct sessions *who)
{
	const struct identity unknown = {0};
	const struct return_visit visit = come_back(sight, who, &unknown);
	const char *loss = loss_of(&visit);
	const bool known = visit.after.most == AUTH_REFUSES || is_weaker(&visit);
	const bool refused = sight->outlook->protect_sessions ||
			     (known && object_is(&who->object, "walsender", false));
	struct refusal *finding;

	if (!hba_world_has(sight->then.world, visit.after.client.user) || !loss)
		return;
	finding = (refused ? outlook_refuse : outlook_warn)(
		sight->outlook, foresight_place(sight, "rules"), "%l %s%s of %V%s",
		(long long)*who->count, word_of(who), plural_of(who), who->user, loss);
	finding->detail = foresight_tell(sight, &visit.after);
}

/* Sessions of which the role may not see how they came in. */
static void check_unseen(const struct foresight *sight, const struct sessions *who)
{
	if (!foresight_changes(sight))
		return;
	(sight->outlook->protect_sessions ? outlook_refuse : outlook_warn)(
		sight->outlook, foresight_place(sight, "rules"),
		"whether %l %s%s of %V would be let in again is not known", (long long)*who->count,
		word_of(who), plural_of(who), who->user)
		->hint = "as a member of pg_read_all_stats, pgmob sees how others came in";
}

static void check_self(const struct foresight *sight, const struct sessions *own)
{
	check_own(sight, own);
	if (!sight->server)
		check_databases(sight, own);
}

void foresee_sessions(const struct foresight *sight)
{
	const struct list *sessions = state_of(sight->outlook->actual, &session_kind);

	for (size_t i = 0; i < sessions->count; i++) {
		const struct sessions *who = sessions->items[i];

		if (!object_is_on(&who->object, sight->server))
			continue;
		if (*who->own)
			check_self(sight, who);
		else if (!*who->seen)
			check_unseen(sight, who);
		else
			check_others(sight, who);
	}
}
