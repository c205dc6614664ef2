/* SPDX-License-Identifier: PostgreSQL
 *
 * The file as it is → rules of a manifest: in parts where the parts say exactly the same, else as
 * whole lines.
 */
#include <string.h>

#include "kinds/hba/hba_check.h"

/* The fields of a line; behind the address there may be a mask. */
enum { TYPE, DATABASES, USERS, ADDRESS };

static const char *spell(struct arena *arena, const struct auth_token *token)
{
	struct text text = text_in(arena);

	auth_token_spell(&text, token);
	return text.at;
}

static struct list spell_field(struct arena *arena, const struct auth_line *line, size_t field)
{
	struct list words = {0};
	const struct auth_token *token;

	for (size_t i = 0; (token = auth_token_at(line, field, i)); i++)
		list_add(arena, &words, spell(arena, token));
	return words;
}

static const char *spell_one(struct arena *arena, const struct auth_line *line, size_t field)
{
	const struct auth_token *token = auth_token_at(line, field, 0);

	return token ? spell(arena, token) : NULL;
}

static void add_option(struct arena *arena, struct hba_rule *rule, const char *text)
{
	struct hba_option *option = (struct hba_option *)object_new(arena, &hba_option_kind);
	const size_t length = strcspn(text, "=");

	option->name = arena_strndup(arena, text, length);
	option->value = text[length] ? text + length + 1 : "";
	list_add(arena, &rule->options, option);
}

/* The line in parts, its address in so many fields. */
static struct hba_rule *rule_of_parts(struct arena *arena, const struct auth_line *line,
				      size_t addresses)
{
	struct hba_rule *rule = (struct hba_rule *)object_new(arena, &hba_rule_kind);
	const struct auth_token *token;
	size_t field = ADDRESS + addresses;

	rule->type = spell_one(arena, line, TYPE);
	rule->databases = spell_field(arena, line, DATABASES);
	rule->users = spell_field(arena, line, USERS);
	if (addresses)
		rule->address = spell_one(arena, line, ADDRESS);
	if (addresses > 1 && rule->address && auth_token_at(line, ADDRESS + 1, 0))
		rule->address = text_format(arena, "%s %s", rule->address,
					    spell_one(arena, line, ADDRESS + 1));
	rule->method = spell_one(arena, line, field++);
	for (; (token = auth_token_at(line, field, 0)); field++)
		add_option(arena, rule, token->text);
	return rule;
}

static struct hba_rule *rule_of_line(struct arena *arena, const char *line)
{
	struct hba_rule *rule = (struct hba_rule *)object_new(arena, &hba_rule_kind);

	rule->line = line;
	return rule;
}

/* The first error among them. */
static const char *error_of(const struct diags *diags)
{
	for (size_t i = 0; i < diags->list.count; i++) {
		const struct diag *diag = diags->list.items[i];

		if (diag->severity == SEVERITY_ERROR)
			return diag->message;
	}
	return NULL;
}

static const char *fault(const struct hba_rule *rule, struct arena *arena)
{
	struct diags *diags = diags_in(arena);

	hba_check_rule(&rule->object, diags);
	for (size_t i = 0; i < rule->options.count; i++)
		hba_check_option(rule->options.items[i], diags);
	return error_of(diags);
}

/* Whether the parts are right, and read back as the very tokens that stand in the file. */
static bool says(const struct hba_rule *rule, const struct auth_line *line, struct arena *arena)
{
	return rule->method && !fault(rule, arena) &&
	       auth_line_same(line, auth_line_parse(arena, hba_rule_line(arena, rule)));
}

static struct hba_rule *rule_of(struct arena *arena, const struct auth_line *line)
{
	struct text spelled = text_in(arena);

	auth_line_spell(&spelled, line);
	for (size_t addresses = 0; addresses <= 2; addresses++) {
		struct hba_rule *rule = rule_of_parts(arena, line, addresses);

		if (says(rule, line, arena))
			return rule;
	}
	return rule_of_line(arena, spelled.at);
}

void hba_take_text(struct hba *hba, struct arena *arena)
{
	hba->conf.lines = auth_lines_parse(arena, hba->conf.text, strlen(hba->conf.text),
					   (int)*hba->conf.version, hba->conf.path);
	hba->conf.manage = "file";
	for (size_t i = 0; i < hba->conf.lines.count; i++)
		list_add(arena, &hba->conf.entries, rule_of(arena, hba->conf.lines.items[i]));
}

static const char *fault_of_version(const struct hba *hba, const struct facts *facts,
				    struct arena *arena)
{
	struct diags *diags = diags_in(arena);

	hba_check_version(hba, facts, diags);
	return error_of(diags);
}

const char *hba_unwritable(const struct object *object, const struct facts *facts,
			   struct arena *arena)
{
	const struct hba *hba = (const struct hba *)object;

	if (!hba->conf.entries.count)
		return "it has no rule";
	for (size_t i = 0; i < hba->conf.entries.count; i++) {
		const struct hba_rule *rule = hba->conf.entries.items[i];
		const char *line = hba_rule_line(arena, rule), *why = fault(rule, arena);
		struct text shown = text_in(arena);

		auth_line_show(&shown, auth_line_parse(arena, line));
		if (auth_has_secret(line))
			return text_format(arena, "rule %z has a password in it: %s", i + 1,
					   shown.at);
		if (why)
			return text_format(arena, "rule %z is wrong (%s): %s", i + 1, why,
					   shown.at);
	}
	return fault_of_version(hba, facts, arena);
}
