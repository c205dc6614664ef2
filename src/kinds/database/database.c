/* SPDX-License-Identifier: PostgreSQL
 *
 * Databases: CREATE DATABASE, ALTER DATABASE. What is inside them is other kinds' matter.
 */
#include "kinds/database/database.h"

#include <ctype.h>
#include <string.h>

#include "kinds/extension/extension.h"
#include "kinds/large_object/large_object.h"
#include "kinds/other/other.h"
#include "kinds/owned/owned.h"
#include "kinds/role/role.h"
#include "kinds/schema/schema.h"
#include "kinds/setting/setting.h"
#include "kinds/tablespace/tablespace.h"
#include "model/change.h"
#include "model/grant.h"
#include "sql.h"

static const char *const open_words[] = {"allows no connections", "allows connections"};
static const char *const template_words[] = {"is no template", "is a template"};
static const char *const providers[] = {"libc", "icu", "builtin", NULL};

static const struct field fields[] = {
	{.name = "name",
	 .type = FIELD_NAME,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct database, name),
	 .doc = "the name"},
	{.name = "owner",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct database, owner),
	 .refers = &role_kind,
	 .doc = "the owner; not written, it is left as it is"},
	{.name = "encoding",
	 .type = FIELD_TEXT,
	 .flags = FIELD_FIXED,
	 .offset = offsetof(struct database, encoding),
	 .doc = "the encoding, as UTF8; fixed at creation"},
	{.name = "locale",
	 .type = FIELD_TEXT,
	 .flags = FIELD_CREATION | FIELD_NO_EXPORT | FIELD_HIDDEN,
	 .offset = offsetof(struct database, locale),
	 .doc = "lc_collate and lc_ctype in one; fixed at creation"},
	{.name = "lc_collate",
	 .type = FIELD_TEXT,
	 .flags = FIELD_FIXED,
	 .offset = offsetof(struct database, lc_collate),
	 .doc = "the collation; fixed at creation"},
	{.name = "lc_ctype",
	 .type = FIELD_TEXT,
	 .flags = FIELD_FIXED,
	 .offset = offsetof(struct database, lc_ctype),
	 .doc = "the character classes; fixed at creation"},
	{.name = "locale_provider",
	 .type = FIELD_WORD,
	 .flags = FIELD_FIXED,
	 .offset = offsetof(struct database, locale_provider),
	 .since = 150000,
	 .words = providers,
	 .doc = "where the default collation comes from; fixed at creation"},
	{.name = "icu_locale",
	 .type = FIELD_TEXT,
	 .flags = FIELD_FIXED,
	 .offset = offsetof(struct database, icu_locale),
	 .since = 150000,
	 .doc = "the locale of provider icu; fixed at creation"},
	{.name = "icu_rules",
	 .type = FIELD_TEXT,
	 .flags = FIELD_FIXED,
	 .offset = offsetof(struct database, icu_rules),
	 .since = 160000,
	 .doc = "further collation rules of provider icu; fixed at creation"},
	{.name = "builtin_locale",
	 .type = FIELD_TEXT,
	 .flags = FIELD_FIXED,
	 .offset = offsetof(struct database, builtin_locale),
	 .since = 170000,
	 .doc = "the locale of provider builtin; fixed at creation"},
	{.name = "template",
	 .type = FIELD_NAME,
	 .flags = FIELD_CREATION,
	 .offset = offsetof(struct database, template),
	 .refers = &database_kind,
	 .doc = "the database that it is copied from; only used at creation"},
	{.name = "tablespace",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct database, tablespace),
	 .refers = &tablespace_kind,
	 .doc = "the default tablespace; not written, it is left as it is"},
	{.name = "connection_limit",
	 .type = FIELD_INT,
	 .offset = offsetof(struct database, connection_limit),
	 .unsaid = "-1",
	 .least = -1,
	 .most = INT32_MAX,
	 .doc = "how many sessions there may be at once, -1 for any number"},
	{.name = "allow_connections",
	 .type = FIELD_BOOL,
	 .flags = FIELD_UNWRITTEN,
	 .offset = offsetof(struct database, allow_connections),
	 .unsaid = "true",
	 .words = open_words,
	 .doc = "whether anybody can connect"},
	{.name = "is_template",
	 .type = FIELD_BOOL,
	 .flags = FIELD_UNWRITTEN,
	 .offset = offsetof(struct database, is_template),
	 .unsaid = "false",
	 .words = template_words,
	 .doc = "whether every role with CREATEDB may copy it"},
	{.name = "comment",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct database, comment),
	 .doc = "the comment; an empty string removes it, not written it is left alone"},
	{.name = "grants",
	 .type = FIELD_RECORDS,
	 .offset = offsetof(struct database, grants),
	 .items = &object_grant_kind,
	 .doc = "privileges on the database itself: exact for the listed roles and for those that "
		"an entry mentions; in mode authoritative for everybody"},
	{.name = "acl",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct database, acl)},
	{.name = "default_privileges",
	 .type = FIELD_RECORDS,
	 .offset = offsetof(struct database, default_privileges),
	 .items = &default_entry_kind,
	 .doc = "privileges on what roles will create in it: exact for those that an entry "
		"mentions; in mode authoritative for everybody"},
	{.name = "settings",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct database, settings),
	 .items = &setting_kind,
	 .placed = offsetof(struct setting, database),
	 .doc = "settings of all sessions in it; the exact list"},
	{.name = "extensions",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct database, extensions),
	 .items = &extension_kind,
	 .doc = "extensions that it has; others are left alone"},
	{.name = "schemas",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct database, schemas),
	 .items = &schema_kind,
	 .doc = "schemas that it has; others are left alone"},
	{.name = "languages",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct database, languages),
	 .items = &language_kind,
	 .doc = "languages, with their owners and privileges; others are left alone"},
	{.name = "foreign_data_wrappers",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct database, foreign_data_wrappers),
	 .items = &wrapper_kind,
	 .doc = "foreign-data wrappers, likewise"},
	{.name = "foreign_servers",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct database, foreign_servers),
	 .items = &server_kind,
	 .doc = "foreign servers, likewise"},
	{.name = "large_objects",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct database, large_objects),
	 .items = &large_object_kind,
	 .doc = "large objects, likewise"},
	{.name = "publications",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct database, publications),
	 .items = &publication_kind,
	 .doc = "publications, with their owners; others are left alone"},
	{.name = "subscriptions",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct database, subscriptions),
	 .items = &subscription_kind,
	 .doc = "subscriptions, likewise"},
	{.name = "event_triggers",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct database, event_triggers),
	 .items = &event_trigger_kind,
	 .doc = "event triggers, likewise"},
	{.name = "others",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct database, others),
	 .items = &other_kind,
	 .doc = "whatever else has an owner, likewise"},
	{.name = "state",
	 .type = FIELD_WORD,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct database, state),
	 .words = object_states,
	 .doc = "present (the default), or absent: it is dropped, which --allow-drop-data must "
		"allow; what is said of it besides has no effect then"},
	{.name = "terminate_sessions",
	 .type = FIELD_BOOL,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct database, terminate_sessions),
	 .doc = "with state: absent: DROP DATABASE … WITH (FORCE), which ends the sessions in it"},
	{.name = "renamed_from",
	 .type = FIELD_NAME,
	 .flags = FIELD_CREATION | FIELD_HIDDEN | FIELD_NO_EXPORT,
	 .offset = offsetof(struct database, renamed_from),
	 .doc = "the name that it had before: where that is there and the new one is not, it is "
		"renamed"},
	{.name = NULL},
};

