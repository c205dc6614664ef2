/* SPDX-License-Identifier: PostgreSQL
 *
 * Names are looked up, patterns are tried: an entry for one table costs nothing for the others.
 */
#include "privileges/rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/glob.h"
#include "kinds/kinds.h"

/* A name without a wildcard. */
struct literal {
	const struct node *node;
	const char *name;
	bool used;
};

/* Names and patterns of an entry. A routine has a name with its argument types, and one without. */
struct names {
	struct map whole; /* name → struct literal */
	struct map base;  /* the same without argument types, which all other objects' names are */
	struct list globs;
};

/* An entry, ready to be asked. */
struct rule {
	const struct grant_entry *entry;
	size_t index;
	bool all; /* it has no names */
	struct names names;
	struct names except;
	struct list literals; /* of struct literal, in names */
	bool *columns_used;
};

/* The rules for objects of one securable. */
struct class
{
	struct list broad; /* of struct rule: those that must be tried */
	struct map whole;  /* name → struct list of struct rule: those that only have names */
	struct map base;
	bool simple;         /* none of them has names */
	struct match *every; /* then this fits every object that is no member of an extension */
};

enum { CLASSES = 4 };
static const char letters[CLASSES] = {'r', 's', 'f', 'T'};

struct rules {
	struct arena *arena;
	int version;
	struct list all; /* of struct rule */
	struct list of_schema;
	struct class classes[CLASSES];
	struct map matches; /* by the indexes of their rules */
};

/* A rule that fits an object, or takes it out. */
struct fit {
	struct rule *rule;
	bool excepted;
};

struct match {
	struct fit *fits;
	size_t count;
	const struct securable *securable;
	const struct wishes *wishes;
	struct map columns; /* name → struct wishes */
};

/* Entries → rules. */

static void add_literal(struct rules *rules, struct rule *rule, struct names *names,
			const struct node *node, const char *name)
{
	struct literal *literal = arena_alloc(rules->arena, sizeof(*literal));

	literal->node = node;
	literal->name = glob_literal(rules->arena, name);
	map_set(&names->base, literal->name, literal);
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
	literal->used = !glob_is_plain(base);
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
	for (size_t i = 0; i < CLASSES; i++)
		if (letters[i] == letter)
			add_to_class(rules, rule, &rules->classes[i]);
}

struct rules *rules_of(struct arena *arena, const struct list *entries, int version)
{
	struct rules *rules = arena_alloc(arena, sizeof(*rules));

	rules->arena = arena;
	rules->version = version;
	rules->matches = map_in(arena);
	for (size_t i = 0; i < CLASSES; i++)
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

static struct called called_of(const struct object *object)
{
	const struct field *base = kind_field(object->kind, "base_name");
	const struct field *member = kind_field(object->kind, "member");
	const bool *is_member;
	struct called called = {.whole = object_name(object)};

