/* SPDX-License-Identifier: PostgreSQL
 *
 * Rules → wishes: what the entries that speak of an object say of whom. And the entries that speak
 * of none.
 */
#include <string.h>

#include "kinds/kinds.h"
#include "privileges/rules.h"

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
