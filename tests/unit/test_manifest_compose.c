/* SPDX-License-Identifier: PostgreSQL
 *
 * Text → tree: places, anchors, limits, and what is left of a text that is wrong.
 */
#include <string.h>

#include "unit_manifest.h"

struct example {
	const char *text;
	const char *tree;
	const char *faults;
};

static const struct example examples[] = {
	{"a: 1\nb: [x, \"y\", 'z', ~]\nc: {}\n", "{a: 1, b: [x, \"y\", \"z\", ~], c: {}}", ""},
	{"- a\n- - b\n  - c\n", "[a, [b, c]]", ""},
	{"a:\n", "{a: }", ""},
	{"a: >\n  b\n  c\n", "{a: \"b c\\n\"}", ""},
	{"%YAML 1.2\n---\na: b\n...\n", "{a: b}", ""},
	{"\"a b\": c\n", "{a b: c}", ""},
	/* anchors */
	{"a: &x [1, {b: 2}]\nc: *x\nd: {e: *x}\n",
	 "{a: [1, {b: 2}], c: [1, {b: 2}], d: {e: [1, {b: 2}]}}", ""},
	{"&k a: b\n*k : c\n", "{a: b, a: c}", ""},
	{"- &x 1\n- *x\n- &x 2\n- *x\n", "[1, 1, 2, 2]", ""},
	{"- &x []\n- *x\n", "[[], []]", ""},
	{"- *x\n- b\n", "[!, b]",
	 "1:3 there is no anchor \"x\" before this alias (a string that begins with * must be in "
	 "quotes)\n"},
	{"- &abcd 1\n- *abcx\n", "[1, !]",
	 "2:3 there is no anchor \"abcx\" before this alias (did you mean \"abcd\"?)\n"},
	{"a: &x {b: *x, c: [*x]}\n", "{a: {b: !, c: [!]}}",
	 "1:11 alias \"x\" stands inside its own anchor\n"
	 "1:19 alias \"x\" stands inside its own anchor\n"},
	{"a: &x {b: c}\n*x : d\ne: f\n", "{a: {b: c}, !: d, e: f}", "2:1 a key must be a word\n"},
	/* what has no meaning is marked, and the rest goes on */
	{"a: !!int 1\nb: !!str 1\nc: ! 1\nd: !x {e: f}\ng: h\n",
	 "{a: !, b: \"1\", c: \"1\", d: !, g: h}",
	 "1:4 tag \"!!int\" has no meaning here\n4:4 tag \"!x\" has no meaning here\n"},
	{"a: \"x\\0y\"\n\"b\\0\": c\nd: e\n", "{a: !, !: c, d: e}",
	 "1:4 a string has a NUL character, which PostgreSQL cannot store\n"
	 "2:1 a string has a NUL character, which PostgreSQL cannot store\n"},
	{"? [a, {b: c}]\n: {d: [e]}\n? {f: g}\nh: i\n", "{!: {d: [e]}, !: , h: i}",
	 "1:3 a key must be a word\n3:3 a key must be a word\n"},
	{"a: b\n---\nc: d\n", "{a: b}",
	 "2:1 a second document begins here; a file has one (put it into a file of its own, and "
	 "list that under include)\n"},
	/* what stands before broken YAML is still a tree */
	{"a: b\nc: [d, {e: f}, g: {h: i,\n", "{a: b, c: [d, {e: f}, {g: !}]}",
	 "2:19 this is not YAML: what opens here is never closed (its end is written })\n"},
	{"a:\n  - b\n  c: d\n", "{a: [b]}",
	 "3:3 this is not YAML: an item of the list is expected here (what belongs together begins "
	 "in the same column, without tabs)\n"},
	{"a: b\nc: \"d\n", "{a: b}",
	 "2:4 this is not YAML: the quote that opens here is never closed\n"},
	{"a: b\nc: \x01\n", "",
	 "2:4 the file has a control character (in double quotes it is written as an escape, as "
	 "\"\\x07\")\n"},
	{"abc\n  - d: e\n", "",
	 "2:6 this is not YAML: a colon is not expected here (a string with a colon and a blank in "
	 "it must be in quotes; keys of one mapping begin in the same column)\n"},
	/* nothing at all */
	{"", "", "0:0 the file is empty (a manifest begins with: version: 1)\n"},
	{"# a\n\n", "", "0:0 the file is empty (a manifest begins with: version: 1)\n"},
	{"---\n...\n", "", "0:0 the file is empty (a manifest begins with: version: 1)\n"},
};

