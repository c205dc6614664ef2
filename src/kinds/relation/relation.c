/* SPDX-License-Identifier: PostgreSQL
 *
 * Relations: ALTER TABLE, VIEW, SEQUENCE … OWNER TO.
 */
#include "kinds/relation/relation.h"

#include <string.h>

#include "kinds/role/role.h"
#include "kinds/schema/schema.h"
#include "model/change.h"
#include "sql.h"

static const struct field fields[] = {
	{.name = "schema",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_PLACED,
	 .offset = offsetof(struct relation, schema),
	 .refers = &schema_kind},
	{.name = "name",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct relation, name),
	 .doc = "the name"},
	{.name = "owner",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct relation, owner),
	 .refers = &role_kind,
	 .doc = "the owner; not written, it is the schema's objects_owner, or left as it is"},
	{.name = "dependent",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct relation, dependent)},
	{.name = "member",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct relation, member)},
	{.name = "system",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct relation, system)},
	{.name = "acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct relation, acl)},
	{.name = "initial_acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct relation, initial_acl)},
	{.name = "state",
	 .type = FIELD_WORD,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct relation, state),
	 .words = object_states,
	 .doc = "present (the default), or absent: it is dropped, which --allow-drop-data must "
		"allow; what is said of it besides has no effect then"},
	{.name = "renamed_from",
	 .type = FIELD_NAME,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct relation, renamed_from),
	 .doc = "the name that it had before: where that is there and the new one is not, it is "
		"renamed"},
	{.name = "moved_from",
	 .type = FIELD_NAME,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct relation, moved_from),
	 .doc = "the schema that it was in before, likewise"},
	{.name = "tablespace", .type = FIELD_LATER},
	{.name = "comment", .type = FIELD_LATER},
	{.name = NULL},
};

/* Sequences have attributes of their own that a later version will carry out. */
static const struct field sequence_fields[] = {
	{.name = "schema",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_PLACED,
	 .offset = offsetof(struct relation, schema),
	 .refers = &schema_kind},
	{.name = "name",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct relation, name),
	 .doc = "the name"},
	{.name = "owner",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct relation, owner),
	 .refers = &role_kind,
	 .doc = "the owner; that of a sequence that a column owns is always its table's"},
	{.name = "dependent",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct relation, dependent)},
	{.name = "member",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct relation, member)},
	{.name = "acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct relation, acl)},
	{.name = "initial_acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct relation, initial_acl)},
	{.name = "table",
	 .type = FIELD_NAME,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct relation, table)},
	{.name = "state",
	 .type = FIELD_WORD,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct relation, state),
	 .words = object_states,
	 .doc = "present (the default), or absent: it is dropped, which --allow-drop-data must "
		"allow; what is said of it besides has no effect then"},
	{.name = "renamed_from",
	 .type = FIELD_NAME,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct relation, renamed_from),
	 .doc = "the name that it had before: where that is there and the new one is not, it is "
		"renamed"},
	{.name = "moved_from",
	 .type = FIELD_NAME,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct relation, moved_from),
	 .doc = "the schema that it was in before, likewise"},
	{.name = "increment", .type = FIELD_LATER},
	{.name = "min_value", .type = FIELD_LATER},
	{.name = "max_value", .type = FIELD_LATER},
	{.name = "start", .type = FIELD_LATER},
	{.name = "cache", .type = FIELD_LATER},
	{.name = "cycle", .type = FIELD_LATER},
	{.name = "data_type", .type = FIELD_LATER},
	{.name = NULL},
};

/* One query reads all kinds of relations. */
static const struct query queries[] = {{.sql = sql_relation, .parameter = QUERY_SCHEMAS},
				       {.sql = NULL}};

static const struct relation *relation_of(const struct object *object)
{
	return (const struct relation *)object;
}

struct object *relation_table(const struct state *state, const struct relation *sequence)
{
	const struct kind *const owners[] = {&table_kind, &foreign_table_kind};
	struct relation like = {.schema = sequence->schema, .name = sequence->table};
	struct object *found = NULL;

	like.object.database = sequence->object.database;
	for (size_t i = 0; sequence->table && i < sizeof(owners) / sizeof(*owners) && !found; i++) {
		like.object.kind = owners[i];
		found = state_find(state, &like.object);
	}
	return found;
}

/* A sequence that a column owns has the table's owner: where the manifest says the same of both,
 * there is nothing to do for the sequence. */
static void pair_sequences(struct state *desired, struct state *actual, const struct facts *facts,
			   struct diags *diags)
{
	const struct list *wanted = state_of(desired, &sequence_kind);

