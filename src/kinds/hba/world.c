/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/hba/world.h"

#include <string.h>

#include "kinds/hba/found.h"
#include "kinds/hba/remote.h"
#include "kinds/kinds.h"
#include "sql.h"

struct hba_world {
	struct auth_world door;
	struct arena *arena;
	const char *node;
	int version;
	struct map roles;       /* that are there */
	struct map memberships; /* by member: struct list of const char *: roles */
	struct map reached;     /* by user: struct map: the roles that it is a member of */
	struct found found;
	struct remote remote;

	/* what was asked once */
	bool wants_address, wants_settings;
	const struct inquiry *address, *settings, *ident;
	struct hba_settings known;
};

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

static struct auth_finding find(void *context, const char *expression, const char *name)
{
	struct hba_world *world = context;

	return found_look(&world->found, expression, name);
}

/* The address of the server that pgmob's own session has come in by. */
static bool server_address(struct hba_world *world, struct auth_address *address)
{
	const struct inquiry *inquiry = world->address;
	const char *const *row;

	world->wants_address = true;
	if (!inquiry || !inquiry->rows.count)
		return false;
	row = inquiry->rows.items[0];
	return row[0] && auth_address_read(address, row[0]);
}

static bool is_same(const struct auth_address *a, const struct auth_address *b)
{
	return a->family == b->family && memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* Who comes from a loopback address comes over an interface that has 127.0.0.1/8 and ::1/128. */
static bool is_loopback(const struct auth_address *address)
{
	static const struct auth_address first4 = {AUTH_IPV4, {127, 0, 0, 1}};
	static const struct auth_address first6 = {AUTH_IPV6, {[15] = 1}};

	return is_same(address, &first4) || is_same(address, &first6);
}

static enum auth_answer is_same_host(void *context, const struct auth_address *address)
{
	struct auth_address server;

	if (is_loopback(address))
		return AUTH_YES;
	return server_address(context, &server) && is_same(address, &server) ? AUTH_YES
									     : AUTH_UNKNOWN;
}

static enum auth_answer is_same_net(void *context, const struct auth_address *address)
{
	if (address->family == AUTH_IPV4 && address->bytes[0] == 127)
		return AUTH_YES;
	return is_same_host(context, address);
}

struct hba_world *hba_world_of(struct arena *arena, const struct state *state, const char *node,
			       int version)
{
	const struct list *roles = state_of(state, &role_kind);
	const struct list *memberships = state_of(state, &membership_kind);
	struct hba_world *world = arena_alloc(arena, sizeof(*world));

	world->arena = arena;
	world->node = node;
	world->version = version;
	world->door = (struct auth_world){
		.context = world,
		.is_member = is_member,
		.find = find,
		.is_same_host = is_same_host,
		.is_same_net = is_same_net,
	};
	world->roles = map_in(arena);
	world->memberships = map_in(arena);
	world->reached = map_in(arena);
	world->found = found_in(arena);
	world->remote = remote_in(arena);
	for (size_t i = 0; i < roles->count; i++)
		map_set(&world->roles, object_name(roles->items[i]), roles->items[i]);
	for (size_t i = 0; i < memberships->count; i++)
		add_membership(world, object_text(memberships->items[i], "member"),
			       object_text(memberships->items[i], "role"));
	return world;
}

const struct auth_world *hba_world_door(const struct hba_world *world)
{
	return &world->door;
}

struct auth_loaded *hba_world_load(struct hba_world *world, enum auth_grammar grammar,
				   const char *path, const char *text)
{
	return remote_load(&world->remote, grammar, path, text, world->version);
}

static bool is_on(const char *setting)
{
	return strcmp(setting, "on") == 0;
}

const struct hba_settings *hba_world_settings(struct hba_world *world)
{
	struct hba_settings *known = &world->known;

	world->wants_settings = true;
	if (world->settings && world->settings->rows.count) {
		const char *const *row = world->settings->rows.items[0];

		known->known = true;
		known->ident_file = row[0];
		known->ssl = is_on(row[1]);
		known->ignore_case = is_on(row[2]);
	}
	if (world->ident && world->ident->rows.count)
		known->ident_text = ((const char *const *)world->ident->rows.items[0])[0];
	return known;
}

void hba_world_ask(struct hba_world *world, struct inquiries *inquiries)
{
	const char *node = world->node;

	if (world->wants_address)
		world->address = inquiries_put(inquiries, node, sql_hba_addresses, 0, NULL);
	if (world->wants_settings)
		world->settings = inquiries_put(inquiries, node, sql_hba_settings, 0, NULL);
	if (world->known.ident_file)
		world->ident = inquiries_put(inquiries, node, sql_hba_include, 1,
					     &world->known.ident_file);
	found_ask(&world->found, node, inquiries);
	remote_ask(&world->remote, node, inquiries);
}
