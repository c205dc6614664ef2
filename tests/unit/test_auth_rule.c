/* SPDX-License-Identifier: PostgreSQL
 *
 * Rules of pg_hba.conf and entries of pg_ident.conf, and what is wrong with them. That the server
 * agrees is proven by tests/program/test_auth_language.py.
 */
#include <string.h>

#include "auth/map.h"
#include "unit.h"

static const struct auth_rule *parse(const char *line, int version, struct list *faults)
{
	return auth_rule_parse(unit_arena(), auth_line_parse(unit_arena(), line), version, faults);
}

/* The faults as part/item message, warnings with a question mark; one a line. */
static const char *list_faults(const struct list *faults)
{
	static const char *const parts[AUTH_PARTS] = {"type",    "databases", "users",
						      "address", "method",    "options"};
	struct text text = text_in(unit_arena());

	for (size_t i = 0; i < faults->count; i++) {
		const struct auth_fault *fault = faults->items[i];

		text_addf(&text, "%s%s/%z%s %s", i ? "\n" : "", parts[fault->part], fault->item,
			  fault->warning ? "?" : "", fault->message);
		if (fault->hint)
			text_addf(&text, " (%s)", fault->hint);
	}
	return text.at;
}

static const char *faults(const char *line, int version)
{
	struct list found = {0};

	parse(line, version, &found);
	return list_faults(&found);
}

START_TEST(all_faults_are_told_with_their_parts)
{
	ck_assert_str_eq(faults("hots all all all md5", 0),
			 "type/0 \"hots\" is not a type of rule (did you mean \"host\"?)");
	ck_assert_str_eq(faults("host all all 10.0.0.0/33 mdd5 map=m mpa=m", 0),
			 "address/0 \"10.0.0.0/33\" has no length from 0 to 32 after the slash\n"
			 "method/0 \"mdd5\" is not a method of authentication (did you mean "
			 "\"md5\"?)\n"
			 "options/1 \"mpa\" is not an option of pg_hba.conf (did you mean "
			 "\"map\"?)");
	ck_assert_str_eq(faults("host all all all 255.0.0.0 peer x", 0),
			 "address/0 \"all\" takes no mask: it is no IP address\n"
			 "method/0 method \"peer\" is for local connections only\n"
			 "options/0 \"x\" is not name=value");
	ck_assert_str_eq(faults("host all all 10.0.0.0", 0),
			 "address/0 \"10.0.0.0\" has no mask (for this address alone: "
			 "10.0.0.0/32)");
	ck_assert_str_eq(faults("local all", 0), "users/0 the line ends before its users");
}
END_TEST

START_TEST(options_belong_to_methods)
{
	ck_assert_str_eq(faults("local all all trust map=m", 0),
			 "options/0 option \"map\" is not for method \"trust\" (it is for gss, "
			 "sspi, ident, peer, cert or oauth)");
	ck_assert_str_eq(faults("host all all all cert clientcert=verify-full", 0),
			 "method/0 method \"cert\" is for type \"hostssl\" only\n"
			 "options/0 option \"clientcert\" is for type \"hostssl\" only");
	ck_assert_str_eq(faults("host all all all ldap ldapserver=h", 0),
			 "method/0 method \"ldap\" needs option \"ldapbasedn\", \"ldapprefix\" or "
			 "\"ldapsuffix\", or a DN in \"ldapurl\"");
	ck_assert_str_eq(
		faults("host all all all ldap ldapprefix=x ldapbasedn=y", 0),
		"method/0 method \"ldap\" has either \"ldapprefix\" and \"ldapsuffix\", or "
		"options of a search");
	ck_assert_str_eq(faults("host all all all radius radiusservers=1.1.1.1", 0),
			 "method/0 method \"radius\" needs option \"radiussecrets\"");
	ck_assert_str_eq(faults("host all all all radius radiusservers=\"::1,::2,::3\" "
				"radiussecrets=\"s,t\"",
				0),
			 "method/0 \"radiussecrets\" has 2 items for 3 in \"radiusservers\"");
	ck_assert_str_eq(faults("host all all all ldap ldapbasdn=x", 0),
			 "options/0 \"ldapbasdn\" is not an option of pg_hba.conf (did you mean "
			 "\"ldapbasedn\"?)");
	ck_assert_str_eq(faults("host all all all oauth issuer=i", 0),
			 "method/0 method \"oauth\" needs option \"scope\"");
}
END_TEST

START_TEST(values_are_checked)
{
	ck_assert_str_eq(faults("hostssl all all all trust clientcert=x", 0),
			 "options/0 \"x\" is not a value of \"clientcert\" (verify-ca or "
			 "verify-full)");
	ck_assert_str_eq(faults("host all all all ldap ldapsuffix=x ldapport=x", 0),
			 "options/1 \"x\" is not a port of \"ldapport\"");
	ck_assert_str_eq(faults("host all all all ldap ldapsuffix=x ldaptls=on", 0),
			 "options/1? the server takes ldaptls=on for ldaptls=0 (it is either 1 or "
			 "0)");
	ck_assert_str_eq(faults("host all all all ldap ldapurl=\"ldap://h/x?%\"", 0),
			 "options/0 the LDAP URL names no attribute where one stands: servers "
			 "break down of it");
	ck_assert_str_eq(
		faults("host all all all radius radiusservers=::1 radiussecrets=\"s,\"", 0),
		"options/1 the value of \"radiussecrets\" is not a list with commas");
	ck_assert_str_eq(faults("local all all peer map=a map=b", 0),
			 "options/1? option \"map\" stands more than once: the last one counts");
}
END_TEST