	(void)facts;
	(void)diags;
	for (size_t i = 0; i < wanted->count; i++) {
		struct relation *to = wanted->items[i];
		const struct relation *from =
			(const struct relation *)state_find(actual, &to->object);
		const struct object *there = from ? relation_table(actual, from) : NULL;
		const struct object *table = from ? relation_table(desired, from) : NULL;
		const char *owner = there ? relation_of(there)->owner : NULL;

		if (table && relation_of(table)->owner)
			owner = relation_of(table)->owner;
		if (to->owner && owner && strcmp(to->owner, owner) == 0)
			to->owner = NULL;
	}
}

static const char *beyond(const struct field *field, const struct object *desired,
			  const struct object *actual)
{
	(void)field;
	(void)desired;
	if (relation_of(actual)->table)
		return "a column owns it: its owner is always that of the table";
	return *relation_of(actual)->dependent ? "it is a member of an extension" : NULL;
}

static const struct object *owned_with(const struct object *object, const struct state *state)
{
	return relation_table(state, relation_of(object));
}

/* The words of the command, which are the kind's name. */
static const char *words_of(const struct kind *kind)
{
	if (kind == &view_kind)
		return "VIEW";
	if (kind == &materialized_view_kind)
		return "MATERIALIZED VIEW";
	if (kind == &foreign_table_kind)
		return "FOREIGN TABLE";
	return kind == &sequence_kind ? "SEQUENCE" : "TABLE";
}

static void alter(struct ddl *ddl, const struct change *change)
{
	const struct relation *to = relation_of(change->to);

	ddl_add(ddl, change->fields, "ALTER %s %I.%I OWNER TO %I", words_of(change->kind),
		to->schema, to->name, to->owner);
}

static void rename_relation(struct ddl *ddl, const struct object *from, const struct object *to)
{
	const struct relation *old = relation_of(from), *new = relation_of(to);

	if (strcmp(old->schema, new->schema) != 0)
		ddl_add(ddl, FIELDS_ALL, "ALTER %s %I.%I SET SCHEMA %I", words_of(from->kind),
			old->schema, old->name, new->schema);
	if (strcmp(old->name, new->name) != 0)
		ddl_add(ddl, FIELDS_ALL, "ALTER %s %I.%I RENAME TO %I", words_of(from->kind),
			new->schema, old->name, new->name);
}

static void drop(struct ddl *ddl, const struct object *from)
{
	ddl_add(ddl, FIELDS_ALL, "DROP %s %I.%I", words_of(from->kind), relation_of(from)->schema,
		relation_of(from)->name);
}

static void identify(struct text *name, const struct object *object)
{
	text_addf(name, "%I.%I", relation_of(object)->schema, relation_of(object)->name);
}

const struct kind table_kind = {
	.name = "table",
	.plural = "tables",
	.doc = "a table, partitioned table or partition",
	.size = sizeof(struct relation),
	.home = HOME_LOCAL,
	.fields = fields,
	.queries = queries,
	.securable = 'r',
	.beyond = beyond,
	.catalog = "pg_catalog.pg_class",
	.identify = identify,
	.rename = rename_relation,
	.alter = alter,
	.drop = drop,
};

const struct kind view_kind = {
	.name = "view",
	.plural = "views",
	.doc = "a view",
	.size = sizeof(struct relation),
	.home = HOME_LOCAL,
	.fields = fields,
	.queries = queries,
	.securable = 'r',
	.beyond = beyond,
	.catalog = "pg_catalog.pg_class",
	.identify = identify,
	.rename = rename_relation,
	.alter = alter,
	.drop = drop,
};

const struct kind materialized_view_kind = {
	.name = "materialized view",
	.plural = "materialized_views",
	.doc = "a materialized view",
	.size = sizeof(struct relation),
	.home = HOME_LOCAL,
	.fields = fields,
	.queries = queries,
	.securable = 'r',
	.beyond = beyond,
	.catalog = "pg_catalog.pg_class",
	.identify = identify,
	.rename = rename_relation,
	.alter = alter,
	.drop = drop,
};

const struct kind foreign_table_kind = {
	.name = "foreign table",
	.plural = "foreign_tables",
	.doc = "a foreign table",
	.size = sizeof(struct relation),
	.home = HOME_LOCAL,
	.fields = fields,
	.queries = queries,
	.securable = 'r',
	.beyond = beyond,
	.catalog = "pg_catalog.pg_class",
	.identify = identify,
	.rename = rename_relation,
	.alter = alter,
	.drop = drop,
};

const struct kind sequence_kind = {
	.name = "sequence",
	.plural = "sequences",
	.doc = "a sequence",
	.size = sizeof(struct relation),
	.home = HOME_LOCAL,
	.fields = sequence_fields,
	.queries = queries,
	.securable = 's',
	.pair = pair_sequences,
	.beyond = beyond,
	.owned_with = owned_with,
	.catalog = "pg_catalog.pg_class",
	.identify = identify,
	.rename = rename_relation,
	.alter = alter,
	.drop = drop,
};
