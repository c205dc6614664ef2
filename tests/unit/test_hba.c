/* SPDX-License-Identifier: PostgreSQL
 *
 * pg_hba.conf: when its rules are the same, and what is written.
 */
#include <string.h>

#include "kinds/hba/hba_check.h"
#include "unit.h"

static struct diags *diags;
static const struct kind *const kinds[] = {&hba_kind, NULL};

static struct hba_rule *add_rule(struct list *rules)
{
	struct hba_rule *rule = (struct hba_rule *)object_new(unit_arena(), &hba_rule_kind);

	list_add(unit_arena(), rules, rule);
	return rule;
}

static struct hba_rule *add_line(struct list *rules, const char *line)
{
	struct hba_rule *rule = add_rule(rules);

	rule->line = line;
	return rule;
}

/* A rule of parts; databases and users with one item each. */
static struct hba_rule *add_parts(struct list *rules, const char *type, const char *database,
				  const char *user, const char *address, const char *method)
{
	struct hba_rule *rule = add_rule(rules);

	rule->type = type;
	list_add(unit_arena(), &rule->databases, arena_strdup(unit_arena(), database));
	list_add(unit_arena(), &rule->users, arena_strdup(unit_arena(), user));
	rule->address = address;
	rule->method = method;
	return rule;
}

static void add_option(struct hba_rule *rule, const char *name, const char *value)
{
	struct hba_option *option = (struct hba_option *)object_new(unit_arena(), &hba_option_kind);

	option->name = name;
	option->value = value;
	list_add(unit_arena(), &rule->options, option);
}

static struct hba *new_hba(const char *manage)
{
	struct hba *hba = (struct hba *)object_new(unit_arena(), &hba_kind);

	hba->conf.manage = manage;
	return hba;
}

/* Pairs the desired object with a file of that text. */
static struct hba *pair(struct hba *to, const char *text, int version)
{
	const struct facts facts = {.version = version, .version_text = "of the test"};
	struct state *desired = state_in(unit_arena(), kinds),
		     *actual = state_in(unit_arena(), kinds);
	struct hba *from = new_hba(NULL);
	int64_t *number = arena_alloc(unit_arena(), sizeof(*number));

	*number = version;
	from->conf.text = text;
	from->conf.path = "/etc/pg_hba.conf";
	from->conf.version = number;
	hba_kind.normalize(&from->conf.object, unit_arena(), diags); /* as a row of the query is */
	state_add(desired, &to->conf.object);
	state_add(actual, &from->conf.object);
	hba_kind.pair(desired, actual, &facts, diags);
	return from;
}

static const char *describe(struct hba *from, struct hba *to)
{
	const struct change change = {.verb = CHANGE_ALTER,
				      .kind = &hba_kind,
				      .from = &from->conf.object,
				      .to = &to->conf.object};
	struct text text = text_in(unit_arena());

	change_describe(&text, &change);
	return text.at;
}

static const char *message(size_t index)
{
	ck_assert_uint_gt(diags->list.count, index);
	return ((const struct diag *)diags->list.items[index])->message;
}

START_TEST(file_is_written_in_columns)
{
	struct text text = text_in(unit_arena());
	struct list rules = {0};
	struct hba_rule *rule;

	add_parts(&rules, "local", "all", "postgres", NULL, "peer")->comment = "C:\\";
	rule = add_parts(&rules, "hostssl", "\"my db\"", "shop_app", "10.0.0.0 255.0.0.0", "ldap");
	list_add(unit_arena(), &rule->users, arena_strdup(unit_arena(), "+shop_writers"));
	add_option(rule, "clientcert", "verify-full");
	add_option(rule, "ldapprefix", "a \"b\\");
	add_line(&rules, "host replication standby samenet  md5 # as it is");
	conf_write_file(&text, &hba_grammar, &rules);
	ck_assert_str_eq(
		text.at,
		"# Written by pgmob from a manifest, which says what this file is: the next run\n"
		"# overwrites what is edited here.\n"
		"\n"
		"# TYPE   DATABASE  USER                    ADDRESS             METHOD  OPTIONS\n"
		"# C:\\ \n"
		"local    all       postgres                                    peer\n"
		"hostssl  \"my db\"   shop_app,+shop_writers  10.0.0.0 255.0.0.0  ldap    "
		"clientcert=verify-full ldapprefix=\"a \"\"b\\\"\n"
		"host replication standby samenet  md5 # as it is\n");
}
END_TEST

