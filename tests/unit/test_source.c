/* SPDX-License-Identifier: PostgreSQL
 *
 * Places in texts, what may not be shown of a line, and how wide it is.
 */
#include "base/source.h"

#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "base/width.h"
#include "unit.h"

/* Every place of a text leads back to its byte, with an index and without one. */
static void expect_places(const char *text)
{
	const struct source plain = {.name = "x", .text = text, .length = strlen(text)};
	const struct source *indexed = source_new(unit_arena(), "x", text, strlen(text));
	struct position at = position_first();

	while (at.offset < plain.length) {
		const struct place place = {indexed, at.line, at.column};

		ck_assert_ptr_eq(source_find(place), text + at.offset);
		if (plain.length < 1000)
			ck_assert_ptr_eq(source_find((struct place){&plain, at.line, at.column}),
					 text + at.offset);
		position_step(&plain, &at);
	}
	ck_assert_ptr_eq(source_find((struct place){indexed, at.line, at.column}),
			 text + plain.length);
	ck_assert_ptr_eq(source_find((struct place){indexed, at.line + 9, 1}), text + plain.length);
}

START_TEST(places_lead_to_bytes)
{
	struct text lines = text_in(unit_arena()), line = text_in(unit_arena());

	expect_places("");
	expect_places("\n");
	expect_places("a");
	expect_places("a\n\nb\u00e9c\n\U0001f600\r\nd");
	for (int i = 0; i < 3000; i++) {
		text_addf(&lines, "line %d caf\u00e9\n", i);
		text_addf(&line, "%d\u00e9\U0001f600 ", i);
	}
	expect_places(lines.at);
	expect_places(line.at);
	expect_places(text_format(unit_arena(), "%s\n%s%s", line.at, lines.at, line.at));
}
END_TEST

START_TEST(lines_that_are_too_short)
{
	const struct source *source = source_new(unit_arena(), "x", "ab\ncd\n", 6);

	ck_assert_str_eq(source_find((struct place){source, 1, 3}), "\ncd\n");
	ck_assert_str_eq(source_find((struct place){source, 1, 99}), "\ncd\n");
	ck_assert_str_eq(source_find((struct place){source, 2, 99}), "\n");
	ck_assert_str_eq(source_find((struct place){source, 3, 99}), "");
}
END_TEST

START_TEST(places_are_ordered)
{
	struct source one = {.number = 1}, two = {.number = 2};
	const struct place places[] = {
		no_place(), {&one, 0, 0}, {&one, 1, 1}, {&one, 1, 2}, {&one, 2, 1}, {&two, 1, 1},
	};
	const size_t count = sizeof(places) / sizeof(*places);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			const int order = place_compare(places[i], places[j]);

			ck_assert_int_eq((order > 0) - (order < 0), (i > j) - (i < j));
		}
}
END_TEST

START_TEST(hidden_values)
{
	const struct source *source = source_new(unit_arena(), "x", "ab\ncd ef gh\n", 12);
	size_t at = 0;

	ck_assert_ptr_null(source_hidden(source, 2, &at));
	for (int i = 0; i < 20; i++)
		source_hide((struct place){source, 1, 1});
	source_hide((struct place){source, 2, 4});
	source_hide((struct place){source, 2, 7});
	at = 0;
	ck_assert_str_eq(source_hidden(source, 2, &at), "ef gh\n");
	ck_assert_str_eq(source_hidden(source, 2, &at), "gh\n");
	ck_assert_ptr_null(source_hidden(source, 2, &at));
}
END_TEST

static const struct {
	const char *line;
	const char *shown; /* secrets as * */
} lines[] = {
	{"", ""},
	{"name: a", "name: a"},
	{"password: x", "password: *"},
	{"password: x y, z", "password: *, z"},
	{"{password: x}", "{password: *}"},
	{"PassWord :\tx", "PassWord :\t*"},
	{"\"password\": \"x, y\", z", "\"password\": *, z"},
	{"'password': 'x}', z", "'password': *, z"},
	{"password: \"x\\\", y\", z", "password: *, z"},
	{"password: \"x, y", "password: *"},
	{"password: 'x, y", "password: *"},
	{"password: [x, y]", "password: *"},
	{"password:", "password:"},
	{"password: ", "password: "},
	{"password", "password"},
	{"password x", "password x"},
	{"password: {env: X}", "password: {env: X}"},
	{"password: *x", "password: *x"},
	{"password: &x", "password: &x"},
	{"password: |", "password: |"},
	{"my_password: x", "my_password: *"},
	{"verifier: x, verifier: y", "verifier: *, verifier: *"},
	{"password: {verifier: x}", "password: {verifier: *}"},
	{"a SCRAM-SHA-256$4096:salt$stored:server b", "a * b"},
	{"scram-sha-256$x, y", "*, y"},
	{"\"SCRAM-SHA-256$x\"", "\"*\""},
	{"method: scram-sha-256", "method: scram-sha-256"},
	{"md5d41d8cd98f00b204e9800998ecf8427e", "*"},
	{"md5d41d8cd98f00b204e9800998ecf8427", "md5d41d8cd98f00b204e9800998ecf8427"},
	{"method: md5", "method: md5"},
	{"password: x\npassword: y", "password: *\npassword: *"},
};

START_TEST(secrets_are_found)
{
	const char *line = lines[_i].line, *at = line, *end = line + strlen(line);
	struct secret secrets[SECRETS_MOST];
	const size_t count = secret_find(line, end, secrets);
	struct text shown = text_in(unit_arena());

	for (size_t i = 0; i < count; i++) {
		text_add_bytes(&shown, at, (size_t)(secrets[i].from - at));
		text_add(&shown, "*");
		at = secrets[i].to;
	}
	text_add_bytes(&shown, at, (size_t)(end - at));
	ck_assert_str_eq(shown.at, lines[_i].shown);
}
END_TEST

START_TEST(more_secrets_than_are_told_apart)
{
	struct text text = text_in(unit_arena());
	struct secret secrets[SECRETS_MOST];

	for (int i = 0; i < 2 * SECRETS_MOST; i++)
		text_add(&text, "password: x, ");
	ck_assert_uint_eq(secret_find(text.at, text.at + text.length, secrets), SECRETS_MOST);
	ck_assert_ptr_eq(secrets[SECRETS_MOST - 1].to, text.at + text.length);
}
END_TEST

START_TEST(widths)
{
	static const struct {
		const char *character;
		size_t width;
	} rows[] = {
		{"a", 1},          {"~", 1},          {"\u00e9", 1},     {"\u0301", 0},
		{"\u05b0", 0},     {"\u0e34", 0},     {"\u20ac", 1},     {"\u4e00", 2},
		{"\u3042", 2},     {"\uac00", 2},     {"\uff21", 2},     {"\u2603", 1},
		{"\U0001f600", 2}, {"\U00020000", 2}, {"\U0001d400", 1},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		ck_assert_uint_eq(width_of(rows[i].character, strlen(rows[i].character)),
				  rows[i].width);
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("source");

	unit_add(suite, places_lead_to_bytes);
	unit_add(suite, lines_that_are_too_short);
	unit_add(suite, places_are_ordered);
	unit_add(suite, hidden_values);
	unit_add_rows(suite, secrets_are_found, sizeof(lines) / sizeof(*lines));
	unit_add(suite, more_secrets_than_are_told_apart);
	unit_add(suite, widths);
	return suite;
}
