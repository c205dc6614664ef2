/* SPDX-License-Identifier: PostgreSQL
 *
 * Question and state → answer.
 */
#include <string.h>

#include "explain/answer.h"
#include "kinds/kinds.h"

struct explainer {
	struct arena *arena;
	struct explanation *explanation;
	struct targets *targets;
	const struct state *state;
	struct diags *diags;
};

static bool add_target(struct explainer *explainer, const struct object *object, bool along)
{
	struct target *target = targets_take(explainer->targets, object, along);

	if (!target)
		return false;
	if (!target->objects.count)
		list_add(explainer->arena, &explainer->explanation->targets, target);
	list_add(explainer->arena, &target->objects, object);
	return true;
}

static bool is_of(const struct object *column, const struct object *table)
{
	return strcmp(column->database, table->database) == 0 &&
	       strcmp(object_text(column, "schema"), object_text(table, "schema")) == 0 &&
	       strcmp(object_text(column, "table"), object_name(table)) == 0;
}

/* Where a column would stand among the sorted ones, or below it. */
static size_t first_column(const struct list *columns, const struct object *table)
{
	size_t low = 0, high = columns->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const struct object *column = columns->items[middle];
		int order = strcmp(column->database, table->database);

		if (!order)
			order = strcmp(object_text(column, "schema"), object_text(table, "schema"));
		if (!order)
			order = strcmp(object_text(column, "table"), object_name(table));
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The columns of a table that was asked about on which something is granted. */
static bool add_columns(struct explainer *explainer, const struct object *table)
{
	const struct list *columns = state_of(explainer->state, &column_kind);
	bool added = true;

	if (table->kind->securable != 'r')
		return true;
	for (size_t i = first_column(columns, table);
	     added && i < columns->count && is_of(columns->items[i], table); i++)
		added = add_target(explainer, columns->items[i], true);
	return added;
}

static bool add_targets(struct explainer *explainer, const struct list *objects)
{
	const bool named = explainer->explanation->question->has_name;
	bool added = true;

	for (size_t i = 0; added && i < objects->count; i++) {
		const struct object *object = objects->items[i];

		added = add_target(explainer, object, !named && object->kind == &column_kind) &&
			(!named || add_columns(explainer, object));
	}
	return added;
}

/* The paths that the question is about: one privilege, or all; of columns that come along with
 * their table only what they have besides. */
static struct list asked_paths(const struct explainer *explainer, struct role_node *role,
			       const struct target *target)
{
	const struct explanation *explanation = explainer->explanation;
	const uint32_t privilege = explanation->question->privilege;
	const struct list all = paths_of(explainer->arena, explanation->roles, role, target,
					 explanation->facts->version);
	struct list paths = {0};

	for (size_t i = 0; i < all.count; i++) {
		struct path *path = all.items[i];

		if (privilege) {
			path->privileges &= privilege;
			path->options &= privilege;
		}
		if ((path->privileges || path->options) &&
		    !(target->along && (path->of_table || path->source == PATH_SUPERUSER)))
			list_add(explainer->arena, &paths, path);
	}
	return paths;
}

/* Whether somebody who acts by one of the paths has USAGE on the schema. */
static bool has_usage(const struct explainer *explainer, const struct answer *answer)
{
	const struct explanation *explanation = explainer->explanation;
	const struct role_node *last = NULL;

	for (size_t i = 0; i < answer->paths.count; i++) {
		struct role_node *actor = path_actor(answer->paths.items[i], answer->role);

		if (i && actor == last)
			continue;
		last = actor;
		if (paths_allow(explanation->roles, actor, answer->target->schema, PRIVILEGE_USAGE,
				explanation->facts->version))
			return true;
	}
	return false;
}

static unsigned lacks_of(const struct explainer *explainer, const struct answer *answer)
{
	const struct explanation *explanation = explainer->explanation;
	const struct target *target = answer->target;
	const struct target *database =
		target->database && target->securable->letter != 'd'
			? targets_database(explainer->targets, target->database)
			: NULL;
	unsigned lacks = 0;

	if (answer->role && !answer->role->login)
		lacks |= LACKS_LOGIN;
	if (database && !paths_allow(explanation->roles, answer->role, database, PRIVILEGE_CONNECT,
				     explanation->facts->version))
		lacks |= LACKS_CONNECT;
	if (target->schema && answer->paths.count && !has_usage(explainer, answer))
		lacks |= LACKS_USAGE;
	return lacks;
}

static void add_answer(struct explainer *explainer, struct role_node *role,
		       const struct target *target, struct list paths)
{
	struct answer *answer = arena_alloc(explainer->arena, sizeof(*answer));

	*answer = (struct answer){.role = role, .target = target, .paths = paths};
	answer->lacks = lacks_of(explainer, answer);
	list_add(explainer->arena, &explainer->explanation->answers, answer);
}

/* What one role may do: also that it may do nothing on what is named. */
static void answer_role(struct explainer *explainer, struct role_node *role)
{
	const struct explanation *explanation = explainer->explanation;

	for (size_t i = 0; i < explanation->targets.count; i++) {
		const struct target *target = explanation->targets.items[i];
		const struct list paths = asked_paths(explainer, role, target);

		if (paths.count || (explanation->question->has_name && !target->along))
			add_answer(explainer, role, target, paths);
	}
}

/* What PUBLIC has is told of PUBLIC alone. */
static bool has_more_than_public(const struct list *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		if (((const struct path *)paths->items[i])->holder)
			return true;
	return false;
}

static void drop_public(struct list *paths)
{
	size_t kept = 0;

	for (size_t i = 0; i < paths->count; i++)
		if (((const struct path *)paths->items[i])->holder)
			paths->items[kept++] = paths->items[i];
	paths->count = kept;
}

/* Who may do anything on it. The system's own roles are paths of others. */
static void answer_everybody(struct explainer *explainer, const struct target *target)
{
	const struct list *roles = roles_all(explainer->explanation->roles);
	struct list paths = asked_paths(explainer, NULL, target);

	if (paths.count)
		add_answer(explainer, NULL, target, paths);
	for (size_t i = 0; i < roles->count; i++) {
		struct role_node *role = roles->items[i];

		if (strncmp(role->name, "pg_", 3) == 0)
			continue;
		paths = asked_paths(explainer, role, target);
		if (!has_more_than_public(&paths))
			continue;
		drop_public(&paths);
		add_answer(explainer, role, target, paths);
	}
}

static void answer_all(struct explainer *explainer)
{
	struct explanation *explanation = explainer->explanation;
	const struct explain_question *question = explanation->question;
	struct list found = {0};

	if (question->everybody) {
		for (size_t i = 0; i < explanation->targets.count; i++)
			answer_everybody(explainer, explanation->targets.items[i]);
		return;
	}
	if (question->public) {
		answer_role(explainer, NULL);
		return;
	}
	found = find_roles(explainer->arena, question, explainer->state);
	for (size_t i = 0; i < found.count; i++) {
		struct role_node *role =
			roles_find(explanation->roles, object_name(found.items[i]));

		list_add(explainer->arena, &explanation->asked, role);
		answer_role(explainer, role);
	}
}

struct explanation *explain(struct arena *arena, const struct explain_question *question,
			    const struct list *routines, const struct state *state,
			    const struct facts *facts, struct diags *diags)
{
	struct explanation *explanation = arena_alloc(arena, sizeof(*explanation));
	struct explainer explainer = {.arena = arena,
				      .explanation = explanation,
				      .targets = targets_of(arena, state, facts, diags),
				      .state = state,
				      .diags = diags};
	const size_t errors = diags->errors;
	struct list objects;

	explanation->arena = arena;
	explanation->question = question;
	explanation->facts = facts;
	explanation->roles = roles_of(arena, state, facts);
	objects = find_objects(arena, question, routines, state, facts, diags);
	if (diags->errors > errors || !add_targets(&explainer, &objects))
		return NULL;
	answer_all(&explainer);
	return explanation;
}

uint32_t answer_inherited(const struct answer *answer)
{
	uint32_t privileges = 0;

	for (size_t i = 0; i < answer->paths.count; i++)
		if (!path_set_role(answer->paths.items[i]))
			privileges |= ((const struct path *)answer->paths.items[i])->privileges;
	return privileges;
}

uint32_t answer_after(const struct answer *answer)
{
	uint32_t privileges = 0;

	for (size_t i = 0; i < answer->paths.count; i++)
		privileges |= ((const struct path *)answer->paths.items[i])->privileges;
	return privileges & ~answer_inherited(answer);
}

uint32_t answer_options(const struct answer *answer)
{
	uint32_t options = 0;

	for (size_t i = 0; i < answer->paths.count; i++)
		if (!path_set_role(answer->paths.items[i]))
			options |= ((const struct path *)answer->paths.items[i])->options;
	return options;
}

bool answer_shows(const struct explanation *explanation, const struct answer *answer,
		  const struct path *path)
{
	const struct explain_question *question = explanation->question;

	if (question->everybody && answer->role && answer->role->superuser)
		return false;
	return path->source != PATH_SUPERUSER || question->has_name;
}