START_TEST(same_rules_leave_the_file_alone)
{
	static const char text[] = "# mine\n\nlocal  all all\ttrust\r\nhost all all all md5 # x";
	struct hba *to = new_hba("file");

	diags = diags_in(unit_arena());
	add_parts(&to->conf.entries, "local", "all", "all", NULL, "trust")->comment = "other words";
	add_line(&to->conf.entries, "host all all all md5");
	ck_assert_str_eq(describe(pair(to, text, 150000), to), "");
	ck_assert_ptr_eq(to->conf.text, text);
	ck_assert_str_eq(to->conf.path, "/etc/pg_hba.conf");
}
END_TEST

START_TEST(order_of_rules_counts)
{
	struct hba *to = new_hba("file");
	struct hba *from;

	diags = diags_in(unit_arena());
	add_line(&to->conf.entries, "local b b trust");
	add_line(&to->conf.entries, "local a a trust");
	add_line(&to->conf.entries, "local d d trust");
	from = pair(to, "local a a trust\nlocal b b trust\nlocal c c trust\nlocal d d trust\n",
		    150000);
	ck_assert_str_eq(describe(from, to),
			 "- 1  local a a trust\n- 3  local c c trust\n+ 2  local a a trust");
	ck_assert_str_eq(to->conf.text, "local b b trust\nlocal a a trust\nlocal d d trust\n");
}
END_TEST

/* What becomes of the file that has that text, where these are the rules. */
static const char *edited(const char *text, size_t count, const char *const *rules)
{
	struct hba *to = new_hba("file");

	diags = diags_in(unit_arena());
	for (size_t i = 0; i < count; i++)
		add_line(&to->conf.entries, rules[i]);
	pair(to, text, 180000);
	return to->conf.text;
}

START_TEST(what_stays_is_not_touched)
{
	static const char file[] = "# about\n\n# TYPE x\n# on a\n local  a a trust # x\r\n\n"
				   "# on b\n# and more\nlocal b b md5\n# on c\nlocal c c\\\n\tmd5\n"
				   "# the end\n";
	static const char *const same[] = {"local a a trust", "local b b md5", "local c c md5"};
	static const char *const fewer[] = {"local a a trust", "local c c md5"};
	static const char *const more[] = {"local x x md5", "local a a trust", "local b b md5",
					   "local y y md5", "local c c md5",   "local z z md5"};
	static const char *const other[] = {"local q q md5"};

	ck_assert_str_eq(edited(file, 3, same), file);
	ck_assert_str_eq(edited(file, 2, fewer),
			 "# about\n\n# TYPE x\n# on a\n local  a a trust # x\r\n\n"
			 "# on c\nlocal c c\\\n\tmd5\n# the end\n");
	ck_assert_str_eq(edited(file, 2, same),
			 "# about\n\n# TYPE x\n# on a\n local  a a trust # x\r\n\n"
			 "# on b\n# and more\nlocal b b md5\n# the end\n");
	ck_assert_str_eq(edited(file, 6, more),
			 "# about\n\n# TYPE x\nlocal x x md5\n# on a\n local  a a trust # x\r\n\n"
			 "# on b\n# and more\nlocal b b md5\nlocal y y md5\n"
			 "# on c\nlocal c c\\\n\tmd5\nlocal z z md5\n# the end\n");
	ck_assert_int_eq(strncmp(edited(file, 1, other), "# Written by pgmob", 18), 0);
}
END_TEST

/* A comment above several rules is not of the first alone, and a text may lack its last newline. */
START_TEST(what_is_shared_stays)
{
	static const char *const second[] = {"local b b md5"};
	static const char *const both[] = {"local b b md5", "local c c md5"};

	ck_assert_str_eq(edited("# both\nlocal a a md5\nlocal b b md5", 1, second),
			 "# both\nlocal b b md5\n");
	ck_assert_str_eq(edited("local b b md5", 2, both), "local b b md5\nlocal c c md5\n");
	ck_assert_str_eq(edited("# x\\\n# y\nlocal a a md5\n\nlocal b b md5\n", 1, second),
			 "\nlocal b b md5\n");
}
END_TEST

