/* SPDX-License-Identifier: PostgreSQL
 *
 * Variables: what is put where, and from where.
 */
#include <stdlib.h>
#include <string.h>

#include "unit_manifest.h"

static struct manifest_variable given[] = {
	{.name = "given", .value = "from the command line"},
	{.name = "twice", .value = "first"},
	{.name = "twice", .value = "last"},
	{.name = "empty", .value = ""},
	{.name = "dollar", .value = "${given}"},
	{.name = "five", .value = "5"},
	{.name = "yes", .value = "yes"},
	{.name = "truth", .value = "true"},
	{.name = "True", .value = "True"},
	{.name = "map", .value = "{name: x}"},
	{.name = "bad", .value = "\xff"},
};

static const struct manifest_options options = {.variables = given,
						.variable_count = sizeof(given) / sizeof(*given)};

static const char listed[] =
	"version: 1\nvariables:\n- {name: listed, value: from the manifest}\n"
	"- {name: given, value: x}\n- {name: number, value: 1e3}\n"
	"- {name: null_word, value: \"null\"}\n- {name: here, value: \"${given}\"}\n";

static const struct {
	const char *text; /* a role's comment */
	const char *put;  /* NULL: it is wrong */
	const char *faults;
} rows[] = {
	{"plain", "plain", ""},
	{"${listed}", "from the manifest", ""},
	{"${given}", "from the command line", ""},
	{"${twice}", "last", ""},
	{"${empty}", "", ""},
	{"a${five}b${five}", "a5b5", ""},
	{"${five}${empty}${five}", "55", ""},
	{"${number}", "1e3", ""},
	{"${null_word}", "null", ""},
	/* a value is a text as it is */
	{"${dollar}", "${given}", ""},
	{"${here}", "${given}", ""},
	{"${map}", "{name: x}", ""},
	/* dollars */
	{"$", "$", ""},
	{"$$", "$$", ""},
	{"$five", "$five", ""},
	{"{five}", "{five}", ""},
	{"$${five}", "${five}", ""},
	{"$$${five}", "$${five}", ""},
	{"$${", "${", ""},
	{"a$${b}${five}$", "a${b}5$", ""},
	{"${five}$${five}", "5${five}", ""},
	/* wrong */
	{"${fiv}", NULL, "there is no variable \"fiv\" (did you mean \"five\"?)\n"},
	{"${a}${b}", NULL,
	 "there is no variable \"a\" (list it under variables, set it with --var, or write $${a} "
	 "for "
	 "the text as it is)\n"
	 "1:1 there is no variable \"b\" (list it under variables, set it with --var, or write "
	 "$${b} "
	 "for the text as it is)\n"},
	{"${", NULL, "wrong form"},
	{"${}", NULL, "wrong form"},
	{"${five", NULL, "wrong form"},
	{"${ five}", NULL, "wrong form"},
	{"${five }", NULL, "wrong form"},
	{"${fi-ve}", NULL, "wrong form"},
	{"${five${five}}", NULL, "wrong form"},
	{"x${\u00e9}", NULL, "wrong form"},
	{"${bad}", NULL, "the value of a variable in it is not valid UTF-8\n"},
};

static struct variables *variables_of(const char *text, struct diags *diags)
{
	struct variables *variables = variables_new(unit_arena(), &options, diags);

	variables_gather(variables, unit_compose(text, diags));
	return variables;
}

START_TEST(variables_are_put)
{
	struct diags *diags = diags_in(unit_arena());
	struct variables *variables = variables_of(listed, diags);
	struct node node = {
		.type = NODE_SCALAR, .place = {unit_source("x", 1), 1, 1}, .text = rows[_i].text};
	const char *put = variables_put_text(variables, &node);
	const char *faults = rows[_i].faults;

	if (strcmp(faults, "wrong form") == 0)
		faults = "a variable is written ${name}, with letters, digits and underscores "
			 "(write $${ for the text ${ as it is)\n";
	ck_assert_pstr_eq(put, rows[_i].put);
	ck_assert_str_eq(unit_faults(diags),
			 *faults ? text_format(unit_arena(), "1:1 %s", faults) : "");
}
END_TEST

