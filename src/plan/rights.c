/* SPDX-License-Identifier: PostgreSQL */
#include "plan/rights.h"

#include <string.h>

#include "kinds/kinds.h"
#include "model/grant.h"
#include "plan/judge.h"
#include "plan/way_in.h"

struct settler {
	struct plan *plan;
	struct world *world;
	struct person *user;    /* that executes */
	struct person *session; /* that logged in */
	struct diags *diags;
	struct list steps;    /* as far as they are settled, with what is lent */
	size_t cluster_end;   /* in steps: behind those that are done before the databases' */
	struct map lent;      /* role → struct tie */
	struct lend *loan;    /* CREATE on a schema, for the statements that come one after the
				 other; or NULL */
	const char *loan_key; /* what it lends to whom */
	struct map lacking;   /* by database and SQL */
	bool unsure;
};

static struct judge judge_of(const struct settler *settler, const struct statement *statement)
{
	struct person *as = statement->as ? world_person(settler->world, statement->as) : NULL;

	return (struct judge){.world = settler->world,
			      .actor = as ? as : settler->user,
			      .database = change_object(statement->change)->database};
}

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

/* SET ROLE is for whoever logged in; all else for whoever runs the statement. */
static struct judge judge_for(const struct settler *settler, const struct statement *statement,
			      const struct need *need)
{
	struct judge judge = judge_of(settler, statement);

	if (statement->as && need->right == RIGHT_BECOME && need->role == statement->as)
		judge.actor = settler->session;
	return judge;
}

static bool is_met(struct settler *settler, const struct statement *statement,
		   const struct need *need)
{
	struct judge judge = judge_for(settler, statement, need);
	const bool met = judge_is_met(&judge, need);

	settler->unsure |= met && judge.unsure;
	return met;
}

static const struct need *first_unmet(struct settler *settler, const struct statement *statement,
				      const struct list *needs)
{
	for (size_t i = 0; i < needs->count; i++)
		if (!is_met(settler, statement, needs->items[i]))
			return needs->items[i];
	return NULL;
}

/* Steps that the plan gets besides. */

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

