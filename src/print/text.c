/* SPDX-License-Identifier: PostgreSQL
 *
 * A plan as a person reads it: a line a change, in sections; like changes are one line.
 */
#include <string.h>

#include "kinds/kinds.h"
#include "print/print.h"

enum { TITLE_WIDTH = 34, LIKE_AT_LEAST = 4, SHOWN_OF_IDENTIFIER = 4 };

struct printer {
	struct text *text;
	const struct plan *plan;
	const struct print_options *options;
	struct arena *scratch;
};

/* What a line says of a change. */
struct line {
	const struct change *change;
	int rank; /* of the section: the cluster's first, then the databases', then files */
	const char *section;
	char marker;
	const char *details;
};

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

static void set_section(const struct printer *printer, struct line *line)
{
	const struct object *object = change_object(line->change);
	const struct kind *kind = line->change->kind;
	const struct field *role = kind_field(kind, "role");
	const struct field *in = kind_field(kind, "database");
	const bool of_all = in && role && !field_get(role, object);
	const char *database = object->database;

	if (kind == &database_kind)
		database = object_name(object);
	else if (of_all)
		database = field_get(in, object);
	line->rank = kind->home == HOME_FILE ? 3 : database ? 2 : of_all ? 1 : 0;
	if (line->rank == 3)
		line->section = kind->plural;
	else if (line->rank == 2)
		line->section = text_format(printer->scratch, "database %V", database);
	else
		line->section = line->rank ? "settings" : "roles";
}

static struct line *line_of(const struct printer *printer, const struct change *change)
{
	static const char markers[] = {
		[CHANGE_CREATE] = '+', [CHANGE_ALTER] = '~', [CHANGE_DROP] = '-'};
	struct line *line = arena_alloc(printer->scratch, sizeof(*line));
	struct text details = text_in(printer->scratch);
	const char *flag = plan_flag(change);

	change_describe(&details, change);
	if (change->reason)
		text_addf(&details, "%s(%s)", details.length ? "  " : "", change->reason);
	if (flag && !change->person)
		text_addf(&details, "%s[%s%s]", details.length ? "  " : "",
			  plan_allows(change, printer->options->consent) ? "" : "needs ", flag);
	line->change = change;
	line->marker = change->person || change->guard == GUARD_NEVER ? '!' : markers[change->verb];
	line->details = details.at;
	set_section(printer, line);
	return line;
}

