/* SPDX-License-Identifier: PostgreSQL
 *
 * Trees → structs: what libcyaml makes of the canonical text is what was written, whatever was
 * written.
 */
#include <string.h>

#include "kinds/cluster/cluster.h"
#include "kinds/database/database.h"
#include "kinds/role/role.h"
#include "kinds/setting/setting.h"
#include "unit_manifest.h"

static const struct cluster *load(const char *text)
{
	const char *const texts[] = {text, NULL};
	struct diags *diags = diags_in(unit_arena());
	struct manifest manifest = {.root = unit_check(diags, texts, NULL)};

	ck_assert_str_eq(unit_faults(diags), "");
	manifest.loaded = load_tree(unit_arena(), manifest.root, &cluster_kind, diags);
	ck_assert_str_eq(unit_faults(diags), "");
	return (const struct cluster *)manifest_entries(unit_arena(), &manifest);
}

START_TEST(every_type_is_loaded)
{
	const struct cluster *cluster =
		load("version: 1\nmode: adopt\nignore: {roles: [x, y]}\n"
		     "roles:\n- {name: a, login: true, inherit: false, connection_limit: -1,\n"
		     "   comment: \"\", password: {none: true}, member_of: [b, c],\n"
		     "   settings: [{name: s, value: on}, {name: t, values: [1, \"a, b\"]}]}\n"
		     "- {name: \"5\"}\n");
	const struct role *role = cluster->roles.items[0];
	const struct setting *setting;

	ck_assert_int_eq(*cluster->version, 1);
	ck_assert_str_eq(cluster->mode, "adopt");
	ck_assert_uint_eq(cluster->ignore->roles.count, 2);
	ck_assert_str_eq(cluster->ignore->roles.items[1], "y");
	ck_assert_uint_eq(cluster->roles.count, 2);
	ck_assert_ptr_eq(role->object.kind, &role_kind);
	ck_assert_str_eq(role->name, "a");
	ck_assert(*role->login && !*role->inherit);
	ck_assert_ptr_null(role->createdb);
	ck_assert_int_eq(*role->connection_limit, -1);
	ck_assert_str_eq(role->comment, "");
	ck_assert_ptr_null(role->valid_until);
	ck_assert(*role->password->none);
	ck_assert_uint_eq(role->member_of.count, 2);
	ck_assert_str_eq(role->member_of.items[1], "c");
	ck_assert_uint_eq(role->settings.count, 2);
	setting = role->settings.items[0];
	ck_assert_str_eq(setting->is.value, "on");
	setting = role->settings.items[1];
	ck_assert_str_eq(setting->is.values.items[1], "a, b");
	role = cluster->roles.items[1];
	ck_assert_str_eq(role->name, "5");
	ck_assert_ptr_null(role->password);
}
END_TEST

START_TEST(structs_know_their_nodes)
{
	const struct cluster *cluster = load("version: 1\nroles:\n- name: a\n  password: {env: "
					     "X}\n- &x {name: b, settings: []}\n"
					     "databases:\n- name: d\n  schemas:\n  - name: s\n");
	const struct role *first = cluster->roles.items[0], *second = cluster->roles.items[1];
	const struct database *database = cluster->databases.items[0];

	ck_assert_uint_eq(object_place(&first->object).line, 3);
	ck_assert_uint_eq(object_place_of(&first->object, "password").line, 4);
	ck_assert_uint_eq(object_place_of(&first->password->object, "env").column, 19);
	ck_assert_uint_eq(object_place(&second->object).line, 5);
	ck_assert_uint_eq(object_place(database->schemas.items[0]).line, 9);
	/* an empty list is not the same as none */
	ck_assert(!object_wrote(&first->object, "settings"));
	ck_assert(object_wrote(&second->object, "settings"));
	ck_assert_uint_eq(second->settings.count, 0);
}
END_TEST

START_TEST(entries_are_new_ones_each_time)
{
	const char *const texts[] = {
		"version: 1\nroles: [{name: a, settings: [{name: s, value: x}]}]\n", NULL};
	struct diags *diags = diags_in(unit_arena());
	struct manifest manifest = {.root = unit_check(diags, texts, NULL)};
	struct cluster *first, *second;
	struct setting *setting;

	manifest.loaded = load_tree(unit_arena(), manifest.root, &cluster_kind, diags);
	first = (struct cluster *)manifest_entries(unit_arena(), &manifest);
	setting = ((struct role *)first->roles.items[0])->settings.items[0];
	setting->is.value = "changed";
	list_add(unit_arena(), &first->roles, first->roles.items[0]);
	second = (struct cluster *)manifest_entries(unit_arena(), &manifest);
	ck_assert_uint_eq(second->roles.count, 1);
	setting = ((struct role *)second->roles.items[0])->settings.items[0];
	ck_assert_str_eq(setting->is.value, "x");
}
END_TEST

