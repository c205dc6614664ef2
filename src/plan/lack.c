/* SPDX-License-Identifier: PostgreSQL
 *
 * What cannot be done, and the SQL that somebody else must run.
 */
#include <string.h>

#include "kinds/kinds.h"
#include "model/grant.h"
#include "plan/settler.h"

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
			const struct judge judge = settler_judge(settler, statement, need);
			struct person *role =
				world_person(settler->world, judge_role(&judge, need));

			if ((need->right == RIGHT_PRIVILEGE) == joins ||
			    settler_meets(settler, statement, need))
				continue;
			add_remedy(settler,
				   need->kind && need->kind->home == HOME_LOCAL ? judge.database
										: NULL,
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

void lack_add(struct settler *settler, struct step *step, const struct list *needs)
{
	const struct statement *statement = step->statement;
	struct change *change = statement->change;

	for (size_t i = 0; i < needs->count; i++) {
		const struct need *need = needs->items[i];
		const struct judge judge = settler_judge(settler, statement, need);

		if (settler_meets(settler, statement, need))
			continue;
		if (change->guard != GUARD_NEVER)
			change->reason = judge_reason(&judge, need);
		change->guard = GUARD_NEVER;
		step->theirs |= !judge_remedy(&judge, need);
	}
	if (!step->theirs)
		add_remedies(settler, statement, needs);
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
void lack_finish(struct settler *settler)
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
