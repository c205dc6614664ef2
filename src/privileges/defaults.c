/* SPDX-License-Identifier: PostgreSQL
 *
 * Default privileges: entries under default_privileges, and entries of grants with future.
 *
 * Those of a whole database take the place of the built-in list; those of a schema are added to it
 * (get_user_default_acl() in aclchk.c). So only the former can take something away.
 */
#include <string.h>

#include "kinds/kinds.h"
#include "privileges/differ.h"

static const struct {
	const char *objects;
	char letter;
} classes[] = {
	{"tables", 'r'}, {"sequences", 's'}, {"routines", 'f'},
	{"types", 'T'},  {"schemas", 'n'},   {"large_objects", 'L'},
};

enum { CLASSES = sizeof(classes) / sizeof(*classes) };

/* One list of default privileges. */
struct default_list {
	struct object *object; /* as the change is on */
	const struct object *there;
	const struct securable *securable;
	const char *owner;
	const char *schema;  /* NULL: of the whole database */
	struct list entries; /* of const struct grant_entry */
	const struct acl *permits;
};

struct defaults {
	struct differ *differ;
	struct map by_key; /* struct default_list */
	struct list all;
	bool declared; /* one of them has entries */
};

static char letter_for(const char *objects)
{
	size_t i = 0;

	while (i + 1 < CLASSES && strcmp(classes[i].objects, objects) != 0)
		i++;
	return classes[i].letter;
}

static const char *key_of(const struct defaults *defaults, const char *database, const char *schema,
			  const char *owner, char letter)
{
	return text_format(defaults->differ->arena, schema ? "%s %J %J %J" : "%s %J %J",
			   (char[]){letter, '\0'}, database, owner, schema);
}

static struct default_list *list_for(struct defaults *defaults, const char *database,
				     const char *schema, const char *owner, const char *objects)
{
	struct arena *arena = defaults->differ->arena;
	const char letter = letter_for(objects);
	const char *key = key_of(defaults, database, schema, owner, letter);
	struct default_list *list = map_get(&defaults->by_key, key);

	if (list)
		return list;
	list = arena_alloc(arena, sizeof(*list));
	list->securable = securable_of(letter);
	list->owner = owner;
	list->schema = schema;
	list->object = object_new(arena, &default_acl_kind);
	list->object->database = database;
	field_set(kind_field(&default_acl_kind, "owner"), list->object, owner);
	field_set(kind_field(&default_acl_kind, "schema"), list->object, schema);
	field_set(kind_field(&default_acl_kind, "objects"), list->object, objects);
	list->there = state_find(defaults->differ->actual, list->object);
	map_set(&defaults->by_key, key, list);
	list_add(arena, &defaults->all, list);
	return list;
}

static void add_entry(struct defaults *defaults, const char *database, const char *schema,
		      const char *owner, const struct grant_entry *entry)
{
	struct default_list *list = list_for(defaults, database, schema, owner, entry->objects);

	if (!list->object->node)
		list->object->node = entry->object.node;
	list_add(defaults->differ->arena, &list->entries, entry);
	defaults->declared = true;
}

static void add_entries(struct defaults *defaults, const char *database, const char *schema,
			const struct list *entries)
{
	const struct differ *differ = defaults->differ;

	for (size_t i = 0; i < entries->count; i++) {
		const struct grant_entry *entry = entries->items[i];

		if (strcmp(entry->objects, "large_objects") == 0 &&
		    differ->facts->version < 180000) {
			diag_error(differ->diags, object_place_of(&entry->object, "objects"),
				   "default privileges of large objects need PostgreSQL 18")
				->detail = text_format(differ->diags->arena,
						       "the server is PostgreSQL %s",
						       differ->facts->version_text);
			continue;
		}
		for (size_t j = 0; j < entry->creators.count; j++)
			add_entry(defaults, database, schema, entry->creators.items[j], entry);
	}
}

/* future: true */

/* Who creates in a schema whose entry does not say. */
static const char *creator_in(const struct differ *differ, const struct object *schema)
{
	const char *owner = object_text(schema, "objects_owner");

	if (!owner)
		owner = object_text(schema, "owner");
	if (!owner)
		owner = object_text(state_find(differ->actual, schema), "owner");
	return owner && strcmp(owner, "pg_database_owner") != 0 ? owner : NULL;
}