/* The file with a block around that text, at the mark @. */
static const char *with_block(const char *file, const char *rules)
{
	const char *at = strchr(file, '@');

	return text_format(unit_arena(),
			   "%s# BEGIN pgmob\n"
			   "# Written by pgmob from a manifest: the next run overwrites what is "
			   "edited\n# between these two marks.\n\n%s# END pgmob\n%s",
			   arena_strndup(unit_arena(), file, (size_t)(at - file)), rules, at + 1);
}

static const char *paired_block(const char *text, const char *place, const char *line)
{
	struct hba *to = new_hba("block");

	to->conf.place = place;
	if (line)
		add_line(&to->conf.entries, line);
	pair(to, text, 150000);
	ck_assert_uint_eq(diags->list.count, 0);
	return to->conf.text;
}

START_TEST(block_leaves_the_rest_alone)
{
	static const char a[] = "local a a md5", rule[] = "local a a md5\n";
	const char *there = with_block("# x\r\nlocal b b md5\n@# y\nlocal c c md5", rule);

	diags = diags_in(unit_arena());
	ck_assert_str_eq(paired_block("# x\r\nlocal b b md5", NULL, a),
			 with_block("# x\r\nlocal b b md5\n@", rule));
	ck_assert_str_eq(paired_block("# x\nlocal b b md5\n", "first", a),
			 with_block("@# x\nlocal b b md5\n", rule));
	ck_assert_str_eq(paired_block("", NULL, a), with_block("@", rule));
	ck_assert_ptr_eq(paired_block(there, NULL, a), there);
	ck_assert_str_eq(
		paired_block(there, NULL, "local d d md5"),
		with_block("# x\r\nlocal b b md5\n@# y\nlocal c c md5", "local d d md5\n"));
	ck_assert_str_eq(paired_block(there, NULL, NULL),
			 with_block("# x\r\nlocal b b md5\n@# y\nlocal c c md5", ""));
	ck_assert_str_eq(paired_block("local b b md5\n", NULL, NULL), "local b b md5\n");
}
END_TEST

START_TEST(block_goes_where_it_must_be)
{
	static const char a[] = "local a a md5", rule[] = "local a a md5\n";
	const char *middle = with_block("local b b md5\n@local c c md5", rule);
	const char *first = with_block("# only a comment\n@local c c md5\n", rule);
	struct hba *to = new_hba("block");
	struct hba *from;

	diags = diags_in(unit_arena());
	ck_assert_str_eq(paired_block(middle, "first", a),
			 with_block("@local b b md5\nlocal c c md5", rule));
	ck_assert_str_eq(paired_block(middle, "last", a),
			 with_block("local b b md5\nlocal c c md5\n@", rule));
	ck_assert_ptr_eq(paired_block(first, "first", a), first);
	to->conf.place = "last";
	add_line(&to->conf.entries, a);
	from = pair(to, first, 150000);
	ck_assert_str_eq(describe(from, to), "~ the block goes last in the file");
}
END_TEST

START_TEST(marks_that_do_not_fit_are_errors)
{
	static const char *const texts[][2] = {
		{"# BEGIN pgmob\n", "\"# BEGIN pgmob\" stands on line 1 of \"/etc/pg_hba.conf\" "
				    "without \"# END pgmob\""},
		{"\n# END pgmob", "\"# END pgmob\" stands on line 2 of \"/etc/pg_hba.conf\" "
				  "without \"# BEGIN pgmob\""},
		{"# END pgmob\n# BEGIN pgmob\n",
		 "\"# END pgmob\" stands on line 1 of \"/etc/pg_hba.conf\", before "
		 "\"# BEGIN pgmob\" on line 2"},
		{"# BEGIN pgmob\r\n\n # BEGIN pgmob \n# END pgmob\n",
		 "\"# BEGIN pgmob\" stands more than once in \"/etc/pg_hba.conf\", on lines 1 "
		 "and 3"},
		{"# BEGIN pgmob\n# END pgmob\n# END pgmob\n",
		 "\"# END pgmob\" stands more than once in \"/etc/pg_hba.conf\", on lines 2 and "
		 "3"},
	};

	diags = diags_in(unit_arena());
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct hba *to = new_hba("block");

		add_line(&to->conf.entries, "local a a md5");
		pair(to, texts[i][0], 150000);
		ck_assert_uint_eq(diags->errors, i + 1);
		ck_assert_str_eq(message(i), texts[i][1]);
		ck_assert_ptr_eq(to->conf.text, texts[i][0]);
	}
}
END_TEST

