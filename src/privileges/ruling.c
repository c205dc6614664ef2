/* SPDX-License-Identifier: PostgreSQL
 *
 * What becomes of objects that are alike is worked out once; what is to be done to many objects or
 * for many grantees is one change.
 */
#include <stdint.h>
#include <string.h>

#include "kinds/kinds.h"
#include "privileges/differ.h"
#include "privileges/items.h"

struct rulings {
	struct differ *differ;
	const struct node *node;   /* of the entries */
	const struct object *like; /* the schema; or NULL */
	const struct acl *usage;   /* of the schema: what is there while changes are made */
	const char *owner;         /* and whose it is */
	struct map by_key;
	struct list all; /* of struct ruling */
};

struct rulings *rulings_in(struct differ *differ, const struct object *schema)
{
	struct rulings *rulings = arena_alloc(differ->arena, sizeof(*rulings));

	rulings->differ = differ;
	rulings->like = schema;
	rulings->by_key = map_in(differ->arena);
	return rulings;
}

/* Working it out. */

static bool binds_nobody(const char *grantee, void *context)
{
	(void)grantee;
	(void)context;
	return false;
}

static struct ruling *rule_on(struct rulings *rulings, const struct subject *subject)
{
	struct differ *differ = rulings->differ;
	struct ruling *ruling = arena_alloc(differ->arena, sizeof(*ruling));
	const struct target target = {.acls = &differ->acls,
				      .securable = subject->securable,
				      .version = differ->facts->version,
				      .owner = subject->owner,
				      .own = subject->own,
				      .actual = subject->actual,
				      .above = subject->above,
				      .limit = subject->limit,
				      .wishes = subject->wishes->items,
				      .wish_count = subject->wishes->count,
				      .binds = subject->mentioned_only && differ->desired->mode !=
										  MODE_AUTHORITATIVE
						       ? binds_nobody
						       : differ_binds,
				      .context = differ,
				      .additive = differ->desired->mode == MODE_ADDITIVE};
	const struct acl *stripped = subject->actual;

	ruling->like = *subject;
	ruling->wanted = target_acl(&target, &ruling->faults);
	if (subject->strips)
		stripped = items_stripped(&differ->acls, subject->actual, subject->strips,
					  subject->owner);
	if (!subject->strips ||
	    (stripped == subject->actual &&
	     ruling->wanted == items_stripped(&differ->acls, ruling->wanted, subject->strips,
					      subject->owner))) {
		ruling->items = items_between(differ->arena, subject->actual, ruling->wanted,
					      subject->owner, subject->above);
		return ruling;
	}
	ruling->items = items_before_strip(&differ->acls, subject->actual, ruling->wanted,
					   subject->strips, subject->owner);
	ruling->later = items_between(differ->arena, stripped, ruling->wanted, subject->owner,
				      subject->above);
	return ruling;
}

static const char *key_of(struct rulings *rulings, const struct subject *subject)
{
	return text_format(rulings->differ->arena, "%s %z %z %z %z %z %s",
			   (char[]){subject->securable->letter, '\0'},
			   (size_t)(uintptr_t)subject->actual, (size_t)(uintptr_t)subject->limit,
			   (size_t)(uintptr_t)subject->wishes, (size_t)(uintptr_t)subject->above,
			   (size_t)(uintptr_t)subject->strips, subject->owner);
}

const struct ruling *rulings_add(struct rulings *rulings, const struct subject *subject)
{
	const char *key = key_of(rulings, subject);
	struct ruling *ruling = map_get(&rulings->by_key, key);

	if (!ruling) {
		ruling = rule_on(rulings, subject);
		map_set(&rulings->by_key, key, ruling);
		list_add(rulings->differ->arena, &rulings->all, ruling);
	}
	if (subject->object->kind == &schema_kind) {
		rulings->usage = acl_union(&rulings->differ->acls, subject->actual, ruling->wanted);
		rulings->owner = subject->owner;
	}
	list_add(rulings->differ->arena, &ruling->objects, subject->object);
	if (subject->column)
		list_add(rulings->differ->arena, &ruling->columns, subject->column);
	return ruling;
}

/* Faults. */

static const char *words_of(struct arena *arena, uint32_t privileges)
{
	struct text text = text_in(arena);

	privileges_add_words(&text, privileges);
	return text.at;
}

/* "table app.orders", "column status of table app.orders and 12 others" */
static const char *title_of(const struct ruling *ruling, struct arena *arena)
{
	struct text text = text_in(arena);

	if (ruling->like.column)
		text_addf(&text, "column %V of ", ruling->like.column);
	object_title(&text, ruling->like.object);
	if (ruling->objects.count > 1)
		text_addf(&text, " and %z other%s", ruling->objects.count - 1,
			  ruling->objects.count > 2 ? "s" : "");
	return text.at;
}

