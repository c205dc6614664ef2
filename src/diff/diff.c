/* SPDX-License-Identifier: PostgreSQL */
#include "diff/diff.h"

#include <stdlib.h>

#include "kinds/kinds.h"

struct differ {
	struct arena *arena;
	const struct desired *desired;
	const struct state *actual;
	struct difference *difference;
};

/* Adds a change like this one. */
static void add_change(const struct differ *differ, const struct change *like, struct object *from,
		       struct object *to)
{
	struct change *change = arena_alloc(differ->arena, sizeof(*change));

	*change = *like;
	if (!to && !from)
		abort(); /* a change of nothing: a fault of the program */
	change->kind = to ? to->kind : from->kind;
	change->from = from;
	change->to = to;
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

/* Why only a person can set the field, or NULL. */
static const char *beyond(const struct field *field, const struct object *to,
			  const struct object *from)
{
	if (field->flags & FIELD_FIXED)
		return "fixed when it is created";
	return to->kind->beyond ? to->kind->beyond(field, to, from) : NULL;
}

/* What pgmob can change is one change, what only a person can is another. */
static void compare(const struct differ *differ, struct object *from, struct object *to)
{
	struct change left = {.verb = CHANGE_ALTER}, made = {.verb = CHANGE_ALTER};

	for (const struct field *field = to->kind->fields; field->name; field++) {
		const uint64_t bit = UINT64_C(1) << (field - to->kind->fields);
		const char *reason;

		if (!differs(field, to, from))
			continue;
		reason = beyond(field, to, from);
		if (reason) {
			left.fields |= bit;
			left.reason = reason;
			continue;
		}
		made.fields |= bit;
		if (is_demotion(field, from, to))
			made.guard = GUARD_DEMOTE;
	}
	if (!left.fields && !made.fields)
		return;
	if (differ->desired->mode == MODE_ADDITIVE &&
	    !(to->kind->adds && to->kind->adds(to, from))) {
		differ->difference->held_back++;
		return;
	}
	if (made.fields)
		add_change(differ, &made, from, to);
	if (left.fields) {
		left.person = true;
		add_change(differ, &left, from, to);
	}
}

/* Whether an object that nobody lists stays, in mode authoritative, only because it may hold data.
 * What depends on another object is counted with that; what every database has is not counted. */
static bool may_hold_data(const struct differ *differ, const struct object *from)
{
	const struct field *schema = kind_field(from->kind, "schema");

	if (schema && schema->flags & FIELD_KEY && kinds_system_schema(field_get(schema, from)))
		return false;
	if (from->database &&
	    !state_named(differ->desired->state, &database_kind, NULL, from->database))
		return false;
	return differ->desired->mode == MODE_AUTHORITATIVE && from->kind->home != HOME_FILE &&
	       !object_is(from, "dependent", false) && !object_is(from, "original", false);
}

/* What of the kind is there and shall not be. */
static void end(const struct differ *differ, const struct kind *kind)
{
	const struct list *set = state_of(differ->desired->absent, kind);

	for (size_t i = 0; i < set->count; i++) {
		struct object *from = state_find(differ->actual, set->items[i]);

		if (!from)
			continue;
		if (differ->desired->mode == MODE_ADDITIVE)
			differ->difference->held_back++;
		else if (from->ignored)
			add_change(differ,
				   &(struct change){.verb = CHANGE_DROP,
						    .guard = GUARD_NEVER,
						    .reason = "it is ignored"},
				   from, NULL);
		else
			add_change(differ,
				   &(struct change){.verb = CHANGE_DROP, .guard = GUARD_DROP_DATA},
				   from, NULL);
	}
}

/* What the server has said of those that end. */
static void settle_ends(const struct differ *differ)
{
	for (size_t i = 0; i < differ->actual->ends.count; i++) {
		const struct end *end = differ->actual->ends.items[i];
		struct change *change = end->object->change;

		if (!change || change->verb != CHANGE_DROP)
			continue;
		change->along |= end->along != NULL;
		if (end->along)
			change->reason = text_format(differ->arena, "with %s",
						     object_title_in(differ->arena, end->along));
		if (end->kept) {
			change->guard = GUARD_NEVER;
			change->reason = end->kept;
		}
	}
}

/* What becomes of an actual object that the manifest does not list. */
static void unlisted(const struct differ *differ, struct object *from)
{
	const enum mode mode = differ->desired->mode;
	struct change change = {.verb = CHANGE_DROP};

	if (from->ignored || from->kind->unlisted == UNLISTED_PART ||
	    state_find(differ->desired->absent, from))
		return;
	if (from->kind->unlisted == UNLISTED_KEPT) {
		differ->difference->unlisted += may_hold_data(differ, from);
		return;
	}
	if (from->retiring && from->kind != &role_kind) {
		add_change(differ, &change, from, NULL);
		return;
	}
	if (mode == MODE_ADDITIVE) {
		differ->difference->held_back += from->kind->unlisted == UNLISTED_EXACT &&
						 desired_is_exact(differ->desired, from);
		return;
	}
	if (!from->exact)
		return;
	if (from->needed && from->kind->unlisted == UNLISTED_DROPPED) {
		change.person = true;
		change.reason = "the manifest refers to it, but does not list it";
	}
	add_change(differ, &change, from, NULL);
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
				add_change(differ, &(struct change){.verb = CHANGE_CREATE}, NULL,
					   to);
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
			const struct state *actual)
{
	struct difference *difference = arena_alloc(arena, sizeof(*difference));
	const struct differ differ = {
		.arena = arena, .desired = desired, .actual = actual, .difference = difference};

	for (size_t i = 0; i < actual->renames.count; i++) {
		const struct rename *rename = actual->renames.items[i];

		add_change(&differ,
			   &(struct change){.verb = CHANGE_ALTER,
					    .renames = true,
					    .person = rename->kept != NULL,
					    .reason = rename->kept},
			   rename->from, rename->to);
	}
	for (size_t i = 0; kinds_all[i]; i++) {
		merge(&differ, kinds_all[i]);
		end(&differ, kinds_all[i]);
	}
	settle_ends(&differ);
	return difference;
}

void diff_guard(const struct difference *difference, const struct state *actual,
		const struct facts *facts)
{
	for (size_t i = 0; kinds_all[i]; i++)
		if (kinds_all[i]->guard)
			kinds_all[i]->guard(&difference->changes, actual, facts);
}

void diff_foresee(struct outlook *outlook)
{
	outlook->refusals = outlook->warnings = (struct list){0};
	for (size_t i = 0; kinds_all[i]; i++)
		if (kinds_all[i]->foresee)
			kinds_all[i]->foresee(outlook);
}
