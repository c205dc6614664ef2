/* SPDX-License-Identifier: PostgreSQL
 *
 * Somebody must be left who can put right what goes wrong.
 */
#include <string.h>

#include "kinds/hba/foresee.h"
#include "kinds/role/role.h"
#include "model/change.h"

/* The databases that a rule may be for: those that it names, and the one that pgmob is in. */
static struct list databases_of(const struct foresight *sight, const struct auth_rule *rule)
{
	struct list names = {0};

	list_add(sight->outlook->arena, &names, sight->outlook->facts->database);
	for (size_t i = 0; i < rule->databases.count; i++)
		list_add(sight->outlook->arena, &names,
			 ((const struct auth_token *)rule->databases.items[i])->text);
	return names;
}

/* Whether somebody may come in as the user in a way that the rule is for. */
static bool lets_in(const struct foresight *sight, const struct hba_door *door,
		    const struct auth_rule *rule, const char *user)
{
	static const enum auth_transport transports[] = {AUTH_SOCKET, AUTH_TCP, AUTH_TLS,
							 AUTH_GSSENC};
	const struct list databases = databases_of(sight, rule);
	struct auth_client client = {.user = user, .address = rule->network.address};

	for (size_t i = 0; i < databases.count; i++)
		for (size_t j = 0; j < sizeof(transports) / sizeof(*transports); j++) {
			client.database = databases.items[i];
			client.transport = transports[j];
			if (hba_visit(door, &client, NULL).most != AUTH_REFUSES)
				return true;
		}
	return false;
}

static bool lets_role_in(const struct foresight *sight, const struct hba_door *door,
			 const struct object *role)
{
	const struct list *rules = &door->rules->rules;
	const char *name;

	if (!role || !role_can_rescue((const struct role *)role))
		return false;
	name = hba_world_name(door->world, object_name(role));
	for (size_t i = 0; i < rules->count; i++)
		if (lets_in(sight, door, rules->items[i], name))
			return true;
	return false;
}

static bool lets_any_superuser_in(const struct foresight *sight, const struct hba_door *door,
				  bool after)
{
	const struct list *roles = state_of(sight->outlook->actual, &role_kind);
	const struct list *changes = sight->outlook->changes;

	for (size_t i = 0; i < roles->count; i++) {
		const struct object *role = roles->items[i];
		const struct change *change = after ? role->change : NULL;

		if (lets_role_in(sight, door, change && !change->person ? change->to : role))
			return true;
	}
	for (size_t i = 0; after && i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (change->kind == &role_kind && change->verb == CHANGE_CREATE &&
		    lets_role_in(sight, door, change->to))
			return true;
	}
	return false;
}

/* Where pgmob is a superuser itself, its own way in is what is looked at. */
void foresee_superusers(const struct foresight *sight)
{
	const struct facts *facts = sight->outlook->facts;

	if ((facts->superuser && strcmp(facts->user, facts->session_user) == 0) ||
	    lets_any_superuser_in(sight, &sight->then, true) ||
	    !lets_any_superuser_in(sight, &sight->now, false))
		return;
	outlook_refuse(sight->outlook, foresight_place(sight, "rules"),
		       "no superuser could log in any more")
		->hint = "put in a rule for one, such as: local all postgres peer";
}