static void report_faults(const struct rulings *rulings, const struct ruling *ruling)
{
	struct diags *diags = rulings->differ->diags;
	const struct wishes *wishes = ruling->like.wishes;
	const char *title = title_of(ruling, diags->arena);

	for (size_t i = 0; i < ruling->faults.vain.count; i++) {
		const struct wish *wish = ruling->faults.vain.items[i];
		const struct object *entry = &wishes->entries[wish - wishes->items]->object;
		struct diag *diag =
			diag_error(diags, object_place_of(entry, "granted_by"),
				   "role %Q cannot grant %s on %s: it has no grant option for it",
				   wish->grantor, words_of(diags->arena, wish->privileges), title);

		diag->hint = text_format(diags->arena,
					 "grant it to %Q with grantable: true, or leave granted_by "
					 "out",
					 wish->grantor);
	}
	for (size_t i = 0; i < ruling->faults.lost.count; i++) {
		const struct acl_entry *entry = ruling->faults.lost.items[i];
		const struct object *place = rulings->like ? rulings->like : ruling->like.object;

		diag_error(diags, object_place_of(place, "grants"),
			   "role %Q would lose %s on %s, which %Q granted to it and could grant no "
			   "more",
			   entry->grantee ? entry->grantee : "PUBLIC",
			   words_of(diags->arena, entry->privileges), title, entry->grantor)
			->hint = "no rule governs that role: mention it in an entry, or list it";
	}
}

/* Items → groups: what says the same of other objects is of one group. */

/* The order in which changes run where it matters: gives in that of this list, then takes. A
 * grantor needs USAGE on the schema. */
enum stage {
	STAGE_SCHEMA_GIVEN,
	STAGE_OBJECTS_GIVEN,
	STAGE_COLUMNS_GIVEN,
	STAGE_COLUMNS_TAKEN,
	STAGE_OBJECTS_TAKEN,
	STAGE_COLUMNS_TAKEN_LATER,
	STAGE_SCHEMA_TAKEN,
	STAGE_COLUMNS_GIVEN_LATER,
};

struct group {
	enum stage stage;
	const struct item *item; /* but for its grantee */
	const struct securable *securable;
	const char *granted_by; /* NULL: the owner */
	struct list to;         /* of const char *; grant_everybody */
	struct list objects;    /* of const struct object */
	struct list columns;    /* of const char *, of each of these objects */
	bool person;
};

struct grouper {
	struct rulings *rulings;
	struct map by_key;
	struct list groups;
	struct map freed;        /* role → struct freed */
	struct list freed_roles; /* of struct freed */
	struct list taken;       /* of struct object: the grants that revoke from tables */
};

/* A superuser's GRANT and REVOKE are the owner's, so nothing reaches what a role granted before it
 * became one (select_best_grantor() in acl.c). */
static bool is_beyond(const struct differ *differ, const struct ruling *ruling,
		      const struct item *item)
{
	const struct object *role = state_named(differ->actual, &role_kind, NULL, item->grantor);
	const bool *superuser = role ? field_get(kind_field(&role_kind, "superuser"), role) : NULL;

	return strcmp(item->grantor, ruling->like.owner) != 0 && superuser && *superuser;
}

static bool alike(const struct item *a, const struct item *b)
{
	return a->takes == b->takes && a->option == b->option && a->round == b->round &&
	       a->privileges == b->privileges && strcmp(a->grantor, b->grantor) == 0;
}

static enum stage stage_of(const struct ruling *ruling, const struct item *item, bool later)
{
	if (ruling->like.object->kind == &schema_kind)
		return item->takes ? STAGE_SCHEMA_TAKEN : STAGE_SCHEMA_GIVEN;
	if (ruling->like.securable->letter != 'c')
		return item->takes ? STAGE_OBJECTS_TAKEN : STAGE_OBJECTS_GIVEN;
	if (later)
		return item->takes ? STAGE_COLUMNS_TAKEN_LATER : STAGE_COLUMNS_GIVEN_LATER;
	return item->takes ? STAGE_COLUMNS_TAKEN : STAGE_COLUMNS_GIVEN;
}

/* The group with these grantees, which says the same. */
static struct group *group_for(struct grouper *grouper, const struct group *like)
{
	struct arena *arena = grouper->rulings->differ->arena;
	const struct item *item = like->item;
	struct text key = text_in(arena);
	struct group *group;

	text_addf(&key, "%d %s %d %d %l %J", (int)like->stage,
		  (char[]){like->securable->letter, '\0'}, (int)item->round,
		  item->option + 2 * like->person, (long long)item->privileges,
		  like->granted_by ? like->granted_by : "");
	for (size_t i = 0; i < like->to.count; i++)
		text_addf(&key, like->to.items[i] == grant_everybody ? " PUBLIC" : " %J",
			  (const char *)like->to.items[i]);
	group = map_get(&grouper->by_key, key.at);
	if (group)
		return group;
	group = arena_alloc(arena, sizeof(*group));
	*group = *like;
	map_set(&grouper->by_key, key.at, group);
	list_add(arena, &grouper->groups, group);
	return group;
}

