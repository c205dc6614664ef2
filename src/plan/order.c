/* SPDX-License-Identifier: PostgreSQL
 *
 * Order is derived, not written: two rules over what fields refer to give every edge. Then Knuth's
 * topological sort with a heap on the natural positions, as pg_dump's TopoSort() has it: only what
 * must move does.
 */
#include "plan/order.h"

#include <string.h>

#include "kinds/kinds.h"
#include "model/grant.h"

struct orderer {
	struct arena *arena;
	const struct desired *desired;
	struct list steps; /* in their natural order */
	struct step *current;
};

/* The natural order: what makes and alters, by kind; then what revokes; then what drops, the other
 * way round. */
static void add_steps(struct orderer *orderer, const struct change *change)
{
	for (size_t i = 0; i < change->statements.count; i++) {
		struct step *step = arena_alloc(orderer->arena, sizeof(*step));
		struct statement *statement = change->statements.items[i];

		step->statement = statement;
		step->natural = orderer->steps.count;
		statement->step = step;
		if (change->kind->home == HOME_FILE || change->kind->home == HOME_SERVER)
			step->phase = PHASE_FILE;
		else if (statement->bulk)
			step->phase = statement->takes ? PHASE_BULK_END : PHASE_BULK;
		else if (change_object(change)->database)
			step->phase = PHASE_LOCAL;
		else if (statement->first)
			step->phase = PHASE_FIRST;
		else if (statement->takes)
			step->phase = PHASE_END;
		else
			step->phase = statement->alone ? PHASE_ALONE : PHASE_CLUSTER;
		list_add(orderer->arena, &orderer->steps, step);
	}
}

static void add_edge(struct arena *arena, struct step *before, struct step *after)
{
	if (before == after)
		return;
	list_add(arena, &before->after, after);
	after->waiting++;
}

static struct step *first_step(const struct change *change)
{
	return change && change->statements.count
		       ? ((const struct statement *)change->statements.items[0])->step
		       : NULL;
}

static struct step *last_step(const struct change *change)
{
	return change && change->statements.count
		       ? ((const struct statement *)
				  change->statements.items[change->statements.count - 1])
				 ->step
		       : NULL;
}

/* What the current step comes to refer to must have been made. */
static void after_making(struct orderer *orderer, const struct object *referred)
{
	if (referred && referred->change && referred->change->verb == CHANGE_CREATE)
		add_edge(orderer->arena, last_step(referred->change), orderer->current);
}

/* What the current step ceases to refer to may end only after it. */
static void before_end(struct orderer *orderer, const struct object *referred)
{
	if (referred && referred->change && referred->change->verb == CHANGE_DROP)
		add_edge(orderer->arena, orderer->current, last_step(referred->change));
}

static void after_needed(const struct object *needed, void *context)
{
	struct orderer *orderer = context;

	if (needed->change && last_step(needed->change))
		add_edge(orderer->arena, last_step(needed->change), orderer->current);
}

static void before_needed(const struct object *needed, void *context)
{
	struct orderer *orderer = context;

	if (needed->change && needed->change->from && first_step(needed->change))
		add_edge(orderer->arena, orderer->current, first_step(needed->change));
}

static void refer_by(struct orderer *orderer, const struct field *field, const struct object *to)
{
	for (size_t i = 0; field_text_at(field, to, i); i++)
		after_making(orderer, state_referred_at(orderer->desired->state, field, to, i));
}

static void cease_by(struct orderer *orderer, const struct field *field, const struct object *from,
		     const struct state *actual)
{
	for (size_t i = 0; field_text_at(field, from, i); i++)
		before_end(orderer, state_referred_at(actual, field, from, i));
}

static void refer_to(struct orderer *orderer, const struct object *to, uint64_t fields,
		     bool creates)
{
	for (const struct field *field = to->kind->fields; field->name; field++) {
		const uint64_t bit = UINT64_C(1) << (field - to->kind->fields);

		if (field->refers && (creates || fields & bit))
			refer_by(orderer, field, to);
	}
	if (to->database)
		after_making(orderer, state_named(orderer->desired->state, &database_kind, NULL,
						  to->database));
	if (to->kind->needs)
		to->kind->needs(to, orderer->desired->state, after_needed, orderer);
}

