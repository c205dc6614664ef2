/* SPDX-License-Identifier: PostgreSQL
 *
 * Files that include others. That the server agrees is proven by
 * tests/program/test_auth_language.py.
 */
#include <string.h>

#include "auth/load.h"
#include "auth/path.h"
#include "unit.h"

/* The files that there are; a text of NULL is a folder, whose names are those in it. */
static struct map files_of(const char *const (*texts)[2], size_t count)
{
	struct map files = map_in(unit_arena());

	for (size_t i = 0; i < count; i++) {
		struct auth_file *file = arena_alloc(unit_arena(), sizeof(*file));
		const char *slash = strrchr(texts[i][0], '/');
		const char *folder =
			arena_strndup(unit_arena(), texts[i][0], (size_t)(slash - texts[i][0]));
		struct auth_file *parent = map_get(&files, folder);

		file->path = texts[i][0];
		file->text = texts[i][1];
		file->folder = !file->text;
		map_set(&files, file->path, file);
		if (parent)
			list_add(unit_arena(), &parent->names, slash + 1);
	}
	return files;
}

/* What is loaded, as file:line form; faults, and what is wanted. */
static const char *load(const char *text, const struct map *files, int version)
{
	const struct auth_loaded *loaded =
		auth_load(unit_arena(), AUTH_RULES, "/d/pg_hba.conf", text, version, files);
	struct text shown = text_in(unit_arena());

	for (size_t i = 0; i < loaded->rules.count; i++) {
		const struct auth_rule *rule = loaded->rules.items[i];

		text_addf(&shown, "%s:%z %s\n", rule->line->file, rule->line->number,
			  auth_rule_form(unit_arena(), rule));
	}
	for (size_t i = 0; i < loaded->faults.count; i++) {
		const struct auth_loaded_fault *fault = loaded->faults.items[i];

		text_addf(&shown, "%s:%z! %s\n", fault->line->file, fault->line->number,
			  fault->fault.message);
	}
	for (size_t i = 0; i < loaded->wanted.count; i++) {
		const struct auth_file *wanted = loaded->wanted.items[i];

		text_addf(&shown, "%s%s?\n", wanted->path, wanted->folder ? "/" : "");
	}
	return shown.at;
}

static const char *const texts[][2] = {
	{"/d/a.conf", "local a a trust\ninclude deep/b.conf\n"},
	{"/d/deep", NULL},
	{"/d/deep/b.conf", "# x\nlocal b @../names trust\n"},
	{"/d/deep/a.conf", "local c c trust"},
	{"/d/deep/.c.conf", "nonsense"},
	{"/d/deep/d.txt", "nonsense"},
	{"/d/names", "x, y\n# no\n\"all\" z\n"},
	{"/d/empty", "# nothing\n"},
	{"/d/self", "include self\nlocal s s trust\n"},
};

enum { TEXTS = sizeof(texts) / sizeof(*texts) };

START_TEST(files_stand_where_they_are_included)
{
	const struct map files = files_of(texts, TEXTS);

	ck_assert_str_eq(load("local 1 1 trust\ninclude a.conf\nlocal 2 2 trust\n", &files, 160000),
			 "/d/pg_hba.conf:1 local 1 1 trust\n"
			 "/d/a.conf:1 local a a trust\n"
			 "/d/deep/b.conf:2 local b \"all\",x,y,z trust\n"
			 "/d/pg_hba.conf:3 local 2 2 trust\n");
	ck_assert_str_eq(load("include_dir deep\n", &files, 160000),
			 "/d/deep/a.conf:1 local c c trust\n"
			 "/d/deep/b.conf:2 local b \"all\",x,y,z trust\n");
	ck_assert_str_eq(load("include a.conf\n", &files, 150000),
			 "/d/pg_hba.conf:1! \"include\" in pg_hba.conf needs PostgreSQL 16\n");
	ck_assert_str_eq(load("local @names @empty all trust\n", &files, 150000),
			 "/d/pg_hba.conf:1 local \"all\",x,y,z all trust\n");
}
END_TEST

START_TEST(files_that_are_missing)
{
	struct map files = files_of(texts, TEXTS);
	struct auth_file gone = {.path = "/d/gone", .missing = true};

	ck_assert_str_eq(
		load("include gone\nlocal all @gone trust\ninclude_dir gone\n", &files, 160000),
		"/d/pg_hba.conf:2 local all @gone trust\n/d/gone?\n");
	map_set(&files, gone.path, &gone);
	ck_assert_str_eq(load("include gone\ninclude_if_exists gone\nlocal all @gone trust\n"
			      "include_dir \" \"\ninclude_dir a.conf\n",
			      &files, 160000),
			 "/d/pg_hba.conf:1! could not open \"/d/gone\": it is not there\n"
			 "/d/pg_hba.conf:3! could not open \"/d/gone\": it is not there\n"
			 "/d/pg_hba.conf:4! the folder to include has no name\n"
			 "/d/pg_hba.conf:5! could not open folder \"/d/a.conf\": it is none\n");
	ck_assert_str_eq(load("include gone\nlocal all @gone trust\n", NULL, 160000),
			 "/d/pg_hba.conf:2 local all @gone trust\n");
}
END_TEST

START_TEST(circles_end)
{
	const struct map files = files_of(texts, TEXTS);
	const char *loaded = load("include self\n", &files, 160000);
	size_t count = 0;

	for (const char *at = loaded; (at = strstr(at, "local s s trust")); at++)
		count++;
	ck_assert_uint_eq(count, 10);
	ck_assert(strstr(loaded, "/d/self:1! \"/d/self\" is included too deeply\n"));
}
END_TEST

START_TEST(paths_are_the_servers)
{
	static const char *const paths[][3] = {
		{"x", "/d/pg_hba.conf", "/d/x"},        {"./x", "/d/pg_hba.conf", "/d/x"},
		{"../x", "/d/e/pg_hba.conf", "/d/x"},   {"a//b/../c/.", "/d/pg_hba.conf", "/d/a/c"},
		{"../../../x", "/d/pg_hba.conf", "/x"}, {"x", "/pg_hba.conf", "/x"},
		{"/a//b", "/d/pg_hba.conf", "/a//b"},   {"x", "pg_hba.conf", "x"},
		{"../x", "pg_hba.conf", "../x"},        {"../../x", "d/pg_hba.conf", "../x"},
		{"..", "d/pg_hba.conf", "."},           {"x", NULL, "x"},
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		ck_assert_str_eq(auth_path_absolute(unit_arena(), paths[i][0], paths[i][1]),
				 paths[i][2]);
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("auth_load");

	unit_add(suite, files_stand_where_they_are_included);
	unit_add(suite, files_that_are_missing);
	unit_add(suite, circles_end);
	unit_add(suite, paths_are_the_servers);
	return suite;
}
