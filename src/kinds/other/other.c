/* SPDX-License-Identifier: PostgreSQL
 *
 * ALTER COLLATION, OPERATOR, TEXT SEARCH CONFIGURATION … OWNER TO: the words of the command are
 * those of the kind.
 */
#include "kinds/other/other.h"

#include <ctype.h>

#include "kinds/extension/extension.h"
#include "kinds/role/role.h"
#include "kinds/schema/schema.h"
#include "model/change.h"
#include "sql.h"

static const char *const types[] = {"collation",
				    "conversion",
				    "operator",
				    "operator class",
				    "operator family",
				    "statistics",
				    "text search configuration",
				    "text search dictionary",
				    NULL};

static const struct field fields[] = {
	{.name = "type",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY | FIELD_PLACED,
	 .offset = offsetof(struct other, type)},
	{.name = "kind",
	 .type = FIELD_WORD,
	 .flags = FIELD_REQUIRED | FIELD_CREATION | FIELD_HIDDEN,
	 .offset = offsetof(struct other, type),
	 .words = types,
	 .doc = "what it is"},
	{.name = "name",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct other, name),
	 .doc = "the name; of an operator with its types, as \"@@(integer,integer)\", NONE for "
		"none; "
		"of an operator class or family with its access method, as \"int_ops USING "
		"btree\""},
	{.name = "schema",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct other, schema),
	 .refers = &schema_kind,
	 .doc = "the schema that it is in"},
	{.name = "owner",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct other, owner),
	 .refers = &role_kind,
	 .doc = "the owner; not written, it is left as it is"},
	{.name = "identity",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct other, identity)},
	{.name = "dependent",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct other, dependent)},
	{.name = "extension",
	 .type = FIELD_NAME,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct other, extension),
	 .refers = &extension_kind},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_other, .rare = true}, {.sql = NULL}};

static const struct other *other_of(const struct object *object)
{
	return (const struct other *)object;
}

static void title(struct text *text, const struct object *object)
{
	const struct other *other = other_of(object);

	text_addf(text, "%s %V.%V", other->type, other->schema, other->name);
}

static const char *beyond(const struct field *field, const struct object *desired,
			  const struct object *actual)
{
	(void)field;
	(void)desired;
	return *other_of(actual)->dependent ? "it is a member of an extension" : NULL;
}

static void alter(struct ddl *ddl, const struct change *change)
{
	struct text words = text_in(ddl->arena);

	for (const char *at = other_of(change->to)->type; *at; at++)
		text_addf(&words, "%s", (char[]){(char)toupper((unsigned char)*at), '\0'});
	ddl_add(ddl, change->fields, "ALTER %s %s OWNER TO %I", words.at,
		other_of(change->from)->identity, other_of(change->to)->owner);
}

const struct kind other_kind = {
	.name = "other object",
	.plural = "others",
	.doc = "whatever else has an owner",
	.size = sizeof(struct other),
	.home = HOME_LOCAL,
	.fields = fields,
	.queries = queries,
	.title = title,
	.beyond = beyond,
	.alter = alter,
};
