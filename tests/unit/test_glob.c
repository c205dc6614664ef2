/* SPDX-License-Identifier: PostgreSQL
 *
 * Patterns of names.
 */
#include "base/glob.h"

#include "base/text.h"
#include "unit.h"

static const struct {
	const char *pattern;
	const char *name;
	bool fits;
} rows[] = {
	{"", "", true},
	{"", "a", false},
	{"a", "", false},
	{"a", "a", true},
	{"a", "b", false},
	{"a", "ab", false},
	{"ab", "a", false},
	{"a", "A", false},
	{"*", "", true},
	{"*", "anything at all", true},
	{"**", "", true},
	{"a*", "a", true},
	{"a*", "abc", true},
	{"a*", "ba", false},
	{"*a", "ba", true},
	{"*a", "ab", false},
	{"*a*", "bab", true},
	{"a*b*c", "aXbYc", true},
	{"a*b*c", "abbbcbc", true},
	{"a*b*c", "aXcYb", false},
	{"*ab", "aab", true},
	{"*aab", "aaab", true},
	{"log_*", "log_", true},
	{"?", "", false},
	{"?", "a", true},
	{"?", "ab", false},
	{"a?c", "abc", true},
	{"??", "ab", true},
	{"?*", "a", true},
	{"*?", "", false},
	/* characters, not bytes */
	{"?", "\u00e9", true},
	{"?", "\U0001f600", true},
	{"??", "\u00e9", false},
	{"\u00e9*", "\u00e9t\u00e9", true},
	{"*\u00e9", "\u00e9t\u00e9", true},
	{"*?", "\u00e9", true},
	{"a?*?", "a\u00e9\u00e9", true},
	{"*\xa9", "\u00e9", false},
	/* quoted */
	{"\\*", "*", true},
	{"\\*", "a", false},
	{"\\?", "?", true},
	{"\\?", "a", false},
	{"\\\\", "\\", true},
	{"\\a", "a", true},
	{"\\a", "\\a", false},
	{"a\\", "a\\", true},
	{"\\", "\\", true},
	{"\\\u00e9x", "\u00e9x", true},
	{"*\\*", "a*", true},
	{"*\\*", "a", false},
	/* brackets and braces mean themselves */
	{"[ab]", "a", false},
	{"[ab]", "[ab]", true},
	{"{a,b}", "{a,b}", true},
	{"!a", "!a", true},
	/* nothing is special at the start, or at slashes */
	{"*", ".hidden", true},
	{"*", "a/b", true},
};

START_TEST(patterns)
{
	ck_assert_msg(glob_fits(rows[_i].pattern, rows[_i].name) == rows[_i].fits, "%s, %s",
		      rows[_i].pattern, rows[_i].name);
}
END_TEST

/* A pattern that a search with branches would need longer than the universe for. */
START_TEST(stars_do_not_multiply)
{
	struct text pattern = text_in(unit_arena()), name = text_in(unit_arena());

	for (int i = 0; i < 100; i++)
		text_add(&pattern, "a*");
	for (int i = 0; i < 10000; i++)
		text_add(&name, "a");
	ck_assert(glob_fits(pattern.at, name.at));
	text_add(&pattern, "b");
	ck_assert(!glob_fits(pattern.at, name.at));
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("glob");

	unit_add_rows(suite, patterns, sizeof(rows) / sizeof(*rows));
	unit_add(suite, stars_do_not_multiply);
	return suite;
}
