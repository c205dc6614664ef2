/* SPDX-License-Identifier: PostgreSQL
 *
 * Entries under parameter_grants.
 */
#include "kinds/role/role.h"
#include "model/grant.h"

static const struct field fields[] = {
	{.name = "name",
	 .type = FIELD_TEXT,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct grant_entry, objects),
	 .doc = "the parameter, as work_mem"},
	{.name = "privileges",
	 .type = FIELD_TEXTS,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct grant_entry, privileges),
	 .doc = "SET, ALTER SYSTEM, or ALL; an empty list means exactly none"},
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
	{.name = "granted_by",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct grant_entry, granted_by),
	 .refers = &role_kind,
	 .doc = "the grantor, exactly; not written, any will do, and the bootstrap superuser "
		"grants what is missing"},
	{.name = NULL},
};

static void check(const struct object *object, struct diags *diags)
{
	object_grant_kind.check(object, diags);
	grant_check_entry((const struct grant_entry *)object, securable_of('p'), diags);
}

const struct kind parameter_grant_kind = {
	.name = "grant on a parameter",
	.plural = "parameter_grants",
	.doc = "exactly these privileges on the parameter for these grantees; entries of one "
	       "parameter and grantee add up",
	.size = sizeof(struct grant_entry),
	.home = HOME_RECORD,
	.fields = fields,
	.check = check,
};
