/* SPDX-License-Identifier: PostgreSQL
 *
 * Which objects are governed, and by which entries.
 *
 * A schema's entry governs the schema and all that is in it; in mode authoritative a listed
 * database's entry governs all that is in the database.
 */
#include "privileges/privileges.h"

#include <ctype.h>
#include <string.h>

#include "kinds/kinds.h"
#include "privileges/differ.h"
#include "privileges/items.h"

/* A schema with what is governed in it. */
struct scope {
	struct object *desired; /* the schema's entry; or NULL */
	const struct object *there;
	struct rules *rules;
	struct rulings *rulings;
	bool retiring_only; /* no rule governs it: only what retiring roles have goes */
};

struct walk {
	struct differ differ;
	struct defaults *defaults;
	struct map scopes;      /* by database and schema */
	struct list all_scopes; /* in order */
	struct map columns;     /* by database, schema and table → struct list of struct object */
	struct scope *scope;    /* of the object before; NULL: nothing of its schema is governed */
	const char *database;   /* and where that was */
	const char *schema;
};

static const char *key_of(struct arena *arena, const char *database, const char *schema)
{
	return text_format(arena, "%J %J", database, schema);
}

/* Objects in whose grants entries stand. */

/* wanted or there may be NULL. */
static void compare_own(struct walk *walk, const struct object *wanted, const struct object *there,
			const struct list *entries, bool retiring_only)
{
	struct differ *differ = &walk->differ;
	const struct object *object = wanted ? wanted : there;
	struct rulings *rulings = rulings_in(differ, NULL);
	struct subject subject = {.object = object,
				  .securable = securable_of(object->kind->securable),
				  .retiring_only = retiring_only,
				  .owner = list_owner(differ, wanted, there)};

	subject.own = securable_all(subject.securable, differ->facts->version);
	subject.actual = list_actual(differ, there, subject.securable, subject.owner);
	subject.limit = list_limit(differ, there, subject.securable, subject.owner, NULL);
	subject.wishes = rules_for_entries(differ->arena, entries, subject.securable,
					   differ->facts->version);
	if (!subject.actual)
		return;
	rulings_add(rulings, &subject);
	rulings_finish(rulings);
}

bool differ_lists(const struct differ *differ, const char *database)
{
	return state_named(differ->desired->state, &database_kind, NULL, database);
}

/* Whether mode authoritative governs an object that nobody lists. */
static bool governs_unlisted(const struct differ *differ, const struct object *there)
{
	if (there->ignored || there->kind == &database_kind ||
	    state_find(differ->desired->state, there))
		return false;
	return !there->database || differ_lists(differ, there->database);
}

static void compare_owns(struct walk *walk, const struct kind *kind)
{
	struct differ *differ = &walk->differ;
	const bool all = differ->desired->mode == MODE_AUTHORITATIVE;
	const struct list *wanted = state_of(differ->desired->state, kind);
	const struct list *there = state_of(differ->actual, kind);
	const struct field *grants = kind_field(kind, "grants");
	const struct list none = {0};

	for (size_t i = 0; i < wanted->count; i++)
		if (all || object_wrote(wanted->items[i], "grants"))
			compare_own(walk, wanted->items[i],
				    state_find(differ->actual, wanted->items[i]),
				    field_list(grants, wanted->items[i]), false);
	for (size_t i = 0; (all || differ->retiring) && i < there->count; i++) {
		const struct object *object = there->items[i];
		const struct object *listed = state_find(differ->desired->state, object);

		if (object->change && object->change->verb == CHANGE_DROP)
			continue;
		if (all && governs_unlisted(differ, object))
			compare_own(walk, NULL, object, &none, false);
		else if ((!listed || !(all || object_wrote(listed, "grants"))) &&
			 list_names_retiring(differ, object))
			compare_own(walk, listed, object, &none, true);
	}
}

/* Parameters: entries name them, and there is nothing else to list of them. */

