/* SPDX-License-Identifier: PostgreSQL
 *
 * Which roles and objects a question means.
 */
#include <string.h>

#include "base/glob.h"
#include "explain/answer.h"
#include "kinds/kinds.h"

/* What a name of so many parts may mean where no kind is said: the first of these sorts that has
 * something of the name. */
enum { MOST_SORTS = 3 };

static const char *const sorts[EXPLAIN_PARTS][MOST_SORTS] = {
	{"n", "d", "lFStLp"},
	{"rs", "fT", ""},
	{"c", "", ""},
};

/* How they are called where there is none. */
static const char *const sort_names[EXPLAIN_PARTS] = {
	"schema or database",
	"relation, routine or type",
	"column",
};

struct finder {
	struct arena *arena;
	const struct explain_question *question;
	const struct state *state;
	const struct list *routines; /* whose matches are what the server found, of struct object */
	char kind[2];                /* the letter of the kind that is said; or "" */
	const char *sort;            /* the letters of what was found */
	struct list found;           /* of const struct object */
};

/* Whether the privilege that is asked about is one of such a thing. */
static bool has_privilege(const struct explain_question *question, char letter)
{
	return !question->privilege || securable_of(letter)->all & question->privilege;
}

bool explain_may_be(const struct explain_question *question, const struct kind *kind)
{
	if (!kind->securable || !has_privilege(question, kind->securable))
		return false;
	if (!question->has_name)
		return true;
	if (question->securable)
		return question->securable == kind->securable;
	for (size_t i = 0; i < MOST_SORTS; i++)
		if (strchr(sorts[question->name.count - 1][i], kind->securable))
			return true;
	return false;
}

static bool fits(const char *pattern, const char *name)
{
	return name && glob_fits(pattern, name);
}

static bool is_routine_found(const struct finder *finder, const struct object *object)
{
	for (size_t i = 0; i < finder->routines->count; i++) {
		const struct object *routine = finder->routines->items[i];
		const struct list *matches =
			field_list(kind_field(object->kind, "matches"), routine);

		if (strcmp(routine->database, object->database) != 0)
			continue;
		for (size_t j = 0; j < matches->count; j++)
			if (strcmp(matches->items[j], object_name(object)) == 0)
				return true;
	}
	return false;
}

static bool is_meant(const struct finder *finder, const struct object *object)
{
	const struct explain_name *name = &finder->question->name;
	const struct field *base = kind_field(object->kind, "base_name");
	const char *const *part = name->parts;

	if (name->count > 1 &&
	    !fits(*part++, field_get(kind_field(object->kind, "schema"), object)))
		return false;
	if (name->count > 2 && !fits(*part++, field_get(kind_field(object->kind, "table"), object)))
		return false;
	if (name->arguments)
		return is_routine_found(finder, object);
	return fits(*part, base ? field_get(base, object) : object_name(object));
}

/* What is looked for after so many other sorts. */
static const char *sort_of(const struct finder *finder, size_t index)
{
	if (*finder->kind)
		return index ? "" : finder->kind;
	return sorts[finder->question->name.count - 1][index];
}

/* The objects of that sort. */
static void look(struct finder *finder, size_t sort)
{
	const char *letters = sort_of(finder, sort);

	finder->sort = letters;
	for (size_t i = 0; kinds_all[i]; i++) {
		const struct list *set = &finder->state->sets[i];
		const char letter = kinds_all[i]->securable;

		if (!letter || !strchr(letters, letter) || !has_privilege(finder->question, letter))
			continue;
		for (size_t j = 0; j < set->count; j++)
			if (is_meant(finder, set->items[j]))
				list_add(finder->arena, &finder->found, set->items[j]);
	}
}

static char letter_of(const struct list *found, size_t index)
{
	return ((const struct object *)found->items[index])->kind->securable;
}

/* Whether all are of one sort, so that no word of a kind is needed. */
static bool check_sort(const struct finder *finder, struct diags *diags)
{
	const struct list *found = &finder->found;
	struct text words = text_in(finder->arena);
	struct diag *diag;
	char last = 0;

	if (strcmp(finder->sort, "rs") == 0)
		return true;
	for (size_t i = 0; i < found->count; i++) {
		if (letter_of(found, i) == last)
			continue;
		text_addf(&words, "%s%s", last ? ", " : "",
			  securable_of(letter_of(found, i))->name);
		last = letter_of(found, i);
	}
	if (!found->count || letter_of(found, 0) == last)
		return true;
	diag = diag_error(diags, no_place(), "%Q may mean several objects",
			  finder->question->name.written);
	diag_hint(diags, diag, "say which, by a word before it: %s", words.at);
	return false;
}

static void add_names(struct finder *finder, struct list *names, const struct list *set)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct object *object = set->items[i];
		const struct field *base = kind_field(object->kind, "base_name");

		list_add(finder->arena, names,
			 base ? field_get(base, object) : object_name(object));
	}
}

/* The names of what would be found if the last part of the name were any. */
static struct list candidates_of(struct finder *finder)
{
	struct explain_question any = *finder->question;
	struct finder wider = *finder;
	struct list names = {0};

