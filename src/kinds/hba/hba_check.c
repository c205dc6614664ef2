/* SPDX-License-Identifier: PostgreSQL
 *
 * Faults of rules, found before anything is done: the file is written after the last commit, so
 * what can be known early is said early.
 */
#include <string.h>

#include "kinds/hba/hba_check.h"

enum { INCLUDES_SINCE = 160000, EXPRESSIONS_SINCE = 160000 };

/* The fields of a line. */
enum { TYPE, DATABASES, USERS, ADDRESS };

/* Methods and options that not every supported version has. */
static const struct {
	const char *name;
	int since;
} newer[] = {
	{"clientname", 140000}, {"oauth", 180000},     {"issuer", 180000},
	{"scope", 180000},      {"validator", 180000}, {"delegate_ident_mapping", 180000},
};

/* Where that item of a list was written. */
static struct place item_place(const struct hba_rule *rule, const char *key, size_t index)
{
	const struct node *list = rule->line ? NULL : node_get(rule->object.node, key);
	const struct node *item = list ? list->first : NULL;

	for (; item && index; index--)
		item = item->next;
	return item ? item->place : hba_part_place(rule, key);
}

/* A rule is one line: what would end it, or what nobody can see in it, has no place there. */
static bool check_visible(struct diags *diags, struct place place, const char *text)
{
	for (; text && *text; text++)
		if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7f) {
			diag_error(
				diags, place,
				*text == '\n' || *text == '\r'
					? "a rule of pg_hba.conf cannot hold a line break"
					: "a rule of pg_hba.conf cannot hold control characters");
			return false;
		}
	return true;
}

static void check_token(const struct hba_rule *rule, const char *key, size_t index,
			const char *text, struct diags *diags)
{
	const struct place place = item_place(rule, key, index);
	struct diag *diag;

	if (!check_visible(diags, place, text) || auth_is_token(diags->arena, text))
		return;
	diag = diag_error(diags, place, "%Q is not one word of pg_hba.conf", text);
	if (*text)
		diag->hint = text_format(diags->arena,
					 "a name with blanks, commas, quotes or # is written with "
					 "double quotes inside: '%Q'",
					 text);
}

/* An address is one word, or an IP address and its mask. */
static void check_address_words(const struct hba_rule *rule, struct diags *diags)
{
	const struct place place = object_place_of(&rule->object, "address");
	const size_t length = strcspn(rule->address, " \t");
	const char *mask = rule->address + length;
	const char *word = arena_strndup(diags->arena, rule->address, length);

	mask += strspn(mask, " \t");
	if (!check_visible(diags, place, rule->address))
		return;
	if (!auth_is_token(diags->arena, word) || (*mask && !auth_is_token(diags->arena, mask)))
		diag_error(diags, place, "%Q is not an address of pg_hba.conf", rule->address);
}

static bool is_before(struct place a, struct place b)
{
	return a.line < b.line || (a.line == b.line && a.column < b.column);
}

/* Whether an error stands there already: then what seems to be missing may be what was taken out
 * because it is wrong. */
static bool has_error(const struct node *node, const struct diags *diags)
{
	for (size_t i = 0; node && i < diags->list.count; i++) {
		const struct diag *diag = diags->list.items[i];

		if (diag->severity == SEVERITY_ERROR && diag->place.source == node->place.source &&
		    !is_before(diag->place, node->place) &&
		    (!node->next || node->next->place.source != node->place.source ||
		     is_before(diag->place, node->next->place)))
			return true;
	}
	return false;
}

static void check_missing(const struct hba_rule *rule, struct diags *diags)
{
	const bool local = rule->type && strcmp(rule->type, "local") == 0;
	const struct {
		const char *key;
		bool said;
	} needed[] = {
		{"type", rule->type != NULL},
		{"databases", rule->databases.count || object_wrote(&rule->object, "databases")},
		{"users", rule->users.count || object_wrote(&rule->object, "users")},
		{"address", rule->address || local},
		{"method", rule->method != NULL},
	};

	if (has_error(rule->object.node, diags))
		return;
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		if (!needed[i].said)
			diag_error(diags, object_place(&rule->object), "the rule has no %Q",
				   needed[i].key);
}

static void check_tokens(const struct hba_rule *rule, const char *key, const struct list *tokens,
			 struct diags *diags)
{
	const struct node *list = node_get(rule->object.node, key);