static void add_future(struct defaults *defaults, const struct object *schema,
		       const struct grant_entry *entry)
{
	const struct differ *differ = defaults->differ;
	const char *creator = creator_in(differ, schema);

	if (entry->except.count)
		diag_warning(differ->diags, object_place_of(&entry->object, "future"),
			     "what \"except\" takes out is open to the grantees from its creation "
			     "until the next apply")
			->detail = "a default privilege knows no names";
	for (size_t i = 0; i < entry->creators.count; i++)
		add_entry(defaults, schema->database, object_name(schema), entry->creators.items[i],
			  entry);
	if (entry->creators.count)
		return;
	if (creator)
		add_entry(defaults, schema->database, object_name(schema), creator, entry);
	else
		diag_error(differ->diags, object_place_of(&entry->object, "future"),
			   "it is not known who creates in schema %V of database %V",
			   object_name(schema), schema->database)
			->hint = "write creators, or the schema's objects_owner or owner: a "
				 "default privilege follows the role that creates";
}

static void collect_schema(struct defaults *defaults, const struct object *schema)
{
	const struct list *grants = field_list(kind_field(&schema_kind, "grants"), schema);

	add_entries(defaults, schema->database, object_name(schema),
		    field_list(kind_field(&schema_kind, "default_privileges"), schema));
	for (size_t i = 0; i < grants->count; i++) {
		const struct grant_entry *entry = grants->items[i];

		if (entry->future && *entry->future)
			add_future(defaults, schema, entry);
	}
}

/* In mode authoritative the lists as a whole are exact; and those of roles that are to go, or that
 * name such a role, go or lose it. */
static void collect_actual(struct defaults *defaults)
{
	struct differ *differ = defaults->differ;
	const struct list *set = state_of(differ->actual, &default_acl_kind);

	for (size_t i = 0; i < set->count; i++) {
		const struct object *there = set->items[i];
		const char *owner = object_text(there, "owner"),
			   *objects = object_text(there, "objects");
		const struct object *role = state_named(differ->actual, &role_kind, NULL, owner);

		if (!objects || !role)
			continue;
		if (role->retiring || list_names_retiring(differ, there) ||
		    (differ->desired->mode == MODE_AUTHORITATIVE && !there->ignored &&
		     !role->ignored && differ_lists(differ, there->database)))
			list_for(defaults, there->database, object_text(there, "schema"), owner,
				 objects);
	}
}

struct defaults *defaults_collect(struct differ *differ)
{
	struct defaults *defaults = arena_alloc(differ->arena, sizeof(*defaults));
	const struct list *databases = state_of(differ->desired->state, &database_kind);
	const struct list *schemas = state_of(differ->desired->state, &schema_kind);
	const struct field *field = kind_field(&database_kind, "default_privileges");

	defaults->differ = differ;
	defaults->by_key = map_in(differ->arena);
	for (size_t i = 0; i < databases->count; i++)
		add_entries(defaults, object_name(databases->items[i]), NULL,
			    field_list(field, databases->items[i]));
	for (size_t i = 0; i < schemas->count; i++)
		collect_schema(defaults, schemas->items[i]);
	if (differ->desired->mode == MODE_AUTHORITATIVE || differ->retiring)
		collect_actual(defaults);
	return defaults;
}

/* The grantor of what is created is always its creator. */
static const struct wishes *wishes_of(const struct defaults *defaults,
				      const struct default_list *list)
{
	const struct differ *differ = defaults->differ;
	const struct wishes *wishes = rules_for_entries(differ->arena, &list->entries,
							list->securable, differ->facts->version);

	for (size_t i = 0; i < wishes->count; i++)
		wishes->items[i].grantor = NULL;
	return wishes;
}

/* What an object gets by the entries of one list. */
static const struct acl *permits_of(struct defaults *defaults, struct default_list *list)
{
	const struct wishes *wishes;
	struct acl_entry *entries;

	if (!list || !list->entries.count || list->permits)
		return list ? list->permits : NULL;
	wishes = wishes_of(defaults, list);
	entries = arena_alloc(defaults->differ->arena, (wishes->count + 1) * sizeof(*entries));
	for (size_t i = 0; i < wishes->count; i++)
		entries[i] = (struct acl_entry){.grantee = wishes->items[i].grantee,
						.grantor = list->owner,
						.privileges = wishes->items[i].privileges,
						.options = wishes->items[i].options};
	list->permits = acl_make(&defaults->differ->acls, entries, wishes->count);
	return list->permits;
}

