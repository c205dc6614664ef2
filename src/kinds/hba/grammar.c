/* SPDX-License-Identifier: PostgreSQL
 *
 * A rule as it is written in the file.
 */
#include "kinds/hba/hba.h"

#include <string.h>

/* The columns in which rules are written. */
enum { TYPE, DATABASES, USERS, ADDRESS, METHOD, OPTIONS };

static const char *const titles[] = {"# TYPE", "DATABASE", "USER", "ADDRESS",
				     "METHOD", "OPTIONS",  NULL};

static const char *join(struct arena *arena, const struct list *tokens)
{
	struct text text = text_in(arena);

	for (size_t i = 0; i < tokens->count; i++)
		text_addf(&text, "%s%s", i ? "," : "", (const char *)tokens->items[i]);
	return text.at;
}

/* Adds name=value, the value in quotes where the server needs them. A backslash needs them, too: at
 * the end of a line it would swallow the next rule. */
static void add_option(struct text *text, const struct hba_option *option)
{
	text_addf(text, "%s=", option->name);
	if (strcspn(option->value, " \t,#\"\\") == strlen(option->value)) {
		text_add(text, option->value);
		return;
	}
	text_add(text, "\"");
	for (const char *at = option->value; *at; at++)
		text_add_bytes(text, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
	text_add(text, "\"");
}

static bool cells(struct arena *arena, const struct object *entry, const char **parts)
{
	const struct hba_rule *rule = (const struct hba_rule *)entry;
	struct text options = text_in(arena);

	if (rule->line)
		return false;
	for (size_t i = 0; i < rule->options.count; i++) {
		text_add(&options, i ? " " : "");
		add_option(&options, rule->options.items[i]);
	}
	parts[TYPE] = rule->type;
	parts[DATABASES] = join(arena, &rule->databases);
	parts[USERS] = join(arena, &rule->users);
	parts[ADDRESS] = rule->address ? rule->address : "";
	parts[METHOD] = rule->method;
	parts[OPTIONS] = options.at;
	return true;
}

static const char *line(const struct object *entry)
{
	return ((const struct hba_rule *)entry)->line;
}

static const char *comment(const struct object *entry)
{
	return ((const struct hba_rule *)entry)->comment;
}

static struct object *keep(struct arena *arena, const struct auth_line *kept)
{
	struct hba_rule *rule = (struct hba_rule *)object_new(arena, &hba_rule_kind);

	rule->line = kept->text;
	return &rule->object;
}

const struct conf_grammar hba_grammar = {
	.name = "pg_hba.conf",
	.setting = "hba_file",
	.auth = AUTH_RULES,
	.titles = titles,
	.cells = cells,
	.line = line,
	.comment = comment,
	.keep = keep,
	.form = auth_line_form,
};

const char *hba_rule_line(struct arena *arena, const struct hba_rule *rule)
{
	return conf_entry_line(arena, &hba_grammar, &rule->object);
}
