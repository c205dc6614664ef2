/* SPDX-License-Identifier: PostgreSQL
 *
 * Faults of rules, found before anything is done: the file is written after the last commit, so
 * what can be known early is said early.
 */
#include <string.h>

#include "auth/rule.h"
#include "kinds/hba/hba_check.h"
#include "kinds/hba/hidden.h"

/* Where that part of the rule was written: the whole line, where it is one. */
static struct place part_place(const struct hba_rule *rule, const char *key)
{
	return object_place_of(&rule->object, rule->line ? "line" : key);
}

/* Where that item of a list was written. */
static struct place item_place(const struct hba_rule *rule, const char *key, size_t index)
{
	const struct node *list = rule->line ? NULL : node_get(rule->object.node, key);
	const struct node *item = list ? list->first : NULL;

	for (; item && index; index--)
		item = item->next;
	return item ? item->place : part_place(rule, key);
}

/* An address is one word, or an IP address and its mask. */
static void check_address_words(const struct hba_rule *rule, struct diags *diags)
{
	const struct place place = object_place_of(&rule->object, "address");
	const size_t length = strcspn(rule->address, " \t");
	const char *mask = rule->address + length;
	const char *word = arena_strndup(diags->arena, rule->address, length);

	mask += strspn(mask, " \t");
	if (!conf_check_visible(diags, place, rule->address))
		return;
	if (!auth_is_token(diags->arena, word) || (*mask && !auth_is_token(diags->arena, mask)))
		diag_error(diags, place, "%Q is not an address of pg_hba.conf", rule->address);
}

static void check_missing(const struct hba_rule *rule, struct diags *diags)
{
	const bool local = rule->type && strcmp(rule->type, "local") == 0;
	const struct {
		const char *key;
		bool said;
	} needed[] = {
		{"type", rule->type != NULL},
		{"databases", rule->databases.count > 0},
		{"users", rule->users.count > 0},
		{"address", rule->address || !rule->type || local},
		{"method", rule->method != NULL},
	};

	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		if (!needed[i].said && !object_tried(&rule->object, needed[i].key))
			diag_error(diags, object_place(&rule->object), "the rule has no %Q",
				   needed[i].key);
}

static void check_tokens(const struct hba_rule *rule, const char *key, const struct list *tokens,
			 struct diags *diags)
{
	const struct node *list = node_get(rule->object.node, key);

	if (list && !tokens->count && !list->reduced)
		diag_error(diags, object_place_of(&rule->object, key), "%Q must not be empty", key);
	for (size_t i = 0; i < tokens->count; i++)
		conf_check_token(diags, item_place(rule, key, i), "pg_hba.conf", tokens->items[i]);
}

/* Where the fault is: an option has its own check for its name, which says the same there. */
static struct place fault_place(const struct hba_rule *rule, const struct auth_fault *fault,
				struct arena *arena)
{
	static const char *const keys[AUTH_PARTS] = {"type",    "databases", "users",
						     "address", "method",    "options"};
	const char *key = keys[fault->part], *hint;

	if (fault->part == AUTH_OPTIONS && fault->item < rule->options.count) {
		const struct hba_option *option = rule->options.items[fault->item];

		return auth_option_fault(arena, option->name, &hint)
			       ? object_place_of(&option->object, "name")
			       : object_place(&option->object);
	}
	return item_place(rule, key, fault->item);
}

static void say_fault(const struct hba_rule *rule, const struct auth_fault *fault,
		      const struct facts *facts, struct diags *diags)
{
	const struct place place = fault_place(rule, fault, diags->arena);
	struct diag *diag = fault->warning ? diag_warning(diags, place, "%s", fault->message)
					   : diag_error(diags, place, "%s", fault->message);

	diag->hint = fault->hint;
	if (facts && !fault->warning)
		diag->detail = text_format(diags->arena, "the server is PostgreSQL %s",
					   facts->version_text);
}

/* Whether options lack what was wrong in them: what a method seems to need may be there. */
static bool options_are_spoiled(const struct hba_rule *rule)
{
	const struct node *list = node_get(rule->object.node, "options");

	for (size_t i = 0; i < rule->options.count; i++) {
		const struct hba_option *option = rule->options.items[i];

		if (!option->name || !option->value)
			return true;
	}
	return list && list->reduced;
}

/* Faults of the rule as the line that it is in the file; facts NULL: whatever the server is. */
static void check_in_file(const struct hba_rule *rule, const struct facts *facts,
			  struct diags *diags)
{
	const struct auth_line *line =
		auth_line_parse(diags->arena, hba_rule_line(diags->arena, rule));
	const int version = facts ? facts->version : 0;
	const bool spoiled = options_are_spoiled(rule);
	struct list faults = {0};

	if (auth_line_includes(line, version))
		return;
	auth_rule_parse(diags->arena, line, version, &faults);
	for (size_t i = 0; i < faults.count; i++) {
		const struct auth_fault *fault = faults.items[i];

		if (!spoiled || fault->part < AUTH_METHOD)
			say_fault(rule, fault, facts, diags);
	}
}

static void check_parts(const struct hba_rule *rule, struct diags *diags)
{
	const size_t errors = diags->errors;

	check_missing(rule, diags);
	check_tokens(rule, "databases", &rule->databases, diags);
	check_tokens(rule, "users", &rule->users, diags);
	if (rule->address) {
		check_address_words(rule, diags);
		if (rule->type && strcmp(rule->type, "local") == 0)
			diag_error(diags, object_place_of(&rule->object, "address"),
				   "a rule for local connections has no address");
	}
	if (diags->errors == errors && rule->type && rule->method && rule->databases.count &&
	    rule->users.count)
		check_in_file(rule, NULL, diags);
}

/* What cannot stand beside a whole line; "type" is a matter of the table of fields. */
static void check_beside_line(const struct hba_rule *rule, struct diags *diags)
{
	static const char *const parts[] = {"databases", "users", "address", "method", "options"};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (object_wrote(&rule->object, parts[i]))
			diag_error(diags, object_place_of(&rule->object, parts[i]),
				   "a rule has either %Q or \"line\"", parts[i]);
}

void hba_check_rule(const struct object *object, struct diags *diags)
{
	const struct hba_rule *rule = (const struct hba_rule *)object;

	if (rule->comment)
		conf_check_comment(object, rule->comment, diags);
	if (!rule->line) {
		check_parts(rule, diags);
		return;
	}
	check_beside_line(rule, diags);
	if (conf_check_line(object, rule->line, "rule", diags))
		check_in_file(rule, NULL, diags);
}

void hba_check_option(const struct object *object, struct diags *diags)
{
	const struct hba_option *option = (const struct hba_option *)object;

	const char *hint = NULL;
	const char *unknown = auth_option_fault(diags->arena, option->name, &hint);

	if (unknown)
		diag_error(diags, object_place_of(object, "name"), "%s", unknown)->hint = hint;
	conf_check_visible(diags, object_place_of(object, "value"), option->value);
}

void hba_check(const struct object *object, struct diags *diags)
{
	conf_check((const struct conf *)object, "rules", diags);
	hba_check_hidden((const struct hba *)object, diags);
}

void hba_check_version(const struct hba *hba, const struct facts *facts, struct diags *diags)
{
	for (size_t i = 0; i < hba->conf.entries.count; i++)
		check_in_file(hba->conf.entries.items[i], facts, diags);
}