static void append(struct settler *settler, struct step *step)
{
	list_add(settler->plan->arena, &settler->steps, step);
	if (step->phase <= PHASE_CLUSTER)
		settler->cluster_end = settler->steps.count;
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
	if (settler->plan->facts->version >= kind_field(kind, "set")->since) {
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
	const bool many = settler->plan->facts->version >=
			  kind_field(&membership_kind, "set")->since;

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
	const struct step *last = settler->steps.items[settler->steps.count - 1];
	struct step *step;

	if (!settler->loan)
		return;
	step = step_of(settler, settler->loan->take, last->phase);
	append(settler, step);
	world_pass(settler->world, step);
	settler->loan = NULL;
	settler->loan_key = NULL;
}

static bool lend_create(struct settler *settler, const struct step *step, const struct need *need)
{
	const char *key = loan_key(settler, step, need);
	const struct object *schema = world_find(
		settler->world, need->kind, change_object(step->statement->change)->database,
		need->name);
	const struct need option = {
		.right = RIGHT_OPTION, .object = schema, .privileges = PRIVILEGE_CREATE};
	struct judge judge = judge_of(settler, step->statement);
	struct step *give;

	if (need->kind != &schema_kind || !schema || !judge_is_met(&judge, &option) ||
	    step->statement->alone || (settler->loan && strcmp(key, settler->loan_key) == 0))
		return false;
	end_loan(settler);
	settler->loan = add_lend(settler, create_grant(settler, schema, need->role, false),
				 create_grant(settler, schema, need->role, true));
	settler->loan_key = key;
	give = step_of(settler, settler->loan->give, step->phase);
	append(settler, give);
	world_pass(settler->world, give);
	return true;
}

/* What was lent for the statement before goes unless this one needs it too. */
static void keep_loan(struct settler *settler, const struct step *step, const struct list *needs)
{
	for (size_t i = 0; settler->loan && i < needs->count; i++) {
		const struct need *need = needs->items[i];

		if (need->right == RIGHT_PRIVILEGE && need->role && need->name &&
		    strcmp(loan_key(settler, step, need), settler->loan_key) == 0)
			return;
	}
	end_loan(settler);
}

/* Ways to meet a need. */

/* An owner that one may become, but whose privileges one does not inherit. */
static bool run_as(struct settler *settler, struct statement *statement, const struct need *need)
{
	const struct judge judge = judge_of(settler, statement);
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

static bool lend(struct settler *settler, const struct step *step, const struct need *need)
{
	const struct judge judge = judge_for(settler, step->statement, need);
	const char *role = judge_role(&judge, need);

	if (need->right == RIGHT_PRIVILEGE && need->role && lend_create(settler, step, need))
		return true;
	return role && need->right != RIGHT_SIGNAL && lend_membership(settler, step, role);
}

/* What cannot be done. */

static struct lack *add_lack(struct settler *settler, const char *database)
{
	struct lack *lack = arena_alloc(settler->plan->arena, sizeof(*lack));

	lack->database = database;
	list_add(settler->plan->arena, &settler->plan->lacks, lack);
	return lack;
}

/* One remedy may be one for many statements. */
static void add_remedy(struct settler *settler, const char *database, const char *sql)
{
	const char *key = text_format(settler->plan->arena, "%J %s", database ? database : "", sql);
	struct lack *lack;

	if (map_get(&settler->lacking, key))
		return;
	lack = add_lack(settler, database);
	lack->sql = sql;
	map_set(&settler->lacking, key, lack);
}

/* Memberships first: what comes with them need not be granted besides. */
static void add_remedies(struct settler *settler, const struct statement *statement,
			 const struct list *needs)
{
	struct list ties = {0};

	for (int joins = 1; joins >= 0; joins--) {
		for (size_t i = 0; i < needs->count; i++) {
			const struct need *need = needs->items[i];
			const struct judge judge = judge_for(settler, statement, need);
			struct person *role = world_person(settler->world, judge_role(&judge, need));

			if ((need->right == RIGHT_PRIVILEGE) == joins ||
			    is_met(settler, statement, need))
				continue;
			add_remedy(settler, need->kind == &schema_kind ? judge.database : NULL,
				   judge_remedy(&judge, need));
			if (joins && role)
				list_add(settler->plan->arena, &ties,
					 world_tie(settler->world, role, settler->user,
						   settler->user->name));
		}
	}
	for (size_t i = 0; i < ties.count; i++)
		world_untie(settler->world, ties.items[i]);
}

static void refuse(struct settler *settler, struct step *step, const struct list *needs)
{
	const struct statement *statement = step->statement;
	struct change *change = statement->change;

	for (size_t i = 0; i < needs->count; i++) {
		const struct need *need = needs->items[i];
		const struct judge judge = judge_for(settler, statement, need);

		if (is_met(settler, statement, need))
			continue;
		if (change->guard != GUARD_NEVER)
			change->reason = judge_reason(&judge, need);
		change->guard = GUARD_NEVER;
		step->theirs |= !judge_remedy(&judge, need);
	}
	if (!step->theirs)
		add_remedies(settler, statement, needs);
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

	keep_loan(settler, step, &needs);
	while ((unmet = first_unmet(settler, step->statement, &needs))) {
		if (goes_along(settler, step->statement->change)) {
			step->statement->change->along = true;
			return;
		}
		if (run_as(settler, step->statement, unmet))
			break;
		if (lend(settler, step, unmet))
			continue;
		refuse(settler, step, &needs);
		break;
	}
	append(settler, step);
	world_pass(settler->world, step);
}

/* Notes the objects of a GRANT that somebody else must run; gives whether one of them was noted
 * before. */
static bool meets(struct map *noted, const struct step *step)
{
	const struct change *change = step->statement->change;
	const struct grant *grant = (const struct grant *)change_object(change);
	bool met = false;

	for (size_t i = 0; change->kind == &grant_kind && i < grant->on.count; i++) {
		const struct object *object = grant->on.items[i];
		const char *key = text_format(noted->arena, "%J %s",
					      object->database ? object->database : "",
					      object_title_in(noted->arena, object));

		met |= map_get(noted, key) != NULL;
		if (step->theirs)
			map_set(noted, key, step);
	}
	return met;
}

/* Whether whoever runs a later step must have run this one: it makes what that one needs, or is of
 * the same kind and must go first. */
static bool comes_along(const struct step *step, struct map *noted)
{
	const struct change *change = step->statement->change;

	for (size_t i = 0; i < step->after.count; i++) {
		const struct step *after = step->after.items[i];

		if (after->theirs && (change->verb == CHANGE_CREATE ||
				      change->kind == after->statement->change->kind))
			return true;
	}
	return meets(noted, step);
}

/* What somebody else runs in place of the plan needs what the plan would have done before. */
static void add_theirs(struct settler *settler)
{
	struct map noted = map_in(settler->plan->arena);
	const struct list *steps = &settler->steps;
	bool any = false;

	for (size_t i = steps->count; i-- > 0;) {
		struct step *step = steps->items[i];

		step->theirs = step->theirs || (any && comes_along(step, &noted));
		any |= step->theirs;
		if (step->theirs)
			meets(&noted, step);
	}
	for (size_t i = 0; any && i < steps->count; i++) {
		const struct step *step = steps->items[i];

		if (step->theirs)
			add_lack(settler, change_object(step->statement->change)->database)
				->statement = step->statement;
	}
}

/* Memberships that were lent go at the end, but for those that go with their role. */
static void end_memberships(struct settler *settler)
{
	const struct list *lends = &settler->plan->lends;
	size_t end = settler->steps.count;

	while (end &&
	       ((const struct step *)settler->steps.items[end - 1])->phase > PHASE_END)
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
	end_loan(&settler);
	add_theirs(&settler);
	end_memberships(&settler);
	if (way.session)
		way_in_guard(&way);
	if (settler.unsure)
		say_unsure(&settler);
	return settler.steps;
}
