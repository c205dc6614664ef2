/* SPDX-License-Identifier: PostgreSQL
 *
 * Several files → one tree.
 */
#include <string.h>

#include "kinds/kinds.h"
#include "unit_manifest.h"

static const char a[] = "version: 1\nroles: [{name: a, login: true}]\n";

static const struct {
	const char *texts[4];
	const char *tree;
	const char *faults;
} rows[] = {
	/* objects of the same name merge, lists join */
	{{a, "roles: [{name: a, createdb: true}, {name: b}]\n",
	  "roles: [{name: b, login: false}]\n"},
	 "{version: 1, roles: [{name: a, login: true, createdb: true}, {name: b, login: false}]}",
	 ""},
	{{"version: 1\ndatabases: [{name: d, schemas: [{name: s, tables: [{name: t}]}]}]\n",
	  "databases: [{name: d, owner: o, schemas: [{name: s, tables: [{name: t, owner: o}, "
	  "{name: u}]}, {name: r}]}]\n"},
	 "{version: 1, databases: [{name: d, schemas: [{name: s, tables: [{name: t, owner: o}, "
	 "{name: u}]}, {name: r}], owner: o}]}",
	 ""},
	{{a, "roles: [{name: a, member_of: [b]}]\n", "roles: [{name: a, member_of: [c]}]\n"},
	 "{version: 1, roles: [{name: a, login: true, member_of: [b, c]}]}",
	 ""},
	{{a, "ignore: {roles: [x]}\n", "ignore: {roles: [y], schemas: [z]}\n"},
	 "{version: 1, roles: [{name: a, login: true}], ignore: {roles: [x, y], schemas: [z]}}",
	 ""},
	/* a thing is one thing, however its file writes it */
	{{a, "roles: [{name: a, login: True}]\n", "version: 1\nroles: [{name: \"a\"}]\n"},
	 "{version: 1, roles: [{name: a, login: true}]}",
	 ""},
	/* contradictions */
	{{a, "roles: [{name: a, login: false}]\n", "roles: [{name: a, login: false}]\n"},
	 "{version: 1, roles: [{name: a, login: true}]}",
	 "2:1:26 \"login\" is written twice, with different values @2:26\n"
	 "3:1:26 \"login\" is written twice, with different values @2:26\n"},
	{{a, "version: 2\n"},
	 "{version: 1, roles: [{name: a, login: true}]}",
	 "2:1:10 \"version\" must be 1 in this version of pgmob, but is 2\n"},
	{{a, "roles: [{name: a, password: {env: X}}]\n",
	  "roles: [{name: a, password: {file: X}}]\n"},
	 "{version: 1, roles: [{name: a, login: true}]}",
	 "3:1:30 only one of \"env\", \"file\", \"verifier\" or \"none\" can be written @2:1:30\n"},
	/* the items of a setting are one value */
	{{"version: 1\nsettings: [{name: x, values: [a, b]}]\n",
	  "settings: [{name: x, values: [a, b]}]\n", "settings: [{name: x, values: [a]}]\n"},
	 "{version: 1, settings: [{name: x, values: [a, b]}]}",
	 "3:1:30 \"values\" is written twice, with different values @2:30\n"},
	/* one file lists a thing twice: here for the first file that is left to a later stage */
	{{a, "roles: [{name: a}, {name: a, login: false}]\n"},
	 "{version: 1, roles: [{name: a, login: true}]}",
	 "2:1:27 role a is listed twice @2:1:16\n"},
	{{a, "roles: [{name: b}, {name: b}]\n", "roles: [{name: b}]\n"},
	 "{version: 1, roles: [{name: a, login: true}, {name: b}]}",
	 "2:1:27 role b is listed twice @2:1:16\n"},
	{{a, "roles: [&x {name: b}, *x]\n"},
	 "{version: 1, roles: [{name: a, login: true}, {name: b}]}",
	 "2:1:23 role b is listed twice @2:1:19\n"},
	/* what must be written is written in one of them */
	{{"roles: []\n", a}, "{roles: [{name: a, login: true}], version: 1}", ""},
	{{"roles: []\n", "mode: adopt\n"},
	 "{roles: [], mode: adopt}",
	 "1:1 manifest has no \"version\"\n"},
	{{a, "hba: {rules: []}\n", "hba: {manage: file}\n"},
	 "{version: 1, roles: [{name: a, login: true}], hba: {rules: [], manage: file}}",
	 ""},
	/* a file that is wrong as a whole is left out, with its faults */
	{{a, "[x]\n", "roles: [{name: b}]\n"},
	 "{version: 1, roles: [{name: a, login: true}, {name: b}]}",
	 "2:1:1 a manifest must be a mapping, but is a list\n"},
	{{"[x]\n", a},
	 "{version: 1, roles: [{name: a, login: true}]}",
	 "1:1 a manifest must be a mapping, but is a list\n"},
	/* what is missing may be behind the end of broken YAML */
	{{"roles: [{name: a}, {login: true, x: [\n", "mode: adopt\n"},
	 "{roles: [{name: a}], mode: adopt}",
	 "1:34 role has no key \"x\"\n"
	 "1:37 this is not YAML: what opens here is never closed (its end is written ])\n"},
};

START_TEST(files_merge)
{
	struct diags *diags = diags_in(unit_arena());
	const struct node *tree = unit_check(diags, rows[_i].texts, NULL);

	ck_assert_str_eq(unit_faults(diags), rows[_i].faults);
	ck_assert_str_eq(unit_tree(tree), rows[_i].tree);
}
END_TEST

/* Thousands of files with some of the same roles: no file may cost as much as all before it. */
START_TEST(many_files_merge)
{
	enum { FILES = 2000, ROLES = 20 };
	const char **texts = arena_alloc(unit_arena(), (FILES + 1) * sizeof(*texts));
	struct diags *diags = diags_in(unit_arena());
	const struct node *roles;

	for (int i = 0; i < FILES; i++) {
		struct text text = text_in(unit_arena());

		text_add(&text, "version: 1\nroles:\n");
		for (int j = 0; j < ROLES; j++)
			text_addf(&text, "- {name: r%d, member_of: [g%d]}\n", i * ROLES / 2 + j, i);
		texts[i] = text.at;
	}
	roles = node_get(unit_check(diags, texts, NULL), "roles");
	ck_assert_uint_eq(diags->errors, 0);
	ck_assert_uint_eq(node_count(roles), (FILES + 1) * ROLES / 2);
	ck_assert_uint_eq(node_count(node_get(roles->first, "member_of")), 1);
	ck_assert_uint_eq(node_count(node_get(roles->last, "member_of")), 1);
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("manifest_merge");

	unit_add_rows(suite, files_merge, sizeof(rows) / sizeof(*rows));
	unit_add(suite, many_files_merge);
	return suite;
}