/* Items that say the same of several grantees go together. */
static void group_items(struct grouper *grouper, struct ruling *ruling, const struct list *items,
			bool later)
{
	struct differ *differ = grouper->rulings->differ;

	for (size_t i = 0; i < items->count; i++) {
		const struct item *item = items->items[i];
		struct group like = {.item = item, .securable = ruling->like.securable}, *group;

		if (!item)
			continue;
		like.stage = stage_of(ruling, item, later);
		like.person = is_beyond(differ, ruling, item);
		if (strcmp(item->grantor, ruling->like.owner) != 0)
			like.granted_by = item->grantor;
		for (size_t j = i; j < items->count; j++) {
			const struct item *other = items->items[j];

			if (!other || !alike(item, other))
				continue;
			list_add(differ->arena, &like.to,
				 other->grantee ? other->grantee : grant_everybody);
			items->items[j] = NULL;
		}
		group = group_for(grouper, &like);
		list_join(differ->arena, &group->objects, &ruling->objects);
		list_join(differ->arena, &group->columns, &ruling->columns);
		ruling->person |= like.person;
	}
}

/* What the server records of a list is one dependency for each role in it but the owner
 * (updateAclDependencies() in pg_shdepend.c). */
static bool names_role(const struct acl *acl, const char *role)
{
	for (size_t i = 0; i < acl->count; i++)
		if (acl_same_name(acl->entries[i].grantee, role) ||
		    acl_same_name(acl->entries[i].grantor, role))
			return true;
	return false;
}

static void add_freed(struct grouper *grouper, const struct ruling *ruling, const char *role,
		      struct map *seen)
{
	struct arena *arena = grouper->rulings->differ->arena;
	struct freed *freed;

	if (!role || map_set(seen, role, role))
		return;
	freed = map_get(&grouper->freed, role);
	if (!freed) {
		freed = arena_alloc(arena, sizeof(*freed));
		freed->role = role;
		map_set(&grouper->freed, role, freed);
		list_add(arena, &grouper->freed_roles, freed);
	}
	freed->count += ruling->objects.count;
}

static void count_freed(struct grouper *grouper, const struct ruling *ruling)
{
	const struct acl *actual = ruling->like.actual;
	struct map seen = map_in(grouper->rulings->differ->arena);

	if (ruling->person || ruling->wanted == actual)
		return;
	for (size_t i = 0; i < actual->count; i++) {
		const char *const roles[] = {actual->entries[i].grantee,
					     actual->entries[i].grantor};

		for (size_t j = 0; j < 2; j++)
			if (!acl_same_name(roles[j], ruling->like.owner) &&
			    !names_role(ruling->wanted, roles[j]))
				add_freed(grouper, ruling, roles[j], &seen);
	}
	if (ruling->wanted == ruling->like.gone_at)
		add_freed(grouper, ruling, ruling->like.owner, &seen);
}

/* Groups → changes. */

/* Whether the grantor cannot even name what is in the schema. */
static bool lacks_usage(const struct rulings *rulings, const struct group *group)
{
	const char *grantor = group->granted_by;

	return grantor && rulings->usage && group->stage != STAGE_SCHEMA_GIVEN &&
	       group->stage != STAGE_SCHEMA_TAKEN && strcmp(grantor, rulings->owner) != 0 &&
	       !((acl_privileges(rulings->usage, grantor) | acl_privileges(rulings->usage, NULL)) &
		 PRIVILEGE_USAGE);
}

static struct grant *grant_of(struct grouper *grouper, const struct group *group,
			      const struct list *on, const struct list *columns)
{
	struct rulings *rulings = grouper->rulings;
	struct arena *arena = rulings->differ->arena;
	struct grant *grant = (struct grant *)object_new(arena, &grant_kind);
	const struct object *first = on->items[0];
	const struct field *schema = kind_field(first->kind, "schema");

	grant->object.node = group->item->takes ? NULL
			     : rulings->like    ? rulings->like->node
						: first->node;
	grant->object.database = first->database;
	grant->on = *on;
	grant->columns = *columns;
	grant->securable = group->securable;
	grant->takes = group->item->takes;
	grant->privileges = group->item->privileges;
	grant->words = privileges_words(arena, grant->privileges);
	grant->to = group->to;
	grant->grantable = group->item->option ? field_bool(true) : NULL;
	grant->granted_by = group->granted_by;
	grant->lends_usage = lacks_usage(rulings, group);
	if (schema)
		grant->schema = field_get(schema, first);
	for (size_t i = 0; schema && i < on->count; i++)
		list_add(arena, &grant->names, object_name(on->items[i]));
	grant_set_title(grant, arena);
	return grant;
}

