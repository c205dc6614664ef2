/* SPDX-License-Identifier: PostgreSQL
 *
 * Names are looked up, patterns are tried: an entry for one table costs nothing for the others.
 */
#include "privileges/rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/glob.h"
#include "kinds/kinds.h"

static const char letters[RULE_CLASSES] = {'r', 's', 'f', 'T'};

/* Entries → rules. */

static void add_literal(struct rules *rules, struct rule *rule, struct names *names,
			const struct node *node, const char *name)
{
	const char *plain = glob_literal(rules->arena, name);
	struct literal *literal;

	if (map_get(&names->base, plain))
		return;
	literal = arena_alloc(rules->arena, sizeof(*literal));
	literal->node = node;
	literal->name = plain;
	map_set(&names->base, plain, literal);
	if (names == &rule->names)
		list_add(rules->arena, &rule->literals, literal);
}

/* What the server has found for a pattern with argument types. */
static void add_spelled(struct rules *rules, struct rule *rule, struct names *names,
			const struct node *node, const struct object *spelled)
{
	const struct list *matches = field_list(kind_field(spelled->kind, "matches"), spelled);
	struct literal *literal = arena_alloc(rules->arena, sizeof(*literal));
	const char *name = object_name(spelled);
	const char *base =
		arena_strndup(rules->arena, name, (size_t)(grant_arguments(name) - name));

	literal->node = node;
	literal->name = name;
	literal->used = matches->count || !glob_is_plain(base);
	for (size_t i = 0; i < matches->count; i++)
		map_set(&names->whole, matches->items[i], literal);
	if (names == &rule->names)
		list_add(rules->arena, &rule->literals, literal);
}

/* spelled is the next of the entry's spelled routines. */
static void take_names(struct rules *rules, struct rule *rule, struct names *names,
		       const struct list *patterns, const char *key, size_t *spelled)
{
	const struct node *list = node_get(rule->entry->object.node, key);
	const struct node *node = list ? list->first : NULL;

	names->whole = map_in(rules->arena);
	names->base = map_in(rules->arena);
	for (size_t i = 0; i < patterns->count; i++, node = node ? node->next : NULL) {
		const char *pattern = patterns->items[i];

		if (*spelled < rule->entry->spelled.count && grant_arguments(pattern))
			add_spelled(rules, rule, names, node,
				    rule->entry->spelled.items[(*spelled)++]);
		else if (glob_is_plain(pattern))
			add_literal(rules, rule, names, node, pattern);
		else
			list_add(rules->arena, &names->globs, pattern);
	}
}

static void index_names(struct rules *rules, struct map *index, const struct map *names,
			struct rule *rule)
{
	const char *name;

	for (size_t at = 0; (name = map_key(names, &at));) {
		struct list *list = map_get(index, name);

		if (!list) {
			list = arena_alloc(rules->arena, sizeof(*list));
			map_set(index, name, list);
		}
		list_add(rules->arena, list, rule);
	}
}

static void add_to_class(struct rules *rules, struct rule *rule, struct class *class)
{
	class->simple &= rule->all && !rule->entry->except.count;
	if (rule->all || rule->names.globs.count) {
		list_add(rules->arena, &class->broad, rule);
		return;
	}
	index_names(rules, &class->whole, &rule->names.whole, rule);
	index_names(rules, &class->base, &rule->names.base, rule);
}

static void add_rule(struct rules *rules, const struct grant_entry *entry)
{
	struct rule *rule = arena_alloc(rules->arena, sizeof(*rule));
	size_t spelled = 0;
	char letter;

	rule->entry = entry;
	rule->index = rules->all.count;
	rule->columns_used = arena_alloc(rules->arena, entry->columns.count + 1);
	rule->all = !entry->names.count && !object_wrote(&entry->object, "names");
	take_names(rules, rule, &rule->names, &entry->names, "names", &spelled);
	take_names(rules, rule, &rule->except, &entry->except, "except", &spelled);
	list_add(rules->arena, &rules->all, rule);
	letter = grant_securable(entry)->letter;
	letter = letter == 'c' ? 'r' : letter;
	if (letter == 'n')
		list_add(rules->arena, &rules->of_schema, entry);
	for (size_t i = 0; i < RULE_CLASSES; i++)
		if (letters[i] == letter)
			add_to_class(rules, rule, &rules->classes[i]);
}

struct rules *rules_of(struct arena *arena, const struct list *entries, int version)
{
	struct rules *rules = arena_alloc(arena, sizeof(*rules));

