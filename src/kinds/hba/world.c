/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/hba/world.h"

#include <string.h>

#include "base/array.h"
#include "kinds/kinds.h"
#include "sql.h"

/* A regular expression on many names, which are asked about together. */
struct expression {
	const char *text;
	struct map findings; /* by name: struct auth_finding */
	struct list wanted;  /* of const char *: names that were looked for in vain */
	struct list asked;   /* of struct question: not taken yet */
};

/* What was put for an expression. */
struct question {
	struct list names;
	const struct inquiry *inquiry;
};

static const char invalid_expression[] = "2201B";

static void add_membership(struct hba_world *world, const char *member, const char *role)
{
	struct list *roles = map_get(&world->memberships, member);

	if (!roles) {
		roles = arena_alloc(world->arena, sizeof(*roles));
		map_set(&world->memberships, member, roles);
	}
	list_add(world->arena, roles, role);
}

/* All roles that the user is, over however many memberships: of which it inherits nothing, or that
 * it may not SET, count as any. */
static const struct map *reach(struct hba_world *world, const char *user)
{
	struct map *reached = map_get(&world->reached, user);
	struct list queue = {0};

	if (reached)
		return reached;
	reached = arena_alloc(world->arena, sizeof(*reached));
	*reached = map_in(world->arena);
	user = arena_strdup(world->arena, user);
	map_set(&world->reached, user, reached);
	map_set(reached, user, user);
	list_add(world->arena, &queue, user);
	for (size_t i = 0; i < queue.count; i++) {
		const struct list *roles = map_get(&world->memberships, queue.items[i]);

		for (size_t j = 0; roles && j < roles->count; j++)
			if (!map_set(reached, roles->items[j], roles->items[j]))
				list_add(world->arena, &queue, roles->items[j]);
	}
	return reached;
}

static enum auth_answer is_member(void *context, const char *user, const char *role)
{
	struct hba_world *world = context;

	return map_get(&world->roles, user) && map_get(&world->roles, role) &&
			       map_get(reach(world, user), role)
		       ? AUTH_YES
		       : AUTH_NO;
}

static int hex_digit(char digit)
{
	return digit >= 'a' ? digit - 'a' + 10 : digit - '0';
}

static const char *from_hex(struct arena *arena, const char *hex)
{
	struct text text = text_in(arena);

	for (; hex && hex[0]; hex += 2) {
		const char byte = (char)(hex_digit(hex[0]) * 16 + hex_digit(hex[1]));

		text_add_bytes(&text, &byte, 1);
	}
	return hex ? text.at : NULL;
}

/* As bytea takes it. */
static const char *to_hex(struct arena *arena, const char *string)
{
	static const char digits[] = "0123456789abcdef";
	struct text text = text_in(arena);

	text_add(&text, "\\x");
	for (const char *at = string; *at; at++) {
		const unsigned char byte = (unsigned char)*at;
		const char pair[] = {digits[byte / 16], digits[byte % 16]};

		text_add_bytes(&text, pair, 2);
	}
	return text.at;
}

static void take(struct hba_world *world, struct expression *expression,
		 const struct question *question)
{
	const struct inquiry *inquiry = question->inquiry;

	for (size_t i = 0; i < question->names.count; i++) {
		struct auth_finding *finding = arena_alloc(world->arena, sizeof(*finding));

		finding->found = AUTH_UNKNOWN;
		if (inquiry->error) {
			finding->bad = strcmp(inquiry->sqlstate, invalid_expression) == 0;
		} else {
			const char *const *row = inquiry->rows.items[i];

			finding->found = strcmp(row[0], "t") == 0 ? AUTH_YES : AUTH_NO;
			finding->first = from_hex(world->arena, row[1]);
		}
		map_set(&expression->findings, question->names.items[i], finding);
	}
}

/* What has been answered since it was looked for last. */
static void take_answers(struct hba_world *world, struct expression *expression)
{
	size_t open = 0;

	for (size_t i = 0; i < expression->asked.count; i++) {
		struct question *question = expression->asked.items[i];

		if (question->inquiry->answered)
			take(world, expression, question);
		else
			expression->asked.items[open++] = question;
	}
	expression->asked.count = open;
}

static struct expression *expression_of(struct hba_world *world, const char *text)
{
	struct expression *expression = map_get(&world->expressions, text);

