/* SPDX-License-Identifier: PostgreSQL */
#include "privileges/items.h"

/* After all rounds in which the server would take an item. */
enum { LAST_ROUND = INT16_MAX };

/* What has been granted by somebody. */
static uint32_t granted_by(const struct acl_draft *draft, const char *grantor)
{
	uint32_t privileges = 0;

	for (size_t i = 0; i < draft->count; i++)
		if (acl_same_name(draft->entries[i].grantor, grantor))
			privileges |= draft->entries[i].privileges;
	return privileges;
}

static void run(struct acl_draft *draft, const struct item *item)
{
	struct acl_entry *entry = acl_draft_entry(draft, item->grantee, item->grantor);

	if (!item->takes) {
		entry->privileges |= item->privileges;
		entry->options |= item->option ? item->privileges : 0;
		return;
	}
	entry->options &= ~item->privileges;
	if (!item->option)
		entry->privileges &= ~item->privileges;
}

/* What the server would let the item's grantor grant in that way. */
static uint32_t grantable_in(struct arena *arena, const struct acl_draft *draft,
			     const struct item *item)
{
	return item->option ? acl_draft_can_entrust(arena, draft, item->grantor, item->grantee)
			    : acl_draft_grantable(draft, item->grantor);
}

/* Runs the item on the draft where the server would take it in this round, whatever else of the
 * round has been run: where its grantor could grant before it, or where nothing that its grantee
 * had granted before it would lose its ground. */
static bool try_run(struct arena *arena, struct acl_draft *draft,
		    const struct acl_draft *before_round, const struct item *item)
{
	struct acl_entry *entry = acl_draft_entry(draft, item->grantee, item->grantor);
	const struct acl_entry before = *entry;

	if (!item->takes && item->privileges & ~grantable_in(arena, before_round, item))
		return false;
	run(draft, item);
	if (!item->takes || !item->grantee ||
	    !(item->privileges & before.options & granted_by(before_round, item->grantee) &
	      ~acl_draft_ground(draft, item->grantee)))
		return true;
	*entry = before;
	return false;
}

/* Moves the items to the list, each in the first round in which it can be run. */
static void put_in_order(struct arena *arena, struct acl_draft *draft, struct list *items,
			 struct list *ordered)
{
	struct acl_draft before_round = acl_draft_copy(arena, draft);
	bool moved = items->count > 0;

	for (unsigned round = 0; moved; round++) {
		moved = false;
		for (size_t i = 0; i < items->count; i++) {
			struct item *item = items->items[i];

			if (!item || !try_run(arena, draft, &before_round, item))
				continue;
			item->round = round;
			list_add(arena, ordered, item);
			items->items[i] = NULL;
			moved = true;
		}
		if (moved)
			before_round = acl_draft_copy(arena, draft);
	}
	/* what a superuser has granted hangs on nothing */
	for (size_t i = 0; i < items->count; i++) {
		struct item *item = items->items[i];

		if (!item)
			continue;
		item->round = LAST_ROUND;
		list_add(arena, ordered, item);
	}
}

static void add_item(struct arena *arena, struct list *items, struct item like, uint32_t privileges,
		     bool option)
{
	struct item *item;

	if (!privileges)
		return;
	item = arena_alloc(arena, sizeof(*item));
	*item = like;
	item->privileges = privileges;
	item->option = option;
	list_add(arena, items, item);
}

static void give(struct arena *arena, struct list *items, const struct acl_entry *from,
		 const struct acl_entry *to)
{
	const struct item like = {.grantee = to->grantee, .grantor = to->grantor};
	const uint32_t options = to->options & ~from->options;

	add_item(arena, items, like, options, true);
	add_item(arena, items, like, to->privileges & ~from->privileges & ~options, false);
}

static void take(struct arena *arena, struct list *items, const struct acl_entry *from,
		 const struct acl_entry *to)
{
	const struct item like = {
		.takes = true, .grantee = from->grantee, .grantor = from->grantor};
	const uint32_t gone = from->privileges & ~to->privileges;

	add_item(arena, items, like, gone, false);
	add_item(arena, items, like, from->options & ~to->options & ~gone, true);
}

/* Of what is taken by this one's grantor, what that could not REVOKE; 0 where an earlier one has
 * the same grantor. */
static uint32_t out_of_reach(const struct acl_draft *draft, const struct list *takes, size_t which)
{
	const struct item *take = takes->items[which];
	uint32_t privileges = 0;

	for (size_t i = 0; i < takes->count; i++) {
		const struct item *other = takes->items[i];

		if (!acl_same_name(other->grantor, take->grantor))
			continue;
		if (i < which)
			return 0;
		privileges |= other->privileges;
	}
	return privileges & ~acl_draft_grantable(draft, take->grantor);
}