static const struct query queries[] = {
	{.since = 170000, .sql = sql_database},
	{.since = 160000, .sql = sql_database_pre17},
	{.since = 150000, .sql = sql_database_pre16},
	{.sql = sql_database_pre15},
	{.sql = NULL},
};

/* What CREATE DATABASE says after WITH, in its order; the owner and the flags come apart. */
struct option {
	size_t offset;
	const char *words;
};

static const struct option options[] = {
	{offsetof(struct database, template), "TEMPLATE"},
	{offsetof(struct database, encoding), "ENCODING"},
	{offsetof(struct database, locale), "LOCALE"},
	{offsetof(struct database, lc_collate), "LC_COLLATE"},
	{offsetof(struct database, lc_ctype), "LC_CTYPE"},
	{offsetof(struct database, locale_provider), "LOCALE_PROVIDER"},
	{offsetof(struct database, icu_locale), "ICU_LOCALE"},
	{offsetof(struct database, icu_rules), "ICU_RULES"},
	{offsetof(struct database, builtin_locale), "BUILTIN_LOCALE"},
	{offsetof(struct database, tablespace), "TABLESPACE"},
};

static const struct database *database_of(const struct object *object)
{
	return (const struct database *)object;
}

/* Nobody connects to a database that allows no connections, not even a superuser. */
static void check_closed(const struct object *object, struct diags *diags)
{
	static const char *const insides[] = {"schemas", "extensions"};
	const bool *open = database_of(object)->allow_connections;

	for (size_t i = 0; open && !*open && i < sizeof(insides) / sizeof(*insides); i++)
		if (object_wrote(object, insides[i]))
			diag_error(diags, object_place_of(object, insides[i]),
				   "%s of database %Q cannot be managed, since it allows no "
				   "connections",
				   insides[i], database_of(object)->name)
				->other = object_place_of(object, "allow_connections");
}