/* The columns that a terminal needs for the text: its characters, wide ones not considered. */
static size_t width(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static void add_line(const struct printer *printer, const struct line *line, const char *title)
{
	const bool colour = printer->options->colour;
	size_t columns = width(title);

	text_addf(printer->text, "  %s%s%s %s", colour ? colour_of(line->marker) : "",
		  (char[]){line->marker, '\0'}, colour ? "\033[0m" : "", title);
	if (*line->details)
		for (; columns < TITLE_WIDTH; columns++)
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

static const char *schema_of(const struct object *object)
{
	const struct field *schema = kind_field(object->kind, "schema");

	return schema && schema->flags & FIELD_KEY ? field_get(schema, object) : NULL;
}

static bool are_alike(const struct line *a, const struct line *b)
{
	const struct object *x = change_object(a->change), *y = change_object(b->change);
	const char *schema = schema_of(x);

	return a->change->kind == b->change->kind && a->marker == b->marker && schema &&
	       strcmp(schema, schema_of(y)) == 0 && strcmp(x->database, y->database) == 0 &&
	       strcmp(a->details, b->details) == 0;
}

static void add_like(const struct printer *printer, const struct line *line, size_t count)
{
	struct text title = text_in(printer->scratch);
	struct line joined = *line;

	text_addf(&title, "%z ", count);
	for (const char *at = line->change->kind->plural; *at; at++)
		text_add_bytes(&title, *at == '_' ? " " : at, 1);
	text_addf(&title, " in schema %V", schema_of(change_object(line->change)));
	joined.details = text_format(printer->scratch, "%s  (--all lists them)", line->details);
	add_line(printer, &joined, title.at);
}

/* How many of the lines from there on are one. */
static size_t count_like(const struct printer *printer, const struct list *lines, size_t from)
{
	size_t end = from + 1;

	while (!printer->options->all && end < lines->count &&
	       are_alike(lines->items[from], lines->items[end]))
		end++;
	return end - from >= LIKE_AT_LEAST ? end - from : 1;
}

static int compare_sections(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return x->rank != y->rank ? x->rank - y->rank : strcmp(x->section, y->section);
}

static void add_changes(const struct printer *printer)
{
	const struct list *changes = &printer->plan->difference->changes;
	struct list lines = {0};
	const char *section = "";

	for (size_t i = 0; i < changes->count; i++)
		list_add(printer->scratch, &lines, line_of(printer, changes->items[i]));
	list_sort(&lines, compare_sections);
	for (size_t i = 0; i < lines.count;) {
		const struct line *line = lines.items[i];
		const size_t count = count_like(printer, &lines, i);

		if (strcmp(line->section, section) != 0)
			text_addf(printer->text, "%s\n", line->section);
		section = line->section;
		if (line->rank == 3 && !line->change->person)
			add_file(printer, line);
		else if (count > 1)
			add_like(printer, line, count);
		else
			add_line(printer, line,
				 object_title_in(printer->scratch, change_object(line->change)));
		i += count;
	}
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

/* "One transaction in shop, one write of pg_hba.conf": how the plan runs, and so what a failure
 * leaves. */
static void add_way(const struct printer *printer)
{
	const struct list *batches = &printer->plan->batches;
	size_t cluster = 0, alone = 0, local = 0, files = 0;
	const char *database = NULL;
	struct text way = text_in(printer->scratch);

	for (size_t i = 0; i < batches->count; i++) {
		const struct batch *batch = batches->items[i];

		cluster += batch->transaction && batch->phase != PHASE_LOCAL;
		alone += !batch->transaction && batch->phase != PHASE_FILE;
		local += batch->phase == PHASE_LOCAL;
		files += batch->phase == PHASE_FILE;
		if (batch->database)
			database = batch->database;
	}
	if (cluster + local == 1)
		text_addf(&way, ", one transaction%s%V", database ? " in " : "",
			  database ? database : "");
	else if (cluster + local)
		text_addf(&way, ", %z transactions", cluster + local);
	if (local > 1)
		text_addf(&way, " (those of %z databases commit together at the end)", local);
	if (alone)
		text_addf(&way, ", %z statement%s that cannot be in a transaction", alone,
			  alone > 1 ? "s" : "");
	if (files)
		text_add(&way, ", one write of pg_hba.conf");
	if (way.length) {
		if (way.at[2] == 'o')
			way.at[2] = 'O';
		text_addf(printer->text, " %s.", way.at + 2);
	}
	text_add(printer->text, "\n");
	if (cluster + local + alone > 1 && printer->options->all)
		text_add(printer->text, "If one of them fails, what was committed before it stays; "
					"the next apply does the rest.\n");
}

static void add_summary(const struct printer *printer)
{
	const struct plan *plan = printer->plan;

	if (plan_is_empty(plan)) {
		text_addf(printer->text, "Plan: nothing to do%s.\n",
			  plan->person ? "" : ", the cluster is as the manifest says");
	} else {
		text_addf(printer->text,
			  "\nPlan: %z to add, %z to change, %z to remove; %z need%s a flag.",
			  plan->to_add, plan->to_change, plan->to_remove, plan->refused,
			  plan->refused == 1 ? "s" : "");
		add_way(printer);
	}
	if (plan->person)
		text_addf(printer->text,
			  "%z difference%s (marked !) only a person can put right.\n", plan->person,
			  plan->person > 1 ? "s" : "");
	if (plan->difference->unlisted)
		text_addf(printer->text,
			  "Note: %z object%s nobody lists may hold data, and stay.\n",
			  plan->difference->unlisted,
			  plan->difference->unlisted > 1 ? "s that" : " that");
	if (plan->difference->held_back)
		text_addf(printer->text, "Note: mode additive leaves %z difference%s alone.\n",
			  plan->difference->held_back, plan->difference->held_back > 1 ? "s" : "");
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
	add_summary(&printer);
	arena_destroy(printer.scratch);
}
