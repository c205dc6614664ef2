/* SPDX-License-Identifier: PostgreSQL */
#include "auth/match.h"

#include <string.h>
#include <strings.h>

#include "base/map.h"

/* One question, and why its answer is not known. */
struct matching {
	struct arena *arena;
	const struct auth_world *world;
	int version;
	const char *reason;
};

static enum auth_answer answer(bool yes)
{
	return yes ? AUTH_YES : AUTH_NO;
}

static enum auth_answer either(enum auth_answer a, enum auth_answer b)
{
	if (a == AUTH_YES || b == AUTH_YES)
		return AUTH_YES;
	return a == AUTH_UNKNOWN || b == AUTH_UNKNOWN ? AUTH_UNKNOWN : AUTH_NO;
}

/* The first reason is the one that is told. */
static enum auth_answer unknown(struct matching *matching, const char *reason)
{
	if (!matching->reason)
		matching->reason = reason;
	return AUTH_UNKNOWN;
}

static enum auth_answer is_member(struct matching *matching, const char *user, const char *role)
{
	const enum auth_answer member =
		matching->world->is_member(matching->world->context, user, role);

	if (member != AUTH_UNKNOWN)
		return member;
	return unknown(matching,
		       text_format(matching->arena, "it is not known whether %Q is a member of %Q",
				   user, role));
}

static struct auth_finding find(struct matching *matching, const struct auth_token *token,
				const char *name)
{
	const struct auth_world *world = matching->world;
	struct auth_finding finding = world->find(world->context, token->text + 1, name);

	if (finding.bad)
		finding.found = unknown(
			matching,
			text_format(matching->arena, "the server cannot compile %Q", token->text));
	else if (finding.found == AUTH_UNKNOWN)
		unknown(matching,
			text_format(matching->arena, "only the server knows whether %Q fits %Q",
				    token->text, name));
	return finding;
}

/* Whatever the version is, it may be. */
static bool knows_expressions(const struct matching *matching)
{
	return !matching->version || matching->version >= AUTH_EXPRESSIONS_SINCE;
}

/* Quotes do not keep a token from being one. */
static bool is_expression(const struct matching *matching, const struct auth_token *token)
{
	return knows_expressions(matching) && token->text[0] == '/';
}

static bool is_same_name(const char *a, const char *b, bool ignore_case)
{
	return (ignore_case ? strcasecmp(a, b) : strcmp(a, b)) == 0;
}

static enum auth_answer user_fits(struct matching *matching, const struct auth_token *token,
				  const char *user, bool ignore_case)
{
	if (!token->quoted && token->text[0] == '+')
		return is_member(matching, user, token->text + 1);
	if (auth_token_is(token, "all"))
		return AUTH_YES;
	if (is_expression(matching, token))
		return find(matching, token, user).found;
	return answer(is_same_name(token->text, user, ignore_case));
}

/* Whether it stands for other databases with each user. */
static bool is_of_user(const struct auth_token *token)
{
	return auth_token_is(token, "sameuser") || auth_token_is(token, "samerole") ||
	       auth_token_is(token, "samegroup");
}

static enum auth_answer fits_user(struct matching *matching, const struct auth_token *token,
				  const struct auth_client *client)
{
	if (auth_token_is(token, "sameuser"))
		return answer(strcmp(client->database, client->user) == 0);
	return is_member(matching, client->user, client->database);
}

static enum auth_answer database_fits(struct matching *matching, const struct auth_token *token,
				      const struct auth_client *client)
{
	if (client->replication || auth_token_is(token, "replication"))
		return answer(client->replication && auth_token_is(token, "replication"));
	if (auth_token_is(token, "all"))
		return AUTH_YES;
	if (is_of_user(token))
		return client->user ? fits_user(matching, token, client) : AUTH_NO;
	if (is_expression(matching, token))
		return find(matching, token, client->database).found;
	return answer(strcmp(token->text, client->database) == 0);
}

