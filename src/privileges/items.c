/* SPDX-License-Identifier: PostgreSQL */
#include "privileges/items.h"

#include <string.h>

/* The list while the items are run on it, entry by entry. */
struct course {
	struct arena *arena;
	const char *owner;
	struct acl_entry *entries;
	size_t count;
};

static struct acl_entry *entry_of(struct course *course, const char *grantee, const char *grantor)
{
	struct acl_entry *entry;

	for (size_t i = 0; i < course->count; i++)
		if (acl_same_name(course->entries[i].grantee, grantee) &&
		    acl_same_name(course->entries[i].grantor, grantor))
			return &course->entries[i];
	entry = &course->entries[course->count++];
	*entry = (struct acl_entry){.grantee = grantee, .grantor = grantor};
	return entry;
}

static struct course begin(struct arena *arena, const struct acl *from, const struct acl *to,
			   const char *owner)
{
	struct course course = {.arena = arena, .owner = owner};

	course.entries =
		arena_alloc(arena, (from->count + to->count + 1) * sizeof(*course.entries));
	for (size_t i = 0; i < from->count; i++)
		course.entries[course.count++] = from->entries[i];
	return course;
}

/* What the grantor can grant, without one entry's options. */
static uint32_t options_of(const struct course *course, const char *grantor,
			   const struct acl_entry *without)
{
	uint32_t options = 0;

	if (strcmp(grantor, course->owner) == 0)
		return UINT32_MAX;
	for (size_t i = 0; i < course->count; i++)
		if (&course->entries[i] != without &&
		    acl_same_name(course->entries[i].grantee, grantor))
			options |= course->entries[i].options;
	return options;
}

/* What has been granted by somebody. */
static uint32_t granted_by(const struct course *course, const char *grantor)
{
	uint32_t privileges = 0;

	for (size_t i = 0; i < course->count; i++)
		if (acl_same_name(course->entries[i].grantor, grantor))
			privileges |= course->entries[i].privileges;
	return privileges;
}

/* Whether the server would take the item now. */
static bool can_run(struct course *course, const struct item *item)
{
	const struct acl_entry *entry;

	if (!item->takes)
		return !(item->privileges & ~options_of(course, item->grantor, NULL));
	if (!item->grantee)
		return true;
	entry = entry_of(course, item->grantee, item->grantor);
	return !(item->privileges & entry->options & granted_by(course, item->grantee) &
		 ~options_of(course, item->grantee, entry));
}

static void run(struct course *course, const struct item *item)
{
	struct acl_entry *entry = entry_of(course, item->grantee, item->grantor);

	if (!item->takes) {
		entry->privileges |= item->privileges;
		entry->options |= item->option ? item->privileges : 0;
		return;
	}
	entry->options &= ~item->privileges;
	if (!item->option)
		entry->privileges &= ~item->privileges;
}

/* Moves the items to the list, each as soon as it can be run. */
static void put_in_order(struct course *course, struct list *items, struct list *ordered)
{
	bool moved = true;

	while (moved) {
		moved = false;
		for (size_t i = 0; i < items->count; i++) {
			const struct item *item = items->items[i];

			if (!item || !can_run(course, item))
				continue;
			run(course, item);
			list_add(course->arena, ordered, item);
			items->items[i] = NULL;
			moved = true;
		}
	}
	/* two that grant to each other, which no server has: in any order */
	for (size_t i = 0; i < items->count; i++)
		if (items->items[i])
			list_add(course->arena, ordered, items->items[i]);
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

static struct acl_entry entry_in(const struct acl *acl, const struct acl_entry *like)
{
	for (size_t i = 0; i < acl->count; i++)
		if (acl_same_name(acl->entries[i].grantee, like->grantee) &&
		    acl_same_name(acl->entries[i].grantor, like->grantor))
			return acl->entries[i];
	return (struct acl_entry){.grantee = like->grantee, .grantor = like->grantor};
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
	struct course course = begin(arena, from, to, owner);
	struct list gives = {0}, takes = {0}, ordered = {0};

	for (size_t i = 0; i < to->count; i++) {
		const struct acl_entry before = entry_in(from, &to->entries[i]);

		give(arena, &gives, &before, &to->entries[i]);
	}
	for (size_t i = 0; i < from->count; i++) {
		const struct acl_entry after = entry_in(to, &from->entries[i]);

		take(arena, &takes, &from->entries[i], &after);
	}
	put_in_order(&course, &gives, &ordered);
	put_in_order(&course, &takes, &ordered);
	return ordered;
}
