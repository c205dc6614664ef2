/* SPDX-License-Identifier: PostgreSQL
 *
 * Trees against the tables of fields: what is accepted, and in which form; what is refused, and
 * what of it is kept. The words for all faults are in the scenarios of manifests.
 */
#include <string.h>

#include "kinds/kinds.h"
#include "unit_manifest.h"

struct example {
	const char *text;   /* behind "version: 1" */
	const char *tree;   /* what is left of it */
	const char *faults; /* in lines from 2 on */
};

static const struct example examples[] = {
	{"mode: adopt\n", "{version: 1, mode: adopt}", ""},
	{"mode: 'adopt'\n", "{version: 1, mode: \"adopt\"}", ""},
	/* values are put into one form */
	{"roles: [{name: a, login: True, superuser: FALSE, createdb: true, connection_limit: "
	 "-0}]\n",
	 "{version: 1, roles: [{name: a, login: true, superuser: false, createdb: true, "
	 "connection_limit: 0}]}",
	 ""},
	{"settings: [{name: a, value: true}, {name: b, value: 010}, {name: c, values: [1, off]}]\n",
	 "{version: 1, settings: [{name: a, value: true}, {name: b, value: 010}, {name: c, values: "
	 "[1, off]}]}",
	 ""},
	/* what is wrong goes, and the rest stays */
	{"roles: [{name: a, login: maybe, createdb: true}]\n",
	 "{version: 1, roles: [{name: a, createdb: true}]}",
	 "2:26 \"login\" must be true or false, but is \"maybe\"\n"},
	{"roles: [{name: a, nothing: true}, b, {name: c}]\n",
	 "{version: 1, roles: [{name: a}, {name: c}]}",
	 "2:19 role has no key \"nothing\"\n"
	 "2:35 an item of \"roles\" must be a mapping, but is a string (did you mean {name: "
	 "\"b\"}?)\n"},
	{"roles: [{name: a, member_of: [b, 5, c]}]\n",
	 "{version: 1, roles: [{name: a, member_of: [b, c]}]}",
	 "2:34 an item of \"member_of\" must be a string, but YAML reads a number here (put it in "
	 "quotes: \"5\")\n"},
	{"roles: [{login: true}, {name: [a]}, {nam: a}]\n", "{version: 1, roles: []}",
	 "2:9 role has no \"name\"\n2:31 \"name\" must be a string, but is a list\n"
	 "2:38 role has no key \"nam\" (did you mean \"name\"?)\n"},
	{"roles: [{name: a, password: {}}, {name: b, settings: [{name: x}]}]\n",
	 "{version: 1, roles: [{name: a}, {name: b, settings: []}]}",
	 "2:29 password has no \"env\", \"file\", \"verifier\" or \"none\"\n"
	 "2:55 setting has no \"value\" or \"values\"\n"},
	{"roles: [{name: a, name: b, login: true, login: false}]\n",
	 "{version: 1, roles: [{name: a, login: true}]}",
	 "2:19 key \"name\" stands twice @2:10\n2:41 key \"login\" stands twice @2:28\n"},
	{"roles: !x []\ndatabases: {}\nhba: {manage: file, rules: [{line: x, type: y}, {}]}\n",
	 "{version: 1, hba: {manage: file, rules: []}}",
	 "2:8 tag \"!x\" has no meaning here\n"
	 "3:12 \"databases\" must be a list, but is a mapping (each item of a list begins with -, "
	 "or "
	 "stands between [ and ])\n"
	 "4:30 only one of \"type\" or \"line\" can be written\n"
	 "4:45 \"type\" must be one of local, host, hostssl, hostnossl, hostgssenc, hostnogssenc, "
	 "but is \"y\"\n"
	 "4:49 rule has no \"type\" or \"line\"\n"},
	/* a key that nobody must write may be missing */
	{"hba: {rules: []}\n", "{version: 1, hba: {rules: []}}", "2:6 hba has no \"manage\"\n"},
	{"tablespaces: [{name: a, state: absent}]\nreplication_slots: x\n",
	 "{version: 1, tablespaces: [{name: a}]}",
	 "2:25 \"state\" is not supported by this version\n"
	 "3:1 \"replication_slots\" is not supported by this version\n"},
};

START_TEST(trees_are_checked)
{
	const struct example *example = &examples[_i];
	const char *const texts[] = {text_format(unit_arena(), "version: 1\n%s", example->text),
				     NULL};
	struct diags *diags = diags_in(unit_arena());
	const struct node *tree = unit_check(diags, texts, NULL);

	ck_assert_str_eq(unit_faults(diags), example->faults);
	/* a record that lacks what it must have is not loaded: nothing of it is known to be right
	 */
	if (!strstr(example->faults, "hba has no"))
		ck_assert_str_eq(unit_tree(tree), example->tree);
}
END_TEST

