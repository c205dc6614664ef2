/* SPDX-License-Identifier: PostgreSQL
 *
 * The text form of arrays, in both directions.
 */
#include "base/array.h"

#include <string.h>

#include "unit.h"

static const struct {
	const char *text;
	const char *elements[4];
} arrays[] = {
	{"{}", {NULL}},
	{"{a}", {"a"}},
	{"{a,b,c}", {"a", "b", "c"}},
	{"{\"\"}", {""}},
	{"{\"a b\",\"c,d\",\"{}\"}", {"a b", "c,d", "{}"}},
	{"{\"a\\\"b\",\"c\\\\d\"}", {"a\"b", "c\\d"}},
	{"{\"NULL\",\"null\"}", {"NULL", "null"}},
	{"{\"\t\",\"\n\"}", {"\t", "\n"}},
	{"{=r/o,a=r*w/o}", {"=r/o", "a=r*w/o"}},
	{"{caf\u00e9,\u2028}", {"caf\u00e9", "\u2028"}},
};

START_TEST(elements_come_back)
{
	struct list elements = {0};
	struct text text = text_in(unit_arena());
	const char *at = array_begin(arrays[_i].text);
	size_t count = 0;

	for (char *element; (element = array_next(unit_arena(), &at)); count++) {
		ck_assert_ptr_nonnull(arrays[_i].elements[count]);
		ck_assert_str_eq(element, arrays[_i].elements[count]);
		list_add(unit_arena(), &elements, element);
	}
	ck_assert_ptr_null(arrays[_i].elements[count]);
	ck_assert_ptr_nonnull(at);
	ck_assert_str_eq(at, "");
	array_show(&text, &elements);
	ck_assert_str_eq(text.at, arrays[_i].text);
}
END_TEST

static const char *const wrong[] = {
	"",       "a",        "{",    "{a",      "{a,", "{a,}",  "{,a}",     "{a,,b}", "{\"a}",
	"{\"a\\", "{\"a\"b}", "{a}b", "{a}b,c}", "{}a", "{{a}}", "{a\"b\"}", "{a\\",
};

START_TEST(wrong_texts_are_no_arrays)
{
	const char *at = array_begin(wrong[_i]);

	while (array_next(unit_arena(), &at))
		;
	ck_assert_msg(!at || *at, "%s", wrong[_i]);
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("array");

	unit_add_rows(suite, elements_come_back, sizeof(arrays) / sizeof(*arrays));
	unit_add_rows(suite, wrong_texts_are_no_arrays, sizeof(wrong) / sizeof(*wrong));
	return suite;
}
