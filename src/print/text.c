/* SPDX-License-Identifier: PostgreSQL
 *
 * A plan as a person reads it: a line a change, in sections, with the details in a column; like
 * changes are one line (lines.c).
 */
#include <string.h>

#include "base/width.h"
#include "kinds/kinds.h"
#include "print/lacks.h"
#include "print/lines.h"
#include "print/refusals.h"

/* Details begin in one column of the section, which titles up to that width decide; a longer title
 * moves its own details only. */
enum { NARROWEST_TITLE = 30, WIDEST_TITLE = 60, SHOWN_OF_IDENTIFIER = 4 };

static const char *colour_of(char marker)
{
	switch (marker) {
	case '+':
		return "\033[32m";
	case '-':
		return "\033[31m";
	case '!':
		return "\033[35m";
	default:
		return "\033[33m";
	}
}

/* The width of the section's titles. */
static size_t title_width(const struct list *lines, size_t from)
{
	const struct line *first = lines->items[from];
	size_t widest = NARROWEST_TITLE;

	for (size_t i = from; i < lines->count; i++) {
		const struct line *line = lines->items[i];
		const size_t columns = width_of_text(line->title);

		if (line->rank != first->rank || strcmp(line->section, first->section) != 0)
			break;
		if (*line->details && columns > widest && columns <= WIDEST_TITLE)
			widest = columns;
	}
	return widest;
}

static void add_line(const struct printer *printer, const struct line *line, size_t indent)
{
	const bool colour = printer->options->colour;
	size_t columns = width_of_text(line->title);

	text_addf(printer->text, "  %s%s%s %s", colour ? colour_of(line->marker) : "",
		  (char[]){line->marker, '\0'}, colour ? "\033[0m" : "", line->title);
	if (*line->details)
		for (; columns < indent; columns++)
			text_add(printer->text, " ");
	if (*line->details)
		text_addf(printer->text, "  %s", line->details);
	text_add(printer->text, "\n");
}

/* A file's change describes itself in lines with markers of their own. */
static void add_file(const struct printer *printer, const struct line *line)
{
	const char *at = line->details;

	while (*at) {
		const size_t length = strcspn(at, "\n");
		const bool colour = printer->options->colour;

		text_addf(printer->text, "  %s", colour ? colour_of(*at) : "");
		text_add_bytes(printer->text, at, length);
		text_add(printer->text, colour ? "\033[0m\n" : "\n");
		at += length + (at[length] == '\n');
	}
}

static void add_changes(const struct printer *printer)
{
	const struct list lines = lines_of(printer);
	const char *section = "";
	size_t indent = 0;

	for (size_t i = 0; i < lines.count; i++) {
		const struct line *line = lines.items[i];

		if (strcmp(line->section, section) != 0) {
			text_addf(printer->text, "%s\n", line->section);
			indent = title_width(&lines, i);
		}
		section = line->section;
		if (line->rank == RANK_FILE && !line->change->person)
			add_file(printer, line);
		else
			add_line(printer, line, indent);
	}
	if (lines.count)
		text_add(printer->text, "\n");
}

static void add_header(const struct printer *printer)
{
	const struct facts *facts = printer->plan->facts;

	text_addf(printer->text,
		  "pgmob plan: cluster %s… at %V (PostgreSQL %s), manifest %V, mode %s\n\n",
		  arena_strndup(printer->scratch, facts->system_identifier, SHOWN_OF_IDENTIFIER),
		  facts->server, facts->version_text, printer->options->manifest,
		  mode_words[printer->plan->desired->mode]);
}

/* How many steps of each sort a plan runs in. */
struct way {
	size_t shared; /* transactions of what is shared alone */
	size_t local;  /* transactions of databases */
	size_t alone;
	size_t files;
	const struct object *file; /* the last of them */
	size_t bulk;               /* of the transactions, those for what is too much for one */
	const char *database;
};

static struct way way_of(const struct plan *plan)
{
	struct way way = {0};

	for (size_t i = 0; i < plan->batches.count; i++) {
		const struct batch *batch = plan->batches.items[i];

		way.shared += batch->transaction && batch->phase != PHASE_LOCAL;
		const struct statement *first = plan->steps.items[batch->first];
		const bool file = first->change->kind->home == HOME_FILE;

		if (file)
			way.file = change_object(first->change);

		way.alone += !batch->transaction && !file;
		way.bulk += batch->locks > 0;
		way.local += batch->phase == PHASE_LOCAL;
		way.files += file;
		if (batch->database && batch->phase == PHASE_LOCAL)
			way.database = batch->database;
	}
	return way;
}