static void check(const struct object *object, struct diags *diags)
{
	const struct database *database = database_of(object);

	if (database->locale && (database->lc_collate || database->lc_ctype))
		diag_error(diags, object_place_of(object, "locale"),
			   "locale and lc_collate or lc_ctype exclude each other");
	check_closed(object, diags);
	grant_check_entries(&database->grants, securable_of('d'), diags);
}

static void normalize(struct object *object, struct arena *arena, struct diags *diags)
{
	struct database *database = (struct database *)object;

	(void)arena;
	(void)diags;
	if (!object->node)
		database->template = "template0"; /* for an export: what is in it comes otherwise */
	if (database->locale) {
		database->lc_collate = database->locale;
		database->lc_ctype = database->locale;
	}
}

/* Whether the strings are the same but for case and for what is no letter or digit; as
 * pg_char_to_encoding() has it for encodings. */
static bool same_word(const char *a, const char *b, size_t length_a, size_t length_b)
{
	const char *end_a = a + length_a, *end_b = b + length_b;

	for (;; a++, b++) {
		while (a < end_a && !isalnum((unsigned char)*a))
			a++;
		while (b < end_b && !isalnum((unsigned char)*b))
			b++;
		if (a == end_a || b == end_b)
			return a == end_a && b == end_b;
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
	}
}

/* Encodings have many spellings, also within the name of a locale (en_US.utf8), and so have
 * language tags (en_US, en-US). POSIX is C. */
static bool same_spelling(const char *a, const char *b)
{
	size_t length_a, length_b;

	a = strcmp(a, "POSIX") == 0 ? "C" : a;
	b = strcmp(b, "POSIX") == 0 ? "C" : b;
	length_a = strcspn(a, ".");
	length_b = strcspn(b, ".");
	return same_word(a, b, length_a, length_b) &&
	       same_word(a + length_a, b + length_b, strlen(a + length_a), strlen(b + length_b));
}

/* Names of encodings that PostgreSQL takes for others (pg_encname_tbl). */
static const char *const encodings[][2] = {
	{"unicode", "UTF8"},        {"abc", "WIN1258"},         {"alt", "WIN866"},
	{"koi8", "KOI8R"},          {"mskanji", "SJIS"},        {"shiftjis", "SJIS"},
	{"tcvn", "WIN1258"},        {"tcvn5712", "WIN1258"},    {"vscii", "WIN1258"},
	{"win", "WIN1251"},         {"win932", "SJIS"},         {"win936", "GBK"},
	{"win949", "UHC"},          {"win950", "BIG5"},         {"windows932", "SJIS"},
	{"windows936", "GBK"},      {"windows949", "UHC"},      {"windows950", "BIG5"},
	{"windows866", "WIN866"},   {"windows874", "WIN874"},   {"windows1250", "WIN1250"},
	{"windows1251", "WIN1251"}, {"windows1252", "WIN1252"}, {"windows1253", "WIN1253"},
	{"windows1254", "WIN1254"}, {"windows1255", "WIN1255"}, {"windows1256", "WIN1256"},
	{"windows1257", "WIN1257"}, {"windows1258", "WIN1258"}, {"iso88591", "LATIN1"},
	{"iso88592", "LATIN2"},     {"iso88593", "LATIN3"},     {"iso88594", "LATIN4"},
	{"iso88599", "LATIN5"},     {"iso885910", "LATIN6"},    {"iso885913", "LATIN7"},
	{"iso885914", "LATIN8"},    {"iso885915", "LATIN9"},    {"iso885916", "LATIN10"},
};

static bool same_encoding(const char *desired, const char *actual)
{
	const size_t length = strlen(desired);

	for (size_t i = 0; i < sizeof(encodings) / sizeof(*encodings); i++)
		if (same_word(desired, encodings[i][0], length, strlen(encodings[i][0])))
			return strcmp(encodings[i][1], actual) == 0;
	return same_word(desired, actual, length, strlen(actual));
}

