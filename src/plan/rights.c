/* SPDX-License-Identifier: PostgreSQL */
#include "plan/rights.h"

#include <string.h>

#include "kinds/kinds.h"
#include "plan/settler.h"
#include "plan/way_in.h"

static struct list needs_of(const struct settler *settler, const struct statement *statement)
{
	const struct kind *kind = statement->change->kind;
	struct rights rights = {
		.arena = settler->plan->arena,
		.facts = settler->plan->facts,
		.statement = statement,
	};

	if (kind->home == HOME_FILE || kind->home == HOME_SERVER)
		return rights.needs; /* these say by themselves what they lack */
	if (kind->rights)
		kind->rights(&rights);
	else
		rights_of_owned(&rights);
	if (statement->as)
		rights_need(&rights, (struct need){.right = RIGHT_BECOME, .role = statement->as});
	return rights.needs;
}

static const struct need *first_unmet(struct settler *settler, const struct statement *statement,
				      const struct list *needs)
{
	for (size_t i = 0; i < needs->count; i++)
		if (!settler_meets(settler, statement, needs->items[i]))
			return needs->items[i];
	return NULL;
}

/* Ways to meet a need. */

/* An owner that one may become, but whose privileges one does not inherit. */
static bool run_as(struct settler *settler, struct statement *statement, const struct need *need)
{
	const struct judge judge = settler_judge(settler, statement, need);
	const char *role = judge_role(&judge, need);
	struct list needs;

	if (statement->as || statement->alone || !role || need->right == RIGHT_BECOME ||
	    !world_person(settler->world, role))
		return false;
	statement->as = role;
	needs = needs_of(settler, statement);
	if (!first_unmet(settler, statement, &needs))
		return true;
	statement->as = NULL;
	return false;
}

static bool is_dropped(const struct settler *settler, const char *role)
{
	const struct object *object = state_named(settler->world->actual, &role_kind, NULL, role);

	return object && object->change && object->change->verb == CHANGE_DROP;
}

/* DROP ROLE takes memberships along, also those that their grantor alone could revoke. */
static bool goes_along(const struct settler *settler, const struct change *change)
{
	return change->kind == &membership_kind && change->verb == CHANGE_DROP &&
	       (is_dropped(settler, object_text(change->from, "role")) ||
		is_dropped(settler, object_text(change->from, "member")));
}

static void settle(struct settler *settler, struct step *step)
{
	struct list needs = needs_of(settler, step->statement);
	const struct need *unmet;

	lend_keep(settler, step, &needs);
	while ((unmet = first_unmet(settler, step->statement, &needs))) {
		if (goes_along(settler, step->statement->change)) {
			step->statement->change->along = true;
			return;
		}
		if (run_as(settler, step->statement, unmet))
			break;
		if (lend(settler, step, unmet))
			continue;
		lack_add(settler, step, &needs);
		break;
	}
	settler_append(settler, step);
	world_pass(settler->world, step);
}

static void say_unsure(const struct settler *settler)
{
	diag_note(settler->diags, no_place(),
		  "some of the plan is for superusers: whether the provider lets %Q do it is known "
		  "only when it runs",
		  settler->user->name);
}

struct list rights_settle(struct plan *plan, const struct state *actual, const struct list *steps,
			  struct diags *diags)
{
	const struct facts *facts = plan->facts;
	struct settler settler = {
		.plan = plan,
		.diags = diags,
		.lent = map_in(plan->arena),
		.lacking = map_in(plan->arena),
	};
	struct way_in way = {0};

	if (facts->superuser && strcmp(facts->user, facts->session_user) == 0)
		return *steps;
	settler.world = world_make(plan->arena, facts, plan->desired, actual);
	settler.user = world_person(settler.world, facts->user);
	settler.session = world_person(settler.world, facts->session_user);
	if (!settler.user || !settler.session)
		return *steps; /* they would get other names, which is refused */
	if (!settler.session->superuser)
		way = way_in_before(settler.world, plan);
	for (size_t i = 0; i < steps->count; i++)
		settle(&settler, steps->items[i]);
	lend_end(&settler);
	lack_finish(&settler);
	if (way.session)
		way_in_guard(&way);
	if (settler.unsure)
		say_unsure(&settler);
	return settler.steps;
}
