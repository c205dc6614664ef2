/* SPDX-License-Identifier: PostgreSQL
 *
 * pg_hba.conf, whole or a marked block of it.
 *
 * What is compared is the text of the file. As long as its rules are those of the manifest, token
 * by token, the text that shall be is the text that is, however it is spaced and commented.
 */
#include "kinds/hba/hba.h"

#include <string.h>

#include "auth/rule.h"
#include "kinds/hba/foresee.h"
#include "kinds/hba/hba_check.h"
#include "kinds/hba/probe.h"
#include "sql.h"

static const struct field option_fields[] = {
	{.name = "name",
	 .type = FIELD_TEXT,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct hba_option, name),
	 .doc = "the option's name"},
	{.name = "value",
	 .type = FIELD_VALUE,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct hba_option, value),
	 .doc = "the option's value, without quotes of pg_hba.conf"},
	{.name = NULL},
};

const struct kind hba_option_kind = {
	.name = "option",
	.plural = "options",
	.doc = "an option of a method of authentication",
	.size = sizeof(struct hba_option),
	.home = HOME_RECORD,
	.fields = option_fields,
	.check = hba_check_option,
};

static const char *const rule_one_of[] = {"type", "line", NULL};

static const struct field rule_fields[] = {
	{.name = "type",
	 .type = FIELD_WORD,
	 .offset = offsetof(struct hba_rule, type),
	 .words = auth_types,
	 .doc = "the connections that it is for: Unix sockets (local) or TCP, by encryption"},
	{.name = "databases",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct hba_rule, databases),
	 .doc = "the databases, each as pg_hba.conf writes it: all, sameuser, samerole, "
		"replication, /regular expression, @file or a name; a name that looks like one of "
		"these, or holds blanks or commas, has its double quotes inside: '\"all\"'"},
	{.name = "users",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct hba_rule, users),
	 .doc = "the roles, each as pg_hba.conf writes it: all, +role (its members), "
		"/regular expression, @file or a name; quotes as in databases"},
	{.name = "address",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct hba_rule, address),
	 .doc = "the clients, not for type local: all, samehost, samenet, 10.0.0.0/8, "
		"\"10.0.0.0 255.0.0.0\", a host name, or .suffix of host names"},
	{.name = "method",
	 .type = FIELD_WORD,
	 .offset = offsetof(struct hba_rule, method),
	 .words = auth_methods,
	 .doc = "how the client proves who it is; oauth from PostgreSQL 18"},
	{.name = "options",
	 .type = FIELD_RECORDS,
	 .offset = offsetof(struct hba_rule, options),
	 .items = &hba_option_kind,
	 .doc = "options of the method"},
	{.name = "line",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct hba_rule, line),
	 .doc = "the rule as a line of pg_hba.conf, instead of all keys above; also include, "
		"include_if_exists and include_dir (PostgreSQL 16)"},
	{.name = "comment",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct hba_rule, comment),
	 .doc = "a comment, written on a line before the rule; never a difference by itself"},
	{.name = NULL},
};

const struct kind hba_rule_kind = {
	.name = "rule",
	.plural = "rules",
	.doc = "a rule of pg_hba.conf, either in parts or as a line",
	.size = sizeof(struct hba_rule),
	.home = HOME_RECORD,
	.fields = rule_fields,
	.one_of = rule_one_of,
	.check = hba_check_rule,
};

static const struct field fields[] = {
	{.name = "manage",
	 .type = FIELD_WORD,
	 .flags = FIELD_REQUIRED | FIELD_CREATION,
	 .offset = offsetof(struct hba, conf.manage),
	 .words = conf_manage_words,
	 .doc = "what the rules are: the whole file, or the block between the lines " CONF_BEGIN
		" and " CONF_END},
	{.name = "place",
	 .type = FIELD_WORD,
	 .flags = FIELD_CREATION,
	 .offset = offsetof(struct hba, conf.place),
	 .words = conf_place_words,
	 .doc = "where the block stands: before all other rules of the file, or after them; not "
		"written, it stays where it is, and a new one goes last"},
	{.name = "rules",
	 .type = FIELD_RECORDS,
	 .flags = FIELD_REQUIRED | FIELD_CREATION,
	 .offset = offsetof(struct hba, conf.entries),
	 .items = &hba_rule_kind,
	 .doc = "the rules; the first that fits a connection decides"},
	{.name = "probes",
	 .type = FIELD_RECORDS,
	 .flags = FIELD_CREATION,
	 .offset = offsetof(struct hba, probes),
	 .items = &hba_probe_kind,
	 .doc = "connections that the rules must meet as expected: checked before anything is "
		"done, whether the file is to change or not"},
	CONF_ACTUAL_FIELDS(struct hba),
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_hba}, {.sql = NULL}};

static void title(struct text *text, const struct object *object)
{
	conf_title(text, object, &hba_grammar);
}

/* For an export: of an actual file the rules are worked out. */
static void normalize(struct object *object, struct arena *arena, struct diags *diags)
{
	struct hba *hba = (struct hba *)object;

	(void)diags;
	if (!object->node)
		hba_take_text(hba, arena);
}

/* All nodes are of one major version, which is all that the rules depend on. */
static void pair(struct state *desired, struct state *actual, const struct facts *facts,
		 struct diags *diags)
{
	const struct list *wanted = state_of(desired, &hba_kind);

	if (wanted->count)
		hba_check_version(wanted->items[0], facts, diags);
	conf_pair_all(wanted, actual, &hba_grammar, facts, diags);
}

static void check_all(const struct state *desired, const struct intent *intent, struct diags *diags)
{
	conf_check_mode(state_of(desired, &hba_kind), intent, diags);
}

static void alter(struct ddl *ddl, const struct change *change)
{
	conf_alter(ddl, change, &hba_grammar, sql_hba_judge);
}

static void guard(const struct list *changes, const struct state *actual, const struct facts *facts)
{
	conf_guard(&hba_kind, changes, actual, facts);
}

const struct kind hba_kind = {
	.name = "hba",
	.plural = "hba",
	.doc = "pg_hba.conf: who may connect, from where, and how they prove who they are",
	.size = sizeof(struct hba),
	.home = HOME_FILE,
	.unlisted = UNLISTED_KEPT,
	.fields = fields,
	.queries = queries,
	.readers = conf_readers,
	.title = title,
	.check = hba_check,
	.check_all = check_all,
	.normalize = normalize,
	.pair = pair,
	.unwritable = hba_unwritable,
	.adds = conf_adds,
	.describe = conf_describe,
	.guard = guard,
	.foresee = hba_foresee,
	.patroni_key = "pg_hba",
	.through_patroni = conf_through_patroni,
	.beyond = conf_beyond,
	.alter = alter,
};