static enum auth_answer users_fit(struct matching *matching, const struct auth_rule *rule,
				  const struct auth_client *client)
{
	enum auth_answer fits = AUTH_NO;

	for (size_t i = 0; fits != AUTH_YES && i < rule->users.count; i++)
		fits = either(fits, user_fits(matching, rule->users.items[i], client->user, false));
	return fits;
}

static enum auth_answer databases_fit(struct matching *matching, const struct auth_rule *rule,
				      const struct auth_client *client)
{
	enum auth_answer fits = AUTH_NO;

	for (size_t i = 0; fits != AUTH_YES && i < rule->databases.count; i++)
		fits = either(fits, database_fits(matching, rule->databases.items[i], client));
	return fits;
}

static bool type_fits(enum auth_type type, enum auth_transport transport)
{
	switch (type) {
	case AUTH_LOCAL:
		return transport == AUTH_SOCKET;
	case AUTH_HOST:
		return transport != AUTH_SOCKET;
	case AUTH_HOSTSSL:
		return transport == AUTH_TLS;
	case AUTH_HOSTNOSSL:
		return transport == AUTH_TCP || transport == AUTH_GSSENC;
	case AUTH_HOSTGSSENC:
		return transport == AUTH_GSSENC;
	case AUTH_HOSTNOGSSENC:
		return transport == AUTH_TCP || transport == AUTH_TLS;
	}
	return false;
}

/* A name that begins with a dot is the end of names, and not one itself. */
static bool host_fits(const char *pattern, const char *host)
{
	const size_t length = strlen(pattern), host_length = strlen(host);

	if (pattern[0] != '.')
		return strcasecmp(pattern, host) == 0;
	return host_length >= length && strcasecmp(pattern, host + host_length - length) == 0;
}

static const char *show_address(struct matching *matching, const struct auth_address *address)
{
	struct text text = text_in(matching->arena);

	auth_address_show(&text, address);
	return text.at;
}

static enum auth_answer address_fits(struct matching *matching, const struct auth_rule *rule,
				     const struct auth_client *client)
{
	const struct auth_world *world = matching->world;
	enum auth_answer fits = AUTH_YES;

	switch (rule->from) {
	case AUTH_FROM_ALL:
		break;
	case AUTH_FROM_NETWORK:
		return answer(auth_network_has(&rule->network, &client->address));
	case AUTH_FROM_NAME:
		if (client->host)
			return answer(host_fits(rule->name, client->host));
		return unknown(matching,
			       text_format(matching->arena,
					   "only the server's name service knows the name of %s",
					   show_address(matching, &client->address)));
	case AUTH_FROM_SAMEHOST:
		fits = world->is_same_host(world->context, &client->address);
		break;
	case AUTH_FROM_SAMENET:
		fits = world->is_same_net(world->context, &client->address);
		break;
	}
	if (fits != AUTH_UNKNOWN)
		return fits;
	return unknown(matching,
		       text_format(matching->arena,
				   "only the server's interfaces say whether %s is %s",
				   show_address(matching, &client->address),
				   rule->from == AUTH_FROM_SAMEHOST ? "the same host"
								    : "in the same network"));
}

enum auth_answer auth_rule_fits(struct arena *arena, const struct auth_rule *rule,
				const struct auth_client *client, const struct auth_world *world,
				int version, const char **reason)
{
	static enum auth_answer (*const parts_fit[])(struct matching *, const struct auth_rule *,
						     const struct auth_client *) = {
		address_fits,
		databases_fit,
		users_fit,
	};
	struct matching matching = {.arena = arena, .world = world, .version = version};
	enum auth_answer fits = AUTH_YES;

	if (!type_fits(rule->type, client->transport))
		return AUTH_NO;
	for (size_t i = rule->type == AUTH_LOCAL ? 1 : 0;
	     i < sizeof(parts_fit) / sizeof(*parts_fit); i++) {
		const enum auth_answer part = parts_fit[i](&matching, rule, client);

		if (part == AUTH_NO)
			return AUTH_NO;
		if (part == AUTH_UNKNOWN)
			fits = AUTH_UNKNOWN;
	}
	if (reason && fits == AUTH_UNKNOWN)
		*reason = matching.reason;
	return fits;
}