static void add_utf8(struct text *text, unsigned code)
{
	char bytes[4];
	size_t length = 1;

	if (code < 0x80) {
		bytes[0] = (char)code;
	} else {
		length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
		for (size_t i = length; --i;) {
			bytes[i] = (char)(0x80 | (code & 0x3f));
			code >>= 6;
		}
		bytes[0] = (char)(0xf00U >> length | code);
	}
	text_add_bytes(text, bytes, length);
}

/* A name with the character at its start, in its middle and at its end; NULL where the code is of
 * none. */
static const char *name_with(unsigned code)
{
	struct text name = text_in(unit_arena());

	if (!code || (code >= 0xd800 && code <= 0xdfff))
		return NULL;
	add_utf8(&name, code);
	text_add(&name, "x \"y");
	add_utf8(&name, code);
	text_add(&name, "$'\\");
	add_utf8(&name, code);
	return name.at;
}

/* Each plane of Unicode but the first has too many like each other to try all. */
enum { PART = 0x4000, PARTS = 0x10000 / PART, CODES = 0x110000, STRIDE = 97 };

static unsigned next_code(unsigned code)
{
	return code + (code < PARTS * PART ? 1 : STRIDE);
}

/* Every character that PostgreSQL accepts in a name. */
START_TEST(every_character_survives)
{
	const unsigned first = (unsigned)_i * PART, end = _i < PARTS ? first + PART : CODES;
	struct text yaml = text_in(unit_arena());
	const struct cluster *cluster;
	size_t at = 0;

	text_add(&yaml, "version: 1\nroles:\n");
	for (unsigned code = first; code < end; code = next_code(code))
		if (name_with(code))
			text_addf(&yaml, "- name: %J\n", name_with(code));
	text_add(&yaml, "- name: last\n");
	cluster = load(yaml.at);
	for (unsigned code = first; code < end; code = next_code(code)) {
		const struct role *role = cluster->roles.items[at];

		if (!name_with(code))
			continue;
		ck_assert_str_eq(role->name, name_with(code));
		at++;
	}
	ck_assert_uint_eq(at + 1, cluster->roles.count);
}
END_TEST

static const char *const words[] = {
	"null",     "true",   "~",      "",           " ",    "a ",   " a",         "-",    "- a",
	"?",        ": ",     "a: b",   "#",          "a #b", "&a",   "*a",         "!a",   "|",
	">",        "%a",     "@a",     "`a",         "{",    "}",    "[",          "]",    ",",
	"\"",       "'",      "''",     "\\",         "\\n",  "---",  "...",        "<<",   "=",
	"\t",       "\n",     "\r\n",   "a\nb",       "$",    "$$",   "1e3",        "0x1f", "\x7f",
	"\xc2\x85", "\u2028", "\ufeff", "\U0001f600", "NULL", ".nan", "2027-01-01",
};

/* As a comment: of names, the empty one is none. */
START_TEST(every_word_survives)
{
	const char *word = words[_i];
	const struct cluster *cluster = load(text_format(
		unit_arena(),
		"version: 1\nroles:\n- {name: a, comment: %J, settings: [{name: s, values: "
		"[%J, %J]}]}\n",
		word, word, word));
	const struct role *role = cluster->roles.items[0];
	const struct setting *setting = role->settings.items[0];

	ck_assert_str_eq(role->comment, word);
	ck_assert_uint_eq(setting->is.values.count, 2);
	ck_assert_str_eq(setting->is.values.items[1], word);
}
END_TEST

START_TEST(many_roles_are_loaded)
{
	struct text yaml = text_in(unit_arena());
	const struct cluster *cluster;

	text_add(&yaml, "version: 1\nroles:\n");
	for (int i = 0; i < 10000; i++)
		text_addf(&yaml, "- {name: r%d, connection_limit: %d, member_of: [g%d]}\n", i, i,
			  i);
	cluster = load(yaml.at);
	ck_assert_uint_eq(cluster->roles.count, 10000);
	for (int i = 0; i < 10000; i++) {
		const struct role *role = cluster->roles.items[i];

		ck_assert_int_eq(*role->connection_limit, i);
		ck_assert_uint_eq(role->member_of.count, 1);
	}
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("manifest_load");

	unit_add(suite, every_type_is_loaded);
	unit_add(suite, structs_know_their_nodes);
	unit_add(suite, entries_are_new_ones_each_time);
	unit_add_rows(suite, every_character_survives, PARTS + 1);
	unit_add_rows(suite, every_word_survives, sizeof(words) / sizeof(*words));
	unit_add(suite, many_roles_are_loaded);
	return suite;
}
