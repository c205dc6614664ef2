/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/ident/ident.h"

#include "sql.h"

static const char *const map_one_of[] = {"map", "line", NULL};

static const struct field map_fields[] = {
	{.name = "map",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct ident_map, map),
	 .doc = "the name of the map, as rules of pg_hba.conf have it in map="},
	{.name = "system_user",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct ident_map, system_user),
	 .doc = "the user of the operating system, the certificate or Kerberos, as pg_ident.conf "
		"writes it: a name, or /regular expression; what holds blanks, commas or quotes "
		"has "
		"double quotes around it inside: '\"Jo Doe\"'"},
	{.name = "database_user",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct ident_map, database_user),
	 .doc = "the role as whom that user may connect, as pg_ident.conf writes it: a name, in "
		"which \\1 stands for what the first parentheses of the regular expression found; "
		"from PostgreSQL 16 also all, +role (its members) or /regular expression"},
	{.name = "line",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct ident_map, line),
	 .doc = "the entry as a line of pg_ident.conf, instead of all keys above; also include, "
		"include_if_exists and include_dir (PostgreSQL 16)"},
	{.name = "comment",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct ident_map, comment),
	 .doc = "a comment, written on a line before the entry; never a difference by itself"},
	{.name = NULL},
};

const struct kind ident_map_kind = {
	.name = "map",
	.plural = "maps",
	.doc = "an entry of a map of pg_ident.conf, either in parts or as a line",
	.size = sizeof(struct ident_map),
	.home = HOME_RECORD,
	.fields = map_fields,
	.one_of = map_one_of,
	.check = ident_check_map,
};

static const struct field fields[] = {
	{.name = "manage",
	 .type = FIELD_WORD,
	 .flags = FIELD_REQUIRED | FIELD_CREATION,
	 .offset = offsetof(struct ident, conf.manage),
	 .words = conf_manage_words,
	 .doc = "what the maps are: the whole file, or the block between the lines " CONF_BEGIN
		" and " CONF_END},
	{.name = "place",
	 .type = FIELD_WORD,
	 .flags = FIELD_CREATION,
	 .offset = offsetof(struct ident, conf.place),
	 .words = conf_place_words,
	 .doc = "where the block stands: before all else in the file, or after it; not written, it "
		"stays where it is, and a new one goes last"},
	{.name = "maps",
	 .type = FIELD_RECORDS,
	 .flags = FIELD_REQUIRED | FIELD_CREATION,
	 .offset = offsetof(struct ident, conf.entries),
	 .items = &ident_map_kind,
	 .doc = "the entries of all maps, in their order"},
	CONF_ACTUAL_FIELDS(struct ident),
	{.name = NULL},
};

static const struct query queries[] = {
	{.superuser = true, .sql = sql_ident_superuser},
	{.sql = sql_ident},
	{.sql = NULL},
};

static void title(struct text *text, const struct object *object)
{
	conf_title(text, object, &ident_grammar);
}

/* For an export: of an actual file the entries are worked out. */
static void normalize(struct object *object, struct arena *arena, struct diags *diags)
{
	(void)diags;
	if (!object->node)
		ident_take_text((struct ident *)object, arena);
}

static void check_all(const struct state *desired, const struct intent *intent, struct diags *diags)
{
	conf_check_mode(state_of(desired, &ident_kind), intent, diags);
}

static void pair(struct state *desired, struct state *actual, const struct facts *facts,
		 struct diags *diags)
{
	const struct list *wanted = state_of(desired, &ident_kind);

	if (wanted->count)
		ident_check_version(wanted->items[0], facts, diags);
	conf_pair_all(wanted, actual, &ident_grammar, facts, diags);
}

static void guard(const struct list *changes, const struct state *actual, const struct facts *facts)
{
	conf_guard(&ident_kind, changes, actual, facts);
}

/* One that has no entry is what every server begins with. */
static bool exports(const struct object *object)
{
	return ((const struct ident *)object)->conf.entries.count > 0;
}

static void alter(struct ddl *ddl, const struct change *change)
{
	enum { JUDGED_SINCE = 150000 };

	conf_alter(ddl, change, &ident_grammar,
		   ddl->facts->version >= JUDGED_SINCE ? sql_ident_judge : NULL);
}

const struct kind ident_kind = {
	.name = "ident",
	.plural = "ident",
	.doc = "pg_ident.conf: as whom users of the operating system, certificates or Kerberos may "
	       "connect",
	.size = sizeof(struct ident),
	.home = HOME_FILE,
	.unlisted = UNLISTED_KEPT,
	.fields = fields,
	.queries = queries,
	.readers = conf_readers,
	.title = title,
	.check = ident_check,
	.check_all = check_all,
	.normalize = normalize,
	.pair = pair,
	.exports = exports,
	.unwritable = ident_unwritable,
	.adds = conf_adds,
	.describe = conf_describe,
	.guard = guard,
	.patroni_key = "pg_ident",
	.through_patroni = conf_through_patroni,
	.beyond = conf_beyond,
	.alter = alter,
};
