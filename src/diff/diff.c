/* SPDX-License-Identifier: PostgreSQL */
#include "diff/diff.h"

#include "kinds/kinds.h"

struct differ {
	struct arena *arena;
	const struct desired *desired;
	const struct state *actual;
	const struct facts *facts;
	struct difference *difference;
};

static struct change *change_new(const struct differ *differ, enum change_verb verb,
				 struct object *from, struct object *to)
{
	struct change *change = arena_alloc(differ->arena, sizeof(*change));

	change->verb = verb;
	change->kind = (to ? to : from)->kind;
	change->from = from;
	change->to = to;
	return change;
}

static void add_change(const struct differ *differ, struct change *change, struct object *from,
		       struct object *to)
{
	if (!change->person && change->kind->beyond) {
		change->reason = change->kind->beyond(change, differ->facts, differ->arena);
		change->person = change->reason != NULL;
	}
	if (!change->person) {
		if (to)
			to->change = change;
		if (from)
			from->change = change;
	}
	list_add(differ->arena, &differ->difference->changes, change);
}

/* Whether the field takes part in comparisons at all. */
static bool is_compared(const struct field *field)
{
	return field->type != FIELD_LATER && field->type != FIELD_OBJECTS &&
	       !(field->flags & (FIELD_KEY | FIELD_CREATION | FIELD_ACTUAL)) &&
	       !(field->type == FIELD_NAMES && field->items);
}

/* Whether the manifest says something about the field that the server does not have. */
static bool differs(const struct field *field, const struct object *to, const struct object *from)
{
	if (!is_compared(field) || field_is_list(field) || !field_get(field, to))
		return false;
	return to->kind->same ? !to->kind->same(field, to, from) : !field_equal(field, to, from);
}

static bool is_demotion(const struct field *field, const struct object *from,
			const struct object *to)
{
	const bool *before = field->type == FIELD_BOOL ? field_get(field, from) : NULL;
	const bool *after = field->type == FIELD_BOOL ? field_get(field, to) : NULL;

	if (field->flags & FIELD_LOSS)
		return before && after && *before && !*after;
	return field->flags & FIELD_UNWRITTEN && !object_wrote(to, field->name);
}

static void compare(const struct differ *differ, struct object *from, struct object *to)
{
	uint64_t fixed = 0, fields = 0;
	enum guard guard = GUARD_NONE;

	for (const struct field *field = to->kind->fields; field->name; field++) {
		const uint64_t bit = UINT64_C(1) << (field - to->kind->fields);

		if (!differs(field, to, from))
			continue;
		if (field->flags & FIELD_FIXED)
			fixed |= bit;
		else
			fields |= bit;
		if (is_demotion(field, from, to))
			guard = GUARD_DEMOTE;
	}
	if (!fixed && !fields)
		return;
	if (differ->desired->mode == MODE_ADDITIVE && to->kind->home != HOME_FILE) {
		differ->difference->held_back++;
		return;
	}
	if (fields) {
		struct change *change = change_new(differ, CHANGE_ALTER, from, to);

		change->fields = fields;
		change->guard = guard;
		add_change(differ, change, from, to);
	}
	if (fixed) {
		struct change *change = change_new(differ, CHANGE_ALTER, from, to);

		change->fields = fixed;
		change->person = true;
		change->reason = "fixed when it is created";
		add_change(differ, change, from, to);
	}
}

/* What becomes of an actual object that the manifest does not list. */
static void unlisted(const struct differ *differ, struct object *from)
{
	const enum mode mode = differ->desired->mode;
	const struct object *parent;
	struct change *change;
	bool written = false;

	if (from->ignored)
		return;
	if (from->kind->unlisted == UNLISTED_KEPT) {
		if (mode == MODE_AUTHORITATIVE && from->kind->home != HOME_FILE)
			differ->difference->unlisted++;
		return;
	}
	if (from->kind->unlisted == UNLISTED_DROPPED && mode != MODE_AUTHORITATIVE)
		return;
	if (from->kind->unlisted == UNLISTED_EXACT) {
		parent = desired_parent(differ->desired, from, &written);
		if (!parent || (!written && mode != MODE_AUTHORITATIVE))
			return;
	}
	if (mode == MODE_ADDITIVE) {
		differ->difference->held_back++;
		return;
	}
	change = change_new(differ, CHANGE_DROP, from, NULL);
	if (from->needed && from->kind->unlisted == UNLISTED_DROPPED) {
		change->person = true;
		change->reason = "the manifest refers to it, but does not list it";
	}
	add_change(differ, change, from, NULL);
}

/* The one merge. */
static void merge(const struct differ *differ, const struct kind *kind)
{
	const struct list *wanted = state_of(differ->desired->state, kind);
	const struct list *there = state_of(differ->actual, kind);
	size_t i = 0, j = 0;

	while (i < wanted->count || j < there->count) {
		struct object *to = i < wanted->count ? wanted->items[i] : NULL;
		struct object *from = j < there->count ? there->items[j] : NULL;
		const int order = !to ? 1 : !from ? -1 : object_compare(to, from);

		if (to && order < 0) {
			if (kind->create)
				add_change(differ, change_new(differ, CHANGE_CREATE, NULL, to),
					   NULL, to);
		} else if (from && order > 0) {
			unlisted(differ, from);
		} else if (to && from) {
			compare(differ, from, to);
		}
		i += order <= 0;
		j += order >= 0;
	}
}

struct difference *diff(struct arena *arena, const struct desired *desired,
			const struct state *actual, const struct facts *facts)
{
	struct difference *difference = arena_alloc(arena, sizeof(*difference));
	const struct differ differ = {.arena = arena,
				      .desired = desired,
				      .actual = actual,
				      .facts = facts,
				      .difference = difference};

	for (size_t i = 0; kinds_all[i]; i++)
		merge(&differ, kinds_all[i]);
	for (size_t i = 0; kinds_all[i]; i++)
		if (kinds_all[i]->guard)
			kinds_all[i]->guard(&difference->changes, actual, facts);
	return difference;
}
