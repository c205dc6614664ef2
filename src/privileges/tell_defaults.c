/* SPDX-License-Identifier: PostgreSQL
 *
 * Export: the entries of default privileges.
 */
#include <string.h>

#include "kinds/kinds.h"
#include "privileges/told.h"

static const char *text_of(const struct object *object, const char *field)
{
	return field_get(kind_field(object->kind, field), object);
}

static void tell_list(struct differ *differ, struct telling *telling, const struct object *there)
{
	const char *owner = text_of(there, "owner");
	struct grant_entry about = {.objects = text_of(there, "objects")};
	const struct securable *securable = grant_securable(&about);
	const bool global = !text_of(there, "schema");
	const struct acl *acl = list_actual(differ, there, securable, owner);
	const struct acl *baseline =
		global ? acl_default(&differ->acls, securable, owner, differ->facts->version)
		       : acl_make(&differ->acls, &(struct acl_entry){0}, 0);
	struct list all;

	if (!acl)
		return;
	list_add(differ->arena, &about.creators, owner);
	all = told_of(differ->arena, acl, baseline, owner,
		      global ? securable_all(securable, differ->facts->version) : 0, NULL);
	for (size_t i = 0; i < all.count; i++)
		telling_add(telling, &about, all.items[i], object_title_in(differ->arena, there));
}

/* Lists are sorted by their creator, schema and objects; entries are put where they belong. */
static void tell_all(struct differ *differ, struct object *place, const char *database,
		     const char *schema)
{
	const struct list *set = state_of(differ->actual, &default_acl_kind);
	struct telling telling = telling_in(differ, &default_entry_kind);

	for (size_t i = 0; i < set->count; i++) {
		const struct object *there = set->items[i];

		if (text_of(there, "objects") && strcmp(there->database, database) == 0 &&
		    acl_same_name(text_of(there, "schema"), schema))
			tell_list(differ, &telling, there);
	}
	field_set_list(kind_field(place->kind, "default_privileges"), place, &telling.entries);
}

void tell_defaults(struct differ *differ)
{
	const struct list *databases = state_of(differ->actual, &database_kind);
	const struct list *schemas = state_of(differ->actual, &schema_kind);

	if (!state_of(differ->actual, &default_acl_kind)->count)
		return;
	for (size_t i = 0; i < databases->count; i++)
		tell_all(differ, databases->items[i], object_name(databases->items[i]), NULL);
	for (size_t i = 0; i < schemas->count; i++) {
		struct object *schema = schemas->items[i];

		tell_all(differ, schema, schema->database, object_name(schema));
		/* a schema of the system's is in an export where it is not as it was made */
		if (kinds_system_schema(object_name(schema)) &&
		    field_list(kind_field(&schema_kind, "default_privileges"), schema)->count)
			schema->ignored = false;
	}
}
