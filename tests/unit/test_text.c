/* SPDX-License-Identifier: PostgreSQL
 *
 * Texts: every conversion of text_addf(), with names that mean harm.
 */
#include "base/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static const char *format(const char *conversion, const char *value)
{
	return text_format(unit_arena(), conversion, value);
}

struct example {
	const char *value;
	const char *shown;
};

START_TEST(plain_conversions)
{
	struct text text = text_in(unit_arena());

	ck_assert_str_eq(text.at, "");
	text_addf(&text, "%s|%d|%d|%l|%z|%%|", "a", 0, INT_MIN, LLONG_MIN, (size_t)7);
	text_addf(&text, "%l %z%s", LLONG_MAX, (size_t)0, "");
	ck_assert_str_eq(text.at, "a|0|-2147483648|-9223372036854775808|7|%|"
				  "9223372036854775807 0");
	ck_assert_uint_eq(text.length, strlen(text.at));
	ck_assert_str_eq(text_format(unit_arena(), ""), "");
	ck_assert_str_eq(text_format(unit_arena(), "no conversion"), "no conversion");
	ck_assert_str_eq(text_format(unit_arena(), "%%%%"), "%%");
}
END_TEST

START_TEST(text_grows)
{
	struct text text = text_in(unit_arena());

	for (int i = 0; i < 10000; i++) {
		text_addf(&text, "%d,", i % 10);
		ck_assert(!text.at[text.length]);
	}
	ck_assert_uint_eq(text.length, 20000);
	ck_assert_uint_eq(strlen(text.at), 20000);
	text_add(&text, text.at); /* itself */
	ck_assert_uint_eq(text.length, 40000);
	ck_assert_mem_eq(text.at, text.at + 20000, 20000);
}
END_TEST

START_TEST(text_is_cut)
{
	struct text text = text_in(unit_arena());

	text_cut(&text, 0);
	ck_assert_str_eq(text.at, "");
	text_add(&text, "abcdef");
	text_cut(&text, 7);
	text_cut(&text, 6);
	ck_assert_str_eq(text.at, "abcdef");
	text_cut(&text, 2);
	ck_assert_str_eq(text.at, "ab");
	text_add_bytes(&text, "x\0y", 3);
	ck_assert_uint_eq(text.length, 5);
	ck_assert_mem_eq(text.at, "abx\0y", 6);
	text_add_bytes(&text, NULL, 0);
	text_cut(&text, 0);
	ck_assert_str_eq(text.at, "");
}
END_TEST

START_TEST(identifiers)
{
	static const struct example examples[] = {
		{"shop", "shop"},
		{"_", "_"},
		{"a1_b", "a1_b"},
		{"", "\"\""},
		{"1a", "\"1a\""},
		{"a$", "\"a$\""},
		{"Shop", "\"Shop\""},
		{"shop ", "\"shop \""},
		{"a.b", "\"a.b\""},
		{"a\"b", "\"a\"\"b\""},
		{"\"", "\"\"\"\""},
		{"a'b", "\"a'b\""},
		{"a\\b", "\"a\\b\""},
		{"a\nb", "\"a\nb\""},
		{"caf\u00e9", "\"caf\u00e9\""},
		{"\xff", "\"\xff\""},
		/* key words: reserved, of types, of columns, and unreserved */
		{"user", "\"user\""},
		{"all", "\"all\""},
		{"zone", "zone"},
		{"users", "users"},
		{"authorization", "\"authorization\""},
		{"between", "\"between\""},
		{"system_user", "\"system_user\""},
		{"xmltable", "\"xmltable\""},
		{"none", "\"none\""},
		{"role", "role"},
		{"public", "public"},
		{"User", "\"User\""},
	};

	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++)
		ck_assert_str_eq(format("%I", examples[i].value), examples[i].shown);
}
END_TEST

START_TEST(literals)
{
	static const struct example examples[] = {
		{"", "''"},
		{"a", "'a'"},
		{"'", "''''"},
		{"it's", "'it''s'"},
		{"\\", "E'\\\\'"},
		{"a\\'b", "E'a\\\\''b'"},
		{"\"", "'\"'"},
		{"a\nb", "'a\nb'"},
		{"\\'; DROP ROLE shop; --", "E'\\\\''; DROP ROLE shop; --'"},
		{"$$", "'$$'"},
		{"caf\u00e9", "'caf\u00e9'"},
	};
	struct text text = text_in(unit_arena());

	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++)
		ck_assert_str_eq(format("%L", examples[i].value), examples[i].shown);
	/* an E must not become the end of the word before it */
	text_addf(&text, "COMMENT IS%L(%L)", "\\", "\\");
	ck_assert_str_eq(text.at, "COMMENT IS E'\\\\'( E'\\\\')");
}
END_TEST

