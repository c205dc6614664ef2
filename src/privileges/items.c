/* SPDX-License-Identifier: PostgreSQL */
#include "privileges/items.h"

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

/* Runs the item on the draft where the server would take it now: where its grantor can grant, or
 * where nothing that its grantee has granted would lose its ground. */
static bool try_run(struct acl_draft *draft, const struct item *item)
{
	struct acl_entry *entry = acl_draft_entry(draft, item->grantee, item->grantor);
	const struct acl_entry before = *entry;

	if (!item->takes && item->privileges & ~acl_draft_grantable(draft, item->grantor))
		return false;
	run(draft, item);
	if (!item->takes || !item->grantee ||
	    !(item->privileges & before.options & granted_by(draft, item->grantee) &
	      ~acl_draft_grantable(draft, item->grantee)))
		return true;
	*entry = before;
	return false;
}

/* Moves the items to the list, each as soon as it can be run. */
static void put_in_order(struct arena *arena, struct acl_draft *draft, struct list *items,
			 struct list *ordered)
{
	bool moved = true;

	while (moved) {
		moved = false;
		for (size_t i = 0; i < items->count; i++) {
			const struct item *item = items->items[i];

			if (!item || !try_run(draft, item))
				continue;
			list_add(arena, ordered, item);
			items->items[i] = NULL;
			moved = true;
		}
	}
	/* two that grant to each other, which no server has: in any order */
	for (size_t i = 0; i < items->count; i++)
		if (items->items[i])
			list_add(arena, ordered, items->items[i]);
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

struct list items_between(struct arena *arena, const struct acl *from, const struct acl *to,
			  const char *owner)
{
	struct acl_draft draft = acl_draft_of(arena, from, owner, to->count);
	const struct acl_draft wanted = acl_draft_of(arena, to, owner, 0);
	struct list gives = {0}, takes = {0}, ordered = {0};

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
	put_in_order(arena, &draft, &gives, &ordered);
	put_in_order(arena, &draft, &takes, &ordered);
	return ordered;
}
