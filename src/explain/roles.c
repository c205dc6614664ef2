/* SPDX-License-Identifier: PostgreSQL */
#include "explain/roles.h"

#include <string.h>

#include "base/map.h"
#include "kinds/kinds.h"

/* The first version in which a membership says whether it is inherited. */
enum { MEMBERSHIPS_SAY = 160000 };

struct roles {
	struct arena *arena;
	struct map by_name;
	struct list all;
	struct role_node *database_owner; /* pg_database_owner; NULL before PostgreSQL 14 */
	int version;
	size_t searches; /* so many were made */
};

static void add_role(struct roles *roles, const struct object *object)
{
	struct role_node *node = arena_alloc(roles->arena, sizeof(*node));

	node->name = object_name(object);
	node->role = object;
	node->superuser = object_is(object, "superuser", false);
	node->inherit = object_is(object, "inherit", false);
	node->login = object_is(object, "login", false);
	map_set(&roles->by_name, node->name, node);
	list_add(roles->arena, &roles->all, node);
}

static void add_membership(struct roles *roles, const struct object *object)
{
	const char *name = object_text(object, "role");
	const char *member_name = object_text(object, "member");
	struct role_node *to = name ? roles_find(roles, name) : NULL;
	struct role_node *member = member_name ? roles_find(roles, member_name) : NULL;
	struct role_edge *edge;

	if (!to || !member)
		return;
	edge = arena_alloc(roles->arena, sizeof(*edge));
	edge->to = to;
	edge->admin = object_is(object, "admin", false);
	edge->inherit = roles->version < MEMBERSHIPS_SAY ? member->inherit
							 : object_is(object, "inherit", false);
	edge->set = roles->version < MEMBERSHIPS_SAY || object_is(object, "set", false);
	list_add(roles->arena, &member->memberships, edge);
}

struct roles *roles_of(struct arena *arena, const struct state *state, const struct facts *facts)
{
	const struct list *objects = state_of(state, &role_kind);
	const struct list *memberships = state_of(state, &membership_kind);
	struct roles *roles = arena_alloc(arena, sizeof(*roles));

	roles->arena = arena;
	roles->by_name = map_in(arena);
	roles->version = facts->version;
	for (size_t i = 0; i < objects->count; i++)
		add_role(roles, objects->items[i]);
	for (size_t i = 0; i < memberships->count; i++)
		add_membership(roles, memberships->items[i]);
	roles->database_owner = roles_find(roles, "pg_database_owner");
	return roles;
}

struct role_node *roles_find(const struct roles *roles, const char *name)
{
	return map_get(&roles->by_name, name);
}

const struct list *roles_all(const struct roles *roles)
{
	return &roles->all;
}

/* One search: breadth first, so that the first way to a role is the shortest. */
struct search {
	struct roles *roles;
	struct reach *reach;
	size_t number;
	struct list queue; /* of struct step: from where memberships are still to be followed */
};

typedef void visitor(struct search *search, const struct step *from, const struct role_edge *edge);

static void add_step(struct search *search, struct list *steps, struct step like)
{
	struct step *step = arena_alloc(search->roles->arena, sizeof(*step));

	*step = like;
	list_add(search->roles->arena, steps, step);
	list_add(search->roles->arena, &search->queue, step);
}

static void visit_inherited(struct search *search, const struct step *from,
			    const struct role_edge *edge)
{
	if (!edge->inherit || edge->to->seen == search->number)
		return;
	edge->to->seen = search->number;
	add_step(search, &search->reach->inherited,
		 (struct step){.role = edge->to, .from = from, .acts = true});
}

static void add_after(struct search *search, struct role_node *role, const struct step *from,
		      struct role_node *set_role)
{
	if (role->seen == search->number || role->seen_after == search->number)
		return;
	role->seen_after = search->number;
	add_step(search, &search->reach->after,
		 (struct step){.role = role, .from = from, .set_role = set_role, .acts = true});
}

static void visit_after(struct search *search, const struct step *from,
			const struct role_edge *edge)
{
	if (edge->inherit)
		add_after(search, edge->to, from, from->set_role);
}

/* A role that may be SET acts at once, and shows the way on. */
static void visit_set(struct search *search, const struct step *from, const struct role_edge *edge)
{
	if (!edge->set || edge->to->seen_set == search->number)
		return;
	edge->to->seen_set = search->number;
	add_after(search, edge->to, from, edge->to);
	add_step(search, &search->reach->set,
		 (struct step){.role = edge->to, .from = from, .set_role = edge->to});
}

/* Follows the memberships of the step's role, the implicit one of a database's owner among them. */
static void follow(struct search *search, const struct step *step, visitor *visit)
{
	const struct roles *roles = search->roles;
	const struct list *memberships = &step->role->memberships;
	const char *owner = search->reach->database_owner;

	for (size_t i = 0; i < memberships->count; i++)
		visit(search, step, memberships->items[i]);
	if (owner && roles->database_owner && strcmp(owner, step->role->name) == 0) {
		const struct role_edge edge = {
			.to = roles->database_owner,
			.inherit = roles->version >= MEMBERSHIPS_SAY || step->role->inherit,
			.set = true,
		};

		visit(search, step, &edge);
	}
}

/* A superuser is what it may SET ROLE to already. */
static struct reach *search_from(struct roles *roles, struct role_node *role, const char *owner)
{
	struct reach *reach = arena_alloc(roles->arena, sizeof(*reach));
	struct search search = {.roles = roles, .reach = reach, .number = ++roles->searches};
	struct step *root = arena_alloc(roles->arena, sizeof(*root));

	root->role = role;
	reach->database_owner = owner;
	role->seen = role->seen_set = search.number;
	add_step(&search, &reach->inherited, (struct step){.role = role, .acts = true});
	for (size_t i = 0; i < search.queue.count; i++)
		follow(&search, search.queue.items[i], visit_inherited);
	if (role->superuser)
		return reach;
	search.queue.count = 0;
	list_add(roles->arena, &search.queue, root);
	for (size_t i = 0; i < search.queue.count; i++) {
		const struct step *step = search.queue.items[i];

		follow(&search, step, step->acts ? visit_after : visit_set);
	}
	return reach;
}

const struct reach *roles_reach(struct roles *roles, struct role_node *role, const char *owner)
{
	struct reach *reach;

	for (size_t i = 0; i < role->reaches.count; i++) {
		reach = role->reaches.items[i];
		if (!owner == !reach->database_owner &&
		    (!owner || strcmp(owner, reach->database_owner) == 0))
			return reach;
	}
	reach = search_from(roles, role, owner);
	list_add(roles->arena, &role->reaches, reach);
	return reach;
}

static void add_administered(struct arena *arena, struct list *administered, struct map *known,
			     const struct list *steps)
{
	for (size_t i = 0; i < steps->count; i++) {
		const struct step *step = steps->items[i];
		const struct list *memberships = &step->role->memberships;

		for (size_t j = 0; j < memberships->count; j++) {
			const struct role_edge *edge = memberships->items[j];
			struct administered *added;

			if (!edge->admin || map_set(known, edge->to->name, edge))
				continue;
			added = arena_alloc(arena, sizeof(*added));
			added->role = edge->to;
			added->set_role = step->set_role;
			list_add(arena, administered, added);
		}
	}
}

struct list roles_administered(struct roles *roles, struct role_node *role)
{
	const struct reach *reach = roles_reach(roles, role, NULL);
	struct map known = map_in(roles->arena);
	struct list administered = {0};

	add_administered(roles->arena, &administered, &known, &reach->inherited);
	add_administered(roles->arena, &administered, &known, &reach->after);
	return administered;
}