START_TEST(whole_is_no_mapping)
{
	static const struct {
		const char *text;
		const char *faults;
	} rows[] = {
		{"a\n", "1:1 a manifest must be a mapping, but is a string\n"},
		{"5\n", "1:1 a manifest must be a mapping, but is a number\n"},
		{"[]\n", "1:1 a manifest must be a mapping, but is a list\n"},
		{"null\n", "1:1 a manifest must be a mapping, but is nothing\n"},
		{"{}\n", "1:1 manifest has no \"version\"\n"},
		{"!x {}\n", "1:1 tag \"!x\" has no meaning here\n"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *const texts[] = {rows[i].text, NULL};

		ck_assert_str_eq(unit_check_faults(texts), rows[i].faults);
	}
}
END_TEST

/* Plain scalars, and whether YAML 1.1, YAML 1.2 or what is built on them reads a string. */
static const struct {
	const char *text;
	bool string;
} plains[] = {
	{"a", true},        {"true", false},    {"True", false},  {"yes", false},
	{"NO", false},      {"on", false},      {"Off", false},   {"y", true},
	{"n", true},        {"null", false},    {"NULL", false},  {"~", false},
	{"0", false},       {"-1", false},      {"+1", false},    {"010", false},
	{"1.5", false},     {".5", false},      {"5.", false},    {"1e3", false},
	{"1E+3", false},    {"-1.5e-3", false}, {"0x1f", false},  {"0X1F", false},
	{"0o17", false},    {"0b101", false},   {"1_000", false}, {"1:30", false},
	{"1:30:15", false}, {".inf", false},    {"-.INF", false}, {".nan", false},
	{"0x", true},       {"0xg", true},      {"0o8", true},    {"0b2", true},
	{"1e", true},       {"e3", true},       {"1.2.3", true},  {"1a", true},
	{"12abc", true},    {"--1", true},      {"-a", true},     {"inf", true},
	{"nan", true},      {"infinity", true}, {"nan(1)", true}, {".", true},
	{"..", true},       {"1:a", true},      {"_1", true},     {"2027-01-01", true},
	{"10.0.0.1", true}, {"trues", true},    {"nul", true},    {"0x1p3", true},
	{"1 2", true},
};

START_TEST(plain_strings)
{
	const char *const texts[] = {
		text_format(unit_arena(), "version: 1\nroles:\n- name: %s\n", plains[_i].text),
		NULL};

	if (plains[_i].string)
		ck_assert_str_eq(unit_check_faults(texts), "");
	else
		ck_assert_ptr_nonnull(
			strstr(unit_check_faults(texts), "3:9 \"name\" must be a string, but "));
}
END_TEST

START_TEST(quoted_is_always_a_string)
{
	const char *const texts[] = {
		text_format(unit_arena(), "version: 1\nroles:\n- name: \"%s\"\n", plains[_i].text),
		NULL};

	ck_assert_str_eq(unit_check_faults(texts), "");
}
END_TEST

START_TEST(errors_are_counted_not_kept)
{
	struct diags *diags = diags_in(unit_arena());
	struct text text = text_in(unit_arena());
	const char *texts[] = {NULL, NULL};
	const struct diag *last;

	text_add(&text, "version: 1\nroles:\n");
	for (int i = 0; i < 100000; i++)
		text_add(&text, "- {name: a, logn: true, x: [y]}\n");
	texts[0] = text.at;
	unit_check(diags, texts, NULL);
	ck_assert_uint_eq(diags->errors, 200000);
	ck_assert_uint_eq(diags->list.count, DIAGS_KEPT + 1);
	last = diags->list.items[DIAGS_KEPT];
	ck_assert_str_eq(last->message, "not shown: 199000 more errors");
	ck_assert_int_eq(last->severity, SEVERITY_NOTE);
	/* again, after more was found */
	diag_warning(diags, no_place(), "x");
	diag_error(diags, no_place(), "y");
	diags_finish(diags);
	last = diags->list.items[DIAGS_KEPT + 1];
	ck_assert_str_eq(last->message, "not shown: 199001 more errors");
	ck_assert_str_eq(((const struct diag *)diags->list.items[0])->message, "x");
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("manifest_check");

	unit_add_rows(suite, trees_are_checked, sizeof(examples) / sizeof(*examples));
	unit_add(suite, whole_is_no_mapping);
	unit_add_rows(suite, plain_strings, sizeof(plains) / sizeof(*plains));
	unit_add_rows(suite, quoted_is_always_a_string, sizeof(plains) / sizeof(*plains));
	unit_add(suite, errors_are_counted_not_kept);
	return suite;
}
