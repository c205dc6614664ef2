/* SPDX-License-Identifier: PostgreSQL
 *
 * What is refused of pg_hba.conf before anything is written.
 */
#include "kinds/hba/hba_check.h"
#include "unit.h"

static struct diags *diags;

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

static const char *message(size_t index)
{
	ck_assert_uint_gt(diags->list.count, index);
	return ((const struct diag *)diags->list.items[index])->message;
}

START_TEST(wrong_lines_are_errors)
{
	static const char *const lines[][2] = {
		{"# nothing", "the line has no rule"},
		{"local all all trust \\", "the line cannot end in a backslash"},
		{"local \"all all trust", "the line has a quote that is not closed"},
		{"local all\nall trust", "a line of the file cannot hold a line break"},
		{"locl all all trust", "\"locl\" is not a type of rule"},
		{"local,host all all trust", "a rule has one type"},
		{"local all", "the line ends before its users"},
		{"host all all", "the line ends before its address"},
		{"local all all", "the line ends before its method"},
		{"host all all all", "the line ends before its method"},
		{"local all all turst", "\"turst\" is not a method of authentication"},
		{"local all all trust,md5", "a rule has one method"},
		{"host all all 10.0.0.0 md5", "\"10.0.0.0\" has no mask"},
		{"host all all 10.0.0.0", "\"10.0.0.0\" has no mask"},
		{"host all all ::1 255.0.0.0 md5", "\"255.0.0.0\" is no mask for \"::1\""},
		{"host all all 10.0.0.0/33 md5",
		 "\"10.0.0.0/33\" has no length from 0 to 32 after the slash"},
		{"host all all ::/ md5", "\"::/\" has no length from 0 to 128 after the slash"},
		{"host all all 300.0.0.0/8 md5", "\"300.0.0.0\" is not an IP address"},
		{"host all all db.example/8 md5",
		 "\"db.example\" takes no mask: it is no IP address"},
		{"host all all all 255.0.0.0 md5", "\"all\" takes no mask: it is no IP address"},
		{"host all all all,samenet md5", "a rule has one address"},
		{"host all all all peer", "method \"peer\" is for local connections only"},
		{"local all all gss", "method \"gss\" is not for local connections"},
		{"host all all all cert", "method \"cert\" is for type \"hostssl\" only"},
		{"local all all peer map", "\"map\" is not name=value"},
		{"local all all peer mpa=x", "\"mpa\" is not an option of pg_hba.conf"},
	};
	struct list rules = {0};

	diags = diags_in(unit_arena());
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		hba_check_rule(&add_line(&rules, lines[i][0])->object, diags);
		ck_assert_str_eq(message(diags->list.count - 1), lines[i][1]);
		ck_assert_uint_eq(diags->errors, i + 1);
	}
}
END_TEST

START_TEST(right_rules_are_none)
{
	static const char *const lines[] = {
		"local all all ident",
		"host \"all\",/^a @users samehost scram-sha-256 # x",
		"hostssl all +r .example.com cert map=m clientname=DN",
		"host all all 10.0.0.0 255.0.0.0 reject",
		"hostnogssenc all all fe80::/10 password",
		"include_if_exists \"a b.conf\"",
	};
	struct list rules = {0};
	struct hba_rule *rule;

	diags = diags_in(unit_arena());
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		hba_check_rule(&add_line(&rules, lines[i])->object, diags);
	rule = add_parts(&rules, "host", "\"my db\"", "all", "\t::1 ::", "ldap");
	rule->address = "::1  ::";
	add_option(rule, "ldapurl", "ldap://x/a,b#c");
	hba_check_rule(&rule->object, diags);
	hba_check_option(rule->options.items[0], diags);
	ck_assert_uint_eq(diags->list.count, 0);
	ck_assert_str_eq(hba_rule_line(unit_arena(), rule),
			 "host \"my db\" all ::1  :: ldap ldapurl=\"ldap://x/a,b#c\"");
}
END_TEST

static struct hba_rule *spoiled(struct list *rules, const char *database, const char *address)
{
	return add_parts(rules, address ? "host" : "local", database, "all", address, "md5");
}