	any.name.parts[any.name.count - 1] = "*";
	wider.question = &any;
	any.name.arguments = NULL;
	wider.found = (struct list){0};
	for (size_t i = 0; i < MOST_SORTS; i++)
		look(&wider, i);
	add_names(finder, &names, &wider.found);
	return names;
}

static bool check_schema(const struct finder *finder, struct diags *diags)
{
	const struct list *schemas = state_of(finder->state, &schema_kind);
	const char *pattern = finder->question->name.parts[0];
	struct list names = {0};
	const char *name;

	if (finder->question->name.count < 2)
		return true;
	for (size_t i = 0; i < schemas->count; i++) {
		if (fits(pattern, object_name(schemas->items[i])))
			return true;
		list_add(finder->arena, &names, object_name(schemas->items[i]));
	}
	name = glob_literal(finder->arena, pattern);
	diag_suggest(diags, diag_error(diags, no_place(), "there is no schema %Q", name), name,
		     (const char *const *)names.items, names.count);
	return false;
}

static void report_missing(struct finder *finder, struct diags *diags)
{
	const struct explain_question *question = finder->question;
	const char *what = question->securable ? securable_of(question->securable)->name
					       : sort_names[question->name.count - 1];
	const char *last = question->name.parts[question->name.count - 1];
	struct list names;
	struct diag *diag;

	if (!check_schema(finder, diags))
		return;
	names = candidates_of(finder);
	diag = diag_error(diags, no_place(), "there is no %s %Q", what, question->name.written);
	diag_suggest(diags, diag, glob_literal(finder->arena, last),
		     (const char *const *)names.items, names.count);
}

/* A parameter on which nobody was granted anything is in no catalog. */
static void add_parameter(struct finder *finder)
{
	const char *name = finder->question->name.parts[0];
	struct object *parameter = object_new(finder->arena, &parameter_acl_kind);

	if (finder->found.count || finder->question->securable != 'p' || !glob_is_plain(name))
		return;
	field_set(kind_field(parameter->kind, "name"), parameter,
		  glob_literal(finder->arena, name));
	field_set(kind_field(parameter->kind, "acl"), parameter, "{}");
	list_add(finder->arena, &finder->found, parameter);
}

static bool check_version(const struct explain_question *question, const struct facts *facts,
			  struct diags *diags)
{
	const int since = privilege_since(question->privilege);
	struct text words = text_in(diags->arena);

	if (facts->version < since) {
		privileges_add_words(&words, question->privilege);
		diag_error(diags, no_place(), "privilege %s needs PostgreSQL %d", words.at,
			   since / 10000);
	} else if (question->securable &&
		   facts->version < securable_of(question->securable)->since) {
		diag_error(diags, no_place(), "privileges on a %s need PostgreSQL %d",
			   securable_of(question->securable)->name,
			   securable_of(question->securable)->since / 10000);
	} else {
		return true;
	}
	return false;
}

/* Everything that somebody can be granted something on. */
static void add_all(struct finder *finder)
{
	for (size_t i = 0; kinds_all[i]; i++)
		if (explain_may_be(finder->question, kinds_all[i]))
			list_join(finder->arena, &finder->found, &finder->state->sets[i]);
}

struct list find_objects(struct arena *arena, const struct explain_question *question,
			 const struct list *routines, const struct state *state,
			 const struct facts *facts, struct diags *diags)
{
	struct finder finder = {
		.arena = arena,
		.question = question,
		.state = state,
		.routines = routines,
		.kind = {question->securable},
	};

	if (!check_version(question, facts, diags))
		return finder.found;
	if (!question->has_name) {
		add_all(&finder);
		return finder.found;
	}
	for (size_t i = 0; !finder.found.count && i < MOST_SORTS; i++)
		look(&finder, i);
	add_parameter(&finder);
	if (!finder.found.count)
		report_missing(&finder, diags);
	else if (!check_sort(&finder, diags))
		finder.found.count = 0;
	return finder.found;
}

struct list find_roles(struct arena *arena, const struct explain_question *question,
		       const struct state *state)
{
	const struct list *roles = state_of(state, &role_kind);
	struct list found = {0};

	for (size_t i = 0; i < roles->count; i++)
		if (fits(question->role, object_name(roles->items[i])))
			list_add(arena, &found, roles->items[i]);
	return found;
}

bool explain_has_roles(const struct explain_question *question, const struct state *state,
		       struct diags *diags)
{
	struct arena *scratch = arena_create(NULL);
	bool found = question->everybody || question->public ||
		     find_roles(scratch, question, state).count;

	if (!found) {
		const char *name = glob_literal(scratch, question->role);
		struct list names = {0};
		const struct list *roles = state_of(state, &role_kind);

		for (size_t i = 0; i < roles->count; i++)
			list_add(scratch, &names, object_name(roles->items[i]));
		diag_suggest(diags, diag_error(diags, no_place(), "there is no role %Q", name),
			     name, (const char *const *)names.items, names.count);
	}
	arena_destroy(scratch);
	return found;
}