enum auth_answer auth_rule_is_for_user(struct arena *arena, const struct auth_rule *rule,
				       const char *user, const struct auth_world *world,
				       int version)
{
	struct matching matching = {.arena = arena, .world = world, .version = version};
	const struct auth_client client = {.user = user};

	return users_fit(&matching, rule, &client);
}

bool auth_rule_depends_on_user(const struct auth_rule *rule)
{
	for (size_t i = 0; i < rule->databases.count; i++)
		if (is_of_user(rule->databases.items[i]))
			return true;
	return false;
}

enum auth_answer auth_rule_is_for_database(struct arena *arena, const struct auth_rule *rule,
					   const char *user, const char *database,
					   const struct auth_world *world, int version)
{
	struct matching matching = {.arena = arena, .world = world, .version = version};
	const struct auth_client client = {
		.user = user, .database = database, .replication = !database};

	return databases_fit(&matching, rule, &client);
}

struct auth_meeting auth_meet(struct arena *arena, const struct list *rules,
			      const struct auth_client *client, const struct auth_world *world,
			      int version)
{
	struct auth_meeting meeting = {0};

	for (size_t i = 0; i < rules->count; i++) {
		const struct auth_rule *rule = rules->items[i];
		const char *reason = NULL;
		struct auth_doubt *doubt;

		switch (auth_rule_fits(arena, rule, client, world, version, &reason)) {
		case AUTH_NO:
			break;
		case AUTH_YES:
			meeting.rule = rule;
			return meeting;
		case AUTH_UNKNOWN:
			doubt = arena_alloc(arena, sizeof(*doubt));
			*doubt = (struct auth_doubt){.rule = rule, .reason = reason};
			list_add(arena, &meeting.doubts, doubt);
			break;
		}
	}
	return meeting;
}

/* What an entry says of a login. A fault ends the search, and keeps the client out. */
enum saying { SAYS_NOTHING, SAYS_YES, SAYS_FAULT, SAYS_PERHAPS };

static enum saying saying_of(enum auth_answer fits)
{
	return fits == AUTH_YES ? SAYS_YES : fits == AUTH_NO ? SAYS_NOTHING : SAYS_PERHAPS;
}

/* Before PostgreSQL 16 the database user is a name, whatever it looks like. */
static enum saying compare_user(struct matching *matching, const struct auth_map *map,
				const struct auth_login *login)
{
	struct auth_token token = map->database_user;

	if (!knows_expressions(matching))
		token.quoted = true;
	return saying_of(user_fits(matching, &token, login->user, login->ignore_case));
}

/* Whether \1 in the database user stands for what the expression has found. */
static const char *find_reference(const struct matching *matching, const struct auth_map *map)
{
	const struct auth_token *token = &map->database_user;
	const bool member = knows_expressions(matching) && !token->quoted && token->text[0] == '+';

	return member || is_expression(matching, token) ? NULL : strstr(token->text, "\\1");
}