START_TEST(wrong_parts_are_errors)
{
	struct list rules = {0};
	struct hba_rule *rule;

	diags = diags_in(unit_arena());
	hba_check_rule(&spoiled(&rules, "my db", NULL)->object, diags);
	ck_assert_str_eq(message(0), "\"my db\" is not one word of pg_hba.conf");
	ck_assert_str_eq(((struct diag *)diags->list.items[0])->hint,
			 "a name with blanks, commas, quotes or # is written with double quotes "
			 "inside: '\"my db\"'");
	hba_check_rule(&spoiled(&rules, "all", "10.0.0.0/8,")->object, diags);
	ck_assert_str_eq(message(1), "\"10.0.0.0/8,\" is not an address of pg_hba.conf");
	hba_check_rule(&spoiled(&rules, "all", "10.0.0.1")->object, diags);
	ck_assert_str_eq(message(2), "\"10.0.0.1\" has no mask");
	hba_check_rule(&spoiled(&rules, "all", "x.org 255.0.0.0")->object, diags);
	ck_assert_str_eq(message(3), "\"x.org\" takes no mask: it is no IP address");
	rule = spoiled(&rules, "all", "all");
	rule->type = "local";
	hba_check_rule(&rule->object, diags);
	ck_assert_str_eq(message(4), "a rule for local connections has no address");
	rule->type = "host";
	rule->address = rule->method = NULL;
	rule->comment = "END pgmob";
	hba_check_rule(&rule->object, diags);
	ck_assert_str_eq(message(5),
			 "the comment \"END pgmob\" would be a mark of pgmob's own block");
	ck_assert_str_eq(message(6), "the rule has no \"address\"");
	ck_assert_str_eq(message(7), "the rule has no \"method\"");
	ck_assert_uint_eq(diags->errors, 8);
}
END_TEST

START_TEST(whole_file_needs_rules_and_no_place)
{
	static const struct source source = {.name = "m.yaml"};
	struct node key = {.type = NODE_SCALAR, .text = "rules"};
	struct node rules = {.type = NODE_LIST, .key = &key, .place = {&source, 3, 10}};
	struct node node = {
		.type = NODE_MAP, .first = &rules, .last = &rules, .place = {&source, 2, 3}};
	struct hba hba = {.conf = {.object = {.kind = &hba_kind, .node = &node}, .manage = "file"}};

	diags = diags_in(unit_arena());
	hba_check(&hba.conf.object, diags);
	ck_assert_str_eq(message(0), "with manage: file the list of rules cannot be empty");
	ck_assert_uint_eq(((struct diag *)diags->list.items[0])->place.line, 3);
	hba_check(&hba.conf.object, diags); /* what is wrong there has been said */
	ck_assert_uint_eq(diags->list.count, 1);
	hba.conf.place = "last";
	hba_check(&hba.conf.object, diags);
	ck_assert_str_eq(message(1), "\"place\" is for manage: block only");
	hba.conf.manage = "block";
	hba_check(&hba.conf.object, diags);
	ck_assert_uint_eq(diags->list.count, 2);
}
END_TEST

START_TEST(nothing_stands_beside_a_line)
{
	static const struct source source = {.name = "m.yaml"};
	struct node key = {.type = NODE_SCALAR, .text = "users"};
	struct node users = {.type = NODE_LIST, .key = &key, .place = {&source, 3, 10}};
	struct node node = {
		.type = NODE_MAP, .first = &users, .last = &users, .place = {&source, 2, 3}};
	struct list rules = {0};
	struct hba_rule *rule = add_line(&rules, "local all all trust");

	diags = diags_in(unit_arena());
	rule->object.node = &node;
	hba_check_rule(&rule->object, diags);
	ck_assert_str_eq(message(0), "a rule has either \"users\" or \"line\"");
	ck_assert_uint_eq(diags->errors, 1);
}
END_TEST

START_TEST(old_servers_lack_words)
{
	const struct facts new = {.version = 180000},
			   old = {.version = 150000, .version_text = "15.1"};
	struct hba hba = {.conf.object.kind = &hba_kind};

	diags = diags_in(unit_arena());
	add_line(&hba.conf.entries, "include x.conf");
	add_line(&hba.conf.entries, "host all /^a,\"/b\" all oauth issuer=x scope=y");
	add_line(&hba.conf.entries, "host scope oauth oauth trust");
	hba_check_version(&hba, &new, diags);
	ck_assert_uint_eq(diags->list.count, 0);
	hba_check_version(&hba, &old, diags);
	ck_assert_uint_eq(diags->errors, 4);
	ck_assert_str_eq(message(0), "\"include\" in pg_hba.conf needs PostgreSQL 16");
	ck_assert_str_eq(message(1),
			 "\"/^a\" is a plain name for this server, no regular expression");
	ck_assert_str_eq(message(2),
			 "\"/b\" is a plain name for this server, no regular expression");
	ck_assert_str_eq(message(3), "\"oauth\" in pg_hba.conf needs PostgreSQL 18");
	ck_assert_str_eq(message(4), "\"issuer\" in pg_hba.conf needs PostgreSQL 18");
	ck_assert_str_eq(message(5), "\"scope\" in pg_hba.conf needs PostgreSQL 18");
	ck_assert_str_eq(((struct diag *)diags->list.items[5])->detail,
			 "the server is PostgreSQL 15.1");
	ck_assert_uint_eq(diags->list.count, 6);
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("hba_check");

	unit_add(suite, wrong_lines_are_errors);
	unit_add(suite, right_rules_are_none);
	unit_add(suite, wrong_parts_are_errors);
	unit_add(suite, whole_file_needs_rules_and_no_place);
	unit_add(suite, nothing_stands_beside_a_line);
	unit_add(suite, old_servers_lack_words);
	return suite;
}