/* "One transaction in shop, one write of pg_hba.conf": how the plan runs, and so what a failure
 * leaves. */
static void add_way(const struct printer *printer)
{
	const struct way way = way_of(printer->plan);
	const size_t transactions = way.shared + way.local;
	struct text text = text_in(printer->scratch);

	if (transactions == 1)
		text_add(&text, ", one transaction");
	else if (transactions)
		text_addf(&text, ", %z transactions", transactions);
	if (transactions == 1 && way.database)
		text_addf(&text, " in %V", way.database);
	if (way.local > 1)
		text_addf(&text, " (those of %z databases commit together)", way.local);
	if (way.bulk)
		text_addf(&text,
			  " (%z of them for owners or ends of more objects than one can lock)",
			  way.bulk);
	if (way.alone)
		text_addf(&text, ", %z statement%s outside of any transaction", way.alone,
			  way.alone > 1 ? "s" : "");
	if (way.files == 1)
		text_addf(&text, ", one write of %s", object_title_in(printer->scratch, way.file));
	else if (way.files)
		text_addf(&text, ", %z files written one after the other", way.files);
	if (!text.length)
		return;
	if (text.at[2] == 'o')
		text.at[2] = 'O';
	text_addf(printer->text, " %s.", text.at + 2);
}

/* What no flag lets pass. */
static size_t count_never(const struct plan *plan)
{
	size_t count = plan->difference->refusals.count;

	for (size_t i = 0; i < plan->difference->changes.count; i++) {
		const struct change *change = plan->difference->changes.items[i];

		count += !change->person && change->guard == GUARD_NEVER;
	}
	return count;
}

static void add_counts(const struct printer *printer)
{
	const struct plan *plan = printer->plan;
	const size_t never = count_never(plan), flags = plan->refused - never;

	text_addf(printer->text, "Plan: %z to add, %z to change, %z to remove; %z need%s a flag",
		  plan->to_add, plan->to_change, plan->to_remove, flags, flags == 1 ? "s" : "");
	if (never)
		text_addf(printer->text, ", %z (marked !) %s refused", never,
			  never == 1 ? "is" : "are");
	text_add(printer->text, ".");
	add_way(printer);
	text_add(printer->text, "\n");
	if (never)
		text_add(printer->text,
			 "Apply makes none of these changes as long as one is refused.\n");
	else if (flags)
		text_add(printer->text, "Apply makes none of these changes without the flag.\n");
}

static void add_notes(const struct printer *printer)
{
	const struct difference *difference = printer->plan->difference;

	if (difference->unlisted == 1)
		text_add(printer->text,
			 "Note: 1 object that nobody lists stays, since it may hold data.\n");
	else if (difference->unlisted)
		text_addf(printer->text,
			  "Note: %z objects that nobody lists stay, since they may hold data.\n",
			  difference->unlisted);
	if (difference->held_back)
		text_addf(printer->text, "Note: mode additive leaves %z difference%s alone.\n",
			  difference->held_back, difference->held_back > 1 ? "s" : "");
}

static void add_summary(const struct printer *printer)
{
	const struct plan *plan = printer->plan;

	if (!plan_is_empty(plan))
		add_counts(printer);
	else if (plan->person || plan->refused)
		text_add(printer->text, "Plan: nothing that pgmob can do.\n");
	else if (plan->difference->held_back)
		text_add(printer->text, "Plan: nothing to do.\n");
	else
		text_add(printer->text,
			 "Plan: nothing to do, the cluster is as the manifest says.\n");
	if (plan->person)
		text_addf(printer->text,
			  "%z difference%s (marked !) can only be put right by a "
			  "person.\n",
			  plan->person, plan->person > 1 ? "s" : "");
	print_rights(printer->text, plan);
	add_notes(printer);
}

void print_text(struct text *text, const struct plan *plan, const struct print_options *options)
{
	const struct printer printer = {
		.text = text,
		.plan = plan,
		.options = options,
		.scratch = arena_create(NULL),
	};

	add_header(&printer);
	add_changes(&printer);
	print_refusals(text, plan, options->colour);
	add_summary(&printer);
	arena_destroy(printer.scratch);
}