static void add_change(struct grouper *grouper, const struct group *group, struct grant *grant)
{
	struct differ *differ = grouper->rulings->differ;
	struct change *change = arena_alloc(differ->arena, sizeof(*change));

	change->kind = &grant_kind;
	change->verb = grant->takes ? CHANGE_DROP : CHANGE_CREATE;
	*(grant->takes ? &change->from : &change->to) = &grant->object;
	if (group->person) {
		change->person = true;
		change->reason = "its grantor has become a superuser, whose REVOKE is the owner's";
	}
	grant->object.change = change;
	if (group->stage == STAGE_OBJECTS_TAKEN)
		list_add(differ->arena, &grouper->taken, &grant->object);
	if (group->stage == STAGE_COLUMNS_GIVEN_LATER)
		grant->after = grouper->taken;
	if (grant->takes && !group->person && grouper->freed_roles.count) {
		grant->frees = grouper->freed_roles; /* all of them: counted once */
		grouper->freed_roles = (struct list){0};
	}
	list_add(differ->arena, &differ->difference->changes, change);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(object_name(a), object_name(b));
}

/* A column of a table, both of a group. */
struct column {
	const struct object *table;
	const char *name;
};

static int compare_columns(const void *a, const void *b)
{
	const struct column *x = a, *y = b;
	const int order = compare_names(x->table, y->table);

	return order ? order : strcmp(x->name, y->name);
}

/* Tables of which the same columns are meant. */
struct tables {
	struct list columns; /* of const char * */
	struct list tables;  /* of const struct object */
};

static void add_table(struct arena *arena, struct map *by_columns, struct list *all,
		      const struct object *table, const struct list *columns)
{
	struct text key = text_in(arena);
	struct tables *tables;

	for (size_t i = 0; i < columns->count; i++)
		text_addf(&key, "%J", (const char *)columns->items[i]);
	tables = map_get(by_columns, key.at);
	if (!tables) {
		tables = arena_alloc(arena, sizeof(*tables));
		tables->columns = *columns;
		map_set(by_columns, key.at, tables);
		list_add(arena, all, tables);
	}
	list_add(arena, &tables->tables, table);
}

/* The group's columns, as tables of which the same columns are meant (struct tables). */
static struct list tables_of(struct arena *arena, const struct group *group)
{
	struct list sorted = {0}, all = {0};
	struct map by_columns = map_in(arena);

	for (size_t i = 0; i < group->objects.count; i++) {
		struct column *column = arena_alloc(arena, sizeof(*column));

		*column = (struct column){group->objects.items[i], group->columns.items[i]};
		list_add(arena, &sorted, column);
	}
	list_sort(&sorted, compare_columns);
	for (size_t i = 0; i < sorted.count;) {
		const struct column *first = sorted.items[i];
		struct list columns = {0};

		for (; i < sorted.count; i++) {
			const struct column *column = sorted.items[i];

			if (compare_names(column->table, first->table) != 0)
				break;
			list_add(arena, &columns, column->name);
		}
		add_table(arena, &by_columns, &all, first->table, &columns);
	}
	return all;
}

static void add_changes(struct grouper *grouper, struct group *group)
{
	struct arena *arena = grouper->rulings->differ->arena;
	const struct list none = {0};
	struct list all;

	if (!group->columns.count) {
		list_sort(&group->objects, compare_names);
		add_change(grouper, group, grant_of(grouper, group, &group->objects, &none));
		return;
	}
	all = tables_of(arena, group);
	for (size_t i = 0; i < all.count; i++) {
		const struct tables *tables = all.items[i];

		add_change(grouper, group,
			   grant_of(grouper, group, &tables->tables, &tables->columns));
	}
}

static int compare_groups(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->stage != y->stage)
		return (x->stage > y->stage) - (x->stage < y->stage);
	return (x->item->round > y->item->round) - (x->item->round < y->item->round);
}

void rulings_finish(struct rulings *rulings)
{
	struct differ *differ = rulings->differ;
	struct grouper grouper = {.rulings = rulings,
				  .by_key = map_in(differ->arena),
				  .freed = map_in(differ->arena)};

	for (size_t i = 0; i < rulings->all.count; i++) {
		struct ruling *ruling = rulings->all.items[i];

		report_faults(rulings, ruling);
		group_items(&grouper, ruling, &ruling->items, false);
		group_items(&grouper, ruling, &ruling->later, true);
		count_freed(&grouper, ruling);
	}
	list_sort(&grouper.groups, compare_groups);
	for (size_t i = 0; i < grouper.groups.count; i++)
		add_changes(&grouper, grouper.groups.items[i]);
}
