/* SPDX-License-Identifier: PostgreSQL
 *
 * Entries under grants, of an object, a schema or a profile.
 */
#include <string.h>
#include <strings.h>

#include "base/glob.h"
#include "kinds/role/role.h"
#include "model/grant.h"

enum { LONGEST_NAME = 63 };

/* What the objects of an entry are called, and what they are to GRANT. */
static const struct {
	const char *word;
	char letter;
} objects[] = {
	{"schema", 'n'}, {"tables", 'r'},  {"sequences", 's'},     {"routines", 'f'},
	{"types", 'T'},  {"schemas", 'n'}, {"large_objects", 'L'},
};

static const char *const words[] = {"schema", "tables", "sequences", "routines", "types", NULL};

/* The rows of the tables below. */
#define ENTRY_PRIVILEGES                                                                        \
	{                                                                                       \
		.name = "privileges", .type = FIELD_TEXTS, .flags = FIELD_REQUIRED,             \
		.offset = offsetof(struct grant_entry, privileges),                             \
		.doc = "privileges as GRANT has them, or ALL; an empty list means exactly none" \
	}

#define ENTRY_TO                                                                  \
	{                                                                         \
		.name = "to", .type = FIELD_NAMES, .flags = FIELD_REQUIRED,       \
		.offset = offsetof(struct grant_entry, to), .refers = &role_kind, \
		.doc = "roles, or PUBLIC"                                         \
	}

#define ENTRY_OPTIONS                                                                           \
	{.name = "grantable",                                                                   \
	 .type = FIELD_BOOL,                                                                    \
	 .offset = offsetof(struct grant_entry, grantable),                                     \
	 .doc = "whether they may grant them on; not written, they may not"},                   \
		{.name = "granted_by",                                                          \
		 .type = FIELD_NAME,                                                            \
		 .offset = offsetof(struct grant_entry, granted_by),                            \
		 .refers = &role_kind,                                                          \
		 .doc = "the grantor, exactly; not written, any will do, and the owner grants " \
			"what is missing"},                                                     \
	{                                                                                       \
		.name = "owner_exact", .type = FIELD_BOOL,                                      \
		.offset = offsetof(struct grant_entry, owner_exact),                            \
		.doc = "if the owner is among them: this is all that it has; else its own "     \
		       "privileges are added"                                                   \
	}

#define ENTRY_OBJECTS                                                                              \
	{.name = "objects",                                                                        \
	 .type = FIELD_WORD,                                                                       \
	 .flags = FIELD_REQUIRED,                                                                  \
	 .offset = offsetof(struct grant_entry, objects),                                          \
	 .words = words,                                                                           \
	 .doc = "what it is about: the schema itself; or of what is in it the tables (with "       \
		"partitioned tables, views, materialized views and foreign tables), sequences, "   \
		"routines, or types"},                                                             \
		{.name = "names",                                                                  \
		 .type = FIELD_TEXTS,                                                              \
		 .offset = offsetof(struct grant_entry, names),                                    \
		 .doc = "names, or patterns (* and ?, \\ quotes) of them; routines with their "    \
			"argument types, or without for all of the name; not written, it is all "  \
			"that the schema has now"},                                                \
		{.name = "except",                                                                 \
		 .type = FIELD_TEXTS,                                                              \
		 .offset = offsetof(struct grant_entry, except),                                   \
		 .doc = "names or patterns of what is taken out: there the grantees have nothing " \
			"by this entry"},                                                          \
	{                                                                                          \
		.name = "columns", .type = FIELD_NAMES,                                            \
		.offset = offsetof(struct grant_entry, columns),                                   \
		.doc = "columns of the tables, that it is about instead of these"                  \
	}