const struct acl *defaults_permitted(struct defaults *defaults, const struct object *there,
				     const struct securable *securable, const char *owner)
{
	const struct field *field = kind_field(there->kind, "schema");
	const char *schema = field ? field_get(field, there) : NULL;
	const struct acl *global, *local;

	if (!defaults->declared)
		return NULL;
	global = permits_of(defaults,
			    map_get(&defaults->by_key, key_of(defaults, there->database, NULL,
							      owner, securable->letter)));
	local = permits_of(defaults, schema ? map_get(&defaults->by_key,
						      key_of(defaults, there->database, schema,
							     owner, securable->letter))
					    : NULL);
	if (global && local)
		return acl_union(&defaults->differ->acls, global, local);
	return global ? global : local;
}

/* What new objects have where nothing is said for the schema: by the entries for the whole database
 * that mention the grantee, or else by what there is. */
static uint32_t global_privileges(struct defaults *defaults, const struct default_list *list,
				  const char *grantee)
{
	struct differ *differ = defaults->differ;
	struct object *like = object_new(differ->arena, &default_acl_kind);
	const struct default_list *global =
		map_get(&defaults->by_key, key_of(defaults, list->object->database, NULL,
						  list->owner, list->securable->letter));
	const struct wishes *wishes = global ? wishes_of(defaults, global) : NULL;
	const struct acl *there;
	uint32_t privileges = 0;
	bool mentioned = false;

	for (size_t i = 0; wishes && i < wishes->count; i++) {
		if (!acl_same_name(wishes->items[i].grantee, grantee))
			continue;
		mentioned = true;
		privileges |= wishes->items[i].privileges;
	}
	if (mentioned)
		return privileges;
	like->database = list->object->database;
	field_set(kind_field(&default_acl_kind, "owner"), like, list->owner);
	field_set(kind_field(&default_acl_kind, "objects"), like,
		  object_text(list->object, "objects"));
	there = list_actual(differ, state_find(differ->actual, like), list->securable, list->owner);
	return there ? acl_privileges(there, grantee) : 0;
}

/* An owner has its own in any case. */
static void check_nothing(struct defaults *defaults, const struct default_list *list,
			  const struct grant_entry *entry)
{
	struct diags *diags = defaults->differ->diags;

	for (size_t i = 0; i < entry->to.count; i++) {
		const char *name = entry->to.items[i];

		if (strcmp(name, list->owner) == 0 ||
		    !global_privileges(defaults, list, grant_is_public(name) ? NULL : name))
			continue;
		diag_error(diags, object_place_of(&entry->object, "privileges"),
			   "default privileges of schema %V cannot take from %V what new %s have "
			   "everywhere",
			   list->schema, name, entry->objects)
			->hint = "write the entry under the database's default_privileges";
	}
}

static void compare(struct defaults *defaults, struct default_list *list)
{
	struct differ *differ = defaults->differ;
	const struct acl *empty = acl_make(&differ->acls, &(struct acl_entry){0}, 0);
	struct rulings *rulings = rulings_in(differ, NULL);
	struct subject subject = {.object = list->object,
				  .securable = list->securable,
				  .owner = list->owner,
				  .mentioned_only = true,
				  .retiring_only = !differ_lists(differ, list->object->database),
				  .forsaken = differ_retires(list->owner, differ),
				  .wishes = wishes_of(defaults, list)};

	subject.limit = empty;
	if (!list->schema) {
		subject.own = securable_all(list->securable, differ->facts->version);
		subject.limit = acl_default(&differ->acls, list->securable, list->owner,
					    differ->facts->version);
	}
	subject.actual = subject.limit;
	if (list->there)
		subject.actual = list_actual(differ, list->there, list->securable, list->owner);
	if (list->there)
		subject.gone_at = subject.limit;
	if (!subject.actual)
		return;
	for (size_t i = 0; list->schema && i < list->entries.count; i++)
		if (!((const struct grant_entry *)list->entries.items[i])->privileges.count)
			check_nothing(defaults, list, list->entries.items[i]);
	rulings_add(rulings, &subject);
	rulings_finish(rulings);
}

static int compare_lists(const void *a, const void *b)
{
	return object_compare(((const struct default_list *)a)->object,
			      ((const struct default_list *)b)->object);
}

void defaults_diff(struct defaults *defaults)
{
	list_sort(&defaults->all, compare_lists);
	for (size_t i = 0; i < defaults->all.count; i++)
		compare(defaults, defaults->all.items[i]);
}