/* A grant whose grantor has no option any more is out of the reach of REVOKE: it gets the option
 * for the time of that, and is left with what is wanted. */
static void reach(struct arena *arena, const struct acl_draft *draft,
		  const struct acl_draft *wanted, const struct list *takes, struct list *gives,
		  struct list *ends)
{
	for (size_t i = 0; i < takes->count; i++) {
		const struct item *take = takes->items[i];
		const uint32_t lacks = out_of_reach(draft, takes, i);
		const struct acl_entry keeps = acl_draft_held(wanted, take->grantor, draft->owner);
		struct item like = {.grantee = take->grantor, .grantor = draft->owner};

		add_item(arena, gives, like, lacks & ~keeps.options, true);
		like.takes = true;
		add_item(arena, ends, like, lacks & keeps.privileges & ~keeps.options, true);
		add_item(arena, ends, like, lacks & ~keeps.privileges, false);
	}
}

struct list items_between(struct arena *arena, const struct acl *from, const struct acl *to,
			  const char *owner, const struct acl *above)
{
	struct acl_draft draft = acl_draft_of(arena, from, owner, to->count + from->count);
	const struct acl_draft wanted = acl_draft_of(arena, to, owner, 0);
	struct list gives = {0}, takes = {0}, ends = {0}, ordered = {0};

	draft.above = above;
	for (size_t i = 0; i < to->count; i++) {
		const struct acl_entry *after = &to->entries[i];
		const struct acl_entry before =
			acl_draft_held(&draft, after->grantee, after->grantor);

		give(arena, &gives, &before, after);
	}
	for (size_t i = 0; i < from->count; i++) {
		const struct acl_entry *before = &from->entries[i];
		const struct acl_entry after =
			acl_draft_held(&wanted, before->grantee, before->grantor);

		take(arena, &takes, before, &after);
	}
	reach(arena, &draft, &wanted, &takes, &gives, &ends);
	list_join(arena, &takes, &ends);
	put_in_order(arena, &draft, &gives, &ordered);
	put_in_order(arena, &draft, &takes, &ordered);
	return ordered;
}

const struct acl *items_stripped(struct acls *acls, const struct acl *column,
				 const struct list *items, const char *owner)
{
	const struct acl_draft before = acl_draft_of(acls->arena, column, owner, 0);
	struct acl_draft draft = acl_draft_of(acls->arena, column, owner, items->count);

	for (size_t i = 0; i < items->count; i++) {
		const struct item *item = items->items[i];

		if (item->takes && acl_draft_held(&draft, item->grantee, item->grantor).privileges)
			run(&draft, item);
	}
	acl_draft_settle(&draft, &before);
	return acl_make(acls, draft.entries, draft.count);
}

/* Whether one of the revokes names the entry. */
static bool is_hit(const struct list *items, const struct acl_entry *entry)
{
	for (size_t i = 0; i < items->count; i++) {
		const struct item *item = items->items[i];

		if (item->takes && acl_same_name(item->grantee, entry->grantee) &&
		    acl_same_name(item->grantor, entry->grantor))
			return true;
	}
	return false;
}

struct list items_before_strip(struct acls *acls, const struct acl *column,
			       const struct acl *wanted, const struct list *items,
			       const char *owner, const struct acl *above)
{
	const struct acl_draft end = acl_draft_of(acls->arena, wanted, owner, 0);
	const struct acl *stripped = items_stripped(acls, column, items, owner);
	const struct acl_draft after = acl_draft_of(acls->arena, stripped, owner, 0);
	struct acl_draft draft = acl_draft_of(acls->arena, column, owner, 0);

	for (size_t i = 0; i < draft.count; i++) {
		struct acl_entry *entry = &draft.entries[i];
		const struct acl_entry left =
			acl_draft_held(&after, entry->grantee, entry->grantor);
		const struct acl_entry kept = acl_draft_held(&end, entry->grantee, entry->grantor);

		/* what the revoke takes along, and what is wanted again, need not be said */
		if (is_hit(items, entry)) {
			entry->privileges &= left.privileges | kept.privileges;
			entry->options &= entry->privileges;
		} else {
			*entry = left;
		}
	}
	return items_between(acls->arena, column, acl_make(acls, draft.entries, draft.count), owner,
			     above);
}
