/* SPDX-License-Identifier: PostgreSQL
 *
 * When two spellings are one rule, and when a rule leaves nothing to a later one.
 */
#include <string.h>

#include "auth/map.h"
#include "unit.h"

static const char *form(const char *line)
{
	return auth_line_form(unit_arena(), auth_line_parse(unit_arena(), line), 0);
}

static const char *map_form(const char *line, int version)
{
	return auth_map_form(
		unit_arena(),
		auth_map_parse(unit_arena(), auth_line_parse(unit_arena(), line), version, NULL));
}

START_TEST(spellings_of_one_rule)
{
	static const char *const same[][2] = {
		{"local all all trust", "\tlocal  all\tall trust # why"},
		{"local b,a y,x trust", "local a, b,a x,y trust"},
		{"local \"a\" \"b c\" trust", "local a b\" c\" trust"},
		{"local all,x,sameuser y,all md5", "local all all md5"},
		{"local all,replication,x all md5", "local replication,all all md5"},
		{"local samegroup all md5", "local samerole all md5"},
		{"local all \"/^a\" md5", "local all /^a md5"},
		{"local all all ident", "local all all peer"},
		{"host all all 10.1.2.3/8 md5", "host all all 10.0.0.0 255.0.0.0 md5"},
		{"host all all ::1/128 md5", "host all all 0:0:0:0:0:0:0:1 "
					     "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff md5"},
		{"host all all 1.2.3.4 255.0.255.0 md5", "host all all 1.9.3.9 255.0.255.0 md5"},
		{"host all all Db.Example.com md5", "host all all db.example.COM md5"},
		{"host all all \"db\" md5", "host all all db md5"},
		{"\"host\" all all all \"md5\"", "host all all all md5"},
		{"hostssl all all all cert map=m clientname=DN",
		 "hostssl all all all cert clientname=DN \"map=m\""},
		{"hostssl all all all cert clientcert=verify-full", "hostssl all all all cert"},
		{"hostssl all all all md5 clientcert=1", "hostssl all all all md5 "
							 "clientcert=verify-ca"},
		{"hostssl all all all md5 clientcert=0", "hostssl all all all md5"},
		{"local all all peer map=a map=b", "local all all peer map=b"},
		{"host all all all gss include_realm=1", "host all all all gss"},
		{"host all all all gss include_realm=yes", "host all all all gss include_realm=0"},
		{"host all all all pam pamservice=postgresql", "host all all all pam"},
		{"include x.conf", "\"include\" \"x.conf\""},
		{"nonsense  a , b", "nonsense a ,b"},
	};

	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		ck_assert_str_eq(form(same[i][0]), form(same[i][1]));
		ck_assert_str_eq(form(form(same[i][0])), form(same[i][0]));
	}
}
END_TEST

START_TEST(different_rules)
{
	static const char *const different[][2] = {
		{"local all all trust", "local \"all\" all trust"},
		{"local all all trust", "local all \"all\" trust"},
		{"local replication all trust", "local \"replication\" all trust"},
		{"local all,replication all trust", "local all all trust"},
		{"local all +x trust", "local all \"+x\" trust"},
		{"local all @x trust", "local all \"@x\" trust"},
		{"local all,@x all trust", "local all all trust"},
		{"local a a trust", "local A a trust"},
		{"local a,b c trust", "local a b,c trust"},
		{"host all all 0.0.0.0/0 md5", "host all all all md5"},
		{"host all all ::/0 md5", "host all all all md5"},
		{"host all all ::ffff:1.2.3.4/128 md5", "host all all 1.2.3.4/32 md5"},
		{"host all all \"all\" md5", "host all all all md5"},
		{"host all all \"samenet\" md5", "host all all samenet md5"},
		{"hostssl all all all md5", "host all all all md5"},
		{"host all all all md5", "host all all all scram-sha-256"},
		{"hostssl all all all md5 clientcert=verify-ca", "hostssl all all all md5"},
		{"local all all peer map=a map=b", "local all all peer map=b map=a"},
		{"host all all all gss include_realm=0", "host all all all gss"},
		{"host all all all ldap ldapurl=ldap://h/x ldaptls=1",
		 "host all all all ldap ldaptls=1 ldapurl=ldap://h/x"},
		{"include x", "include_if_exists x"},
		{"include x", "include \"@x\""},
		{"nonsense a b", "nonsense b a"},
		{"nonsense \"a\"", "nonsense a"},
	};

	for (size_t i = 0; i < sizeof(different) / sizeof(*different); i++)
		ck_assert_msg(strcmp(form(different[i][0]), form(different[i][1])) != 0, "%s",
			      different[i][0]);
}
END_TEST

