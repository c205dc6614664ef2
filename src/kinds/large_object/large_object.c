/* SPDX-License-Identifier: PostgreSQL
 *
 * Large objects: ALTER LARGE OBJECT … OWNER TO.
 */
#include "kinds/large_object/large_object.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kinds/role/role.h"
#include "model/change.h"
#include "model/grant.h"
#include "sql.h"

static const struct field fields[] = {
	{.name = "oid",
	 .type = FIELD_VALUE,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct large_object, oid),
	 .doc = "its number"},
	{.name = "owner",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct large_object, owner),
	 .refers = &role_kind,
	 .doc = "the owner; not written, it is left as it is"},
	{.name = "grants",
	 .type = FIELD_RECORDS,
	 .offset = offsetof(struct large_object, grants),
	 .items = &object_grant_kind,
	 .doc = "privileges on it: exact for the listed roles and for those that an entry "
		"mentions; "
		"in mode authoritative for everybody"},
	{.name = "acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct large_object, acl)},
	{.name = "state", .type = FIELD_LATER},
	{.name = NULL},
};

static const struct query queries[] = {
	{.sql = sql_large_object, .rare = true, .parameter = QUERY_NAMES}, {.sql = NULL}};

static const struct large_object *large_object_of(const struct object *object)
{
	return (const struct large_object *)object;
}

/* Digits without a sign or a leading zero, as the server writes it. */
static bool is_oid(const char *text)
{
	char *end;
	unsigned long long value;

	if (strspn(text, "0123456789") != strlen(text) || *text == '0')
		return false;
	errno = 0;
	value = strtoull(text, &end, 10);
	return end != text && !errno && value <= UINT32_MAX;
}

static void check(const struct object *object, struct diags *diags)
{
	const struct large_object *large = large_object_of(object);

	if (!is_oid(large->oid))
		diag_error(diags, object_place_of(object, "oid"),
			   "%Q is not the number of a large object", large->oid);
	grant_check_entries(&large->grants, securable_of('L'), diags);
}

static void alter(struct ddl *ddl, const struct change *change)
{
	const struct large_object *to = large_object_of(change->to);

	ddl_add(ddl, change->fields, "ALTER LARGE OBJECT %s OWNER TO %I", to->oid, to->owner);
}

const struct kind large_object_kind = {
	.name = "large object",
	.plural = "large_objects",
	.doc = "a large object",
	.size = sizeof(struct large_object),
	.home = HOME_LOCAL,
	.fields = fields,
	.queries = queries,
	.securable = 'L',
	.check = check,
	.alter = alter,
};
