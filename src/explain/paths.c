/* SPDX-License-Identifier: PostgreSQL
 *
 * aclmask() and its callers in aclchk.c: superusers, the list's entries for the role and for all
 * that it inherits, PUBLIC, the owner's grant options, predefined roles.
 */
#include "explain/paths.h"

#include <string.h>

/* What predefined roles let do everywhere: pg_class_aclmask_ext() and pg_namespace_aclmask_ext() in
 * aclchk.c. In versions without such a role there is none of that name. */
static const struct {
	const char *role;
	char securable;
	uint32_t privileges;
} predefined[] = {
	{"pg_read_all_data", 'r', PRIVILEGE_SELECT},
	{"pg_read_all_data", 's', PRIVILEGE_SELECT},
	{"pg_read_all_data", 'n', PRIVILEGE_USAGE},
	{"pg_write_all_data", 'r', PRIVILEGE_INSERT | PRIVILEGE_UPDATE | PRIVILEGE_DELETE},
	{"pg_write_all_data", 's', PRIVILEGE_UPDATE},
	{"pg_write_all_data", 'n', PRIVILEGE_USAGE},
	{"pg_maintain", 'r', PRIVILEGE_MAINTAIN},
};

/* What nobody but a superuser may do to the tables of the system catalogs. */
enum {
	WRITING = PRIVILEGE_INSERT | PRIVILEGE_UPDATE | PRIVILEGE_DELETE | PRIVILEGE_TRUNCATE,
};

struct finder {
	struct arena *arena;
	const struct target *target;
	uint32_t all; /* the privileges that there are */
	struct list *paths;
	bool of_table;
};

static void add_path(struct finder *finder, const struct target *target, struct path path)
{
	struct path *added;

	path.privileges &= finder->all;
	path.options &= finder->all;
	path.of_table = finder->of_table;
	if (target->system && path.source != PATH_SUPERUSER)
		path.privileges &= ~(uint32_t)WRITING;
	if (!path.privileges && !path.options)
		return;
	added = arena_alloc(finder->arena, sizeof(*added));
	*added = path;
	list_add(finder->arena, finder->paths, added);
}

/* The first of the grantee's entries, which are sorted, or where it would stand. */
static size_t first_entry(const struct acl *acl, const char *grantee)
{
	size_t low = 0, high = acl->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const char *name = acl->entries[middle].grantee;

		if (!name || (grantee && strcmp(name, grantee) < 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void add_grants(struct finder *finder, const struct target *target, const struct step *way)
{
	const struct acl *acl = target->acl;
	const char *grantee = way ? way->role->name : NULL;

	for (size_t i = grantee ? first_entry(acl, grantee) : 0;
	     i < acl->count && acl_same_name(acl->entries[i].grantee, grantee); i++)
		add_path(finder, target,
			 (struct path){.source = PATH_GRANT,
				       .holder = grantee,
				       .way = way,
				       .grantor = acl->entries[i].grantor,
				       .privileges = acl->entries[i].privileges,
				       .options = acl->entries[i].options});
}

/* An owner has what the list says, like everybody; but it may grant everything. A column's list
 * need not say anything of it. */
static void add_owner(struct finder *finder, const struct target *target, const struct step *way)
{
	const uint32_t privileges = acl_privileges(target->acl, target->owner);

	if (!privileges && target->securable->letter == 'c')
		return;
	add_path(finder, target,
		 (struct path){.source = PATH_OWNER,
			       .holder = target->owner,
			       .way = way,
			       .privileges = privileges,
			       .options = UINT32_MAX});
}

static void add_predefined(struct finder *finder, const struct target *target,
			   const struct step *way)
{
	for (size_t i = 0; i < sizeof(predefined) / sizeof(*predefined); i++)
		if (predefined[i].securable == target->securable->letter &&
		    strcmp(predefined[i].role, way->role->name) == 0)
			add_path(finder, target,
				 (struct path){.source = PATH_PREDEFINED,
					       .holder = way->role->name,
					       .way = way,
					       .privileges = predefined[i].privileges});
}

static void add_step(struct finder *finder, const struct target *target, const struct step *way)
{
	if (strcmp(way->role->name, target->owner) == 0)
		add_owner(finder, target, way);
	else
		add_grants(finder, target, way);
	if (strncmp(way->role->name, "pg_", 3) == 0)
		add_predefined(finder, target, way);
}

static void add_superuser(struct finder *finder, const struct step *way)
{
	add_path(finder, finder->target,
		 (struct path){.source = PATH_SUPERUSER,
			       .holder = way->role->name,
			       .way = way,
			       .privileges = UINT32_MAX,
			       .options = UINT32_MAX});
}

/* What a role may do on a table it may do on each of its columns. */
static void add_steps(struct finder *finder, const struct list *steps)
{
	const struct target *target = finder->target;

	for (size_t i = 0; i < steps->count; i++) {
		const struct step *way = steps->items[i];

		/* nobody inherits that a role is a superuser */
		if (way->role->superuser && !way->from)
			add_superuser(finder, way);
		if (target->table) {
			finder->of_table = true;
			add_step(finder, target->table, way);
			finder->of_table = false;
		}
		add_step(finder, target, way);
	}
}

static void add_public(struct finder *finder)
{
	const struct target *target = finder->target;

	if (target->table) {
		finder->of_table = true;
		add_grants(finder, target->table, NULL);
		finder->of_table = false;
	}
	add_grants(finder, target, NULL);
}

/* Who may SET ROLE to a superuser may do everything then, whatever it inherits from it. */
static void add_superusers(struct finder *finder, const struct reach *reach)
{
	for (size_t i = 0; i < reach->set.count; i++) {
		const struct step *way = reach->set.items[i];

		if (way->role->superuser)
			add_superuser(finder, way);
	}
}

struct list paths_of(struct arena *arena, struct roles *roles, struct role_node *role,
		     const struct target *target, int version)
{
	struct list paths = {0};
	struct finder finder = {.arena = arena,
				.target = target,
				.all = securable_all(target->securable, version),
				.paths = &paths};
	const struct reach *reach;

	if (!role) {
		add_public(&finder);
		return paths;
	}
	reach = roles_reach(roles, role, target->database_owner);
	add_steps(&finder, &reach->inherited);
	add_public(&finder);
	add_superusers(&finder, reach);
	add_steps(&finder, &reach->after);
	return paths;
}

bool paths_allow(struct roles *roles, struct role_node *role, const struct target *target,
		 uint32_t privilege, int version)
{
	struct arena *scratch = arena_create(NULL);
	const struct list paths = paths_of(scratch, roles, role, target, version);
	bool allowed = false;

	for (size_t i = 0; i < paths.count; i++) {
		const struct path *path = paths.items[i];

		allowed |= !path_set_role(path) && path->privileges & privilege;
	}
	arena_destroy(scratch);
	return allowed;
}

const char *path_set_role(const struct path *path)
{
	return path->way && path->way->set_role ? path->way->set_role->name : NULL;
}

struct role_node *path_actor(const struct path *path, struct role_node *role)
{
	return path->way && path->way->set_role ? path->way->set_role : role;
}