static const char *lower(struct arena *arena, const char *name)
{
	char *copy = arena_strdup(arena, name);

	for (char *at = copy; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return copy;
}

static int compare_objects(const void *a, const void *b)
{
	return object_compare(a, b);
}

/* The entries by the parameters that they name, of which objects are made. */
static struct map entries_by_parameter(struct walk *walk, struct list *parameters)
{
	struct differ *differ = &walk->differ;
	const struct list *entries =
		field_list(kind_field(&cluster_kind, "parameter_grants"), differ->desired->cluster);
	struct map by_name = map_in(differ->arena);

	for (size_t i = 0; i < entries->count; i++) {
		const struct grant_entry *entry = entries->items[i];
		const char *name = lower(differ->arena, entry->objects);
		struct list *same = map_get(&by_name, name);

		if (!same) {
			struct object *parameter = object_new(differ->arena, &parameter_acl_kind);

			parameter->node = entry->object.node;
			field_set(kind_field(&parameter_acl_kind, "name"), parameter, name);
			field_set(kind_field(&parameter_acl_kind, "owner"), parameter,
				  differ->facts->bootstrap);
			list_add(differ->arena, parameters, parameter);
			same = arena_alloc(differ->arena, sizeof(*same));
			map_set(&by_name, name, same);
		}
		list_add(differ->arena, same, entry);
	}
	list_sort(parameters, compare_objects);
	return by_name;
}

static void compare_parameters(struct walk *walk)
{
	struct differ *differ = &walk->differ;
	const struct list *there = state_of(differ->actual, &parameter_acl_kind);
	const struct list none = {0};
	struct list parameters = {0};
	const struct map by_name = entries_by_parameter(walk, &parameters);

	if (parameters.count && differ->facts->version < 150000) {
		diag_error(differ->diags, object_place(parameters.items[0]),
			   "parameter_grants need PostgreSQL 15")
			->detail = text_format(differ->diags->arena, "the server is PostgreSQL %s",
					       differ->facts->version_text);
		return;
	}
	for (size_t i = 0; i < parameters.count; i++)
		compare_own(walk, parameters.items[i],
			    state_find(differ->actual, parameters.items[i]),
			    map_get(&by_name, object_name(parameters.items[i])), false);
	for (size_t i = 0; i < there->count; i++) {
		const bool all = differ->desired->mode == MODE_AUTHORITATIVE;

		if (!map_get(&by_name, object_name(there->items[i])) &&
		    (all || list_names_retiring(differ, there->items[i])))
			compare_own(walk, NULL, there->items[i], &none, !all);
	}
}

/* Schemas. */

static struct scope *add_scope(struct walk *walk, struct object *desired,
			       const struct object *there)
{
	struct arena *arena = walk->differ.arena;
	const struct object *schema = desired ? desired : there;
	const struct list none = {0};
	struct scope *scope = arena_alloc(arena, sizeof(*scope));

	scope->desired = desired;
	scope->there = there;
	scope->rules = rules_of(arena,
				desired && (walk->differ.desired->mode == MODE_AUTHORITATIVE ||
					    desired_has_grants(desired))
					? field_list(kind_field(&schema_kind, "grants"), desired)
					: &none,
				walk->differ.facts->version);
	scope->rulings = rulings_in(&walk->differ, schema);
	map_set(&walk->scopes, key_of(arena, schema->database, object_name(schema)), scope);
	list_add(arena, &walk->all_scopes, scope);
	return scope;
}

/* All schemas of which something is governed: those with entries, and in mode authoritative those
 * that are in a listed database. */
static void add_scopes(struct walk *walk)
{
	struct differ *differ = &walk->differ;
	const bool all = differ->desired->mode == MODE_AUTHORITATIVE;
	const struct list *wanted = state_of(differ->desired->state, &schema_kind);
	const struct list *there = state_of(differ->actual, &schema_kind);

	for (size_t i = 0; i < wanted->count; i++)
		if (all || desired_has_grants(wanted->items[i]))
			add_scope(walk, wanted->items[i],
				  state_find(differ->actual, wanted->items[i]));
	for (size_t i = 0; all && i < there->count; i++) {
		const struct object *schema = there->items[i];

		if (!schema->ignored && !schema->change && differ_lists(differ, schema->database) &&
		    !state_find(differ->desired->state, schema))
			add_scope(walk, NULL, schema);
	}
}

/* A schema that is still to be made gets what its owner's default privileges say now. */
static const struct acl *schema_list(struct differ *differ, const struct scope *scope,
				     const struct subject *subject)
{
	struct object *like = object_new(differ->arena, &default_acl_kind);

	if (scope->there || !scope->desired)
		return list_actual(differ, scope->there, subject->securable, subject->owner);
	like->database = scope->desired->database;
	field_set(kind_field(&default_acl_kind, "owner"), like, subject->owner);
	field_set(kind_field(&default_acl_kind, "objects"), like, "schemas");
	return list_actual(differ, state_find(differ->actual, like), subject->securable,
			   subject->owner);
}

/* And those of which a retiring role may have something. */
static void add_retiring_scopes(struct walk *walk)
{
	const struct list *there = state_of(walk->differ.actual, &schema_kind);

	for (size_t i = 0; walk->differ.retiring && i < there->count; i++) {
		const struct object *schema = there->items[i];

		if (!map_get(&walk->scopes,
			     key_of(walk->differ.arena, schema->database, object_name(schema))) &&
		    !(schema->change && schema->change->verb == CHANGE_DROP))
			add_scope(walk, state_find(walk->differ.desired->state, schema), schema)
				->retiring_only = true;
	}
}

static void compare_schema(struct walk *walk, struct scope *scope)
{
	struct differ *differ = &walk->differ;
	const struct object *there = scope->there;
	struct subject subject = {.object = scope->desired ? scope->desired : there,
				  .securable = securable_of('n'),
				  .owner = list_owner(differ, scope->desired, there),
				  .retiring_only = scope->retiring_only,
				  .wishes = rules_for_schema(scope->rules)};

	subject.own = securable_all(subject.securable, differ->facts->version);
	subject.actual = schema_list(differ, scope, &subject);
	subject.limit = list_limit(differ, there, subject.securable, subject.owner,
				   defaults_permitted(walk->defaults, subject.object,
						      subject.securable, subject.owner));
	if (subject.actual)
		rulings_add(scope->rulings, &subject);
}

/* What is in schemas. */

static struct scope *scope_of(struct walk *walk, const struct field *in,
			      const struct object *object)
{
	const char *schema = field_get(in, object);

	if (walk->database == object->database && walk->schema && strcmp(walk->schema, schema) == 0)
		return walk->scope;
	walk->database = object->database;
	walk->schema = schema;
	walk->scope = map_get(&walk->scopes, key_of(walk->differ.arena, object->database, schema));
	return walk->scope;
}

static const char *table_key(struct arena *arena, const struct object *object, const char *schema,
			     const char *table)
{
	return text_format(arena, "%J %J %J", object->database, schema, table);
}

static void compare_columns(struct walk *walk, struct scope *scope, const struct subject *table,
			    struct match *match, const struct ruling *ruling,
			    const struct list *columns)
{
	struct differ *differ = &walk->differ;

	for (size_t i = 0; i < columns->count; i++) {
		const struct object *there = columns->items[i];
		struct subject subject = {.object = table->object,
					  .column = object_name(there),
					  .retiring_only = scope->retiring_only,
					  .securable = securable_of('c'),
					  .owner = table->owner,
					  .above = ruling->wanted,
					  .above_now = table->actual};

		subject.actual = list_actual(differ, there, subject.securable, subject.owner);
		subject.limit = list_limit(differ, there, subject.securable, subject.owner, NULL);
		subject.wishes = rules_for_column(scope->rules, match, subject.column);
		subject.strips = ruling->takes ? &ruling->items : NULL;
		if (subject.actual)
			rulings_add(scope->rulings, &subject);
	}
}

static void compare_object(struct walk *walk, const struct field *in, const struct object *there)
{
	struct differ *differ = &walk->differ;
	struct scope *scope = scope_of(walk, in, there);
	const struct object *wanted;
	const struct ruling *ruling;
	const struct list *columns;
	struct subject subject = {.object = there};
	struct match *match;
	const char *why;

	if (!scope || (there->change && there->change->verb == CHANGE_DROP))
		return;
	why = object_unsaid(there);
	if (why) {
		differ_add_unsaid(differ, object_title_in(differ->arena, there), why, 1);
		return;
	}
	wanted = state_find(differ->desired->state, there);
	subject.retiring_only = scope->retiring_only;
	subject.securable = securable_of(there->kind->securable);
	subject.own = securable_all(subject.securable, differ->facts->version);
	subject.owner = list_owner(differ, wanted, there);
	subject.actual = list_actual(differ, there, subject.securable, subject.owner);
	subject.limit = list_limit(
		differ, there, subject.securable, subject.owner,
		defaults_permitted(walk->defaults, there, subject.securable, subject.owner));
	match = rules_match(scope->rules, there);
	subject.wishes = rules_for_object(scope->rules, match);
	if (!subject.actual)
		return;
	ruling = rulings_add(scope->rulings, &subject);
	columns = subject.securable->letter == 'r' && walk->columns.count
			  ? map_get(&walk->columns,
				    table_key(differ->arena, there, field_get(in, there),
					      object_name(there)))
			  : NULL;
	if (columns)
		compare_columns(walk, scope, &subject, match, ruling, columns);
}

/* Columns are compared with their tables. */
static void index_columns(struct walk *walk)
{
	struct arena *arena = walk->differ.arena;
	const struct list *set = state_of(walk->differ.actual, &column_kind);
	const struct field *schema = kind_field(&column_kind, "schema");
	const struct field *table = kind_field(&column_kind, "table");

	for (size_t i = 0; i < set->count; i++) {
		const struct object *column = set->items[i];
		const char *key = table_key(arena, column, field_get(schema, column),
					    field_get(table, column));
		struct list *columns = map_get(&walk->columns, key);

		if (!columns) {
			columns = arena_alloc(arena, sizeof(*columns));
			map_set(&walk->columns, key, columns);
		}
		list_add(arena, columns, column);
	}
}

static void compare_kind(struct walk *walk, const struct kind *kind)
{
	const struct list *set = state_of(walk->differ.actual, kind);
	const struct field *in = kind_field(kind, "schema");

	walk->database = NULL;
	for (size_t i = 0; i < set->count; i++)
		compare_object(walk, in, set->items[i]);
}

static void compare_insides(struct walk *walk)
{
	add_scopes(walk);
	add_retiring_scopes(walk);
	index_columns(walk);
	for (size_t i = 0; i < walk->all_scopes.count; i++)
		compare_schema(walk, walk->all_scopes.items[i]);
	for (size_t i = 0; walk->all_scopes.count && kinds_all[i]; i++)
		if (kinds_all[i]->securable && kind_field(kinds_all[i], "schema") &&
		    kinds_all[i] != &column_kind)
			compare_kind(walk, kinds_all[i]);
	for (size_t i = 0; i < walk->all_scopes.count; i++) {
		struct scope *scope = walk->all_scopes.items[i];

		if (scope->desired && !scope->retiring_only)
			rules_report_unmatched(scope->rules, scope->desired, walk->differ.actual,
					       walk->differ.diags);
		rulings_finish(scope->rulings);
	}
	for (size_t i = 0; i < walk->all_scopes.count; i++)
		rulings_add_last(((const struct scope *)walk->all_scopes.items[i])->rulings);
}

/* Words of privileges that the server does not know, as MAINTAIN before PostgreSQL 17. */

static void check_words(const struct differ *differ, const struct list *entries,
			const struct securable *of)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct grant_entry *entry = entries->items[i];
		const struct securable *securable = of ? of : grant_securable(entry);
		const uint32_t known = securable_all(securable, differ->facts->version);

		for (size_t j = 0; j < entry->privileges.count; j++) {
			const char *word = entry->privileges.items[j];
			const uint32_t privilege = privilege_named(word);

			if (!privilege || privilege & known || securable->since)
				continue;
			diag_error(differ->diags, object_place_of(&entry->object, "privileges"),
				   "%s needs PostgreSQL %d", word,
				   privilege_since(privilege) / 10000)
				->detail = text_format(differ->diags->arena,
						       "the server is PostgreSQL %s",
						       differ->facts->version_text);
		}
	}
}

