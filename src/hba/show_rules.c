/* SPDX-License-Identifier: PostgreSQL
 *
 * Rules in force, as a table and as JSON (schemas/hba-show.schema.json).
 */
#include <string.h>

#include "base/width.h"
#include "hba/hba.h"
#include "hba/place.h"

enum { HBA_FORMAT = 1, COLUMNS = 9, WIDEST = 30 };

static const char *const titles[COLUMNS] = {
	"line", "type", "databases", "users", "address", "method", "roles", "sessions", "options",
};

/* A part of the line as it stands there, without secrets. */
static const char *show_tokens(struct arena *arena, const struct list *tokens)
{
	struct auth_line line = {0};
	struct text text = text_in(arena);

	list_add(arena, &line.fields, tokens);
	auth_line_show(&text, &line);
	return text.at;
}

static const char *show_address(struct arena *arena, const struct auth_rule *rule)
{
	struct text text = text_in(arena);

	if (rule->type == AUTH_LOCAL)
		return "";
	switch (rule->from) {
	case AUTH_FROM_ALL:
		return "all";
	case AUTH_FROM_SAMEHOST:
		return "samehost";
	case AUTH_FROM_SAMENET:
		return "samenet";
	case AUTH_FROM_NETWORK:
		auth_network_show(&text, &rule->network);
		break;
	case AUTH_FROM_NAME:
		text_add(&text, rule->name);
		break;
	}
	return text.at;
}

static const char *show_options(struct arena *arena, const struct auth_rule *rule)
{
	struct auth_line line = {0};
	struct text text = text_in(arena);

	for (size_t i = 0; i < rule->options.count; i++) {
		const struct auth_option *option = rule->options.items[i];
		struct auth_token *token = arena_alloc(arena, sizeof(*token));
		struct list *field = arena_alloc(arena, sizeof(*field));

		token->text = text_format(arena, "%s=%s", option->name, option->value);
		list_add(arena, field, token);
		list_add(arena, &line.fields, field);
	}
	auth_line_show(&text, &line);
	return text.at;
}

static const char *show_sessions(struct arena *arena, const struct hba_row *row)
{
	if (row->perhaps)
		return text_format(arena, "%z to %z", row->sessions, row->sessions + row->perhaps);
	return text_format(arena, "%z", row->sessions);
}

static const char *show_place(struct arena *arena, const char *path, const struct auth_line *line)
{
	struct text text = text_in(arena);

	if (!line->file || strcmp(line->file, path) == 0)
		return text_format(arena, "%z", line->number);
	place_show(&text, path, line);
	return text.at;
}

static void fill(const struct hba_rules *rules, const struct hba_row *row,
		 const char *cells[COLUMNS])
{
	const struct auth_rule *rule = row->rule;
	size_t at = 0;

	cells[at++] = show_place(rules->arena, rules->path, rule->line);
	cells[at++] = auth_types[rule->type];
	cells[at++] = show_tokens(rules->arena, &rule->databases);
	cells[at++] = show_tokens(rules->arena, &rule->users);
	cells[at++] = show_address(rules->arena, rule);
	cells[at++] = auth_methods[rule->method];
	cells[at++] = text_format(rules->arena, "%z", row->roles);
	cells[at++] = show_sessions(rules->arena, row);
	cells[at++] = show_options(rules->arena, rule);
}

/* A cell that is wider than its column pushes the rest of its line to the right. */
static void measure(const char *const cells[COLUMNS], size_t widths[COLUMNS])
{
	for (size_t i = 0; i < COLUMNS; i++) {
		const size_t width = width_of_text(cells[i]);

		if (width > widths[i] && width <= WIDEST)
			widths[i] = width;
	}
}

/* Columns that nothing stands in are left out. */
static void add_cells(struct text *text, const char *const cells[COLUMNS],
		      const size_t widths[COLUMNS])
{
	size_t blanks = 0;

	for (size_t i = 0; i < COLUMNS; i++) {
		size_t width = width_of_text(cells[i]);

		if (!widths[i])
			continue;
		for (; *cells[i] && blanks; blanks--)
			text_add(text, " ");
		text_add(text, cells[i]);
		blanks += 2;
		for (; width < widths[i]; width++)
			blanks++;
	}
	text_add(text, "\n");
}

static void show_warnings(struct text *text, const struct hba_rules *rules,
			  const struct hba_row *row)
{
	for (size_t i = 0; i < row->warnings.count; i++) {
		const struct auth_warning *warning = row->warnings.items[i];

		text_addf(text, "    warning: %s", warning->message);
		if (warning->other) {
			text_add(text, ": all of them meet ");
			place_show(text, rules->path, warning->other->line);
		}
		text_add(text, "\n");
	}
}

static void show_faults(struct text *text, const struct hba_rules *rules, const struct list *faults)
{
	for (size_t i = 0; i < faults->count; i++) {
		const struct auth_loaded_fault *fault = faults->items[i];

		place_show(text, rules->path, fault->line);
		text_addf(text, ": %s: %s\n", fault->fault.warning ? "warning" : "error",
			  fault->fault.message);
	}
	if (rules->hba->errors)
		text_add(text, "The server does not load the file like that: at the next reload it "
			       "keeps the rules that it has, and it would not start.\n");
}