START_TEST(json_strings)
{
	static const struct example examples[] = {
		{"", "\"\""},
		{"a b", "\"a b\""},
		{"a\"b\\c/d", "\"a\\\"b\\\\c/d\""},
		{"\n\t\r\b\x01\x1f\x7f", "\"\\n\\t\\u000d\\u0008\\u0001\\u001f\\u007f\""},
		{"caf\u00e9 \U0001f600", "\"caf\u00e9 \U0001f600\""},
		/* line breaks and what may not stand in a YAML file */
		{"\xc2\x85|\xc2\x80|\xc2\x9f", "\"\\u0085|\\u0080|\\u009f\""},
		{"\u2028|\u2029|\ufeff", "\"\\u2028|\\u2029|\\ufeff\""},
		{"\xef\xbf\xbe|\xef\xbf\xbf", "\"\\ufffe|\\uffff\""},
		{"\u202e|\u00ad|\u061c", "\"\\u202e|\\u00ad|\\u061c\""},
		/* beyond U+FFFF JSON wants surrogates, which YAML refuses */
		{"\U000e0041", "\"\U000e0041\""},
		{"a\xff\xc3", "\"a\\ufffd\\ufffd\""},
		{"\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\""},
	};

	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++)
		ck_assert_str_eq(format("%J", examples[i].value), examples[i].shown);
}
END_TEST

START_TEST(names_in_messages)
{
	static const struct example examples[] = {
		{"", "\"\""},
		{"shop", "\"shop\""},
		{"a b", "\"a b\""},
		{"a\"b", "\"a\"\"b\""},
		{"a\\b", "\"a\\b\""},
		{"a\nERROR: b", "\"a\\nERROR: b\""},
		{"a\tb\rc", "\"a\\tb\\u000dc\""},
		{"\x1b[2J\x7f", "\"\\u001b[2J\\u007f\""},
		{"\xc2\x9b"
		 "2J",
		 "\"\\u009b2J\""},
		{"\u202edroppa\u202c", "\"\\u202edroppa\\u202c\""},
		{"\u2067a\u2069\u061c\u200f", "\"\\u2067a\\u2069\\u061c\\u200f\""},
		{"a\u200bb\u00ad\ufeff", "\"a\\u200bb\\u00ad\\ufeff\""},
		{"a\u2028b", "\"a\\u2028b\""},
		{"a\ufe0f\u3164\u180e", "\"a\\ufe0f\\u3164\\u180e\""},
		{"\U000e0041\U000e0100", "\"\\U000e0041\\U000e0100\""},
		{"caf\u00e9 \u05d0 \U0001f600", "\"caf\u00e9 \u05d0 \U0001f600\""},
		{"\xff\xc3|", "\"\\xff\\xc3|\""},
		{"\xed\xa0\x80", "\"\\xed\\xa0\\x80\""},
	};

	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++)
		ck_assert_str_eq(format("%Q", examples[i].value), examples[i].shown);
}
END_TEST

START_TEST(words_in_messages)
{
	static const struct example examples[] = {
		{"shop", "shop"},
		{"Shop-1.x/y:z", "Shop-1.x/y:z"},
		{"caf\u00e9", "caf\u00e9"},
		{"\\", "\\"},
		{"", "\"\""},
		{"a b", "\"a b\""},
		{"a,b", "\"a,b\""},
		{"f(integer)", "\"f(integer)\""},
		{"a\"b", "\"a\"\"b\""},
		{"a\nb", "\"a\\nb\""},
		{"a\u00a0b", "\"a\u00a0b\""},
		{"a\u3000b", "\"a\u3000b\""},
		{"a\u202e", "\"a\\u202e\""},
		{"\xff", "\"\\xff\""},
	};

	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++)
		ck_assert_str_eq(format("%V", examples[i].value), examples[i].shown);
}
END_TEST

START_TEST(values_of_connection_strings)
{
	ck_assert_str_eq(format("%C", ""), "''");
	ck_assert_str_eq(format("%C", "db2"), "'db2'");
	ck_assert_str_eq(format("%C", "it's a \\ \"b\""), "'it\\'s a \\\\ \"b\"'");
}
END_TEST