	rules->arena = arena;
	rules->version = version;
	rules->matches = map_in(arena);
	for (size_t i = 0; i < RULE_CLASSES; i++)
		rules->classes[i] = (struct class){
			.whole = map_in(arena), .base = map_in(arena), .simple = true};
	for (size_t i = 0; i < entries->count; i++)
		add_rule(rules, entries->items[i]);
	return rules;
}

/* Objects → rules. */

/* What an object is called. */
struct called {
	const char *whole;
	const char *base;
	bool member; /* of an extension, which no wildcard matches */
};

bool rules_is_member(const struct object *object)
{
	const struct field *field = kind_field(object->kind, "member");
	const bool *member;

	if (!field)
		field = kind_field(object->kind, "dependent");
	member = field_get(field, object);
	return member && *member;
}

static struct called called_of(const struct object *object)
{
	const struct field *base = kind_field(object->kind, "base_name");
	struct called called = {.whole = object_name(object), .member = rules_is_member(object)};

	called.base = base ? field_get(base, object) : called.whole;
	return called;
}

static bool fits(const struct names *names, const struct called *called)
{
	struct literal *base = map_get(&names->base, called->base);

	if (base)
		base->used = true;
	if (base || map_get(&names->whole, called->whole))
		return true;
	for (size_t i = 0; !called->member && i < names->globs.count; i++)
		if (glob_fits(names->globs.items[i], called->base))
			return true;
	return false;
}

/* An exception needs no wildcard to reach what a wildcard does not match. */
static void add_fit(struct match *match, struct rule *rule, const struct called *called)
{
	if (rule->all ? called->member : !fits(&rule->names, called))
		return;
	match->fits[match->count++] =
		(struct fit){.rule = rule, .excepted = fits(&rule->except, called)};
}

static int compare_fits(const void *a, const void *b)
{
	const struct fit *x = a, *y = b;

	return (x->rule->index > y->rule->index) - (x->rule->index < y->rule->index);
}

static void add_fits(struct match *match, const struct list *list, const struct called *called)
{
	for (size_t i = 0; list && i < list->count; i++)
		add_fit(match, list->items[i], called);
}

/* A rule that is found by two names fits once. */
static void settle(struct match *match)
{
	size_t kept = 0;

	qsort(match->fits, match->count, sizeof(*match->fits), compare_fits);
	for (size_t i = 0; i < match->count; i++)
		if (!kept || match->fits[kept - 1].rule != match->fits[i].rule)
			match->fits[kept++] = match->fits[i];
	match->count = kept;
}

static struct match *intern(struct rules *rules, const struct match *like)
{
	struct text key = text_in(rules->arena);
	struct match *match;

	text_add_bytes(&key, &like->securable->letter, 1);
	for (size_t i = 0; i < like->count; i++)
		text_addf(&key, " %z%s", like->fits[i].rule->index,
			  like->fits[i].excepted ? "x" : "");
	match = map_get(&rules->matches, key.at);
	if (match)
		return match;
	match = arena_alloc(rules->arena, sizeof(*match));
	*match = *like;
	match->columns = map_in(rules->arena);
	match->fits = arena_alloc(rules->arena, (like->count + 1) * sizeof(*match->fits));
	for (size_t i = 0; i < like->count; i++)
		match->fits[i] = like->fits[i];
	map_set(&rules->matches, key.at, match);
	return match;
}

static size_t count_of(const struct list *list)
{
	return list ? list->count : 0;
}

static struct match *try_rules(struct rules *rules, const struct class *class,
			       const struct securable *securable, const struct called *called)
{
	const struct list *whole = map_get(&class->whole, called->whole);
	const struct list *base = map_get(&class->base, called->base);
	struct arena *scratch = arena_create(NULL);
	const size_t most = class->broad.count + count_of(whole) + count_of(base);
	struct match found = {.securable = securable}, *match;

	found.fits = arena_alloc(scratch, (most + 1) * sizeof(*found.fits));
	add_fits(&found, &class->broad, called);
	add_fits(&found, whole, called);
	add_fits(&found, base, called);
	settle(&found);
	match = intern(rules, &found);
	arena_destroy(scratch);
	return match;
}

struct match *rules_match(struct rules *rules, const struct object *object)
{
	const struct securable *securable = securable_of(object->kind->securable);
	const struct called called = called_of(object);
	struct class *class = rules->classes;

	while (letters[class - rules->classes] != securable->letter)
		class ++;
	if (!class->simple || called.member)
		return try_rules(rules, class, securable, &called);
	if (!class->every)
		class->every = try_rules(rules, class, securable, &called);
	return class->every;
}
