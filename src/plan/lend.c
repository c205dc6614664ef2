/* SPDX-License-Identifier: PostgreSQL
 *
 * What the executing role lends itself, or others, for the time that it is needed.
 */
#include <string.h>

#include "kinds/kinds.h"
#include "model/grant.h"
#include "plan/settler.h"

static struct step *step_of(const struct settler *settler, struct statement *statement,
			    enum phase phase)
{
	struct step *step = arena_alloc(settler->plan->arena, sizeof(*step));

	step->statement = statement;
	step->phase = phase;
	statement->step = step;
	return step;
}

static void insert(struct settler *settler, struct step *step, size_t at)
{
	struct list *steps = &settler->steps;

	list_add(settler->plan->arena, steps, step);
	memmove(steps->items + at + 1, steps->items + at,
		(steps->count - 1 - at) * sizeof(*steps->items));
	steps->items[at] = step;
}

static struct statement *statement_of(const struct settler *settler, struct object *object,
				      bool takes)
{
	struct arena *arena = settler->plan->arena;
	struct change *change = arena_alloc(arena, sizeof(*change));
	struct ddl ddl = {.arena = arena, .change = change, .facts = settler->plan->facts};

	change->kind = object->kind;
	change->verb = takes ? CHANGE_DROP : CHANGE_CREATE;
	*(takes ? &change->from : &change->to) = object;
	if (takes)
		object->kind->drop(&ddl, object);
	else
		object->kind->create(&ddl, object);
	return change->statements.items[0];
}

static struct lend *add_lend(struct settler *settler, struct object *given, struct object *taken)
{
	struct lend *lend = arena_alloc(settler->plan->arena, sizeof(*lend));

	lend->give = statement_of(settler, given, false);
	lend->take = statement_of(settler, taken, true);
	list_add(settler->plan->arena, &settler->plan->lends, lend);
	return lend;
}

/* Memberships of the executing role. */

static struct object *membership(const struct settler *settler, const char *role)
{
	const struct kind *kind = &membership_kind;
	struct object *object = object_new(settler->plan->arena, kind);

	field_set(kind_field(kind, "role"), object, role);
	field_set(kind_field(kind, "member"), object, settler->user->name);
	if (settler->plan->facts->version >= WORLD_ADMIN_COUNTS) {
		field_set(kind_field(kind, "inherit"), object, field_bool(true));
		field_set(kind_field(kind, "set"), object, field_bool(true));
	}
	return object;
}

/* A membership that is there, or that the plan speaks of, is not lent: to take that back would take
 * more than was given. */
static bool is_spoken_of(const struct settler *settler, const char *role)
{
	const struct list *changes = &settler->plan->difference->changes;
	const bool many = !settler->user->superuser &&
			  settler->plan->facts->version >= WORLD_ADMIN_COUNTS;

	for (size_t i = 0; i < settler->user->of.count; i++) {
		const struct tie *tie = settler->user->of.items[i];

		if (strcmp(tie->role->name, role) == 0 &&
		    (!many || !tie->grantor || strcmp(tie->grantor, settler->user->name) == 0))
			return true;
	}
	for (size_t i = 0; i < changes->count; i++) {
		const struct object *object = change_object(changes->items[i]);
		const char *member = object_text(object, "member");

		if (member && strcmp(member, settler->user->name) == 0 &&
		    strcmp(object_text(object, "role"), role) == 0)
			return true;
	}
	return false;
}

/* Before the step, or, where others run before it that are committed apart, before these. */
static bool lend_membership(struct settler *settler, const struct step *step, const char *name)
{
	struct person *role = world_person(settler->world, name);
	const struct judge judge = {.world = settler->world, .actor = settler->user};
	struct lend *lend;

	if (!role || step->phase < PHASE_CLUSTER || map_get(&settler->lent, name) ||
	    !judge_may_join(&judge, role) || is_spoken_of(settler, name))
		return false;
	lend = add_lend(settler, membership(settler, name), membership(settler, name));
	lend->role = name;
	insert(settler, step_of(settler, lend->give, PHASE_CLUSTER),
	       step->phase == PHASE_CLUSTER ? settler->steps.count : settler->cluster_end);
	settler->cluster_end++;
	map_set(&settler->lent, name,
		world_tie(settler->world, role, settler->user, settler->user->name));
	return true;
}