START_TEST(values_come_from_three_places)
{
	static const char text[] = "variables: [{name: a, value: 1}, {name: given, value: 1}]\n"
				   "x: [\"${a}\", \"${b}\", \"${given}\"]\n";
	struct diags *diags = diags_in(unit_arena());
	struct variables *variables = variables_new(unit_arena(), &options, diags);
	struct list trees = {0};

	setenv("PGMOB_VAR_a", "environment", 1);
	setenv("PGMOB_VAR_b", "environment", 1);
	setenv("PGMOB_VAR_given", "environment", 1);
	list_add(unit_arena(), &trees, unit_compose(text, diags));
	variables_gather(variables, trees.items[0]);
	variables_put(variables, &trees);
	ck_assert_str_eq(unit_tree(node_get(trees.items[0], "x")),
			 "[\"environment\", \"environment\", \"from the command line\"]");
}
END_TEST

static const struct {
	const char *text;
	const char *tree;
	const char *faults;
} typed[] = {
	/* a string with a variable may be a number or a boolean where one is wanted */
	{"- {name: a, connection_limit: \"${five}\", login: '${truth}'}\n",
	 "{name: a, connection_limit: \"5\", login: \"true\"}", ""},
	{"- {name: a, connection_limit: \"1${five}\"}\n", "{name: a, connection_limit: \"15\"}",
	 ""},
	{"- name: a\n  connection_limit: ${five}\n", "{name: a, connection_limit: \"5\"}", ""},
	/* and is a string elsewhere */
	{"- {name: \"${five}\", comment: \"${truth}\"}\n", "{name: \"5\", comment: \"true\"}", ""},
	{"- name: ${five}\n", "{name: \"5\"}", ""},
	/* it is never more than that */
	{"- {name: a, login: \"${yes}\"}\n", "{name: a}",
	 "13 \"login\" must be true or false, but is \"yes\" (did you mean true?)\n"},
	{"- {name: a, login: \"${True}\"}\n", "{name: a}",
	 "13 \"login\" must be true or false, but is \"True\" (did you mean true?)\n"},
	{"- {name: a, connection_limit: \"${empty}\"}\n", "{name: a}",
	 "13 \"connection_limit\" must be a whole number, but is \"\"\n"},
	{"- \"${map}\"\n", "",
	 "13 an item of \"roles\" must be a mapping, but is a string (did you mean {name: \"{name: "
	 "x}\"}?)\n"},
	{"- {name: \"${empty}\"}\n", "", "13 a name cannot be empty\n"},
	/* what is not known is not said to be wrong, too */
	{"- {name: a, connection_limit: \"${nothing_like_it}\"}\n", "{name: a}",
	 "13 there is no variable \"nothing_like_it\" (list it under variables, set it with --var, "
	 "or "
	 "write $${nothing_like_it} for the text as it is)\n"},
	/* keys are no strings */
	{"- {name: a, \"${five}\": x}\n", "{name: a}", "13 role has no key \"${five}\"\n"},
};

START_TEST(types_are_checked_afterwards)
{
	struct diags *diags = diags_in(unit_arena());
	const char *const texts[] = {
		text_format(unit_arena(), "version: 1\nroles:\n%s", typed[_i].text), NULL};
	const struct node *tree = unit_check(diags, texts, &options);
	const char *expected = typed[_i].faults;
	const char *faults = unit_faults(diags);
	const char *fault = strstr(faults, "\n3:");

	/* without the warnings of what is not used, and without the column */
	fault = fault ? fault + 1 : strncmp(faults, "3:", 2) == 0 ? faults : "";
	if (*expected)
		ck_assert_str_eq(strchr(fault, ' ') ? strchr(fault, ' ') : "",
				 strchr(expected, ' '));
	else
		ck_assert_str_eq(fault, "");
	ck_assert_str_eq(unit_tree(node_get(tree, "roles")),
			 text_format(unit_arena(), "[%s]", typed[_i].tree));
}
END_TEST

