/* SPDX-License-Identifier: PostgreSQL
 *
 * The one form that all spellings of a rule share: a line again, in which nothing is left to
 * choose.
 */
#include <string.h>

#include "auth/map.h"
#include "auth/parse.h"

static bool is_one_of(const char *word, const char *const *words)
{
	return auth_parse_word(word, words) >= 0;
}

/* Writes a token, all of it in quotes where it cannot stand without. */
static const char *spell(struct arena *arena, const char *name)
{
	struct text plain = text_in(arena), quoted = text_in(arena);

	auth_token_spell(&plain, &(struct auth_token){.text = name});
	if (strcmp(plain.at, name) == 0)
		return name;
	auth_token_spell(&quoted, &(struct auth_token){.text = name, .quoted = true});
	return quoted.at;
}

/* Writes a token that is quoted where that makes a difference: where it would be a keyword, name a
 * group or a file. Expressions are none the less so in quotes. */
static const char *name_form(struct arena *arena, const struct auth_token *token,
			     const char *const *keywords, bool has_groups)
{
	const char *name = token->text;
	struct text text = text_in(arena);

	if (!is_one_of(name, keywords) && (!has_groups || *name != '+') &&
	    (*name != '@' || !name[1]))
		return spell(arena, name);
	auth_token_spell(&text, token);
	return text.at;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Writes the texts in their order, each once. */
static void add_set(struct text *text, struct list *texts)
{
	const char *last = NULL;

	list_sort(texts, compare_texts);
	for (size_t i = 0; i < texts->count; i++) {
		const char *item = texts->items[i];

		if (last && strcmp(last, item) == 0)
			continue;
		text_addf(text, "%s%s", last ? "," : "", item);
		last = item;
	}
}

/* Whether all makes the token idle. What a file has is not known. */
static bool is_idle(const struct auth_token *token)
{
	const bool file = !token->quoted && *token->text == '@' && token->text[1];

	return !file && !auth_token_is(token, "all");
}

static bool has_all(const struct list *tokens)
{
	for (size_t i = 0; i < tokens->count; i++)
		if (auth_token_is(tokens->items[i], "all"))
			return true;
	return false;
}

static void add_databases(struct text *text, const struct list *databases)
{
	static const char *const keywords[] = {"all",       "sameuser",    "samerole",
					       "samegroup", "replication", NULL};
	const bool all = has_all(databases);
	struct list forms = {0};

	for (size_t i = 0; i < databases->count; i++) {
		const struct auth_token *token = databases->items[i];

		if (all && is_idle(token) && !auth_token_is(token, "replication"))
			continue;
		list_add(text->arena, &forms,
			 auth_token_is(token, "samegroup")
				 ? "samerole"
				 : name_form(text->arena, token, keywords, false));
	}
	add_set(text, &forms);
}

static void add_users(struct text *text, const struct list *users)
{
	static const char *const keywords[] = {"all", NULL};
	const bool all = has_all(users);
	struct list forms = {0};

	for (size_t i = 0; i < users->count; i++) {
		const struct auth_token *token = users->items[i];

		if (all && is_idle(token))
			continue;
		list_add(text->arena, &forms, name_form(text->arena, token, keywords, true));
	}
	add_set(text, &forms);
}

static void add_host(struct text *text, const char *name)
{
	static const char *const keywords[] = {"all", "samehost", "samenet", NULL};
	char *lower = arena_strdup(text->arena, name);
	const struct auth_token token = {.text = lower, .quoted = true};

	for (char *at = lower; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	text_add(text, name_form(text->arena, &token, keywords, false));
}

static void add_address(struct text *text, const struct auth_rule *rule)
{
	switch (rule->from) {
	case AUTH_FROM_ALL:
		text_add(text, " all");
		break;
	case AUTH_FROM_SAMEHOST:
		text_add(text, " samehost");
		break;
	case AUTH_FROM_SAMENET:
		text_add(text, " samenet");
		break;
	case AUTH_FROM_NETWORK:
		text_add(text, " ");
		auth_network_show(text, &rule->network);
		break;
	case AUTH_FROM_NAME:
		text_add(text, " ");
		add_host(text, rule->name);
		break;
	}
}

static const char *option_form(struct arena *arena, const struct auth_option *option,
			       const char *value)
{
	return spell(arena, text_format(arena, "%s=%s", option->name, value));
}

/* Whether the option says what is so anyway, or a later one of that name says something else. */
static bool says_nothing(const struct auth_rule *rule, const struct auth_option *option)
{
	const char *usual = auth_option_usual(rule, option->name);
	const char *value = auth_option_value(option);

	return option->value != auth_rule_option(rule, option->name) ||
	       (usual && strcmp(value, usual) == 0) ||
	       (rule->method != AUTH_CERT && strcmp(option->name, "clientcert") == 0 &&
		strcmp(value, "no-verify") == 0);
}

/* An LDAP URL sets what other options set, and the next option sets the URL's scope back: with it
 * the options stay as they are written. */
static void add_options(struct text *text, const struct auth_rule *rule)
{
	const bool ordered = auth_rule_option(rule, "ldapurl") != NULL;
	struct list forms = {0};

	for (size_t i = 0; i < rule->options.count; i++) {
		const struct auth_option *option = rule->options.items[i];

		if (ordered)
			list_add(text->arena, &forms,
				 option_form(text->arena, option, option->value));
		else if (!says_nothing(rule, option))
			list_add(text->arena, &forms,
				 option_form(text->arena, option, auth_option_value(option)));
	}
	if (!ordered)
		list_sort(&forms, compare_texts);
	for (size_t i = 0; i < forms.count; i++)
		text_addf(text, " %s", (const char *)forms.items[i]);
}

const char *auth_rule_form(struct arena *arena, const struct auth_rule *rule)
{
	struct text text = text_in(arena);

	text_addf(&text, "%s ", auth_types[rule->type]);
	add_databases(&text, &rule->databases);
	text_add(&text, " ");
	add_users(&text, &rule->users);
	if (rule->type != AUTH_LOCAL)
		add_address(&text, rule);
	text_addf(&text, " %s", auth_methods[rule->method]);
	add_options(&text, rule);
	return text.at;
}

/* Of an include only the first token of each field counts. */
static const char *include_form(struct arena *arena, const struct auth_line *line)
{
	static const char *const none[] = {NULL};

	return text_format(arena, "%s %s", auth_token_at(line, 0, 0)->text,
			   name_form(arena, auth_token_at(line, 1, 0), none, false));
}

const char *auth_line_form(struct arena *arena, const struct auth_line *line, int version)
{
	const struct auth_rule *rule;
	struct text text = text_in(arena);

	if (auth_line_includes(line, version))
		return include_form(arena, line);
	rule = line->fields.count ? auth_rule_parse(arena, line, version, NULL) : NULL;
	if (rule)
		return auth_rule_form(arena, rule);
	auth_line_spell(&text, line);
	return text.at;
}

const char *auth_map_form(struct arena *arena, const struct auth_map *map)
{
	static const char *const keywords[] = {"all", NULL}, *const none[] = {NULL};
	const struct auth_token name = {.text = map->name, .quoted = true};

	return text_format(arena, "%s %s %s", name_form(arena, &name, none, false),
			   name_form(arena, &map->system_user, none, false),
			   name_form(arena, &map->database_user, keywords, true));
}