START_TEST(mode_additive_keeps_rules)
{
	const char *text = with_block("@", "local a a md5\nlocal b b  md5\n");
	struct state *desired = state_in(unit_arena(), kinds);
	struct hba *to = new_hba("block");
	struct hba *from;

	diags = diags_in(unit_arena());
	add_line(&to->conf.entries, "local c c md5");
	add_line(&to->conf.entries, "local a a md5");
	state_add(desired, &to->conf.object);
	hba_kind.check_all(desired, &(struct intent){.additive = true}, diags);
	from = pair(to, text, 150000);
	ck_assert_str_eq(describe(from, to), "+ 1  local c c md5");
	ck_assert_str_eq(to->conf.text,
			 with_block("@", "local c c md5\nlocal a a md5\nlocal b b  md5\n"));
	ck_assert_uint_eq(diags->list.count, 0);
	to->conf.manage = "file";
	hba_kind.check_all(desired, &(struct intent){.additive = true}, diags);
	ck_assert_str_eq(message(0),
			 "mode additive takes nothing away: it cannot manage the whole file");
}
END_TEST

static const struct statement *altered(const char *before, const char *after)
{
	const struct facts facts = {.version = 150000};
	struct change *change = arena_alloc(unit_arena(), sizeof(*change));
	struct ddl ddl = {.arena = unit_arena(), .change = change, .facts = &facts};
	struct hba *from = new_hba(NULL), *to = new_hba("file");

	from->conf.text = before;
	from->conf.programs = field_bool(true);
	to->conf.text = after;
	*change = (struct change){.verb = CHANGE_ALTER,
				  .kind = &hba_kind,
				  .from = &from->conf.object,
				  .to = &to->conf.object};
	hba_kind.alter(&ddl, change);
	ck_assert_uint_eq(change->statements.count, 1);
	return change->statements.items[0];
}

START_TEST(statement_is_one_and_shows_no_secret)
{
	const struct statement *plain = altered("local a a md5\n", "local 'b\\ b md5\n");
	const struct statement *secret = altered("# ldapbindpasswd=geheim\n", "local a a md5\n");

	ck_assert(plain->alone);
	ck_assert_ptr_null(plain->secret);
	ck_assert(strstr(plain->sql, "from_text CONSTANT text := ''local a a md5\n''"));
	ck_assert(strstr(plain->sql, "to_text CONSTANT text := E''local ''''b\\\\\\\\ b md5\n''"));
	ck_assert_str_eq(secret->sql, "DO LANGUAGE plpgsql '***'");
	ck_assert_str_eq(secret->sql + secret->secret_at, "'***'");
	ck_assert(strstr(secret->secret, "geheim"));
	ck_assert(plain->undo && !plain->undo->secret);
	ck_assert_str_eq(secret->undo->sql, secret->sql);
	ck_assert(strstr(secret->undo->secret, "geheim"));
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("hba");

	unit_add(suite, file_is_written_in_columns);
	unit_add(suite, same_rules_leave_the_file_alone);
	unit_add(suite, order_of_rules_counts);
	unit_add(suite, what_stays_is_not_touched);
	unit_add(suite, what_is_shared_stays);
	unit_add(suite, block_leaves_the_rest_alone);
	unit_add(suite, block_goes_where_it_must_be);
	unit_add(suite, marks_that_do_not_fit_are_errors);
	unit_add(suite, mode_additive_keeps_rules);
	unit_add(suite, statement_is_one_and_shows_no_secret);
	return suite;
}