#define ENTRY_FUTURE                                                                               \
	{.name = "optional",                                                                       \
	 .type = FIELD_BOOL,                                                                       \
	 .offset = offsetof(struct grant_entry, optional),                                         \
	 .doc = "whether a name may match nothing; not written, that is an error"},                \
		{.name = "future",                                                                 \
		 .type = FIELD_BOOL,                                                               \
		 .offset = offsetof(struct grant_entry, future),                                   \
		 .doc = "whether it is a default privilege too, for what the creators will "       \
			"create"},                                                                 \
	{                                                                                          \
		.name = "creators", .type = FIELD_NAMES,                                           \
		.offset = offsetof(struct grant_entry, creators), .refers = &role_kind,            \
		.doc = "the roles that create; not written, it is the schema's objects_owner, or " \
		       "its owner"                                                                 \
	}

static const struct field object_fields[] = {
	ENTRY_PRIVILEGES,
	ENTRY_TO,
	ENTRY_OPTIONS,
	{.name = NULL},
};

static const struct field schema_fields[] = {
	ENTRY_OBJECTS, ENTRY_PRIVILEGES, ENTRY_TO, ENTRY_OPTIONS, ENTRY_FUTURE, {.name = NULL},
};

static const struct field profile_grant_fields[] = {
	ENTRY_OBJECTS, ENTRY_PRIVILEGES, ENTRY_OPTIONS, ENTRY_FUTURE, {.name = NULL},
};

static const struct grant_entry *entry_of(const struct object *object)
{
	return (const struct grant_entry *)object;
}

static bool says(const bool *value)
{
	return value && *value;
}

bool grant_is_public(const char *name)
{
	return strcmp(name, "PUBLIC") == 0 || strcmp(name, "public") == 0;
}

const struct securable *grant_securable(const struct grant_entry *entry)
{
	if (entry->columns.count)
		return securable_of('c');
	for (size_t i = 0; entry->objects && i < sizeof(objects) / sizeof(*objects); i++)
		if (strcmp(objects[i].word, entry->objects) == 0)
			return securable_of(objects[i].letter);
	return NULL;
}

const char *grant_arguments(const char *pattern)
{
	for (; *pattern && *pattern != '('; pattern++)
		pattern += *pattern == '\\' && pattern[1];
	return *pattern ? pattern : NULL;
}

/* ALL [PRIVILEGES] */
static bool is_all(const char *word)
{
	return strcasecmp(word, "ALL") == 0 || strcasecmp(word, "ALL PRIVILEGES") == 0;
}

uint32_t grant_privileges(const struct grant_entry *entry, const struct securable *securable,
			  int version)
{
	uint32_t privileges = 0;

	for (size_t i = 0; i < entry->privileges.count; i++) {
		const char *word = entry->privileges.items[i];

		privileges |= is_all(word) ? UINT32_MAX : privilege_named(word);
	}
	return privileges & securable_all(securable, version);
}

/* Faults. */

void grant_check_entry(const struct grant_entry *entry, const struct securable *securable,
		       struct diags *diags)
{
	for (size_t i = 0; i < entry->privileges.count; i++) {
		const char *word = entry->privileges.items[i];
		const uint32_t privilege = privilege_named(word);

		if (privilege && !(privilege & securable->all))
			diag_error(diags, object_place_of(&entry->object, "privileges"),
				   "%s is not a privilege of a %s", word, securable->name);
	}
}

void grant_check_entries(const struct list *entries, const struct securable *securable,
			 struct diags *diags)
{
	for (size_t i = 0; i < entries->count; i++)
		grant_check_entry(entries->items[i], securable, diags);
}

static void report_unknown(const struct object *object, const char *word, struct diags *diags)
{
	const struct list all = privileges_words(diags->arena, UINT32_MAX);
	const char *nearest = diag_nearest(word, (const char *const *)all.items, all.count);
	struct diag *diag = diag_error(diags, object_place_of(object, "privileges"),
				       "%Q is not a privilege", word);

	if (nearest)
		diag->hint = text_format(diags->arena, "did you mean %s?", nearest);
}

