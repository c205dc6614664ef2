/* SPDX-License-Identifier: PostgreSQL
 *
 * GRANT, REVOKE and ALTER DEFAULT PRIVILEGES. Objects are named, many in a statement: ALL TABLES IN
 * SCHEMA would be more than what was planned, and reads the whole catalog for each schema.
 */
#include "kinds/grant/grant_sql.h"

#include <string.h>

#include "kinds/default_acl/default_acl.h"
#include "kinds/large_object/large_object.h"
#include "kinds/parameter_acl/parameter_acl.h"
#include "kinds/routine/routine.h"

/* So many objects are in one statement. */
enum { MOST_OBJECTS = 500 };

/* SELECT, UPDATE; or of columns SELECT (a, b), UPDATE (a, b) */
static void add_privileges(struct text *sql, const struct grant *grant)
{
	for (size_t i = 0; i < grant->words.count; i++) {
		text_addf(sql, "%s%s", i ? ", " : "", (const char *)grant->words.items[i]);
		for (size_t j = 0; j < grant->columns.count; j++)
			text_addf(sql, "%s%I", j ? ", " : " (",
				  (const char *)grant->columns.items[j]);
		text_add(sql, grant->columns.count ? ")" : "");
	}
}

static void add_name(struct text *sql, const struct object *object)
{
	const struct field *schema = kind_field(object->kind, "schema");

	if (schema)
		text_addf(sql, "%I.", (const char *)field_get(schema, object));
	if (object->kind == &large_object_kind)
		text_add(sql, object_name(object));
	else if (object->kind == &parameter_acl_kind)
		privileges_add_parameter(sql, object_name(object));
	else if (object->kind == &routine_kind)
		text_addf(sql, "%I(%s)", ((const struct routine *)object)->base_name,
			  ((const struct routine *)object)->signature);
	else
		text_addf(sql, "%I", object_name(object));
}

static void add_objects(struct text *sql, const struct grant *grant, size_t first, size_t end)
{
	text_addf(sql, " ON %s ", grant->securable->sql);
	for (size_t i = first; i < end; i++) {
		text_add(sql, i > first ? ", " : "");
		add_name(sql, grant->on.items[i]);
	}
}

static void add_grantees(struct text *sql, const struct grant *grant)
{
	text_add(sql, grant->takes ? " FROM " : " TO ");
	for (size_t i = 0; i < grant->to.count; i++) {
		const char *grantee = grant->to.items[i];

		text_add(sql, i ? ", " : "");
		if (grantee == grant_everybody)
			text_add(sql, "PUBLIC");
		else
			text_addf(sql, "%I", grantee);
	}
	text_add(sql, !grant->takes && grant->grantable ? " WITH GRANT OPTION" : "");
}

static void add_verb(struct text *sql, const struct grant *grant)
{
	text_add(sql, grant->takes ? "REVOKE " : "GRANT ");
	text_add(sql, grant->takes && grant->grantable ? "GRANT OPTION FOR " : "");
	add_privileges(sql, grant);
}

static void add_statement(struct ddl *ddl, const struct grant *grant, const char *sql)
{
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");

	statement->sql = sql;
	statement->as = grant->granted_by;
	statement->takes = grant->takes;
}

/* The words of pg_default_acl's objects are those of the command. */
static void add_default(struct ddl *ddl, const struct grant *grant)
{
	const struct default_acl *acl = grant->on.items[0];
	struct text sql = text_in(ddl->arena);

	text_addf(&sql, "ALTER DEFAULT PRIVILEGES FOR ROLE %I ", acl->owner);
	if (acl->schema)
		text_addf(&sql, "IN SCHEMA %I ", acl->schema);
	add_verb(&sql, grant);
	text_add(&sql, " ON ");
	for (const char *at = acl->objects; *at; at++)
		text_add_bytes(&sql, *at == '_' ? " " : (char[]){(char)(*at - 'a' + 'A'), '\0'}, 1);
	add_grantees(&sql, grant);
	add_statement(ddl, grant, sql.at);
}

void grant_add_sql(struct ddl *ddl, const struct grant *grant)
{
	const struct object *first = grant->on.items[0];

	if (first->kind == &default_acl_kind) {
		add_default(ddl, grant);
		return;
	}
	if (grant->lends_usage)
		ddl_add(ddl, FIELDS_ALL, "GRANT USAGE ON SCHEMA %I TO %I", grant->schema,
			grant->granted_by);
	for (size_t i = 0; i < grant->on.count; i += MOST_OBJECTS) {
		const size_t left = grant->on.count - i;
		struct text sql = text_in(ddl->arena);

		add_verb(&sql, grant);
		add_objects(&sql, grant, i, left < MOST_OBJECTS ? i + left : i + MOST_OBJECTS);
		add_grantees(&sql, grant);
		add_statement(ddl, grant, sql.at);
	}
	if (grant->lends_usage)
		ddl_add(ddl, FIELDS_ALL, "REVOKE USAGE ON SCHEMA %I FROM %I", grant->schema,
			grant->granted_by);
}