	if (expression)
		return expression;
	expression = arena_alloc(world->arena, sizeof(*expression));
	expression->text = arena_strdup(world->arena, text);
	expression->findings = map_in(world->arena);
	map_set(&world->expressions, expression->text, expression);
	list_add(world->arena, &world->all_expressions, expression);
	return expression;
}

static struct auth_finding find(void *context, const char *text, const char *name)
{
	struct hba_world *world = context;
	struct expression *expression = expression_of(world, text);
	struct auth_finding *finding;

	take_answers(world, expression);
	finding = map_get(&expression->findings, name);
	if (!finding) {
		finding = arena_alloc(world->arena, sizeof(*finding));
		finding->found = AUTH_UNKNOWN;
		name = arena_strdup(world->arena, name);
		map_set(&expression->findings, name, finding);
		list_add(world->arena, &expression->wanted, name);
	}
	return *finding;
}

/* The address of the server that pgmob's own session has come in by. */
static bool server_address(struct hba_world *world, struct auth_address *address)
{
	const struct inquiry *inquiry = world->addresses;
	const char *const *row;

	world->wants_addresses = true;
	if (!inquiry || !inquiry->answered || !inquiry->rows.count)
		return false;
	row = inquiry->rows.items[0];
	return row[0] && auth_address_read(address, row[0]);
}

static bool is_same(const struct auth_address *a, const struct auth_address *b)
{
	return a->family == b->family && memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* Who comes from a loopback address comes over an interface that has 127.0.0.1/8 and ::1/128. */
static bool is_loopback(const struct auth_address *address, bool first_only)
{
	static const struct auth_address first4 = {AUTH_IPV4, {127, 0, 0, 1}};
	static const struct auth_address first6 = {AUTH_IPV6, {[15] = 1}};

	if (address->family == AUTH_IPV4 && !first_only)
		return address->bytes[0] == 127;
	return is_same(address, &first4) || is_same(address, &first6);
}

static enum auth_answer is_same_host(void *context, const struct auth_address *address)
{
	struct auth_address server;

	if (is_loopback(address, true))
		return AUTH_YES;
	return server_address(context, &server) && is_same(address, &server) ? AUTH_YES
									     : AUTH_UNKNOWN;
}

static enum auth_answer is_same_net(void *context, const struct auth_address *address)
{
	return is_loopback(address, false) ? AUTH_YES : is_same_host(context, address);
}

struct hba_world *hba_world_of(struct arena *arena, const struct state *state, const char *node)
{
	const struct list *roles = state_of(state, &role_kind);
	const struct list *memberships = state_of(state, &membership_kind);
	struct hba_world *world = arena_alloc(arena, sizeof(*world));

	world->arena = arena;
	world->node = node;
	world->door = (struct auth_world){
		.context = world,
		.is_member = is_member,
		.find = find,
		.is_same_host = is_same_host,
		.is_same_net = is_same_net,
	};
	world->memberships = map_in(arena);
	world->roles = map_in(arena);
	world->reached = map_in(arena);
	world->expressions = map_in(arena);
	for (size_t i = 0; i < roles->count; i++)
		map_set(&world->roles, object_name(roles->items[i]), roles->items[i]);
	for (size_t i = 0; i < memberships->count; i++)
		add_membership(world, object_text(memberships->items[i], "member"),
			       object_text(memberships->items[i], "role"));
	return world;
}

static void ask_expression(struct hba_world *world, struct expression *expression,
			   struct inquiries *inquiries)
{
	struct question *question = arena_alloc(world->arena, sizeof(*question));
	struct list bytes = {0};
	struct text names = text_in(world->arena);
	const char *values[2];

	for (size_t i = 0; i < expression->wanted.count; i++)
		list_add(world->arena, &bytes,
			 to_hex(world->arena, expression->wanted.items[i]));
	array_show(&names, &bytes);
	values[0] = to_hex(world->arena, expression->text);
	values[1] = names.at;
	question->names = expression->wanted;
	question->inquiry = inquiries_put(inquiries, world->node, sql_hba_find, 2, values);
	list_add(world->arena, &expression->asked, question);
	expression->wanted = (struct list){0};
}

void hba_world_ask(struct hba_world *world, struct inquiries *inquiries)
{
	if (world->wants_addresses)
		world->addresses =
			inquiries_put(inquiries, world->node, sql_hba_addresses, 0, NULL);
	for (size_t i = 0; i < world->all_expressions.count; i++) {
		struct expression *expression = world->all_expressions.items[i];

		if (expression->wanted.count)
			ask_expression(world, expression, inquiries);
	}
}
