/* SPDX-License-Identifier: PostgreSQL
 *
 * ALTER LANGUAGE, SERVER, PUBLICATION … OWNER TO.
 */
#include "kinds/owned/owned.h"

#include <string.h>

#include "kinds/database/database.h"
#include "kinds/extension/extension.h"
#include "kinds/role/role.h"
#include "model/change.h"
#include "model/grant.h"
#include "model/right.h"
#include "sql.h"

/* The rows of both tables below. */
#define OWNED_FIELDS                                                    \
	{.name = "name",                                                \
	 .type = FIELD_NAME,                                            \
	 .flags = FIELD_KEY | FIELD_REQUIRED,                           \
	 .offset = offsetof(struct owned, name),                        \
	 .doc = "the name"},                                            \
		{.name = "owner",                                       \
		 .type = FIELD_NAME,                                    \
		 .offset = offsetof(struct owned, owner),               \
		 .refers = &role_kind,                                  \
		 .doc = "the owner; not written, it is left as it is"}, \
		{.name = "dependent",                                   \
		 .type = FIELD_BOOL,                                    \
		 .flags = FIELD_ACTUAL | FIELD_HIDDEN,                  \
		 .offset = offsetof(struct owned, dependent)},          \
		{.name = "extension",                                   \
		 .type = FIELD_NAME,                                    \
		 .flags = FIELD_ACTUAL | FIELD_HIDDEN,                  \
		 .offset = offsetof(struct owned, extension),           \
		 .refers = &extension_kind},                            \
		{.name = "wrapper",                                     \
		 .type = FIELD_NAME,                                    \
		 .flags = FIELD_ACTUAL | FIELD_HIDDEN,                  \
		 .offset = offsetof(struct owned, wrapper)},            \
		{.name = "acl",                                         \
		 .type = FIELD_TEXT,                                    \
		 .flags = FIELD_ACTUAL | FIELD_HIDDEN,                  \
		 .offset = offsetof(struct owned, acl)},                \
		{.name = "initial_acl",                                 \
		 .type = FIELD_TEXT,                                    \
		 .flags = FIELD_ACTUAL | FIELD_HIDDEN,                  \
		 .offset = offsetof(struct owned, initial_acl)},        \
	{                                                               \
		.name = "state", .type = FIELD_LATER                    \
	}

static const struct field fields[] = {
	OWNED_FIELDS,
	{.name = NULL},
};

static const struct field fields_with_grants[] = {
	OWNED_FIELDS,
	{.name = "grants",
	 .type = FIELD_RECORDS,
	 .offset = offsetof(struct owned, grants),
	 .items = &object_grant_kind,
	 .doc = "privileges on it: exact for the listed roles and for those that an entry "
		"mentions; "
		"in mode authoritative for everybody"},
	{.name = NULL},
};

/* One query reads all of them. */
static const struct query queries[] = {{.sql = sql_owned, .rare = true}, {.sql = NULL}};

static const struct owned *owned_of(const struct object *object)
{
	return (const struct owned *)object;
}

static void check(const struct object *object, struct diags *diags)
{
	grant_check_entries(&owned_of(object)->grants, securable_of(object->kind->securable),
			    diags);
}

static const char *beyond(const struct field *field, const struct object *desired,
			  const struct object *actual)
{
	(void)field;
	(void)desired;
	return *owned_of(actual)->dependent ? "it is a member of an extension, or initdb made it"
					    : NULL;
}

/* The words of the command; of a kind that GRANT knows they are the same there. */
static void alter(struct ddl *ddl, const struct change *change)
{
	const struct owned *to = owned_of(change->to);
	const char *words = "SUBSCRIPTION";

	if (change->kind == &server_kind)
		words = "SERVER";
	else if (change->kind->securable)
		words = securable_of(change->kind->securable)->sql;
	else if (change->kind == &publication_kind)
		words = "PUBLICATION";
	else if (change->kind == &event_trigger_kind)
		words = "EVENT TRIGGER";
	ddl_add(ddl, change->fields, "ALTER %s %I OWNER TO %I", words, to->name, to->owner);
}

/* Wrappers and event triggers are superusers', subscriptions until PostgreSQL 15: AlterObjectOwner
 * of each in PostgreSQL's source. */
static void rights(struct rights *rights)
{
	const struct change *change = rights->statement->change;

	if (change->kind == &wrapper_kind)
		rights_need(rights, (struct need){.right = RIGHT_SUPERUSER});
	if (change->kind == &event_trigger_kind)
		rights_need(rights,
			    (struct need){.right = RIGHT_SUPERUSER, .leave = LEAVE_EVENT_TRIGGER});
	if (change->kind == &subscription_kind && rights->facts->version < 160000)
		rights_need(rights,
			    (struct need){.right = RIGHT_SUPERUSER, .leave = LEAVE_PUBLICATION});
	if (change->kind == &publication_kind || change->kind == &subscription_kind)
		rights_need(rights, (struct need){.right = RIGHT_PRIVILEGE,
						  .role = owned_of(change->to)->owner,
						  .kind = &database_kind,
						  .name = change->to->database,
						  .privileges = PRIVILEGE_CREATE});
	if (change->kind == &server_kind)
		rights_need(rights, (struct need){.right = RIGHT_PRIVILEGE,
						  .role = owned_of(change->to)->owner,
						  .kind = &wrapper_kind,
						  .name = owned_of(change->from)->wrapper,
						  .privileges = PRIVILEGE_USAGE});
	rights_of_owned(rights);
}

const struct kind language_kind = {
	.name = "language",
	.plural = "languages",
	.doc = "a procedural language",
	.size = sizeof(struct owned),
	.home = HOME_LOCAL,
	.fields = fields_with_grants,
	.queries = queries,
	.securable = 'l',
	.check = check,
	.beyond = beyond,
	.rights = rights,
	.alter = alter,
};

const struct kind wrapper_kind = {
	.name = "foreign-data wrapper",
	.plural = "foreign_data_wrappers",
	.doc = "a foreign-data wrapper",
	.size = sizeof(struct owned),
	.home = HOME_LOCAL,
	.fields = fields_with_grants,
	.queries = queries,
	.securable = 'F',
	.check = check,
	.beyond = beyond,
	.rights = rights,
	.alter = alter,
};

const struct kind server_kind = {
	.name = "foreign server",
	.plural = "foreign_servers",
	.doc = "a foreign server",
	.size = sizeof(struct owned),
	.home = HOME_LOCAL,
	.fields = fields_with_grants,
	.queries = queries,
	.securable = 'S',
	.check = check,
	.beyond = beyond,
	.rights = rights,
	.alter = alter,
};

const struct kind publication_kind = {
	.name = "publication",
	.plural = "publications",
	.doc = "a publication",
	.size = sizeof(struct owned),
	.home = HOME_LOCAL,
	.fields = fields,
	.queries = queries,
	.beyond = beyond,
	.rights = rights,
	.alter = alter,
};

const struct kind subscription_kind = {
	.name = "subscription",
	.plural = "subscriptions",
	.doc = "a subscription",
	.size = sizeof(struct owned),
	.home = HOME_LOCAL,
	.fields = fields,
	.queries = queries,
	.beyond = beyond,
	.rights = rights,
	.alter = alter,
};

const struct kind event_trigger_kind = {
	.name = "event trigger",
	.plural = "event_triggers",
	.doc = "an event trigger",
	.size = sizeof(struct owned),
	.home = HOME_LOCAL,
	.fields = fields,
	.queries = queries,
	.beyond = beyond,
	.rights = rights,
	.alter = alter,
};