	if (list && !tokens->count && !has_error(list, diags))
		diag_error(diags, object_place_of(&rule->object, key), "%Q must not be empty", key);
	for (size_t i = 0; i < tokens->count; i++)
		check_token(rule, key, i, tokens->items[i], diags);
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
		hba_check_line(rule,
			       auth_line_parse(diags->arena, hba_rule_line(diags->arena, rule)),
			       diags);
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

static void check_line(const struct hba_rule *rule, struct diags *diags)
{
	const struct place place = object_place_of(&rule->object, "line");
	const struct auth_line *line = auth_line_parse(diags->arena, rule->line);
	const size_t length = strlen(rule->line);

	check_beside_line(rule, diags);
	if (!check_visible(diags, place, rule->line))
		return;
	if (length && rule->line[length - 1] == '\\')
		diag_error(diags, place, "the line cannot end in a backslash")->hint =
			"it would join the line with the next one";
	else if (line->unclosed)
		diag_error(diags, place, "the line has a quote that is not closed");
	else if (!line->fields.count)
		diag_error(diags, place, "the line has no rule");
	else if (!hba_is_include(line))
		hba_check_line(rule, line, diags);
}

/* A comment that is a mark would end the block, or begin a second one. */
static void check_comment(const struct hba_rule *rule, struct diags *diags)
{
	const struct place place = object_place_of(&rule->object, "comment");
	struct hba_block block;

	check_visible(diags, place, rule->comment);
	hba_find_block(&block, text_format(diags->arena, "# %s\n", rule->comment));
	if (block.begins + block.ends)
		diag_error(diags, place, "the comment %Q would be a mark of pgmob's own block",
			   rule->comment);
}

void hba_check_rule(const struct object *object, struct diags *diags)
{
	const struct hba_rule *rule = (const struct hba_rule *)object;

	if (rule->comment)
		check_comment(rule, diags);
	if (rule->line)
		check_line(rule, diags);
	else
		check_parts(rule, diags);
}

void hba_check_option(const struct object *object, struct diags *diags)
{
	const struct hba_option *option = (const struct hba_option *)object;

	hba_check_option_name(diags, object_place_of(object, "name"), option->name);
	check_visible(diags, object_place_of(object, "value"), option->value);
}

void hba_check(const struct object *object, struct diags *diags)
{
	const struct hba *hba = (const struct hba *)object;
	const struct node *rules = node_get(object->node, "rules");

	if (!hba->manage || strcmp(hba->manage, "file") != 0)
		return;
	if (rules && !node_count(rules) && !has_error(rules, diags))
		diag_error(diags, object_place_of(object, "rules"),
			   "with manage: file the list of rules cannot be empty")
			->hint = "without rules the server lets nobody in";
	if (hba->place)
		diag_error(diags, object_place_of(object, "place"),
			   "\"place\" is for manage: block only");
}

void hba_check_mode(const struct state *desired, const struct intent *intent, struct diags *diags)
{
	const struct list *set = state_of(desired, &hba_kind);
	struct hba *hba = set->count ? set->items[0] : NULL;

	if (!hba || !intent->additive)
		return;
	hba->additive = true;
	if (hba->manage && strcmp(hba->manage, "file") == 0)
		diag_error(diags, object_place_of(&hba->object, "manage"),
			   "mode additive takes nothing away: it cannot manage the whole file")
			->hint = "manage: block leaves all other rules as they are";
}

/* A rule and what it is in the file. */
struct checked {
	const struct hba_rule *rule;
	const struct auth_line *line;
	struct diags *diags;
};

static void check_since(const struct checked *checked, const char *word, const struct facts *facts)
{
	const size_t length = strcspn(word, "=");
	struct diag *diag;

	for (size_t i = 0; i < sizeof(newer) / sizeof(*newer); i++) {
		if (facts->version >= newer[i].since || strlen(newer[i].name) != length ||
		    memcmp(newer[i].name, word, length) != 0)
			continue;
		diag = diag_error(
			checked->diags,
			hba_part_place(checked->rule, word[length] ? "options" : "method"),
			"%Q in pg_hba.conf needs PostgreSQL %d", newer[i].name,
			newer[i].since / 10000);
		diag->detail = text_format(checked->diags->arena, "the server is PostgreSQL %s",
					   facts->version_text);
	}
}

/* Before they were expressions, a database or role of that very name was meant. */
static void check_expressions(const struct checked *checked, size_t field, const char *key,
			      const struct facts *facts)
{
	const struct auth_token *token;

	for (size_t i = 0; (token = auth_token_at(checked->line, field, i)); i++)
		if (*token->text == '/' && facts->version < EXPRESSIONS_SINCE)
			diag_warning(checked->diags, item_place(checked->rule, key, i),
				     "%Q is a plain name for this server, no regular expression",
				     token->text)
				->hint = "regular expressions in pg_hba.conf need PostgreSQL 16";
}

static void check_rule_version(const struct hba_rule *rule, const struct facts *facts,
			       struct diags *diags)
{
	const struct checked checked = {
		rule, auth_line_parse(diags->arena, hba_rule_line(diags->arena, rule)), diags};
	const char *type = auth_token_at(checked.line, TYPE, 0)->text;
	size_t field = strcmp(type, "local") == 0 ? ADDRESS : ADDRESS + 1;
	const struct auth_token *token;

	if (hba_is_include(checked.line)) {
		if (facts->version < INCLUDES_SINCE)
			diag_error(diags, hba_part_place(rule, "line"),
				   "%Q in pg_hba.conf needs PostgreSQL 16", type);
		return;
	}
	check_expressions(&checked, DATABASES, "databases", facts);
	check_expressions(&checked, USERS, "users", facts);
	for (; field < checked.line->fields.count; field++)
		for (size_t i = 0; (token = auth_token_at(checked.line, field, i)); i++)
			check_since(&checked, token->text, facts);
}

void hba_check_version(const struct hba *hba, const struct facts *facts, struct diags *diags)
{
	for (size_t i = 0; i < hba->rules.count; i++)
		check_rule_version(hba->rules.items[i], facts, diags);
}