START_TEST(texts_become_trees)
{
	struct diags *diags = diags_in(unit_arena());
	const struct node *tree = unit_compose(examples[_i].text, diags);

	ck_assert_str_eq(unit_tree(tree), examples[_i].tree);
	ck_assert_str_eq(unit_faults(diags), examples[_i].faults);
}
END_TEST

static void expect_place(const struct node *node, uint32_t line, uint32_t column)
{
	ck_assert_ptr_nonnull(node);
	ck_assert_uint_eq(node->place.line, line);
	ck_assert_uint_eq(node->place.column, column);
}

START_TEST(nodes_know_their_places)
{
	struct diags *diags = diags_in(unit_arena());
	const struct node *tree = unit_compose("a: b\nc:\n  - {d: e}\n  - &x f\ng: *x\n", diags);
	const struct node *list = node_get(tree, "c");

	expect_place(tree, 1, 1);
	expect_place(node_get(tree, "a"), 1, 4);
	expect_place(node_get(tree, "a")->key, 1, 1);
	expect_place(list, 3, 3);
	expect_place(list->first, 3, 5);
	expect_place(node_get(list->first, "d"), 3, 9);
	expect_place(list->last, 4, 5);
	expect_place(node_get(tree, "g"), 5, 4);
}
END_TEST

/* Where the node of the key "x" is, whatever stands before it. */
START_TEST(places_are_those_of_an_editor)
{
	static const struct {
		const char *text;
		uint32_t line, column;
	} rows[] = {
		{"a: b\r\nx: y\r\n", 2, 4},
		{"a: b\rx: y\r", 1, 9},
		{"# \xc2\x85# \xe2\x80\xa8# \xe2\x80\xa9\nx: y\n", 2, 4},
		{"a: \"\xc2\x85\"\nx: y\n", 2, 4},
		{"{\"caf\u00e9\U0001f600\": 1,\tx: y}\n", 1, 17},
		{"a: |\n  b\n  c\nx: y\n", 4, 4},
		{"\n\n\nx: y", 4, 4},
		{"a: b\r\n\r# c\nx: y\n", 3, 4},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct diags *diags = diags_in(unit_arena());
		const struct node *tree = unit_compose(rows[i].text, diags);

		ck_assert_str_eq(unit_faults(diags), "");
		expect_place(node_get(tree, "x"), rows[i].line, rows[i].column);
		ck_assert(*source_find(node_get(tree, "x")->place) == 'y');
	}
}
END_TEST

static const char *nested(size_t depth)
{
	struct text text = text_in(unit_arena());

	for (size_t i = 0; i < depth; i++)
		text_add(&text, "[");
	for (size_t i = 0; i < depth; i++)
		text_add(&text, "]");
	return text.at;
}

START_TEST(depth_has_a_limit)
{
	struct diags *diags = diags_in(unit_arena());

	ck_assert_str_eq(unit_tree(unit_compose(nested(LIMIT_DEPTH), diags)), nested(LIMIT_DEPTH));
	ck_assert_uint_eq(diags->errors, 0);
	unit_compose(nested(LIMIT_DEPTH + 1), diags);
	ck_assert_str_eq(unit_faults(diags), "1:33 this is nested deeper than 32 levels\n");
	diags = diags_in(unit_arena());
	unit_compose(text_format(unit_arena(), "? %s\n: b\n", nested(1000)), diags);
	ck_assert_uint_eq(diags->errors, 2);
	diags = diags_in(unit_arena());
	unit_compose(text_format(unit_arena(), "- &a %s\n- [[[*a]]]\n- b\n", nested(29)), diags);
	ck_assert_str_eq(unit_faults(diags), "2:6 this is nested deeper than 32 levels\n");
}
END_TEST