/* CREATE on a schema for whoever is to own what is in it. */

static struct object *create_grant(const struct settler *settler, const struct object *schema,
				   const char *to, bool takes)
{
	struct arena *arena = settler->plan->arena;
	struct grant *grant = (struct grant *)object_new(arena, &grant_kind);

	grant->object.database = schema->database;
	list_add(arena, &grant->on, schema);
	list_add(arena, &grant->to, to);
	grant->securable = securable_of(schema->kind->securable);
	grant->privileges = PRIVILEGE_CREATE;
	grant->words = privileges_words(arena, grant->privileges);
	grant->takes = takes;
	grant_set_title(grant, arena);
	return &grant->object;
}

static const char *loan_key(const struct settler *settler, const struct step *step,
			    const struct need *need)
{
	const struct object *object = change_object(step->statement->change);

	return text_format(settler->plan->arena, "%d %J %J %J", (int)step->phase,
			   object->database ? object->database : "", need->name, need->role);
}

static void end_loan(struct settler *settler)
{
	const struct step *last;
	struct step *step;

	if (!settler->loan)
		return;
	last = settler->steps.items[settler->steps.count - 1];
	step = step_of(settler, settler->loan->take, last->phase);
	settler_append(settler, step);
	world_pass(settler->world, step);
	settler->loan = NULL;
	settler->loan_key = NULL;
}

static bool lend_create(struct settler *settler, const struct step *step, const struct need *need)
{
	const char *key = loan_key(settler, step, need);
	const struct object *schema = world_find(settler->world, need->kind,
						 change_object(step->statement->change)->database,
						 need->name);
	const struct need option = {
		.right = RIGHT_OPTION, .object = schema, .privileges = PRIVILEGE_CREATE};
	struct judge judge = settler_judge(settler, step->statement, need);
	struct step *give;

	if (need->kind != &schema_kind || !schema || !judge_is_met(&judge, &option) ||
	    step->statement->alone || (settler->loan && strcmp(key, settler->loan_key) == 0))
		return false;
	end_loan(settler);
	settler->loan = add_lend(settler, create_grant(settler, schema, need->role, false),
				 create_grant(settler, schema, need->role, true));
	settler->loan_key = key;
	give = step_of(settler, settler->loan->give, step->phase);
	settler_append(settler, give);
	world_pass(settler->world, give);
	return true;
}

/* What was lent for the statement before goes unless this one needs it too. */
void lend_keep(struct settler *settler, const struct step *step, const struct list *needs)
{
	for (size_t i = 0; settler->loan && i < needs->count; i++) {
		const struct need *need = needs->items[i];

		if (need->right == RIGHT_PRIVILEGE && need->role && need->name &&
		    strcmp(loan_key(settler, step, need), settler->loan_key) == 0)
			return;
	}
	end_loan(settler);
}

bool lend(struct settler *settler, const struct step *step, const struct need *need)
{
	const struct judge judge = settler_judge(settler, step->statement, need);
	const char *role = judge_role(&judge, need);

	if (need->right == RIGHT_PRIVILEGE && need->role && lend_create(settler, step, need))
		return true;
	return role && need->right != RIGHT_SIGNAL && lend_membership(settler, step, role);
}

/* Memberships that were lent go at the end, but for those that go with their role. */
static void end_memberships(struct settler *settler)
{
	const struct list *lends = &settler->plan->lends;
	size_t end = settler->steps.count;

	while (end && ((const struct step *)settler->steps.items[end - 1])->phase > PHASE_END)
		end--;
	for (size_t i = 0; i < lends->count; i++) {
		const struct lend *lend = lends->items[i];
		struct step *step;

		if (!lend->role || world_person(settler->world, lend->role)->gone)
			continue;
		world_untie(settler->world, map_get(&settler->lent, lend->role));
		step = step_of(settler, lend->take, PHASE_END);
		insert(settler, step, end++);
	}
}

void lend_end(struct settler *settler)
{
	end_loan(settler);
	end_memberships(settler);
}
