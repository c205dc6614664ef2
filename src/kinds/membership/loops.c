/* SPDX-License-Identifier: PostgreSQL
 *
 * Loops of memberships, found before any server is asked: a depth-first search along the listed
 * ones.
 */
#include <string.h>

#include "base/map.h"
#include "kinds/membership/membership.h"

/* Of a loop that may be as long as there are roles. */
enum { MOST_SHOWN = 20 };

/* One role on the way: the memberships in it, and how far the search is. */
struct role_node {
	const char *name;
	struct list members; /* of struct membership, in which it is the role */
	size_t next;         /* the first member that is not visited */
	bool open;           /* on the way that is being walked */
	struct role_node *from;
};

struct search {
	struct arena *arena;
	struct map roles;
	struct list all;
	struct diags *diags;
};

static struct role_node *node_of(struct search *search, const char *name)
{
	struct role_node *node = map_get(&search->roles, name);

	if (node)
		return node;
	node = arena_alloc(search->arena, sizeof(*node));
	node->name = name;
	map_set(&search->roles, name, node);
	list_add(search->arena, &search->all, node);
	return node;
}

static void report(struct search *search, const struct role_node *at, const struct role_node *end,
		   const struct membership *last)
{
	struct text way = text_in(search->diags->arena);
	struct diag *diag = diag_error(search->diags, object_place(&last->object),
				       "the memberships form a loop");
	size_t shown = 0;

	text_addf(&way, "%Q is a member of %Q", last->member, last->role);
	for (; at != end && shown < MOST_SHOWN; at = at->from, shown++)
		text_addf(&way, ", that of %Q", at->from->name);
	text_add(&way, at != end ? ", and so on" : "");
	diag->detail = way.at;
}

/* Walks from one role to its members, theirs, and so on, without the program's stack: a chain may
 * be as long as there are roles. */
static void walk(struct search *search, struct role_node *start)
{
	struct role_node *at = start;

	at->open = true;
	while (at) {
		const struct membership *membership;
		struct role_node *member;

		if (at->next == at->members.count) {
			at->open = false;
			at = at == start ? NULL : at->from;
			continue;
		}
		membership = at->members.items[at->next++];
		member = node_of(search, membership->member);
		if (member->open) {
			report(search, at, member, membership);
		} else if (member->next == 0) {
			member->open = true;
			member->from = at;
			at = member;
		}
	}
}

/* Only a role that is a member and has members can stand in a loop; of most of them neither holds,
 * and the others need no search. */
void membership_check_loops(const struct state *desired, const struct intent *intent,
			    struct diags *diags)
{
	const struct list *memberships = state_of(desired, &membership_kind);
	struct arena *arena = arena_create(NULL);
	struct search search = {.arena = arena, .roles = map_in(arena), .diags = diags};
	const char *last = NULL;
	bool inner = false;

	(void)intent;
	for (size_t i = 0; i < memberships->count; i++) {
		const struct membership *membership = memberships->items[i];

		node_of(&search, membership->role);
	}
	for (size_t i = 0; i < memberships->count; i++) {
		struct membership *membership = memberships->items[i];

		/* the set is sorted by member */
		if (!last || strcmp(last, membership->member) != 0)
			inner = map_get(&search.roles, membership->member) != NULL;
		last = membership->member;
		/* that a role is a member of itself is said of its entry */
		if (inner && strcmp(membership->role, membership->member) != 0)
			list_add(arena, &node_of(&search, membership->role)->members, membership);
	}
	for (size_t i = 0; i < search.all.count; i++) {
		struct role_node *node = search.all.items[i];

		if (!node->next)
			walk(&search, node);
	}
	arena_destroy(arena);
}