START_TEST(aliases_have_a_limit)
{
	struct diags *diags = diags_in(unit_arena());
	struct text text = text_in(unit_arena());

	text_add(&text, "- &a0 [x, x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 30; i++) {
		text_addf(&text, "- &a%d [", i);
		for (int j = 0; j < 10; j++)
			text_addf(&text, "*a%d, ", i - 1);
		text_add(&text, "]\n");
	}
	ck_assert_ptr_nonnull(unit_compose(text.at, diags));
	ck_assert_uint_eq(diags->errors, 1);
	ck_assert_ptr_nonnull(strstr(unit_faults(diags), "stand for more than 1000000 nodes"));
}
END_TEST

START_TEST(strings_have_a_limit)
{
	struct diags *diags = diags_in(unit_arena());
	char *longest = arena_alloc(unit_arena(), LIMIT_SCALAR + 1);
	const struct node *tree;

	memset(longest, 'x', LIMIT_SCALAR);
	tree = unit_compose(text_format(unit_arena(), "[%s, b]", longest), diags);
	ck_assert_uint_eq(diags->errors, 0);
	ck_assert_uint_eq(strlen(tree->first->text), LIMIT_SCALAR);
	tree = unit_compose(text_format(unit_arena(), "[%sx, b]", longest), diags);
	ck_assert_str_eq(unit_tree(tree), "[!, b]");
	ck_assert_str_eq(unit_faults(diags), "1:2 a string is longer than 1048576 bytes\n");
}
END_TEST

static const char sample[] =
	"version: 1 # caf\u00e9\nroles:\n  - &a {name: \"x\\ty\", 'login': true}\n  - *a\n  - "
	"name: >\n"
	"      folded\n      text\n    comment: |\n      x\n? k\n: !!str v\n...\n";

/* A text that ends anywhere is a tree, or an error, and its places are inside of it. */
START_TEST(texts_may_end_anywhere)
{
	for (size_t length = 0; length < strlen(sample); length++) {
		struct diags *diags = diags_in(unit_arena());
		const char *text = arena_strndup(unit_arena(), sample, length);
		const struct node *tree = unit_compose(text, diags);

		ck_assert(tree || diags->errors);
		ck_assert_uint_le(diags->errors, 2);
		for (size_t i = 0; i < diags->list.count; i++) {
			const struct diag *diag = diags->list.items[i];

			ck_assert_uint_le(diag->place.line, 13);
		}
	}
}
END_TEST

/* Any byte in any place makes a tree or an error. */
START_TEST(texts_may_have_any_byte)
{
	const int byte = _i;
	struct arena *arena = unit_arena();

	for (size_t at = 0; at < strlen(sample); at++) {
		char *text = arena_strdup(arena, sample);
		struct diags *diags = diags_in(arena);
		const struct source *source;
		const struct node *tree;

		text[at] = (char)byte;
		source = source_new(arena, "x", text, strlen(sample));
		tree = compose(arena, source, diags);
		ck_assert(tree || diags->errors);
		for (size_t i = 0; i < diags->list.count; i++) {
			struct text shown = text_in(arena);

			diag_show(&shown, diags->list.items[i]);
			ck_assert(text_is_utf8(shown.at, shown.length, NULL));
		}
	}
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("manifest_compose");

	unit_add_rows(suite, texts_become_trees, sizeof(examples) / sizeof(*examples));
	unit_add(suite, nodes_know_their_places);
	unit_add(suite, places_are_those_of_an_editor);
	unit_add(suite, depth_has_a_limit);
	unit_add(suite, aliases_have_a_limit);
	unit_add(suite, strings_have_a_limit);
	unit_add(suite, texts_may_end_anywhere);
	unit_add_rows(suite, texts_may_have_any_byte, 256);
	return suite;
}