static void check_kind(const struct differ *differ, const struct kind *kind)
{
	const struct list *set = state_of(differ->desired->state, kind);
	const struct field *grants = kind_field(kind, "grants");
	const struct field *defaults = kind_field(kind, "default_privileges");

	for (size_t i = 0; i < set->count; i++) {
		const struct object *object = set->items[i];

		if (grants)
			check_words(differ, field_list(grants, object),
				    kind == &schema_kind ? NULL : securable_of(kind->securable));
		if (defaults)
			check_words(differ, field_list(defaults, object), NULL);
	}
}

void privileges_diff(struct arena *arena, const struct desired *desired, const struct state *actual,
		     const struct facts *facts, struct difference *difference, struct diags *diags)
{
	struct walk walk = {.differ = {.arena = arena,
				       .desired = desired,
				       .actual = actual,
				       .facts = facts,
				       .difference = difference,
				       .diags = diags,
				       .acls = acls_in(arena),
				       .limits = map_in(arena),
				       .key = text_in(arena)},
			    .scopes = map_in(arena),
			    .columns = map_in(arena)};
	const size_t before = diags->list.count;

	for (size_t i = 0; i < state_of(actual, &role_kind)->count; i++)
		walk.differ.retiring |=
			((const struct object *)state_of(actual, &role_kind)->items[i])->retiring;
	walk.differ.acls.role_names = &actual->role_names;
	for (size_t i = 0; kinds_all[i]; i++)
		check_kind(&walk.differ, kinds_all[i]);
	walk.defaults = defaults_collect(&walk.differ);
	for (size_t i = 0; kinds_all[i]; i++)
		if (kind_has_own_grants(kinds_all[i]))
			compare_owns(&walk, kinds_all[i]);
	compare_parameters(&walk);
	compare_insides(&walk);
	defaults_diff(walk.defaults);
	differ_report_unsaid(&walk.differ);
	difference->unsaid = walk.differ.unsaid;
	diags_sort(diags, before);
}
