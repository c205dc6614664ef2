/* SPDX-License-Identifier: PostgreSQL
 *
 * The rules with whom they are for, and who has come in by them.
 */
#include <string.h>

#include "hba/hba.h"
#include "kinds/kinds.h"
#include "kinds/session/session.h"

struct view {
	const struct hba_rules *rules;
	const struct state *actual;
	struct hba_overview *overview;
};

static bool is_for_user(const struct hba_rules *rules, const struct auth_rule *rule,
			const char *user)
{
	return auth_rule_is_for_user(rules->arena, rule, user, rules->world, rules->version) ==
	       AUTH_YES;
}

static bool is_for_database(const struct hba_rules *rules, const struct auth_rule *rule,
			    const char *user, const char *database)
{
	return auth_rule_is_for_database(rules->arena, rule, user, database, rules->world,
					 rules->version) == AUTH_YES;
}

/* Whether there is a database that the rule is for: with that user, or whoever it is (NULL). */
static bool has_database(const struct view *view, const struct auth_rule *rule, const char *user)
{
	const struct list *databases = state_of(view->actual, &database_kind);

	for (size_t i = 0; i < databases->count; i++) {
		const struct object *database = databases->items[i];

		if (object_is(database, "allow_connections", true) &&
		    is_for_database(view->rules, rule, user, object_name(database)))
			return true;
	}
	return false;
}

/* In which databases a rule is for those whom it names. Most rules have the same ones for
 * everybody: looked up with each user, they would take long. */
struct reach {
	bool any;         /* there is one for everybody */
	bool depends;     /* there may be one for some users */
	bool replication; /* it is for replication */
};

static struct reach reach_of(const struct view *view, const struct auth_rule *rule)
{
	const bool any = has_database(view, rule, NULL);

	return (struct reach){.any = any,
			      .depends = !any && auth_rule_depends_on_user(rule),
			      .replication = is_for_database(view->rules, rule, NULL, NULL)};
}

/* Counts the role with each rule that is for it in some database; or, where it may replicate, for
 * that. */
static void count_role(const struct view *view, const struct reach *reaches,
		       const struct object *role)
{
	const struct list *rows = &view->overview->rows;
	const bool replicates = object_is(role, "replication", false);
	const char *user = object_name(role);

	for (size_t i = 0; i < rows->count; i++) {
		struct hba_row *row = rows->items[i];
		const struct reach *reach = &reaches[i];

		if ((reach->any || reach->depends || (replicates && reach->replication)) &&
		    is_for_user(view->rules, row->rule, user))
			row->roles += reach->any || (replicates && reach->replication) ||
				      has_database(view, row->rule, user);
	}
}

/* Role by role, since what a role is a member of is found out once and then at hand. */
static void count_roles(const struct view *view)
{
	const struct list *roles = state_of(view->actual, &role_kind);
	const struct list *rows = &view->overview->rows;
	struct reach *reaches =
		arena_alloc(view->rules->arena, (rows->count + 1) * sizeof(*reaches));

	for (size_t i = 0; i < rows->count; i++)
		reaches[i] = reach_of(view, ((const struct hba_row *)rows->items[i])->rule);
	for (size_t i = 0; i < roles->count; i++)
		if (object_is(roles->items[i], "login", false))
			count_role(view, reaches, roles->items[i]);
}

/* Whether the rule is the next of the doubtful ones, which are in the order of the rules. */
static bool is_next_doubt(const struct auth_meeting *meeting, size_t at,
			  const struct auth_rule *rule)
{
	return at < meeting->doubts.count &&
	       ((const struct auth_doubt *)meeting->doubts.items[at])->rule == rule;
}

static void count_sessions(const struct view *view, const struct sessions *sessions)
{
	const struct auth_client client = sessions_client(sessions);
	const struct list *rows = &view->overview->rows;
	const size_t count = (size_t)*sessions->count;
	const struct auth_meeting meeting = auth_meet(view->rules->arena, &view->rules->hba->rules,
						      &client, view->rules->world,
						      view->rules->version);
	size_t doubts = 0;

	for (size_t i = 0; i < rows->count; i++) {
		struct hba_row *row = rows->items[i];
		const bool doubtful = is_next_doubt(&meeting, doubts, row->rule);

		doubts += doubtful;
		if (doubtful || (row->rule == meeting.rule && meeting.doubts.count))
			row->perhaps += count;
		else if (row->rule == meeting.rule)
			row->sessions += count;
	}
	if (!meeting.doubts.count && (!meeting.rule || meeting.rule->method == AUTH_REJECT))
		view->overview->strangers += count;
}

/* Rules that nobody can meet on this server. */
static struct list warn_of_ssl(const struct hba_rules *rules)
{
	struct list warnings = {0};

	for (size_t i = 0; rules->without_ssl && i < rules->hba->rules.count; i++) {
		const struct auth_rule *rule = rules->hba->rules.items[i];
		struct auth_warning *warning;

		if (rule->type != AUTH_HOSTSSL)
			continue;
		warning = arena_alloc(rules->arena, sizeof(*warning));
		*warning = (struct auth_warning){
			.rule = rule, .message = "no connection ever meets it: ssl is off"};
		list_add(rules->arena, &warnings, warning);
	}
	return warnings;
}

static void add_warnings(const struct view *view, const struct list *warnings)
{
	const struct list *rows = &view->overview->rows;

	for (size_t i = 0; i < rows->count; i++) {
		struct hba_row *row = rows->items[i];

		for (size_t j = 0; j < warnings->count; j++) {
			const struct auth_warning *warning = warnings->items[j];

			if (warning->rule == row->rule)
				list_add(view->rules->arena, &row->warnings, warning);
		}
	}
}

static void warn(const struct view *view)
{
	const struct hba_rules *rules = view->rules;
	struct list warnings = auth_warn(rules->arena, &rules->hba->rules);

	add_warnings(view, &warnings);
	if (rules->ident) {
		warnings = auth_warn_maps(rules->arena, &rules->hba->rules, &rules->ident->maps);
		add_warnings(view, &warnings);
	}
	warnings = warn_of_ssl(rules);
	add_warnings(view, &warnings);
}

struct hba_overview hba_show(const struct hba_rules *rules, const struct state *actual)
{
	const struct list *sessions = state_of(actual, &session_kind);
	struct hba_overview overview = {.faults = rules->hba->faults};
	const struct view view = {.rules = rules, .actual = actual, .overview = &overview};

	for (size_t i = 0; i < rules->hba->rules.count; i++) {
		struct hba_row *row = arena_alloc(rules->arena, sizeof(*row));

		row->rule = rules->hba->rules.items[i];
		list_add(rules->arena, &overview.rows, row);
	}
	count_roles(&view);
	for (size_t i = 0; i < sessions->count; i++) {
		const struct sessions *who = sessions->items[i];

		if (!who->object.server && *who->seen)
			count_sessions(&view, who);
	}
	warn(&view);
	return overview;
}