void hba_show_text(struct text *text, const struct hba_rules *rules,
		   const struct hba_overview *overview)
{
	const size_t count = overview->rows.count;
	const char *(*cells)[COLUMNS] = arena_alloc(rules->arena, (count + 1) * sizeof(*cells));
	size_t widths[COLUMNS] = {0};

	for (size_t i = 0; i < count; i++) {
		fill(rules, overview->rows.items[i], cells[i]);
		measure(cells[i], widths);
	}
	for (size_t i = 0; i < COLUMNS; i++)
		if (widths[i] && width_of_text(titles[i]) > widths[i])
			widths[i] = width_of_text(titles[i]);
	text_addf(text, "%Q\n", rules->path);
	if (count)
		add_cells(text, titles, widths);
	for (size_t i = 0; i < count; i++) {
		add_cells(text, cells[i], widths);
		show_warnings(text, rules, overview->rows.items[i]);
	}
	show_faults(text, rules, &overview->faults);
	if (overview->strangers)
		text_addf(text, "%z session%s would not be let in again.\n", overview->strangers,
			  overview->strangers == 1 ? "" : "s");
}

/* As JSON. */

static void add_tokens(struct text *text, const char *key, const struct list *tokens)
{
	text_addf(text, "\"%s\": [", key);
	for (size_t i = 0; i < tokens->count; i++) {
		struct text token = text_in(text->arena);

		auth_token_spell(&token, tokens->items[i]);
		text_addf(text, i ? ", %J" : "%J", token.at);
	}
	text_add(text, "], ");
}

static void add_options(struct text *text, const struct auth_rule *rule)
{
	text_add(text, "\"options\": [");
	for (size_t i = 0; i < rule->options.count; i++) {
		const struct auth_option *option = rule->options.items[i];
		const bool secret = auth_has_secret(text_format(text->arena, "%s=", option->name));

		text_addf(text, "%s{\"name\": %J, \"value\": %J}", i ? ", " : "", option->name,
			  secret ? "***" : option->value);
	}
	text_add(text, "], ");
}

static void add_warnings(struct text *text, const struct hba_rules *rules,
			 const struct list *warnings)
{
	text_add(text, "\"warnings\": [");
	for (size_t i = 0; i < warnings->count; i++) {
		const struct auth_warning *warning = warnings->items[i];

		text_addf(text, "%s{\"message\": %J, \"met\": ", i ? ", " : "", warning->message);
		if (warning->other)
			text_addf(text, "{\"file\": %J, \"line\": %z}}",
				  place_file(rules->path, warning->other->line),
				  warning->other->line->number);
		else
			text_add(text, "null}");
	}
	text_add(text, "]");
}

static void add_row(struct text *text, const struct hba_rules *rules, const struct hba_row *row)
{
	const struct auth_rule *rule = row->rule;
	const char *address = show_address(rules->arena, rule);

	text_addf(text, "{\"file\": %J, \"line\": %z, \"type\": \"%s\", ",
		  place_file(rules->path, rule->line), rule->line->number, auth_types[rule->type]);
	add_tokens(text, "databases", &rule->databases);
	add_tokens(text, "users", &rule->users);
	text_addf(text, *address ? "\"address\": %J, " : "\"address\": null, ", address);
	text_addf(text, "\"method\": \"%s\", ", auth_methods[rule->method]);
	add_options(text, rule);
	text_addf(text, "\"roles\": %z, \"sessions\": %z, \"perhaps\": %z, ", row->roles,
		  row->sessions, row->perhaps);
	add_warnings(text, rules, &row->warnings);
	text_add(text, "}");
}

static void add_fault(struct text *text, const struct hba_rules *rules,
		      const struct auth_loaded_fault *fault)
{
	text_addf(text, "{\"file\": %J, \"line\": %z, \"severity\": \"%s\", \"message\": %J}",
		  place_file(rules->path, fault->line), fault->line->number,
		  fault->fault.warning ? "warning" : "error", fault->fault.message);
}

void hba_show_json(struct text *text, const struct hba_rules *rules,
		   const struct hba_overview *overview)
{
	text_addf(text, "{\"format\": %d, \"file\": %J,\n \"rules\": [", HBA_FORMAT, rules->path);
	for (size_t i = 0; i < overview->rows.count; i++) {
		text_add(text, i ? ",\n  " : "\n  ");
		add_row(text, rules, overview->rows.items[i]);
	}
	text_add(text, overview->rows.count ? "\n ],\n \"faults\": [" : "],\n \"faults\": [");
	for (size_t i = 0; i < overview->faults.count; i++) {
		text_add(text, i ? ",\n  " : "\n  ");
		add_fault(text, rules, overview->faults.items[i]);
	}
	text_addf(text, "],\n \"strangers\": %z}\n", overview->strangers);
}
