/* SPDX-License-Identifier: PostgreSQL
 *
 * Diagnostics as a person reads them.
 */
#include "base/diag.h"

#include <string.h>

#include "unit.h"

static struct source source_of(const char *text)
{
	return (struct source){.name = "shop.yaml", .text = text, .length = strlen(text)};
}

static const char *shown(const struct diag *diag)
{
	struct text text = text_in(unit_arena());

	diag_show(&text, diag);
	return text.at;
}

/* What is shown of an error at that place. */
static const char *shown_at(const char *text, uint32_t line, uint32_t column)
{
	const struct source source = source_of(text);
	const struct place place = {&source, line, column};

	return shown(diag_error(diags_in(unit_arena()), place, "wrong"));
}

START_TEST(list_counts_errors)
{
	struct diags *diags = diags_in(unit_arena());

	diag_note(diags, no_place(), "a");
	diag_warning(diags, no_place(), "b");
	ck_assert_uint_eq(diags->errors, 0);
	diag_error(diags, no_place(), "c %d %Q", 1, "d");
	diag_error(diags, no_place(), "e");
	ck_assert_uint_eq(diags->errors, 2);
	ck_assert_uint_eq(diags->list.count, 4);
	ck_assert_str_eq(shown(diags->list.items[0]), "note: a\n");
	ck_assert_str_eq(shown(diags->list.items[1]), "warning: b\n");
	ck_assert_str_eq(shown(diags->list.items[2]), "error: c 1 \"d\"\n");
}
END_TEST

START_TEST(all_parts_are_shown)
{
	const struct source source = source_of("roles:\n  - name: a\n  - name: a\n");
	const struct place place = {&source, 3, 11};
	struct diag *diag = diag_error(diags_in(unit_arena()), place, "role %Q is here twice", "a");

	diag->sqlstate = "42710";
	diag->detail = "it is";
	diag->hint = "take one away";
	diag->statement = "CREATE ROLE a";
	diag->other = (struct place){&source, 2, 11};
	ck_assert_str_eq(shown(diag),
			 "shop.yaml:3:11: error: role \"a\" is here twice (SQLSTATE 42710)\n"
			 "\t  - name: a\n"
			 "\t          ^\n"
			 "DETAIL:  it is\n"
			 "HINT:  take one away\n"
			 "STATEMENT:  CREATE ROLE a\n"
			 "shop.yaml:2:11: note: the other place is here\n"
			 "\t  - name: a\n"
			 "\t          ^\n");
}
END_TEST

START_TEST(place_may_lack_parts)
{
	struct source source = {.name = "a b.yaml"};
	struct diags *diags = diags_in(unit_arena());

	ck_assert_str_eq(shown(diag_error(diags, (struct place){.source = &source}, "gone")),
			 "\"a b.yaml\": error: gone\n");
	ck_assert_str_eq(shown(diag_error(diags, (struct place){&source, 2, 3}, "unread")),
			 "\"a b.yaml\":2:3: error: unread\n");
	source.name = "a\nshop.yaml:1:1: error";
	ck_assert_str_eq(shown(diag_error(diags, (struct place){.source = &source}, "forged")),
			 "\"a\\nshop.yaml:1:1: error\": error: forged\n");
}
END_TEST

START_TEST(lines_end_anyhow)
{
	ck_assert_str_eq(shown_at("ab\r\ncd\r\n", 1, 2),
			 "shop.yaml:1:2: error: wrong\n\tab\n\t ^\n");
	ck_assert_str_eq(shown_at("ab\ncd", 2, 1), "shop.yaml:2:1: error: wrong\n\tcd\n\t^\n");
	ck_assert_str_eq(shown_at("", 1, 1), "shop.yaml:1:1: error: wrong\n\t\n\t^\n");
	ck_assert_str_eq(shown_at("ab\n", 2, 1), "shop.yaml:2:1: error: wrong\n\t\n\t^\n");
	ck_assert_str_eq(shown_at("ab\n", 9, 9), "shop.yaml:9:9: error: wrong\n\t\n\t^\n");
	/* behind the end of the line the caret stays at its end */
	ck_assert_str_eq(shown_at("ab\n", 1, 3), "shop.yaml:1:3: error: wrong\n\tab\n\t  ^\n");
	ck_assert_str_eq(shown_at("ab\n", 1, 50), "shop.yaml:1:50: error: wrong\n\tab\n\t  ^\n");
}
END_TEST