START_TEST(labels_of_graphs)
{
	static const struct {
		const char *value;
		const char *dot;
		const char *mermaid;
	} examples[] = {
		{"", "\"\"", "\"\""},
		{"shop_app", "\"shop_app\"", "\"shop_app\""},
		{"a b, c: (d)", "\"a b, c: (d)\"", "\"a b, c: (d)\""},
		{"a\"b", "\"a\\\"b\"", "\"a#34;b\""},
		{"a\\N\\", "\"a\\\\N\\\\\"", "\"a#92;N#92;\""},
		{"&lt;<b>", "\"&amp;lt;<b>\"", "\"#38;lt#59;#60;b#62;\""},
		{"#35;", "\"#35;\"", "\"#35;35#59;\""},
		{"`**md**`", "\"`**md**`\"", "\"#96;#42;#42;md#42;#42;#96;\""},
		{"a\nb\x1b", "\"a\ufffdb\ufffd\"", "\"a\ufffdb\ufffd\""},
		{"caf\u00e9 \u202e", "\"caf\u00e9 \ufffd\"", "\"caf\u00e9 \ufffd\""},
		{"\xff\xc3", "\"\ufffd\ufffd\"", "\"\ufffd\ufffd\""},
	};

	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		ck_assert_str_eq(format("%D", examples[i].value), examples[i].dot);
		ck_assert_str_eq(format("%M", examples[i].value), examples[i].mermaid);
	}
}
END_TEST

struct bytes {
	const char *bytes;
	size_t length;
	size_t valid; /* how many from the start */
};

static const struct bytes encoded[] = {
	{"", 0, 0},
	{"abc", 3, 3},
	{"a\0b", 3, 3},
	{"\x7f\xc2\x80\u07ff\u0800\uffff\U00010000\U0010ffff", 19, 19},
	{"\ud7ff\ue000", 6, 6},
	{"a\x80", 2, 1},
	{"\xc3", 1, 0},
	{"\u00e9\xc3", 3, 2},
	{"\xc3\x28", 2, 0},
	{"\xc0\x80", 2, 0},         /* too long for NUL */
	{"\xc1\xbf", 2, 0},         /* too long */
	{"\xe0\x9f\xbf", 3, 0},     /* too long */
	{"\xf0\x8f\xbf\xbf", 4, 0}, /* too long */
	{"\xed\xa0\x80", 3, 0},     /* a surrogate */
	{"\xed\xbf\xbf", 3, 0},     /* a surrogate */
	{"\xf4\x90\x80\x80", 4, 0}, /* beyond U+10FFFF */
	{"\xf5\x80\x80\x80", 4, 0}, /* beyond */
	{"\xf8\x88\x80\x80\x80", 5, 0},
	{"\xff", 1, 0},
	{"\xe2\x82", 2, 0},
	{"ab\xe2\x82\x61", 5, 2},
	{"\xf0\x9f\x98", 3, 0},
};

START_TEST(utf8)
{
	const struct bytes *row = &encoded[_i];
	size_t where = 99;
	/* a copy that ends where the bytes end, so that a byte read too far is noticed */
	char *copy = malloc(row->length + !row->length);

	memcpy(copy, row->bytes, row->length);
	ck_assert_int_eq(text_is_utf8(copy, row->length, &where), row->valid == row->length);
	ck_assert_uint_eq(where, row->valid == row->length ? 99 : row->valid);
	ck_assert_int_eq(text_is_utf8(copy, row->length, NULL), row->valid == row->length);
	free(copy);
}
END_TEST

START_TEST(visible_characters)
{
	static const char *const visible[] = {"a",      " ",      "~",         "\u00a0",
					      "\u00e9", "\u20ac", "\U0001f600"};
	static const char *const invisible[] = {
		"",       "\t",     "\n",   "\x1b", "\x7f", "\xc2\x9b",     "\u200b",
		"\u202e", "\u2066", "\xff", "\xc3", "ab",   "\xed\xa0\x80", "\U000e0001",
	};

	for (size_t i = 0; i < sizeof(visible) / sizeof(*visible); i++)
		ck_assert(text_is_visible(visible[i], strlen(visible[i])));
	for (size_t i = 0; i < sizeof(invisible) / sizeof(*invisible); i++)
		ck_assert(!text_is_visible(invisible[i], strlen(invisible[i])));
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("text");

	unit_add(suite, plain_conversions);
	unit_add(suite, text_grows);
	unit_add(suite, text_is_cut);
	unit_add(suite, identifiers);
	unit_add(suite, literals);
	unit_add(suite, json_strings);
	unit_add(suite, names_in_messages);
	unit_add(suite, words_in_messages);
	unit_add(suite, values_of_connection_strings);
	unit_add(suite, labels_of_graphs);
	unit_add_rows(suite, utf8, sizeof(encoded) / sizeof(*encoded));
	unit_add(suite, visible_characters);
	return suite;
}
