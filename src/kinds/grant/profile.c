/* SPDX-License-Identifier: PostgreSQL
 *
 * Profiles: entries under grants that schemas share, and their uses.
 */
#include "kinds/role/role.h"
#include "model/grant.h"

static const struct field fields[] = {
	{.name = "name",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct profile, name),
	 .doc = "what schemas call it"},
	{.name = "grants",
	 .type = FIELD_RECORDS,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct profile, grants),
	 .items = &profile_grant_kind,
	 .doc = "what its grantees have in such a schema"},
	{.name = NULL},
};

static const struct field use_fields[] = {
	{.name = "name",
	 .type = FIELD_TEXT,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct profile_use, name),
	 .doc = "the profile"},
	{.name = "to",
	 .type = FIELD_NAMES,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct profile_use, to),
	 .refers = &role_kind,
	 .doc = "roles, or PUBLIC"},
	{.name = NULL},
};

void profile_expand(const struct profile *profile, const struct profile_use *use,
		    struct list *entries, struct arena *arena)
{
	for (size_t i = 0; i < profile->grants.count; i++) {
		struct grant_entry *entry =
			(struct grant_entry *)object_new(arena, &schema_grant_kind);

		*entry = *(const struct grant_entry *)profile->grants.items[i];
		entry->object.kind = &schema_grant_kind;
		entry->to = use->to;
		list_add(arena, entries, entry);
	}
}

const struct kind profile_kind = {
	.name = "profile",
	.plural = "profiles",
	.doc = "grants that schemas can share",
	.size = sizeof(struct profile),
	.home = HOME_RECORD,
	.fields = fields,
};

const struct kind profile_use_kind = {
	.name = "use of a profile",
	.plural = "profiles",
	.doc = "a profile's grants in this schema, for these grantees",
	.size = sizeof(struct profile_use),
	.home = HOME_RECORD,
	.fields = use_fields,
};