START_TEST(caret_stands_under_its_character)
{
	ck_assert_str_eq(shown_at("\ta:\tb", 1, 5),
			 "shop.yaml:1:5: error: wrong\n\t\ta:\tb\n\t\t  \t^\n");
	ck_assert_str_eq(shown_at("\u00e9\u20ac\U0001f600x", 1, 4),
			 "shop.yaml:1:4: error: wrong\n\t\u00e9\u20ac\U0001f600x\n\t    ^\n");
}
END_TEST

START_TEST(line_cannot_move_the_cursor)
{
	ck_assert_str_eq(shown_at("a\x1b[2J\x7f\xc2\x9b\u202e\u2028z", 1, 10),
			 "shop.yaml:1:10: error: wrong\n\ta?[2J????z\n\t         ^\n");
	ck_assert_str_eq(shown_at("a\xff\xfez", 1, 1),
			 "shop.yaml:1:1: error: wrong\n\ta??z\n\t^\n");
	ck_assert_str_eq(shown_at("a\rb", 1, 3), "shop.yaml:1:3: error: wrong\n\ta?b\n\t  ^\n");
}
END_TEST

/* A line of 1,000 characters of two bytes each, the place marked by an x. */
static const char *long_line(size_t column)
{
	struct text text = text_in(unit_arena());

	for (size_t i = 1; i <= 1000; i++)
		text_add(&text, i == column ? "x" : "\u00e9");
	return text.at;
}

static size_t count_characters(const char *at, const char *end)
{
	size_t count = 0;

	for (; at < end; at++)
		count += ((unsigned char)*at & 0xc0) != 0x80;
	return count;
}

START_TEST(long_lines_are_cut)
{
	static const uint32_t columns[] = {1, 2, 100, 101, 102, 160, 161, 500, 940, 999, 1000};

	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
		const char *text = shown_at(long_line(columns[i]), 1, columns[i]);
		const char *line = strchr(text, '\n') + 1;
		const char *caret = strchr(line, '\n') + 1;
		const char *mark = strchr(line, 'x');

		ck_assert_ptr_nonnull(mark);
		ck_assert_uint_le(count_characters(line, caret), 165);
		ck_assert_uint_eq(count_characters(line, mark), strcspn(caret, "^"));
		ck_assert_str_eq(strchr(caret, '^'), "^\n");
		ck_assert(columns[i] <= 101 || strncmp(line, "\t\u2026", strlen("\t\u2026")) == 0);
		ck_assert(columns[i] > 900 ||
			  strncmp(caret - 4, "\u2026\n", strlen("\u2026\n")) == 0);
	}
}
END_TEST

START_TEST(nearest_word)
{
	static const char *const words[] = {
		"name", "login", "connection_limit", "member_of", "valid_until", "owner",
		"of",   "",      "superuser"};
	static const struct {
		const char *word;
		const char *nearest;
	} examples[] = {
		{"nmae", "name"},
		{"nam", "name"},
		{"names", "name"},
		{"NAME", "name"},
		{"name", "name"},
		{"conection_limit", "connection_limit"},
		{"member", "member_of"},
		{"validuntil", "valid_until"},
		{"fo", "of"},
		{"owned", "owner"},
		{"password", NULL},
		{"", NULL},
		{"x", NULL},
		{"zz", NULL},
		{"template", NULL},
	};

	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		const char *found =
			diag_nearest(examples[i].word, words, sizeof(words) / sizeof(*words));

		if (examples[i].nearest)
			ck_assert_pstr_eq(found, examples[i].nearest);
		else
			ck_assert_msg(!found, "%s for %s", found, examples[i].word);
	}
	ck_assert_ptr_null(diag_nearest("name", NULL, 0));
}
END_TEST

START_TEST(nearest_of_long_words)
{
	const char *const longest = arena_strdup(unit_arena(), "0123456789abcdef0123456789abcdef"
							       "0123456789abcdef0123456789abcde");
	const char *const longer = text_format(unit_arena(), "%sf", longest);
	const char *const candidates[] = {longer, longest};

	ck_assert_uint_eq(strlen(longest), 63);
	ck_assert_ptr_eq(diag_nearest(longest, candidates, 2), longest);
	ck_assert_ptr_null(diag_nearest(longest, candidates, 1));
	ck_assert_ptr_null(diag_nearest(longer, candidates, 2));
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("diag");

	unit_add(suite, list_counts_errors);
	unit_add(suite, all_parts_are_shown);
	unit_add(suite, place_may_lack_parts);
	unit_add(suite, lines_end_anyhow);
	unit_add(suite, caret_stands_under_its_character);
	unit_add(suite, line_cannot_move_the_cursor);
	unit_add(suite, long_lines_are_cut);
	unit_add(suite, nearest_word);
	unit_add(suite, nearest_of_long_words);
	return suite;
}