START_TEST(what_looks_wrong_is_a_warning)
{
	ck_assert_str_eq(faults("host all all 300.0.0.1 md5", 0),
			 "address/0? \"300.0.0.1\" is not an IP address: the server takes it for "
			 "the name of a host");
	ck_assert_str_eq(faults("host all all 10.0.0.0 0.0.0.255 md5", 0),
			 "address/0? the mask \"0.0.0.255\" is no row of ones, with zeros behind "
			 "it");
	ck_assert_str_eq(faults("host a,/b all all md5", 150000),
			 "databases/1? \"/b\" is a plain name for this server, no regular "
			 "expression (regular expressions in pg_hba.conf need PostgreSQL 16)");
	ck_assert_str_eq(faults("host a,/b all all md5", 160000), "");
}
END_TEST

START_TEST(versions_know_different_words)
{
	static const struct {
		const char *line;
		int since, until;
	} rules[] = {
		{"hostssl all all all cert clientname=DN", 140000, 0},
		{"hostssl all all all md5 clientcert=1", 0, 140000},
		{"hostssl all all all md5 clientcert=no-verify", 0, 140000},
		{"hostssl all all all cert clientcert=verify-ca", 0, 140000},
		{"hostssl all all all cert clientcert=verify-full", 0, 0},
		{"host all all all oauth issuer=i scope=s", 180000, 0},
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		for (int version = 130000; version <= 180000; version += 10000)
			ck_assert_msg((parse(rules[i].line, version, NULL) != NULL) ==
					      (version >= rules[i].since &&
					       (!rules[i].until || version < rules[i].until)),
				      "%s on %d", rules[i].line, version);
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		ck_assert_msg(parse(rules[i].line, 0, NULL), "%s", rules[i].line);
}
END_TEST

START_TEST(rules_have_their_parts)
{
	const struct auth_rule *rule =
		parse("hostssl a,\"all\" +r 10.1.2.3/8 cert map=m map=n", 0, NULL);
	const struct auth_rule *host = parse("host all all \"all\" trust", 0, NULL);

	ck_assert_int_eq(rule->type, AUTH_HOSTSSL);
	ck_assert_uint_eq(rule->databases.count, 2);
	ck_assert(((struct auth_token *)rule->databases.items[1])->quoted);
	ck_assert_int_eq(rule->from, AUTH_FROM_NETWORK);
	ck_assert_int_eq(auth_mask_bits(&rule->network), 8);
	ck_assert_int_eq(rule->method, AUTH_CERT);
	ck_assert_str_eq(auth_rule_option(rule, "map"), "n");
	ck_assert_ptr_null(auth_rule_option(rule, "clientcert"));
	ck_assert_int_eq(host->from, AUTH_FROM_NAME);
	ck_assert_int_eq(parse("host all all all trust", 0, NULL)->from, AUTH_FROM_ALL);
	ck_assert_int_eq(parse("local all all ident", 0, NULL)->method, AUTH_PEER);
}
END_TEST

static const char *map_faults(const char *line, int version)
{
	struct list found = {0};

	auth_map_parse(unit_arena(), auth_line_parse(unit_arena(), line), version, &found);
	return list_faults(&found);
}

START_TEST(entries_of_maps_have_three_parts)
{
	const struct auth_map *map = auth_map_parse(
		unit_arena(), auth_line_parse(unit_arena(), "m /^(.*)@x$ \\1"), 0, NULL);

	ck_assert_str_eq(map->name, "m");
	ck_assert_str_eq(map->system_user.text, "/^(.*)@x$");
	ck_assert_str_eq(map->database_user.text, "\\1");
	ck_assert_str_eq(map_faults("m,n a", 0), "type/0 an entry of a map has one name\n"
						 "users/0 the line ends before its database user");
	ck_assert_str_eq(map_faults("m a b c d", 0),
			 "users/0? the server passes over \"c\" and what follows it");
	ck_assert_str_eq(map_faults("m a all", 160000), "");
	ck_assert_str_eq(map_faults("m a all", 150000),
			 "users/0? \"all\" is a plain name for this server (in pg_ident.conf "
			 "\"all\", +role and regular expressions of database users need PostgreSQL "
			 "16)");
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("auth_rule");

	unit_add(suite, all_faults_are_told_with_their_parts);
	unit_add(suite, options_belong_to_methods);
	unit_add(suite, values_are_checked);
	unit_add(suite, what_looks_wrong_is_a_warning);
	unit_add(suite, versions_know_different_words);
	unit_add(suite, rules_have_their_parts);
	unit_add(suite, entries_of_maps_have_three_parts);
	return suite;
}