START_TEST(entries_of_maps)
{
	ck_assert_str_eq(map_form("\"m\"  a \"b\"", 0), map_form("m a b # why", 0));
	ck_assert_str_eq(map_form("m \"/^a\" \"/b\"", 0), map_form("m /^a /b", 0));
	ck_assert_str_eq(map_form("m \"all\" b", 0), map_form("m all b", 0));
	ck_assert_str_eq(map_form("m a \"all\"", 150000), map_form("m a all", 150000));
	ck_assert_str_ne(map_form("m a \"all\"", 160000), map_form("m a all", 160000));
	ck_assert_str_ne(map_form("m a \"+x\"", 0), map_form("m a +x", 0));
	ck_assert_str_ne(map_form("m a b", 0), map_form("M a b", 0));
}
END_TEST

static bool covers(const char *earlier, const char *later)
{
	const struct auth_rule *a =
		auth_rule_parse(unit_arena(), auth_line_parse(unit_arena(), earlier), 0, NULL);
	const struct auth_rule *b =
		auth_rule_parse(unit_arena(), auth_line_parse(unit_arena(), later), 0, NULL);

	return auth_rule_covers(a, b);
}

START_TEST(rules_that_cover_others)
{
	static const char *const pairs[][2] = {
		{"local all all trust", "local a b peer"},
		{"host all all all reject", "hostssl a b samenet md5"},
		{"host all all all reject", "hostgssenc a b db.example.com md5"},
		{"hostnossl a b all md5", "hostgssenc a b ::1/128 md5"},
		{"hostnogssenc a b all md5", "hostssl a b 10.0.0.0/8 md5"},
		{"local all all md5", "local sameuser,samerole,/x all md5"},
		{"local a,b x,y md5", "local \"b\" y md5"},
		{"local replication all md5", "local replication +x md5"},
		{"local all +x,y md5", "local a +x md5"},
		{"host all all 10.0.0.0/8 md5", "host all all 10.1.0.0 255.255.0.0 md5"},
		{"host all all samenet md5", "host all all samehost md5"},
		{"host all all .example.com md5", "host all all DB.Example.com md5"},
		{"host all all .com md5", "host all all .example.com md5"},
		{"local /^a /b md5", "local /^a /b md5"},
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		ck_assert_msg(covers(pairs[i][0], pairs[i][1]), "%s", pairs[i][1]);
		ck_assert_msg(covers(pairs[i][0], pairs[i][0]), "%s", pairs[i][0]);
	}
}
END_TEST

START_TEST(rules_that_leave_something)
{
	static const char *const pairs[][2] = {
		{"host all all all md5", "local all all md5"},
		{"local all all md5", "host all all all md5"},
		{"hostssl all all all md5", "host all all all md5"},
		{"hostnossl all all all md5", "hostnogssenc all all all md5"},
		{"hostnogssenc all all all md5", "hostnossl all all all md5"},
		{"hostssl all all all md5", "hostgssenc all all all md5"},
		{"local all all md5", "local replication all md5"},
		{"local all all md5", "local a,replication all md5"},
		{"local all all md5", "local @x all md5"},
		{"local a all md5", "local all all md5"},
		{"local a all md5", "local a,b all md5"},
		{"local \"all\" all md5", "local a all md5"},
		{"local sameuser all md5", "local a a md5"},
		{"local all +x md5", "local all x md5"},
		{"local all x md5", "local all +x md5"},
		{"local all /^a md5", "local all ab md5"},
		{"host all all 0.0.0.0/0 md5", "host all all all md5"},
		{"host all all 0.0.0.0/0 md5", "host all all ::1/128 md5"},
		{"host all all ::/0 md5", "host all all samehost md5"},
		{"host all all 10.1.0.0/16 md5", "host all all 10.0.0.0/8 md5"},
		{"host all all samehost md5", "host all all 127.0.0.1/32 md5"},
		{"host all all samenet md5", "host all all 127.0.0.1/32 md5"},
		{"host all all example.com md5", "host all all db.example.com md5"},
		{"host all all db.example.com md5", "host all all .example.com md5"},
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		ck_assert_msg(!covers(pairs[i][0], pairs[i][1]), "%s before %s", pairs[i][0],
			      pairs[i][1]);
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("auth_form");

	unit_add(suite, spellings_of_one_rule);
	unit_add(suite, different_rules);
	unit_add(suite, entries_of_maps);
	unit_add(suite, rules_that_cover_others);
	unit_add(suite, rules_that_leave_something);
	return suite;
}