static enum saying compare_expression(struct matching *matching, const struct auth_map *map,
				      const struct auth_login *login)
{
	const char *reference = find_reference(matching, map);
	const struct auth_finding finding = find(matching, &map->system_user, login->system_user);
	struct text name = text_in(matching->arena);
	enum saying says;

	if (finding.found == AUTH_NO)
		return SAYS_NOTHING;
	if (!reference) {
		says = compare_user(matching, map, login);
		return says == SAYS_YES && finding.found == AUTH_UNKNOWN ? SAYS_PERHAPS : says;
	}
	if (finding.found == AUTH_UNKNOWN)
		return SAYS_PERHAPS;
	if (!finding.first) {
		matching->reason = text_format(matching->arena,
					       "%Q has no parentheses for \\1 in %Q",
					       map->system_user.text, map->database_user.text);
		return SAYS_FAULT;
	}
	text_add_bytes(&name, map->database_user.text,
		       (size_t)(reference - map->database_user.text));
	text_addf(&name, "%s%s", finding.first, reference + 2);
	return saying_of(answer(is_same_name(name.at, login->user, login->ignore_case)));
}

static enum saying compare_entry(struct matching *matching, const struct auth_map *map,
				 const struct auth_login *login)
{
	if (map->system_user.text[0] == '/')
		return compare_expression(matching, map, login);
	if (!is_same_name(map->system_user.text, login->system_user, login->ignore_case))
		return SAYS_NOTHING;
	return compare_user(matching, map, login);
}

/* Every doubtful entry may turn out to let in, and one with an expression to be a fault. */
static bool may_be_fault(const struct matching *matching, const struct auth_map *map)
{
	return map->system_user.text[0] == '/' && find_reference(matching, map);
}

struct auth_mapping auth_map_lets(struct arena *arena, const struct list *maps, const char *name,
				  const struct auth_login *login, const struct auth_world *world,
				  int version)
{
	struct matching matching = {.arena = arena, .world = world, .version = version};
	struct auth_mapping mapping = {.lets = AUTH_NO};
	bool may_end = false;

	if (!name || !*name) {
		mapping.lets =
			answer(is_same_name(login->user, login->system_user, login->ignore_case));
		return mapping;
	}
	for (size_t i = 0; i < maps->count; i++) {
		const struct auth_map *map = maps->items[i];
		enum saying says;

		if (strcmp(map->name, name) != 0)
			continue;
		matching.reason = NULL;
		says = compare_entry(&matching, map, login);
		if (says == SAYS_PERHAPS && mapping.lets == AUTH_NO)
			mapping = (struct auth_mapping){AUTH_UNKNOWN, map, matching.reason};
		if (says == SAYS_PERHAPS && may_be_fault(&matching, map))
			may_end = true;
		if (says == SAYS_YES && !may_end)
			return (struct auth_mapping){AUTH_YES, map, NULL};
		if (says == SAYS_FAULT && mapping.lets == AUTH_NO)
			return (struct auth_mapping){AUTH_NO, map, matching.reason};
		if (says == SAYS_YES || says == SAYS_FAULT)
			break;
	}
	return mapping;
}

bool auth_map_may_let(struct arena *arena, const struct list *maps, const char *name,
		      const struct auth_login *login, const struct auth_world *world, int version)
{
	struct matching matching = {.arena = arena, .world = world, .version = version};

	for (size_t i = 0; i < maps->count; i++) {
		const struct auth_map *map = maps->items[i];

		if (strcmp(map->name, name) == 0 &&
		    (may_be_fault(&matching, map) ||
		     compare_user(&matching, map, login) != SAYS_NOTHING))
			return true;
	}
	return false;
}

static enum auth_answer nobody_knows_member(void *context, const char *user, const char *role)
{
	(void)context;
	(void)user;
	(void)role;
	return AUTH_UNKNOWN;
}

static struct auth_finding nobody_finds(void *context, const char *expression, const char *name)
{
	(void)context;
	(void)expression;
	(void)name;
	return (struct auth_finding){.found = AUTH_UNKNOWN};
}

static enum auth_answer nobody_knows_address(void *context, const struct auth_address *address)
{
	(void)context;
	(void)address;
	return AUTH_UNKNOWN;
}

const struct auth_world auth_unknown_world = {
	.is_member = nobody_knows_member,
	.find = nobody_finds,
	.is_same_host = nobody_knows_address,
	.is_same_net = nobody_knows_address,
};