	if (!member)
		member = kind_field(object->kind, "dependent");
	is_member = field_get(member, object);
	called.member = is_member && *is_member;
	called.base = base ? field_get(base, object) : called.whole;
	return called;
}

static bool fits(const struct names *names, const struct called *called)
{
	struct literal *literal = map_get(&names->whole, called->whole);

	if (!literal)
		literal = map_get(&names->base, called->base);
	if (literal) {
		literal->used = true;
		return true;
	}
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

/* Rules → wishes. */

static struct wishes *wishes_for(struct arena *arena, size_t most)
{
	struct wishes *wishes = arena_alloc(arena, sizeof(*wishes));

	wishes->items = arena_alloc(arena, (most + 1) * sizeof(*wishes->items));
	wishes->entries = arena_alloc(arena, (most + 1) * sizeof(const struct grant_entry *));
	return wishes;
}

/* One wish for each grantee of the entry. */
static void add_wishes(struct wishes *wishes, const struct grant_entry *entry, uint32_t privileges)
{
	for (size_t i = 0; i < entry->to.count; i++) {
		const char *name = entry->to.items[i];

		wishes->entries[wishes->count] = entry;
		wishes->items[wishes->count++] = (struct wish){
			.grantee = grant_is_public(name) ? NULL : name,
			.grantor = privileges ? entry->granted_by : NULL,
			.privileges = privileges,
			.options = entry->grantable && *entry->grantable ? privileges : 0,
			.owner_exact = entry->owner_exact && *entry->owner_exact,
		};
	}
}

const struct wishes *rules_for_entries(struct arena *arena, const struct list *entries,
				       const struct securable *securable, int version)
{
	struct wishes *wishes;
	size_t most = 0;

	for (size_t i = 0; i < entries->count; i++)
		most += ((const struct grant_entry *)entries->items[i])->to.count;
	wishes = wishes_for(arena, most);
	for (size_t i = 0; i < entries->count; i++)
		add_wishes(wishes, entries->items[i],
			   grant_privileges(entries->items[i], securable, version));
	return wishes;
}

const struct wishes *rules_for_schema(struct rules *rules)
{
	return rules_for_entries(rules->arena, &rules->of_schema, securable_of('n'),
				 rules->version);
}

static size_t most_wishes(const struct match *match)
{
	size_t most = 0;

	for (size_t i = 0; i < match->count; i++)
		most += match->fits[i].rule->entry->to.count;
	return most;
}

const struct wishes *rules_for_object(struct rules *rules, struct match *match)
{
	struct wishes *wishes;

	if (match->wishes)
		return match->wishes;
	wishes = wishes_for(rules->arena, most_wishes(match));
	for (size_t i = 0; i < match->count; i++) {
		const struct fit *fit = &match->fits[i];
		const struct grant_entry *entry = fit->rule->entry;

		if (!entry->columns.count)
			add_wishes(wishes, entry,
				   fit->excepted ? 0
						 : grant_privileges(entry, match->securable,
								    rules->version));
	}
	match->wishes = wishes;
	return wishes;
}

static bool has_column(struct rule *rule, const char *name)
{
	const struct list *columns = &rule->entry->columns;
	bool found = false;

	for (size_t i = 0; i < columns->count; i++) {
		if (strcmp(columns->items[i], name) != 0)
			continue;
		rule->columns_used[i] = true;
		found = true;
	}
	return found;
}

/* Who has a table by an entry has nothing more of its columns by it. */
const struct wishes *rules_for_column(struct rules *rules, struct match *match, const char *name)
{
	const struct securable *column = securable_of('c');
	struct wishes *wishes = map_get(&match->columns, name);

	if (wishes)
		return wishes;
	wishes = wishes_for(rules->arena, most_wishes(match));
	for (size_t i = 0; i < match->count; i++) {
		const struct fit *fit = &match->fits[i];
		const struct grant_entry *entry = fit->rule->entry;

		if (!entry->columns.count || (has_column(fit->rule, name) && fit->excepted))
			add_wishes(wishes, entry, 0);
		else if (has_column(fit->rule, name))
			add_wishes(wishes, entry, grant_privileges(entry, column, rules->version));
	}
	map_set(&match->columns, name, wishes);
	return wishes;
}

/* Faults. */

/* The names of objects in the schema of which the entry speaks. */
static struct list candidates_of(const struct rule *rule, const struct object *schema,
				 const struct state *actual, struct arena *arena)
{
	const struct securable *securable = grant_securable(rule->entry);
	const char letter = securable->letter == 'c' ? 'r' : securable->letter;
	struct list names = {0};

	for (size_t i = 0; kinds_all[i]; i++) {
		const struct field *in = kind_field(kinds_all[i], "schema");
		const struct list *set = &actual->sets[i];

		for (size_t j = 0; kinds_all[i]->securable == letter && j < set->count; j++) {
			const struct object *object = set->items[j];

			if (strcmp(object->database, schema->database) == 0 &&
			    strcmp(field_get(in, object), object_name(schema)) == 0)
				list_add(arena, &names, object_name(object));
		}
	}
	return names;
}

static void report_name(const struct rule *rule, const struct literal *literal,
			const struct object *schema, const struct state *actual,
			struct diags *diags)
{
	const struct place place = literal->node ? literal->node->place
						 : object_place_of(&rule->entry->object, "names");
	const struct list candidates = candidates_of(rule, schema, actual, diags->arena);
	struct diag *diag = diag_error(
		diags, place, "%Q matches no %s in schema %V of database %V", literal->name,
		rule->entry->columns.count ? "table" : grant_securable(rule->entry)->name,
		object_name(schema), schema->database);

	if (!diag_suggest(diags, diag, literal->name, (const char *const *)candidates.items,
			  candidates.count))
		diag->hint = "write optional: true if it may be missing";
}

static void report_column(const struct rule *rule, const char *name, const struct object *schema,
			  struct diags *diags)
{
	diag_error(diags, object_place_of(&rule->entry->object, "columns"),
		   "none of these tables in schema %V of database %V has a column %Q",
		   object_name(schema), schema->database, name)
		->hint = "write optional: true if it may be missing";
}

void rules_report_unmatched(const struct rules *rules, const struct object *schema,
			    const struct state *actual, struct diags *diags)
{
	for (size_t i = 0; i < rules->all.count; i++) {
		const struct rule *rule = rules->all.items[i];
		const struct grant_entry *entry = rule->entry;
		bool matched = true;

		if (entry->optional && *entry->optional)
			continue;
		for (size_t j = 0; j < rule->literals.count; j++) {
			const struct literal *literal = rule->literals.items[j];

			if (!literal->used)
				report_name(rule, literal, schema, actual, diags);
			matched &= literal->used;
		}
		for (size_t j = 0; matched && j < entry->columns.count; j++)
			if (!rule->columns_used[j] && !rule->names.globs.count && !rule->all)
				report_column(rule, entry->columns.items[j], schema, diags);
	}
}
