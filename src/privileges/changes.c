/* SPDX-License-Identifier: PostgreSQL
 *
 * Rulings → changes: what is to be done to many objects or for many grantees is one.
 */
#include <string.h>

#include "kinds/kinds.h"
#include "privileges/columns.h"
#include "privileges/differ.h"
#include "privileges/items.h"

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
	const char *owner;      /* where only one role may be able to run it at a time; or NULL */
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
	bool takes;              /* one of the groups does */
	struct list taken;       /* of struct object: the grants that revoke from tables */
};

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

	text_addf(&key, "%d %s %d %d %l %J %J", (int)like->stage,
		  (char[]){like->securable->letter, '\0'}, (int)item->round,
		  item->option + 2 * like->person, (long long)item->privileges,
		  like->granted_by ? like->granted_by : "", like->owner ? like->owner : "");
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
		like.person = items == &ruling->persons;
		if (strcmp(item->grantor, ruling->like.owner) != 0)
			like.granted_by = item->grantor;
		else if (!differ->facts->superuser)
			like.owner = ruling->like.owner;
		for (size_t j = i; j < items->count; j++) {
			const struct item *other = items->items[j];

			if (!other || !alike(item, other))
				continue;
			list_add(differ->arena, &like.to,
				 other->grantee ? other->grantee : grant_everybody);
			items->items[j] = NULL;
		}
		group = group_for(grouper, &like);
		grouper->takes |= item->takes && !like.person;
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
	if (grant->takes == grouper->takes && !group->person && grouper->freed_roles.count) {
		grant->frees = grouper->freed_roles; /* all of them: counted once */
		grouper->freed_roles = (struct list){0};
	}
	list_add(differ->arena, &differ->difference->changes, change);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(object_name(a), object_name(b));
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
	all = column_sets(arena, &group->objects, &group->columns);
	for (size_t i = 0; i < all.count; i++) {
		const struct column_set *set = all.items[i];

		add_change(grouper, group, grant_of(grouper, group, &set->tables, &set->columns));
	}
}

static int compare_groups(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->stage != y->stage)
		return (x->stage > y->stage) - (x->stage < y->stage);
	return (x->item->round > y->item->round) - (x->item->round < y->item->round);
}

static void add_stages(struct grouper *grouper, bool last)
{
	for (size_t i = 0; i < grouper->groups.count; i++) {
		struct group *group = grouper->groups.items[i];

		if ((group->stage == STAGE_SCHEMA_TAKEN) == last)
			add_changes(grouper, group);
	}
}

void rulings_add_changes(struct rulings *rulings)
{
	struct differ *differ = rulings->differ;
	struct grouper *grouper = arena_alloc(differ->arena, sizeof(*grouper));

	*grouper = (struct grouper){.rulings = rulings,
				    .by_key = map_in(differ->arena),
				    .freed = map_in(differ->arena)};
	for (size_t i = 0; i < rulings->all.count; i++) {
		struct ruling *ruling = rulings->all.items[i];

		group_items(grouper, ruling, &ruling->items, false);
		group_items(grouper, ruling, &ruling->later, true);
		group_items(grouper, ruling, &ruling->persons, false);
		count_freed(grouper, ruling);
	}
	list_sort(&grouper->groups, compare_groups);
	add_stages(grouper, false);
	rulings->grouper = grouper;
}

void rulings_add_last(const struct rulings *rulings)
{
	add_stages(rulings->grouper, true);
}
