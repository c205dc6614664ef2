/* SPDX-License-Identifier: PostgreSQL
 *
 * The words of pgmob explain.
 */
#include "explain/explain.h"

#include "model/privilege.h"
#include "unit.h"

enum { MOST_WORDS = 6 };

struct row {
	const char *words[MOST_WORDS];
	const char *role; /* as a pattern */
	uint32_t privilege;
	char securable;
	const char *name; /* DATABASE/PART PART PART(ARGUMENTS); NULL: none */
};

/* What is understood. */
static const struct row rows[] = {
	{{"app"}, "app", 0, 0, NULL},
	{{"\"a b\""}, "a b", 0, 0, NULL},
	{{"\"a\"\"*\\\""}, "a\"\\*\\\\", 0, 0, NULL},
	{{"App*"}, "App*", 0, 0, NULL},
	{{"app", "select"}, "app", PRIVILEGE_SELECT, 0, NULL},
	{{"app", "Temp"}, "app", PRIVILEGE_TEMPORARY, 0, NULL},
	{{"app", "ALTER", "SYSTEM"}, "app", PRIVILEGE_ALTER_SYSTEM, 0, NULL},
	{{"app", "\"select\""}, "app", 0, 0, "select"},
	{{"app", "schema"}, "app", 0, 0, "schema"},
	{{"app", "SELECT", "app.orders"}, "app", PRIVILEGE_SELECT, 0, "app orders"},
	{{"app", "app.orders"}, "app", 0, 0, "app orders"},
	{{"app", "shop/App.\"a.b\""}, "app", 0, 0, "shop/App a.b"},
	{{"app", "\"x/y\"/\"a/b\""}, "app", 0, 0, "x/y/a/b"},
	{{"app", "a.b.c"}, "app", 0, 0, "a b c"},
	{{"app", "a.*"}, "app", 0, 0, "a *"},
	{{"app", "a.\"*\".\"?\""}, "app", 0, 0, "a \\* \\?"},
	{{"app", "schema", "select"}, "app", 0, 'n', "select"},
	{{"app", "usage", "schema", "app"}, "app", PRIVILEGE_USAGE, 'n', "app"},
	{{"app", "view", "a.b"}, "app", 0, 'r', "a b"},
	{{"app", "Table", "a.b"}, "app", 0, 'r', "a b"},
	{{"app", "column", "a.b.c"}, "app", 0, 'c', "a b c"},
	{{"app", "foreign", "data", "wrapper", "w"}, "app", 0, 'F', "w"},
	{{"app", "foreign-data wrapper", "w"}, "app", 0, 'F', "w"},
	{{"app", "server", "w"}, "app", 0, 'S', "w"},
	{{"app", "large", "object", "42"}, "app", 0, 'L', "42"},
	{{"app", "parameter", "My.Own"}, "app", 0, 'p', "my.own"},
	{{"app", "a.f(int, text)"}, "app", 0, 'f', "a f(int, text)"},
	{{"app", "function", "a.\"f(\"()"}, "app", 0, 'f', "a f\\(()"},
	{{"app", "procedure", "a.f"}, "app", 0, 'f', "a f"},
	{{"PUBLIC"}, NULL, 0, 0, NULL},
};

/* And what is not. */
static const struct row wrong[] = {
	{{""}, NULL, 0, 0, NULL},
	{{"a b"}, NULL, 0, 0, NULL},
	{{"\"a"}, NULL, 0, 0, NULL},
	{{"\"\""}, NULL, 0, 0, NULL},
	{{"a.b"}, NULL, 0, 0, NULL},
	{{"app", ""}, NULL, 0, 0, NULL},
	{{"app", "a."}, NULL, 0, 0, NULL},
	{{"app", ".a"}, NULL, 0, 0, NULL},
	{{"app", "a.b.c.d"}, NULL, 0, 0, NULL},
	{{"app", "a/b/c"}, NULL, 0, 0, NULL},
	{{"app", "a.b/c"}, NULL, 0, 0, NULL},
	{{"app", "a b"}, NULL, 0, 0, NULL},
	{{"app", "a\"b\""}, NULL, 0, 0, NULL},
	{{"app", "\"a\"b"}, NULL, 0, 0, NULL},
	{{"app", "f(int)"}, NULL, 0, 0, NULL},
	{{"app", "a*.f(int)"}, NULL, 0, 0, NULL},
	{{"app", "a.f(int"}, NULL, 0, 0, NULL},
	{{"app", "table", "a.f(int)"}, NULL, 0, 0, NULL},
	{{"app", "schema", "a.b"}, NULL, 0, 0, NULL},
	{{"app", "table", "a"}, NULL, 0, 0, NULL},
	{{"app", "column", "a.b"}, NULL, 0, 0, NULL},
	{{"app", "select", "schema", "a"}, NULL, 0, 0, NULL},
	{{"app", "x", "y"}, NULL, 0, 0, NULL},
	{{"app", "select", "x", "y"}, NULL, 0, 0, NULL},
};

static size_t count_of(const struct row *row)
{
	size_t count = 0;

	while (count < MOST_WORDS && row->words[count])
		count++;
	return count;
}

static const char *shown(const struct explain_name *name)
{
	struct text text = text_in(unit_arena());

	if (name->database)
		text_addf(&text, "%s/", name->database);
	for (size_t i = 0; i < name->count; i++)
		text_addf(&text, i ? " %s" : "%s", name->parts[i]);
	text_add(&text, name->arguments ? name->arguments : "");
	return text.at;
}

START_TEST(words)
{
	const struct row *row = &rows[_i];
	struct diags *diags = diags_in(unit_arena());
	struct explain_question question;

	ck_assert_msg(
		explain_parse(unit_arena(), row->words, count_of(row), false, &question, diags),
		"%s %s", row->words[0], row->words[1]);
	ck_assert(question.public == !row->role);
	if (row->role)
		ck_assert_str_eq(question.role, row->role);
	ck_assert_uint_eq(question.privilege, row->privilege);
	ck_assert_int_eq(question.securable, row->securable);
	ck_assert(question.has_name == (row->name != NULL));
	if (row->name)
		ck_assert_str_eq(shown(&question.name), row->name);
	ck_assert_uint_eq(diags->errors, 0);
}
END_TEST

START_TEST(wrong_words)
{
	const struct row *row = &wrong[_i];
	struct diags *diags = diags_in(unit_arena());
	struct explain_question question;

	ck_assert_msg(
		!explain_parse(unit_arena(), row->words, count_of(row), false, &question, diags),
		"%s %s", row->words[0], row->words[1]);
	ck_assert_uint_eq(diags->errors, 1);
}
END_TEST

START_TEST(everybody)
{
	static const char *const words_of_on[] = {"table", "shop/app.orders", "x"};
	struct diags *diags = diags_in(unit_arena());
	struct explain_question question;

	ck_assert(explain_parse(unit_arena(), words_of_on, 2, true, &question, diags));
	ck_assert(question.everybody);
	ck_assert_int_eq(question.securable, 'r');
	ck_assert_str_eq(shown(&question.name), "shop/app orders");
	ck_assert(!explain_parse(unit_arena(), words_of_on, 3, true, &question, diags));
	ck_assert(!explain_parse(unit_arena(), words_of_on, 0, true, &question, diags));
	ck_assert(!explain_parse(unit_arena(), words_of_on, 0, false, &question, diags));
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("explain");

	unit_add_rows(suite, words, sizeof(rows) / sizeof(*rows));
	unit_add_rows(suite, wrong_words, sizeof(wrong) / sizeof(*wrong));
	unit_add(suite, everybody);
	return suite;
}
