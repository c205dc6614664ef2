/* SPDX-License-Identifier: PostgreSQL
 *
 * Entries under default_privileges: ALTER DEFAULT PRIVILEGES in the manual.
 */
#include <string.h>

#include "kinds/role/role.h"
#include "model/grant.h"

static const char *const words[] = {"tables",  "sequences",     "routines", "types",
				    "schemas", "large_objects", NULL};

static const struct field fields[] = {
	{.name = "for",
	 .type = FIELD_NAMES,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct grant_entry, creators),
	 .refers = &role_kind,
	 .doc = "the roles that create the objects"},
	{.name = "objects",
	 .type = FIELD_WORD,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct grant_entry, objects),
	 .words = words,
	 .doc = "what they create; schemas, and from PostgreSQL 18 large_objects, only without a "
		"schema"},
	{.name = "privileges",
	 .type = FIELD_TEXTS,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct grant_entry, privileges),
	 .doc = "privileges as GRANT has them, or ALL; an empty list means exactly none"},
	{.name = "to",
	 .type = FIELD_NAMES,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct grant_entry, to),
	 .refers = &role_kind,
	 .doc = "roles, or PUBLIC"},
	{.name = "grantable",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct grant_entry, grantable),
	 .doc = "whether they may grant them on; not written, they may not"},
	{.name = "owner_exact",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct grant_entry, owner_exact),
	 .doc = "if the creator is among them: this is all that it will have; else its own "
		"privileges are added"},
	{.name = NULL},
};

void grant_check_defaults(const struct list *entries, bool in_schema, struct diags *diags)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct grant_entry *entry = entries->items[i];
		const bool global = strcmp(entry->objects, "schemas") == 0 ||
				    strcmp(entry->objects, "large_objects") == 0;

		if (in_schema && global)
			diag_error(diags, object_place_of(&entry->object, "objects"),
				   "default privileges of %s cannot be of a schema", entry->objects)
				->hint = "write the entry under the database";
	}
}

static void check(const struct object *object, struct diags *diags)
{
	const struct grant_entry *entry = (const struct grant_entry *)object;

	object_grant_kind.check(object, diags);
	grant_check_entry(entry, grant_securable(entry), diags);
}

const struct kind default_entry_kind = {
	.name = "default privilege",
	.plural = "default_privileges",
	.doc = "exactly these privileges for these grantees on what these roles will create",
	.size = sizeof(struct grant_entry),
	.home = HOME_RECORD,
	.fields = fields,
	.check = check,
};
