/* SPDX-License-Identifier: PostgreSQL
 *
 * The public API's explain: question → what is to be read → answer.
 */
#include <string.h>

#include "base/glob.h"
#include "explain/explain.h"
#include "kinds/kinds.h"
#include "pgmob_run.h"

struct asking {
	struct pgmob *run;
	const struct pgmob_explain *what;
	struct explain_question question;
	struct actual_wanted wanted;
	struct list routines; /* of struct object: the name with argument types, in each database */
};

/* Whether any of the kinds that may be meant is inside of databases. */
static bool is_local(const struct explain_question *question)
{
	for (size_t i = 0; kinds_all[i]; i++)
		if (kinds_all[i]->home == HOME_LOCAL && explain_may_be(question, kinds_all[i]))
			return true;
	return false;
}

/* Of what is named only the schema is read, and of large objects only that one. */
static void want_name(struct asking *asking, struct actual_database *database)
{
	const struct explain_name *name = &asking->question.name;
	const char *first = name->parts[0], *last = name->parts[name->count - 1];
	struct arena *arena = asking->run->round;
	struct object *routine;

	if (name->count > 1 && glob_is_plain(first))
		list_add(arena, &database->schemas, glob_literal(arena, first));
	else if (name->count > 1 || (asking->question.securable == 'L' && !glob_is_plain(last)))
		database->all_schemas = true;
	if (name->count == EXPLAIN_PARTS && glob_is_plain(last))
		list_add(arena, &database->columns, glob_literal(arena, last));
	if (name->count == 1 && strspn(first, "0123456789") == strlen(first))
		list_add(arena, &database->large_objects, first);
	if (!name->arguments)
		return;
	routine = object_new(arena, &routine_kind);
	routine->database = database->name;
	field_set(kind_field(&routine_kind, "schema"), routine, glob_literal(arena, first));
	field_set(kind_field(&routine_kind, "name"), routine,
		  text_format(arena, "%s%s", last, name->arguments));
	list_add(arena, &database->spelled, routine);
	list_add(arena, &asking->routines, routine);
}

static void want_database(struct asking *asking, const char *name)
{
	struct arena *arena = asking->run->round;
	struct actual_database *database = arena_alloc(arena, sizeof(*database));

	database->name = name;
	list_add(arena, &asking->wanted.databases, database);
	if (!asking->question.has_name) {
		database->all_schemas = true;
		return;
	}
	for (size_t i = 0; kinds_all[i]; i++)
		if (explain_may_be(&asking->question, kinds_all[i]))
			list_add(arena, &database->kinds, kinds_all[i]);
	want_name(asking, database);
}

static bool want_named_database(struct asking *asking, const char *name)
{
	const struct list *set = state_of(asking->run->actual, &database_kind);
	struct pgmob *run = asking->run;
	struct list names = {0};
	struct diag *diag;

	switch (server_has(run->server, name)) {
	case DATABASE_OPEN:
		want_database(asking, name);
		return true;
	case DATABASE_CLOSED:
		diag_error(run->diags, no_place(), "database %Q does not accept connections", name);
		return false;
	case DATABASE_MISSING:
		break;
	}
	for (size_t i = 0; i < set->count; i++)
		list_add(run->arena, &names, object_name(set->items[i]));
	diag = diag_error(run->diags, no_place(), "there is no database %Q", name);
	diag_suggest(run->diags, diag, name, (const char *const *)names.items, names.count);
	return false;
}

/* All that can be connected to and fit. */
static bool want_fitting_databases(struct asking *asking, const char *pattern)
{
	const struct list *set = state_of(asking->run->actual, &database_kind);

	for (size_t i = 0; i < set->count; i++) {
		const char *name = object_name(set->items[i]);

		if (glob_fits(pattern, name) &&
		    server_has(asking->run->server, name) == DATABASE_OPEN)
			want_database(asking, name);
	}
	if (asking->wanted.databases.count)
		return true;
	diag_error(asking->run->diags, no_place(), "there is no database like %Q", pattern);
	return false;
}

static bool want_databases(struct asking *asking)
{
	const struct pgmob_explain *what = asking->what;
	const char *pattern = asking->question.name.database;
	bool wanted = true;

	if (!is_local(&asking->question))
		return true;
	if (pattern && glob_is_plain(pattern))
		return want_named_database(asking, glob_literal(asking->run->round, pattern));
	if (pattern || what->all_databases)
		return want_fitting_databases(asking, pattern ? pattern : "*");
	for (size_t i = 0; wanted && i < what->database_count; i++)
		wanted = want_named_database(asking,
					     arena_strdup(asking->run->round, what->databases[i]));
	if (!what->database_count)
		want_database(asking, asking->run->server->facts->database);
	return wanted;
}

/* Reads what the question is about, and answers it. */
static struct explanation *answer(struct asking *asking)
{
	struct pgmob *run = asking->run;
	struct state *actual;

	if (!explain_has_roles(&asking->question, run->actual, run->diags) ||
	    !want_databases(asking))
		return NULL;
	actual = actual_finish(run->reading, &asking->wanted);
	if (!actual || !actual_resolve(run->reading))
		return NULL;
	return explain(run->round, &asking->question, &asking->routines, actual, run->server->facts,
		       run->diags);
}

enum pgmob_status pgmob_explain(struct pgmob *run, const struct pgmob_explain *question,
				enum pgmob_format format, unsigned flags, const char **text)
{
	const struct explain_options options = {.all = flags & PGMOB_SHOW_ALL};
	struct asking asking = {.run = run, .what = question};
	struct text shown = text_in(run->arena);
	const struct explanation *explanation;

	if (format == PGMOB_SQL || !explain_parse(run->arena, question->words, question->word_count,
						  question->on, &asking.question, run->diags))
		return PGMOB_USAGE;
	if (run_start_reading(run, false) != PGMOB_OK)
		return run->options->interrupted && *run->options->interrupted ? PGMOB_INTERRUPTED
									       : PGMOB_ERROR;
	explanation = answer(&asking);
	if (!explanation)
		return run_failure(run);
	if (format == PGMOB_JSON)
		explain_show_json(&shown, explanation);
	else if (format == PGMOB_DOT)
		explain_show_dot(&shown, explanation);
	else if (format == PGMOB_MERMAID)
		explain_show_mermaid(&shown, explanation);
	else
		explain_show_text(&shown, explanation, &options);
	*text = shown.at;
	return PGMOB_OK;
}