static void cease_to_refer(struct orderer *orderer, const struct object *from, uint64_t fields,
			   bool ends, const struct state *actual)
{
	for (const struct field *field = from->kind->fields; field->name; field++) {
		const uint64_t bit = UINT64_C(1) << (field - from->kind->fields);

		if (field->refers && (ends || fields & bit))
			cease_by(orderer, field, from, actual);
	}
	if (ends && from->kind->needs)
		from->kind->needs(from, actual, before_needed, orderer);
}

static void add_edges(struct orderer *orderer, const struct change *change,
		      const struct state *actual)
{
	for (size_t i = 0; i < change->statements.count; i++) {
		const struct statement *statement = change->statements.items[i];

		orderer->current = statement->step;
		if (i)
			add_edge(orderer->arena,
				 ((const struct statement *)change->statements.items[i - 1])->step,
				 orderer->current);
		if (change->to)
			refer_to(orderer, change->to, statement->fields,
				 change->verb == CHANGE_CREATE);
		if (change->from)
			cease_to_refer(orderer, change->from, statement->fields,
				       change->verb == CHANGE_DROP, actual);
	}
}

static bool comes_before(const struct step *a, const struct step *b)
{
	if (a->phase != b->phase)
		return a->phase < b->phase;
	if (a->group != b->group)
		return a->group < b->group;
	return a->natural < b->natural;
}

