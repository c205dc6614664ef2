/* SPDX-License-Identifier: PostgreSQL
 *
 * Files: what is read, in which order, and what is said of files that cannot be read. Names are
 * those of a folder of the test's own.
 */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tree.h"
#include "unit_manifest.h"

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *way)
{
	(void)status;
	(void)type;
	(void)way;
	return remove(path);
}

static void leave_folder(void *path)
{
	if (chdir("/") == 0)
		nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* Goes into a folder that ends with the test. */
static void enter_folder(void)
{
	char *path = arena_strdup(unit_arena(), "/tmp/pgmob-unit-XXXXXX");

	ck_assert_ptr_nonnull(mkdtemp(path));
	ck_assert_int_eq(chdir(path), 0);
	arena_defer(unit_arena(), leave_folder, path);
}

static void write_bytes(const char *path, const char *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
}

static void write_file(const char *path, const char *text)
{
	write_bytes(path, text, strlen(text));
}

/* Loads the files; NULL ends them. */
static const struct node *load(struct diags *diags, const char *const *files)
{
	struct manifest_options options = {.files = files};
	const struct manifest *manifest;

	while (files[options.file_count])
		options.file_count++;
	manifest = manifest_load(unit_arena(), &options, diags);
	return manifest ? manifest->root : NULL;
}

/* The names of the roles in the order in which they were read. */
static const char *roles_of(const struct node *root)
{
	struct text text = text_in(unit_arena());
	const struct node *roles = node_get(root, "roles");

	for (const struct node *role = roles ? roles->first : NULL; role; role = role->next)
		text_addf(&text, "%s ", node_get(role, "name")->text);
	return text.at;
}

static const char *message(const struct diags *diags, size_t index)
{
	ck_assert_uint_lt(index, diags->list.count);
	return ((const struct diag *)diags->list.items[index])->message;
}

START_TEST(included_files_follow_the_including_one)
{
	struct diags *diags = diags_in(unit_arena());

	enter_folder();
	ck_assert_int_eq(mkdir("sub", 0700), 0);
	write_file("a.yaml", "version: 1\nroles: [{name: a}]\ninclude: [sub/c.yaml, b.yaml]\n");
	write_file("b.yaml", "roles: [{name: b}]\n");
	write_file("sub/c.yaml", "include: [d.yaml, ../b.yaml]\nroles: [{name: c}]\n");
	write_file("sub/d.yaml", "roles: [{name: d}]\n");
	write_file("e.yaml", "include: [a.yaml]\nroles: [{name: e}]\n");
	ck_assert_str_eq(
		roles_of(load(diags, (const char *[]){"a.yaml", "e.yaml", "./b.yaml", NULL})),
		"a c d b e ");
	ck_assert_str_eq(unit_faults(diags), "");
}
END_TEST

START_TEST(patterns_are_sorted_by_bytes)
{
	struct diags *diags = diags_in(unit_arena());
	static const char *const names[] = {"b", "B", "a", "_", "10", "9", "\u00e9", "a b", "[x]"};

	enter_folder();
	ck_assert_int_eq(mkdir("p", 0700), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		write_file(text_format(unit_arena(), "p/%s.yaml", names[i]),
			   text_format(unit_arena(), "roles: [{name: %J}]\n", names[i]));
	write_file("p/c.yml", "not read\n");
	write_file("a.yaml", "version: 1\ninclude: [\"p/*.yaml\"]\n");
	ck_assert_str_eq(roles_of(load(diags, (const char *[]){"a.yaml", NULL})),
			 "10 9 B [x] _ a b a b \u00e9 ");
	ck_assert_str_eq(unit_faults(diags), "");
	write_file("a.yaml", "version: 1\ninclude: ['p/\\[*.yaml', 'p/[ab].yaml', \"p/?.yml\"]\n");
	ck_assert_str_eq(roles_of(load(diags, (const char *[]){"a.yaml", NULL})), "[x] a b ");
	ck_assert_uint_eq(diags->errors, 1);
	ck_assert_str_eq(message(diags, 0), "a manifest must be a mapping, but is a string");
}
END_TEST

START_TEST(a_file_is_read_once_by_any_name)
{
	struct diags *diags = diags_in(unit_arena());

	enter_folder();
	ck_assert_int_eq(mkdir("sub", 0700), 0);
	write_file("a.yaml",
		   "version: 1\ninclude: [b.yaml, sub/../b.yaml, link.yaml, sub/link.yaml]\n");
	write_file("b.yaml", "roles: [{name: b}]\n");
	ck_assert_int_eq(symlink("b.yaml", "link.yaml"), 0);
	ck_assert_int_eq(symlink("../link.yaml", "sub/link.yaml"), 0);
	ck_assert_str_eq(
		roles_of(load(diags, (const char *[]){"a.yaml", "a.yaml", "b.yaml", NULL})), "b ");
	ck_assert_str_eq(unit_faults(diags), "");
}
END_TEST

START_TEST(loops_of_links_and_files_end)
{
	struct diags *diags = diags_in(unit_arena());

	enter_folder();
	ck_assert_int_eq(symlink("loop.yaml", "loop.yaml"), 0);
	ck_assert_int_eq(symlink("a.yaml", "link.yaml"), 0);
	write_file("a.yaml", "version: 1\ninclude: [loop.yaml, link.yaml]\n");
	load(diags, (const char *[]){"a.yaml", NULL});
	ck_assert_str_eq(unit_faults(diags),
			 "2:11 cannot read \"loop.yaml\": Too many levels of symbolic links\n"
			 "2:22 \"link.yaml\" includes itself\n");
}
END_TEST

START_TEST(files_that_cannot_be_read)
{
	struct diags *diags = diags_in(unit_arena());

	enter_folder();
	ck_assert_int_eq(mkdir("folder", 0700), 0);
	write_file("secret.yaml", "version: 1\n");
	ck_assert_int_eq(chmod("secret.yaml", 0), 0);
	load(diags,
	     (const char *[]){"nowhere.yaml", "folder", "a/b.yaml", "", "secret.yaml", NULL});
	ck_assert_str_eq(message(diags, 0),
			 "cannot read \"nowhere.yaml\": No such file or directory");
	ck_assert_str_eq(message(diags, 1), "\"folder\" is a directory");
	ck_assert_str_eq(message(diags, 2), "cannot read \"a/b.yaml\": No such file or directory");
	ck_assert_str_eq(message(diags, 3), "cannot read \"\": No such file or directory");
	if (geteuid() != 0) /* root reads everything */
		ck_assert_str_eq(message(diags, 4),
				 "cannot read \"secret.yaml\": Permission denied");
}
END_TEST

START_TEST(large_files_are_refused_unread)
{
	struct diags *diags = diags_in(unit_arena());
	int file;

	enter_folder();
	file = open("large.yaml", O_CREAT | O_WRONLY, 0600);
	ck_assert_int_eq(ftruncate(file, 100 << 20), 0);
	close(file);
	load(diags, (const char *[]){"large.yaml", "/dev/zero", NULL});
	ck_assert_str_eq(message(diags, 0), "\"large.yaml\" is larger than 32 MiB");
	ck_assert_str_eq(message(diags, 1), "\"/dev/zero\" is larger than 32 MiB");
	ck_assert_uint_eq(diags->list.count, 2);
}
END_TEST

/* The largest file that is read is nearly all comment. */
START_TEST(files_may_be_so_large)
{
	struct diags *diags = diags_in(unit_arena());
	struct text text = text_in(unit_arena());
	char *comment = arena_alloc(unit_arena(), LIMIT_FILE + 1);

	enter_folder();
	memset(comment, '#', LIMIT_FILE);
	text_addf(&text, "version: 1\n%s", comment);
	write_bytes("a.yaml", text.at, LIMIT_FILE);
	write_bytes("b.yaml", text.at, LIMIT_FILE + 1);
	ck_assert_ptr_nonnull(load(diags, (const char *[]){"a.yaml", "b.yaml", NULL}));
	ck_assert_uint_eq(diags->list.count, 1);
	ck_assert_str_eq(message(diags, 0), "\"b.yaml\" is larger than 32 MiB");
}
END_TEST

START_TEST(standard_input_is_a_file)
{
	struct diags *diags = diags_in(unit_arena());

	enter_folder();
	write_file("input",
		   "version: 1\nroles: [{name: a, logn: true}]\ninclude: [b.yaml, \"-\"]\n");
	write_file("b.yaml", "roles: [{name: b}]\n");
	write_file("-", "roles: [{name: c}]\n");
	ck_assert_ptr_nonnull(freopen("input", "r", stdin));
	ck_assert_str_eq(roles_of(load(diags, (const char *[]){"-", "-", "b.yaml", NULL})),
			 "a b c ");
	ck_assert_str_eq(unit_faults(diags),
			 "2:19 role has no key \"logn\" (did you mean \"login\"?)\n");
	ck_assert_str_eq(((struct diag *)diags->list.items[0])->place.source->name, "<stdin>");
}
END_TEST

START_TEST(includes_have_a_depth)
{
	struct diags *diags = diags_in(unit_arena());

	enter_folder();
	for (int i = 0; i < 40; i++)
		write_file(text_format(unit_arena(), "%d.yaml", i),
			   text_format(unit_arena(), "version: 1\ninclude: [%d.yaml]\n", i + 1));
	load(diags, (const char *[]){"0.yaml", NULL});
	ck_assert_uint_eq(diags->errors, 1);
	ck_assert_str_eq(
		message(diags, 0),
		"\"32.yaml\" is included by more than 32 files, each by the one before it");
}
END_TEST

START_TEST(a_mark_before_the_text_is_none_of_it)
{
	struct diags *diags = diags_in(unit_arena());

	enter_folder();
	write_file("a.yaml", "\ufeffversion: 1\nroles: []\n");
	write_file("b.yaml", "\ufeff");
	ck_assert_ptr_nonnull(load(diags, (const char *[]){"a.yaml", NULL}));
	ck_assert_uint_eq(diags->errors, 0);
	load(diags, (const char *[]){"b.yaml", NULL});
	ck_assert_str_eq(message(diags, 0), "the file is empty");
}
END_TEST

/* What is wrong in one file does not hide what is wrong in the others. */
START_TEST(all_files_are_checked)
{
	struct diags *diags = diags_in(unit_arena());

	enter_folder();
	write_file("a.yaml", "version: 1\nroles: [{name: a, logn: true}]\n");
	write_file("b.yaml", "roles: [{name: b, logn: true}]\nx: [\n");
	write_bytes("c.yaml", "roles: \0\n", 9);
	write_bytes("d.yaml", "roles: \xff\n", 9);
	write_file("e.yaml", "");
	write_file("f.yaml", "roles: [{name: f, logn: true}]\n");
	load(diags,
	     (const char *[]){"f.yaml", "e.yaml", "d.yaml", "c.yaml", "b.yaml", "a.yaml", NULL});
	ck_assert_str_eq(unit_faults(diags),
			 "1:19 role has no key \"logn\" (did you mean \"login\"?)\n"
			 "e.yaml:0:0 the file is empty (a manifest begins with: version: 1)\n"
			 "d.yaml:1:8 the file is not valid UTF-8 (save it in UTF-8)\n"
			 "c.yaml:1:8 the file has a NUL byte: it is no text in UTF-8\n"
			 "b.yaml:1:19 role has no key \"logn\" (did you mean \"login\"?)\n"
			 "b.yaml:2:1 manifest has no key \"x\"\n"
			 "b.yaml:2:4 this is not YAML: what opens here is never closed (its end is "
			 "written ])\n"
			 "a.yaml:2:19 role has no key \"logn\" (did you mean \"login\"?)\n");
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("manifest_files");

	unit_add(suite, included_files_follow_the_including_one);
	unit_add(suite, patterns_are_sorted_by_bytes);
	unit_add(suite, a_file_is_read_once_by_any_name);
	unit_add(suite, loops_of_links_and_files_end);
	unit_add(suite, files_that_cannot_be_read);
	unit_add(suite, large_files_are_refused_unread);
	unit_add(suite, files_may_be_so_large);
	unit_add(suite, standard_input_is_a_file);
	unit_add(suite, includes_have_a_depth);
	unit_add(suite, a_mark_before_the_text_is_none_of_it);
	unit_add(suite, all_files_are_checked);
	return suite;
}
