/* SPDX-License-Identifier: PostgreSQL
 *
 * Memberships that are turned round. That a is a member of b and b shall be one of a can only be
 * done by taking away first, against the rule that what is wanted comes before what goes. Where
 * that is so is found in the graph of the memberships before and after together: its knots are the
 * strongly connected components (Tarjan, 1972) of more than one role.
 */
#include "base/map.h"
#include "kinds/membership/membership.h"
#include "model/change.h"

/* A role, and how far the search has come with it. */
struct role_node {
	struct list members; /* of struct role_node */
	size_t next;         /* of members, the first one not followed */
	size_t index, low;   /* as in Tarjan's algorithm; index 0: not visited */
	size_t knot;         /* the component's number, once it is known */
	struct role_node *from;
};

struct graph {
	struct arena *arena;
	struct map roles; /* by name */
	struct list all;
	struct list stack;
	size_t visited, knots;
};

static struct role_node *node_of(struct graph *graph, const char *name)
{
	struct role_node *node = map_get(&graph->roles, name);

	if (!node) {
		node = arena_alloc(graph->arena, sizeof(*node));
		map_set(&graph->roles, name, node);
		list_add(graph->arena, &graph->all, node);
	}
	return node;
}

static void add_edge(struct graph *graph, const struct membership *membership)
{
	list_add(graph->arena, &node_of(graph, membership->role)->members,
		 node_of(graph, membership->member));
}

static void visit(struct graph *graph, struct role_node *node, struct role_node *from)
{
	node->index = node->low = ++graph->visited;
	node->from = from;
	list_add(graph->arena, &graph->stack, node);
}

/* The node is the first of a component, which lies above it on the stack. */
static void close_knot(struct graph *graph, const struct role_node *first)
{
	struct role_node *node;

	graph->knots++;
	do {
		node = graph->stack.items[--graph->stack.count];
		node->knot = graph->knots;
	} while (node != first);
}

/* Without the program's stack: a chain of memberships may be as long as there are roles. */
static void walk(struct graph *graph, struct role_node *start)
{
	struct role_node *at = start;

	visit(graph, start, NULL);
	while (at) {
		struct role_node *member, *from = at->from;

		if (at->next < at->members.count) {
			member = at->members.items[at->next++];
			if (!member->index) {
				visit(graph, member, at);
				at = member;
			} else if (!member->knot && member->index < at->low) {
				at->low = member->index;
			}
			continue;
		}
		if (at->low == at->index)
			close_knot(graph, at);
		else if (from && at->low < from->low)
			from->low = at->low;
		at = from;
	}
}

static bool ends(const struct membership *row)
{
	return row->object.change && row->object.change->verb == CHANGE_DROP;
}

static bool is_made(const struct change *change)
{
	return change->kind == &membership_kind && change->verb == CHANGE_CREATE && !change->person;
}

/* The graph of all memberships that are to be made and of those that are there; with those that go,
 * or without them. */
static struct graph *graph_of(struct arena *arena, const struct list *changes,
			      const struct list *rows, bool before)
{
	struct graph *graph = arena_alloc(arena, sizeof(*graph));

	graph->arena = arena;
	graph->roles = map_in(arena);
	for (size_t i = 0; i < rows->count; i++)
		if (before || !ends(rows->items[i]))
			add_edge(graph, rows->items[i]);
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (is_made(change))
			add_edge(graph, (const struct membership *)change->to);
	}
	for (size_t i = 0; i < graph->all.count; i++) {
		struct role_node *node = graph->all.items[i];

		if (!node->index)
			walk(graph, node);
	}
	return graph;
}

static bool in_knot(struct graph *graph, const struct membership *membership)
{
	return node_of(graph, membership->role)->knot == node_of(graph, membership->member)->knot;
}

/* Those of each knot that go. */
static struct list *collect_drops(struct graph *graph, const struct list *rows, struct arena *arena)
{
	struct list *drops = arena_alloc(arena, (graph->knots + 1) * sizeof(*drops));

	for (size_t i = 0; i < rows->count; i++)
		if (ends(rows->items[i]) && in_knot(graph, rows->items[i]))
			list_add(arena,
				 &drops[node_of(graph,
						((const struct membership *)rows->items[i])->role)
						->knot],
				 rows->items[i]);
	return drops;
}

static void forbid(struct change *change, struct arena *arena)
{
	const struct membership *to = (const struct membership *)change->to;

	change->person = true;
	change->reason = text_format(arena, "%V is a member of %V by memberships that stay",
				     to->role, to->member);
	change->to->change = NULL;
}

void membership_untie(const struct list *changes, const struct state *actual)
{
	const struct list *rows = state_of(actual, &membership_kind);
	struct arena *scratch = arena_create(NULL);
	struct graph *before = NULL, *after;
	struct list *drops = NULL;
	bool tied = false;

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (!is_made(change))
			continue;
		if (!before)
			before = graph_of(scratch, changes, rows, true);
		tied |= in_knot(before, (const struct membership *)change->to);
	}
	if (tied) {
		after = graph_of(scratch, changes, rows, false);
		drops = collect_drops(before, rows, actual->arena);
		for (size_t i = 0; i < changes->count; i++) {
			struct change *change = changes->items[i];
			struct membership *to = (struct membership *)change->to;

			if (!is_made(change) || !in_knot(before, to))
				continue;
			to->untie = &drops[node_of(before, to->role)->knot];
			if (in_knot(after, to))
				forbid(change, actual->arena);
		}
	}
	arena_destroy(scratch);
}