static void check(const struct object *object, struct diags *diags)
{
	const struct grant_entry *entry = entry_of(object);

	for (size_t i = 0; i < entry->privileges.count; i++) {
		const char *word = entry->privileges.items[i];

		if (!is_all(word) && !privilege_named(word))
			report_unknown(object, word, diags);
	}
	for (size_t i = 0; says(entry->grantable) && i < entry->to.count; i++)
		if (grant_is_public(entry->to.items[i]))
			diag_error(diags, object_place_of(object, "grantable"),
				   "PUBLIC cannot have a grant option");
	for (size_t i = 0; says(entry->grantable) && entry->granted_by && i < entry->to.count; i++)
		if (strcmp(entry->to.items[i], entry->granted_by) == 0)
			diag_error(diags, object_place_of(object, "granted_by"),
				   "role %Q cannot grant itself a grant option", entry->granted_by);
}

/* Keys that have no sense beside others. */
static void check_keys(const struct grant_entry *entry, struct diags *diags)
{
	const struct object *object = &entry->object;
	const bool of_schema = strcmp(entry->objects, "schema") == 0;
	const bool named = object_wrote(object, "names");
	const struct {
		const char *key;
		bool wrong;
		const char *why;
	} rules[] = {
		{"names", of_schema, "objects: schema is about the schema alone"},
		{"except", of_schema, "objects: schema is about the schema alone"},
		{"columns", strcmp(entry->objects, "tables") != 0, "only tables have columns"},
		{"future", says(entry->future) && of_schema,
		 "schemas are created by databases' default_privileges"},
		{"future", says(entry->future) && named,
		 "a default privilege knows no names: leave names out"},
		{"future", says(entry->future) && entry->columns.count,
		 "a default privilege knows no columns"},
		{"creators", !says(entry->future), "it has a meaning with future: true only"},
		{"columns", !entry->columns.count, "an empty list would be of no column"},
		{"creators", !entry->creators.count, "an empty list would be of nobody"},
		{"optional", !named, "it has a meaning with names only"},
		{"owner_exact", says(entry->owner_exact) && !named && !of_schema,
		 "an owner's own privileges are taken from single objects: write names"},
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (rules[i].wrong && object_wrote(object, rules[i].key))
			diag_error(diags, object_place_of(object, rules[i].key),
				   "%Q cannot be written here", rules[i].key)
				->detail = rules[i].why;
}

/* Names that no object can have. Those of routines have argument types. */
static void check_names(const struct grant_entry *entry, const struct list *names, const char *key,
			struct diags *diags)
{
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->items[i];

		if (!*name)
			diag_error(diags, object_place_of(&entry->object, key),
				   "an empty name matches nothing");
		if (strcmp(entry->objects, "routines") != 0 && glob_is_plain(name) &&
		    strlen(glob_literal(diags->arena, name)) > LONGEST_NAME)
			diag_error(diags, object_place_of(&entry->object, key),
				   "%Q is longer than 63 bytes, which no name is", name);
	}
}

static void check_in_schema(const struct object *object, struct diags *diags)
{
	const struct grant_entry *entry = entry_of(object);

	check(object, diags);
	grant_check_entry(entry, grant_securable(entry), diags);
	check_keys(entry, diags);
	check_names(entry, &entry->names, "names", diags);
	check_names(entry, &entry->except, "except", diags);
}

const struct kind object_grant_kind = {
	.name = "grant",
	.plural = "grants",
	.doc = "exactly these privileges for these grantees; entries of one grantee add up",
	.size = sizeof(struct grant_entry),
	.home = HOME_RECORD,
	.fields = object_fields,
	.check = check,
};

const struct kind schema_grant_kind = {
	.name = "grant in a schema",
	.plural = "grants",
	.doc = "exactly these privileges for these grantees on each of these objects; entries of "
	       "one grantee and object add up",
	.size = sizeof(struct grant_entry),
	.home = HOME_RECORD,
	.fields = schema_fields,
	.check = check_in_schema,
};

const struct kind profile_grant_kind = {
	.name = "grant of a profile",
	.plural = "grants",
	.doc = "exactly these privileges on each of these objects, for those for whom a schema "
	       "uses the profile",
	.size = sizeof(struct grant_entry),
	.home = HOME_RECORD,
	.fields = profile_grant_fields,
	.check = check_in_schema,
};