START_TEST(lists_of_variables)
{
	static const struct {
		const char *texts[3];
		const char *faults;
	} lists[] = {
		{{"version: 1\nvariables: [{name: a, value: 1}, {name: a, value: 1}]\n"},
		 "2:41 variable \"a\" is listed twice @2:20\n"},
		{{"version: 1\nvariables: [{name: a, value: 1}]\n",
		  "variables: [{name: a, value: 2}]\n"},
		 "2:1:30 variable \"a\" is written twice, with different values @2:30\n"},
		{{"version: 1\nvariables: [{name: a, value: 1}]\n",
		  "variables: [{name: a, value: \"1\"}]\n"},
		 ""},
		{{"version: 1\nvariables: [{name: a b, value: 1}]\n"},
		 "2:20 the name of a variable has only letters, digits and underscores\n"},
		{{"version: 1\nvariables: [{name: a}, {value: b}]\n"},
		 "2:13 variable has no \"value\"\n2:24 variable has no \"name\"\n"},
		{{"version: 1\nvariables: {a: b}\n"},
		 "2:12 \"variables\" must be a list, but is a mapping (each item of a list begins "
		 "with -, or stands between [ and ])\n"},
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		ck_assert_str_eq(unit_check_faults(lists[i].texts), lists[i].faults);
}
END_TEST

START_TEST(what_nothing_uses_is_a_warning)
{
	struct manifest_variable variables[] = {{.name = "used", .value = "x"},
						{.name = "evn", .value = "x"},
						{.name = "listed", .value = "x"}};
	const struct manifest_options some = {.variables = variables, .variable_count = 3};
	const char *const texts[] = {
		"version: 1\nvariables: [{name: env, value: x}, {name: listed, "
		"value: y}]\nroles: [{name: \"${used}\"}]\n",
		NULL};
	struct diags *diags = diags_in(unit_arena());

	unit_check(diags, texts, &some);
	ck_assert_str_eq(
		unit_faults(diags),
		"0:0 variable \"evn\" is set on the command line, but nothing uses it (did "
		"you mean \"env\"?)\n");
	ck_assert_uint_eq(diags->errors, 0);
}
END_TEST

/* A file that could not be read may be the one that lists the variable. */
START_TEST(a_file_that_lacks_may_list_them)
{
	struct diags *diags = diags_in(unit_arena());
	struct variables *variables = variables_new(unit_arena(), &options, diags);
	struct node node = {.type = NODE_SCALAR, .text = "${nothing}"};

	variables_lack(variables);
	ck_assert_ptr_null(variables_put_text(variables, &node));
	ck_assert_str_eq(unit_faults(diags), "");
}
END_TEST

/* A short file cannot become a long one. */
START_TEST(what_is_put_has_limits)
{
	struct diags *diags = diags_in(unit_arena());
	char *megabyte = arena_alloc(unit_arena(), LIMIT_SCALAR);
	struct manifest_variable variable = {.name = "x"};
	const struct manifest_options some = {.variables = &variable, .variable_count = 1};
	struct variables *variables = variables_new(unit_arena(), &some, diags);
	struct node once = {.type = NODE_SCALAR, .text = "${x}"};
	struct node twice = {.type = NODE_SCALAR, .text = "${x}${x}${x}"};

	memset(megabyte, 'x', LIMIT_SCALAR - 1);
	variable.value = megabyte;
	ck_assert_ptr_nonnull(variables_put_text(variables, &once));
	ck_assert_ptr_null(variables_put_text(variables, &twice));
	for (int i = 0; i < 100; i++)
		variables_put_text(variables, &once);
	ck_assert_str_eq(unit_faults(diags),
			 "0:0 with its variables the string is longer than 1048576 bytes\n"
			 "0:0 the strings with variables in them have more than 64 MiB\n");
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("manifest_variables");

	unit_add_rows(suite, variables_are_put, sizeof(rows) / sizeof(*rows));
	unit_add(suite, values_come_from_three_places);
	unit_add_rows(suite, types_are_checked_afterwards, sizeof(typed) / sizeof(*typed));
	unit_add(suite, lists_of_variables);
	unit_add(suite, what_nothing_uses_is_a_warning);
	unit_add(suite, a_file_that_lacks_may_list_them);
	unit_add(suite, what_is_put_has_limits);
	return suite;
}