static bool same(const struct field *field, const struct object *desired,
		 const struct object *actual)
{
	const struct database *to = database_of(desired), *from = database_of(actual);

	if (field->offset == offsetof(struct database, comment))
		return strcmp(to->comment, from->comment ? from->comment : "") == 0;
	if (field->offset == offsetof(struct database, encoding))
		return same_encoding(to->encoding, from->encoding);
	if (field->flags & FIELD_FIXED && field->type == FIELD_TEXT &&
	    field->offset != offsetof(struct database, icu_rules) && field_get(field, actual))
		return same_spelling(field_get(field, desired), field_get(field, actual));
	return field_equal(field, desired, actual);
}

static void add_comment(struct ddl *ddl, const struct database *database)
{
	const uint64_t field = kind_bit(&database_kind, offsetof(struct database, comment));

	if (*database->comment)
		ddl_add(ddl, field, "COMMENT ON DATABASE %I IS %L", database->name,
			database->comment);
	else
		ddl_add(ddl, field, "COMMENT ON DATABASE %I IS NULL", database->name);
}

static void create(struct ddl *ddl, const struct object *to)
{
	const struct database *database = database_of(to);
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");
	struct text sql = text_in(ddl->arena);

	text_addf(&sql, "CREATE DATABASE %I", database->name);
	if (database->owner)
		text_addf(&sql, " OWNER %I", database->owner);
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		const struct field *field = kind_field_at(&database_kind, options[i].offset);
		const char *value = field_get(field, to);
		const bool part = options[i].offset == offsetof(struct database, lc_collate) ||
				  options[i].offset == offsetof(struct database, lc_ctype);

		if (!value || (part && database->locale))
			continue;
		text_addf(&sql, field->type == FIELD_NAME ? " %s %I" : " %s %L", options[i].words,
			  value);
	}
	if (!*database->allow_connections)
		text_add(&sql, " ALLOW_CONNECTIONS false");
	if (*database->connection_limit != -1)
		text_addf(&sql, " CONNECTION LIMIT %l", (long long)*database->connection_limit);
	if (*database->is_template)
		text_add(&sql, " IS_TEMPLATE true");
	statement->sql = sql.at;
	statement->alone = true;
	if (database->comment && *database->comment)
		add_comment(ddl, database);
}

static void alter_flags(struct ddl *ddl, const struct change *change)
{
	const struct database *to = database_of(change->to);
	struct text sql = text_in(ddl->arena);
	uint64_t fields_set = 0;

	if (change_has(change, offsetof(struct database, allow_connections))) {
		text_addf(&sql, " ALLOW_CONNECTIONS %s", *to->allow_connections ? "true" : "false");
		fields_set |=
			kind_bit(&database_kind, offsetof(struct database, allow_connections));
	}
	if (change_has(change, offsetof(struct database, connection_limit))) {
		text_addf(&sql, " CONNECTION LIMIT %l", (long long)*to->connection_limit);
		fields_set |= kind_bit(&database_kind, offsetof(struct database, connection_limit));
	}
	if (change_has(change, offsetof(struct database, is_template))) {
		text_addf(&sql, " IS_TEMPLATE %s", *to->is_template ? "true" : "false");
		fields_set |= kind_bit(&database_kind, offsetof(struct database, is_template));
	}
	if (fields_set)
		ddl_add(ddl, fields_set, "ALTER DATABASE %I%s", to->name, sql.at);
}

static void alter(struct ddl *ddl, const struct change *change)
{
	const struct database *to = database_of(change->to);

	if (change_has(change, offsetof(struct database, owner)))
		ddl_add(ddl, kind_bit(&database_kind, offsetof(struct database, owner)),
			"ALTER DATABASE %I OWNER TO %I", to->name, to->owner);
	if (change_has(change, offsetof(struct database, tablespace)))
		ddl_add(ddl, kind_bit(&database_kind, offsetof(struct database, tablespace)),
			"ALTER DATABASE %I SET TABLESPACE %I", to->name, to->tablespace)
			->alone = true;
	alter_flags(ddl, change);
	if (change_has(change, offsetof(struct database, comment)))
		add_comment(ddl, to);
}

const struct kind database_kind = {
	.name = "database",
	.plural = "databases",
	.doc = "a database, and what of its inside is managed",
	.size = sizeof(struct database),
	.home = HOME_SHARED,
	.unlisted = UNLISTED_KEPT,
	.fields = fields,
	.queries = queries,
	.securable = 'd',
	.check = check,
	.normalize = normalize,
	.same = same,
	.create = create,
	.rights = database_rights,
	.guard = database_guard,
	.pair_absent = database_pair_absent,
	.rename = database_rename,
	.alter = alter,
	.drop = database_drop,
};