static void heap_push(struct arena *arena, struct list *heap, struct step *step)
{
	size_t at = heap->count;

	list_add(arena, heap, step);
	while (at && comes_before(step, heap->items[(at - 1) / 2])) {
		heap->items[at] = heap->items[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	heap->items[at] = step;
}

static struct step *heap_pop(struct list *heap)
{
	struct step *top = heap->items[0];
	struct step *last = heap->items[--heap->count];
	size_t at = 0;

	for (size_t child = 1; child < heap->count; child = at * 2 + 1) {
		if (child + 1 < heap->count &&
		    comes_before(heap->items[child + 1], heap->items[child]))
			child++;
		if (!comes_before(heap->items[child], last))
			break;
		heap->items[at] = heap->items[child];
		at = child;
	}
	if (heap->count)
		heap->items[at] = last;
	return top;
}

/* A step that waits for one of a later phase is of that phase itself. Steps are taken in any order
 * that the edges allow; what is left over stands in a loop. */
static void settle_phases(struct orderer *orderer)
{
	struct list ready = {0};
	size_t *waiting = arena_alloc(orderer->arena, orderer->steps.count * sizeof(*waiting));

	for (size_t i = 0; i < orderer->steps.count; i++) {
		struct step *step = orderer->steps.items[i];

		waiting[i] = step->waiting;
		if (!waiting[i])
			list_add(orderer->arena, &ready, step);
	}
	for (size_t i = 0; i < ready.count; i++) {
		struct step *step = ready.items[i];

		for (size_t j = 0; j < step->after.count; j++) {
			struct step *after = step->after.items[j];

			if (after->phase < step->phase)
				after->phase = step->phase;
			if (!--waiting[after->natural])
				list_add(orderer->arena, &ready, after);
		}
	}
}

static void report_loop(struct orderer *orderer, struct diags *diags)
{
	struct text members = text_in(diags->arena);
	const char *separator = "";

	for (size_t i = 0; i < orderer->steps.count; i++) {
		const struct step *step = orderer->steps.items[i];

		if (!step->waiting)
			continue;
		text_add(&members, separator);
		object_title(&members, change_object(step->statement->change));
		separator = ", ";
	}
	diag_error(diags, no_place(), "there is no order in which these changes can be made")
		->detail =
		text_format(diags->arena, "they depend on each other in a circle: %s", members.at);
}

static struct list sort(struct orderer *orderer, struct diags *diags)
{
	struct list heap = {0}, sorted = {0};

	settle_phases(orderer);
	for (size_t i = 0; i < orderer->steps.count; i++) {
		struct step *step = orderer->steps.items[i];

		if (!step->waiting)
			heap_push(orderer->arena, &heap, step);
	}
	while (heap.count) {
		struct step *step = heap_pop(&heap);

		list_add(orderer->arena, &sorted, step);
		for (size_t i = 0; i < step->after.count; i++) {
			struct step *after = step->after.items[i];

			if (!--after->waiting)
				heap_push(orderer->arena, &heap, after);
		}
	}
	if (sorted.count < orderer->steps.count)
		report_loop(orderer, diags);
	return sorted;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The server that the run is connected to is most often the primary, which applications and
 * standbys need: its files are written once those of all other nodes are in force. */
static size_t group_of_file(const struct object *object)
{
	return object->kind->home != HOME_FILE ? 0 : object->server ? 1 : 2;
}

/* Numbers the databases by name, so that each one's steps stay together. */
static void set_groups(struct orderer *orderer)
{
	struct list names = {0};

	for (size_t i = 0; i < orderer->steps.count; i++) {
		const struct step *step = orderer->steps.items[i];
		const char *name = change_object(step->statement->change)->database;

		if (name && (!names.count || names.items[names.count - 1] != name))
			list_add(orderer->arena, &names, name);
	}
	list_sort(&names, compare_texts);
	for (size_t i = 0; i < orderer->steps.count; i++) {
		struct step *step = orderer->steps.items[i];
		const char *name = change_object(step->statement->change)->database;
		size_t low = 0, high = names.count;

		while (name && low < high) {
			const size_t middle = low + (high - low) / 2;

			if (strcmp(names.items[middle], name) < 0)
				low = middle + 1;
			else
				high = middle;
		}
		step->group = name ? low + 1
				   : group_of_file(change_object(step->statement->change));
	}
}

/* What depends on another object that ends goes before it. */
static void add_ends(struct orderer *orderer, const struct state *actual)
{
	for (size_t i = 0; i < actual->ends.count; i++) {
		const struct end *end = actual->ends.items[i];
		struct step *before = last_step(end->object->change);
		struct step *after = end->before ? first_step(end->before->change) : NULL;

		if (before && after)
			add_edge(orderer->arena, before, after);
	}
}

/* Whether the change is about the database, or something in it. */
static bool concerns(const struct change *change, const struct object *database)
{
	const struct object *object = change_object(change);

	if (object->database)
		return strcmp(object->database, object_name(database)) == 0;
	if (change->kind == &grant_kind)
		object = ((const struct grant *)object)->on.items[0];
	if (object->kind == database->kind)
		return strcmp(object_name(object), object_name(database)) == 0;
	for (const struct field *field = object->kind->fields; field->name; field++)
		if (field->refers == database->kind && field_get(field, object) &&
		    strcmp(field_get(field, object), object_name(database)) == 0)
			return true;
	return false;
}

/* The new name of a database is one only when it is committed, which is after the cluster's
 * changes: what speaks of it waits for that. Other new names come first as it is. */
static void add_renames(struct orderer *orderer, const struct list *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *rename = changes->items[i];

		if (!rename->renames || rename->kind != &database_kind)
			continue;
		for (size_t j = 0; j < changes->count; j++) {
			struct step *step = first_step(changes->items[j]);

			if (step && changes->items[j] != rename &&
			    concerns(changes->items[j], rename->to))
				add_edge(orderer->arena, last_step(rename), step);
		}
	}
}

struct list order_steps(struct arena *arena, const struct desired *desired,
			const struct state *actual, const struct list *changes, struct diags *diags)
{
	struct orderer orderer = {.arena = arena, .desired = desired};

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (change->verb != CHANGE_DROP)
			add_steps(&orderer, change);
	}
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (change->verb == CHANGE_DROP && change->kind == &grant_kind)
			add_steps(&orderer, change);
	}
	for (size_t i = changes->count; i-- > 0;) {
		const struct change *change = changes->items[i];

		if (change->verb == CHANGE_DROP && change->kind != &grant_kind)
			add_steps(&orderer, change);
	}
	set_groups(&orderer);
	for (size_t i = 0; i < changes->count; i++)
		add_edges(&orderer, changes->items[i], actual);
	add_ends(&orderer, actual);
	add_renames(&orderer, changes);
	return sort(&orderer, diags);
}
