/* SPDX-License-Identifier: PostgreSQL
 *
 * Export: the entries of default privileges.
 */
#include <stdint.h>

#include "kinds/kinds.h"
#include "privileges/told.h"

static void tell_list(struct differ *differ, struct telling *telling, const struct object *there)
{
	const char *owner = object_text(there, "owner");
	struct grant_entry about = {.objects = object_text(there, "objects")};
	const struct securable *securable = grant_securable(&about);
	const bool global = !object_text(there, "schema");
	const struct acl *acl = list_actual(differ, there, securable, owner);
	const struct acl *baseline =
		global ? acl_default(&differ->acls, securable, owner, differ->facts->version)
		       : acl_make(&differ->acls, &(struct acl_entry){0}, 0);

	if (!acl)
		return;
	list_add(differ->arena, &about.creators, owner);
	telling_add_list(telling, &about, acl, baseline, owner,
			 global ? securable_all(securable, differ->facts->version) : 0,
			 object_title_in(differ->arena, there));
}

/* Where the entries of a list belong: in a schema, or its database. */
static struct object *place_of(const struct state *actual, const struct object *there)
{
	const char *schema = object_text(there, "schema");

	return schema ? state_named(actual, &schema_kind, there->database, schema)
		      : state_named(actual, &database_kind, NULL, there->database);
}

void tell_defaults(struct differ *differ)
{
	const struct list *set = state_of(differ->actual, &default_acl_kind);
	struct map tellings = map_in(differ->arena);

	for (size_t i = 0; i < set->count; i++) {
		const struct object *there = set->items[i];
		struct object *place = place_of(differ->actual, there);
		const char *key = place ? text_format(differ->arena, "%z", (size_t)(uintptr_t)place)
					: NULL;
		struct telling *telling = key ? map_get(&tellings, key) : NULL;

		if (!place || !object_text(there, "objects"))
			continue;
		if (!telling) {
			telling = arena_alloc(differ->arena, sizeof(*telling));
			*telling = telling_in(differ, &default_entry_kind);
			map_set(&tellings, key, telling);
		}
		tell_list(differ, telling, there);
		field_set_list(kind_field(place->kind, "default_privileges"), place,
			       &telling->entries);
		/* a schema of the system's is in an export where it is not as it was made */
		if (place->kind == &schema_kind && kinds_system_schema(object_name(place)) &&
		    telling->entries.count)
			place->ignored = false;
	}
}
