/* SPDX-License-Identifier: PostgreSQL
 *
 * What is said of a failure: at which statement, why, and what is left of the plan.
 */
#include <string.h>

#include "apply/runner.h"

/* What passes by itself, in PostgreSQL's words. */
static bool passes(const PGresult *result)
{
	const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;

	if (!state)
		return false;
	if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0)
		return true;
	/* two sessions that grant on one object: an internal error, whose text is in no catalogue
	 * of translations */
	return strcmp(state, "XX000") == 0 &&
	       strcmp(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY),
		      "tuple concurrently updated") == 0;
}

/* What can be done about what the server does not give a hint for. */
static const char *hint_for(const struct apply_options *options, const struct diag *diag,
			    struct arena *arena)
{
	const char *state = diag->sqlstate ? diag->sqlstate : "";

	if (strcmp(state, "55P03") == 0)
		return text_format(arena,
				   "another session holds a lock on it for more than %l ms: look "
				   "into pg_locks, or wait longer with --lock-timeout",
				   (long long)options->lock_timeout);
	if (strcmp(state, "57014") == 0 && options->statement_timeout)
		return text_format(arena, "the limit of %l ms is --statement-timeout's",
				   (long long)options->statement_timeout);
	if (strcmp(state, "53200") == 0)
		return "raise max_locks_per_transaction, or apply the manifest in parts";
	return NULL;
}

/* The entry in whose list the object does not stand: why it goes. */
static struct place place_of_drop(const struct runner *runner, const struct object *from)
{
	const struct state *desired = runner->plan->desired->state;

	for (const struct field *field = from->kind->fields; field->name; field++) {
		const struct object *in = field->refers && field->flags & FIELD_PLACED &&
							  field_get(field, from)
						  ? state_referred(desired, field, from)
						  : NULL;

		if (in)
			return object_place(in);
	}
	return no_place();
}

/* The key of the manifest that the statement is about, or the whole entry. */
static struct place place_of(const struct runner *runner, const struct statement *statement)
{
	const struct object *object = statement->change->to;
	const struct field *only = NULL;

	if (!object)
		return place_of_drop(runner, statement->change->from);
	for (const struct field *field = object->kind->fields; field->name; field++) {
		const uint64_t bit = UINT64_C(1) << (field - object->kind->fields);

		if (!(statement->fields & bit) || !object_wrote(object, field->name))
			continue;
		if (only)
			return object_place(object);
		only = field;
	}
	return only ? object_place_of(object, only->name) : object_place(object);
}

/* Whether the connection ended without a word: of many statements on their way none is to blame. */
static bool is_lost(const struct session *session, const PGresult *result)
{
	return PQstatus(session->conn) != CONNECTION_OK &&
	       !(result && PQresultErrorField(result, PG_DIAG_SQLSTATE));
}

static const char *title_in_place(struct arena *arena, const struct object *object)
{
	const char *title = object_title_in(arena, object);

	return object->database ? text_format(arena, "cannot apply %s in database %V", title,
					      object->database)
				: text_format(arena, "cannot apply %s", title);
}

void report_failure(const struct runner *runner, struct session *session, const PGresult *result,
		    const struct statement *statement)
{
	struct server *server = runner->server;
	struct arena *arena = server->arena;
	const char *what = "cannot commit";
	struct diag *diag;

	if (server_interrupted(server))
		return;
	if (statement && is_lost(session, result))
		what = session->server == server ? "cannot apply the plan"
						 : text_format(arena, "cannot apply the plan on %V",
							       session->server->facts->server);
	else if (statement)
		what = title_in_place(arena, change_object(statement->change));
	diag = session_error(session, result, what);
	if (statement && !is_lost(session, result)) {
		diag->place = place_of(runner, statement);
		/* the statement for a file is a program of a hundred lines */
		if (statement->change->kind->home != HOME_FILE)
			diag->statement = arena_strdup(arena, statement->sql);
	}
	if (!diag->hint)
		diag->hint = hint_for(runner->options, diag, arena);
	if (!passes(result) || runner->options->last_try)
		return;
	diag->severity = SEVERITY_NOTE;
	diag->message = text_format(arena, "%s; trying again", diag->message);
	server->diags->errors--;
	runner->report->again = true;
}

void report_undo(const struct runner *runner, struct session *session, const PGresult *result,
		 const struct statement *undo)
{
	struct arena *arena = runner->server->arena;

	session_error(session, result,
		      text_format(arena, "cannot put %s back as it was",
				  object_title_in(arena, change_object(undo->change))));
}

/* "3 statements in database shop". */
static void add_part(struct text *text, const struct apply_part *part, size_t count)
{
	if (part->file)
		text_add(text, part->file);
	else
		text_addf(text, "%z statement%s %s%V", count, count > 1 ? "s" : "",
			  part->database ? "in database " : "on the ",
			  part->database ? part->database : "cluster");
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_place(const struct apply_part *a, const struct apply_part *b)
{
	return same_text(a->file, b->file) && same_text(a->database, b->database);
}

/* What was committed, in one place after the other. */
static const char *parts(struct arena *arena, const struct list *done)
{
	struct text text = text_in(arena);

	for (size_t i = 0; i < done->count; i++) {
		const struct apply_part *part = done->items[i];
		size_t count = 0;
		bool said = false;

		for (size_t j = 0; j < done->count; j++) {
			const struct apply_part *other = done->items[j];

			if (!same_place(part, other))
				continue;
			said |= j < i;
			count += other->count;
		}
		if (said)
			continue;
		text_add(&text, text.length ? ", " : "");
		add_part(&text, part, count);
	}
	return text.at;
}

const char *apply_outcome(struct arena *arena, const struct apply_report *report, bool finished)
{
	const char *done = parts(arena, &report->done);
	struct text unknown = text_in(arena);

	if (report->unknown) {
		add_part(&unknown, report->unknown, report->unknown->count);
		return text_format(arena,
				   "%s%s%sIt is not known whether the server has committed: %s. "
				   "The next apply does what is left.",
				   *done ? "Committed before: " : "", done, *done ? ". " : "",
				   unknown.at);
	}
	if (!*done)
		return "Nothing was changed.";
	if (finished)
		return text_format(arena, "Applied: %s.", done);
	return text_format(arena,
			   "Committed before: %s. Nothing else was changed; the next apply does "
			   "the rest.",
			   done);
}
