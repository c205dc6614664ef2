/* SPDX-License-Identifier: PostgreSQL
 *
 * The first match where no server of the tests can be asked: encryption by GSSAPI, a world that
 * knows nothing, faults of maps; and what a person is warned of.
 */
#include <string.h>

#include "auth/match.h"
#include "auth/warn.h"
#include "unit.h"

enum { NEWEST = 180000, BEFORE_EXPRESSIONS = 150000 };

static struct auth_loaded *load(enum auth_grammar grammar, const char *text, int version)
{
	return auth_load(unit_arena(), grammar, "file", text, version, NULL);
}

/* The lines that come into question, and the one that is met else: "1 3? 4". */
static const char *meet(const char *rules, const struct auth_client *client, int version)
{
	const struct auth_loaded *loaded = load(AUTH_RULES, rules, version);
	struct text lines = text_in(unit_arena());
	struct auth_meeting meeting;

	ck_assert_uint_eq(loaded->errors, 0);
	meeting = auth_meet(unit_arena(), &loaded->rules, client, &auth_unknown_world, version);
	for (size_t i = 0; i < meeting.doubts.count; i++) {
		const struct auth_doubt *doubt = meeting.doubts.items[i];

		ck_assert_ptr_nonnull(doubt->reason);
		text_addf(&lines, "%z? ", doubt->rule->line->number);
	}
	if (meeting.rule)
		text_addf(&lines, "%z", meeting.rule->line->number);
	return lines.at ? lines.at : "";
}

static struct auth_client client_from(const char *address, enum auth_transport transport)
{
	struct auth_client client = {.user = "app", .database = "shop", .transport = transport};

	if (transport != AUTH_SOCKET)
		ck_assert(auth_address_read(&client.address, address));
	return client;
}

START_TEST(types_are_for_their_transports)
{
	static const struct {
		enum auth_transport transport;
		const char *met[6];
	} cases[] = {
		{AUTH_SOCKET, {"1", "", "", "", "", ""}},
		{AUTH_TCP, {"", "1", "", "1", "", "1"}},
		{AUTH_TLS, {"", "1", "1", "", "", "1"}},
		{AUTH_GSSENC, {"", "1", "", "1", "1", ""}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct auth_client client = client_from("10.0.0.1", cases[i].transport);

		for (size_t type = 0; auth_types[type]; type++)
			ck_assert_str_eq(
				meet(text_format(unit_arena(), "%s all all %s reject\n",
						 auth_types[type], type == AUTH_LOCAL ? "" : "all"),
				     &client, NEWEST),
				cases[i].met[type]);
	}
}
END_TEST

START_TEST(what_nobody_knows_is_a_doubt)
{
	const struct auth_client client = client_from("10.0.0.1", AUTH_TCP);
	const char *rules = "host all +g all md5\n"
			    "host other +g all md5\n"
			    "host samerole all all md5\n"
			    "host all /^a all md5\n"
			    "host all all samenet md5\n"
			    "host all all db.example.com md5\n"
			    "hostssl all all samehost md5\n"
			    "host all all 10.0.0.0/8 md5\n"
			    "host all all samehost md5\n";

	ck_assert_str_eq(meet(rules, &client, NEWEST), "1? 3? 4? 5? 6? 8");
	ck_assert_str_eq(meet(rules, &client, BEFORE_EXPRESSIONS), "1? 3? 5? 6? 8");
	ck_assert_str_eq(meet(rules, &client, 0), "1? 3? 4? 5? 6? 8");
}
END_TEST

/* "yes 2" is: the entry of line 2 lets in; "no", "unknown" … */
static const char *let(const char *maps, const char *system_user, const char *user, int version)
{
	static const char *const words[] = {
		[AUTH_NO] = "no", [AUTH_YES] = "yes", [AUTH_UNKNOWN] = "unknown"};
	const struct auth_login login = {
		.system_user = system_user, .user = user, .ignore_case = strcmp(user, "APP") == 0};
	const struct auth_mapping mapping =
		auth_map_lets(unit_arena(), &load(AUTH_MAPS, maps, version)->maps, "m", &login,
			      &auth_unknown_world, version);

	return mapping.entry ? text_format(unit_arena(), "%s %z", words[mapping.lets],
					   mapping.entry->line->number)
			     : words[mapping.lets];
}

START_TEST(maps_let_in)
{
	ck_assert_str_eq(let("n x app\nm x app\n", "x", "app", NEWEST), "yes 2");
	ck_assert_str_eq(let("m x app\n", "y", "app", NEWEST), "no");
	ck_assert_str_eq(let("m X app\n", "x", "APP", NEWEST), "yes 1");
	ck_assert_str_eq(let("m x all\n", "x", "app", NEWEST), "yes 1");
	ck_assert_str_eq(let("m x all\n", "x", "app", BEFORE_EXPRESSIONS), "no");
	ck_assert_str_eq(let("m x +g\n", "x", "app", NEWEST), "unknown 1");
	ck_assert_str_eq(let("m x +g\nm x app\n", "x", "app", NEWEST), "yes 2");
	ck_assert_str_eq(let("m x /^a\n", "x", "/^a", BEFORE_EXPRESSIONS), "yes 1");
	ck_assert_str_eq(let("m /x app\nm x app\n", "x", "app", NEWEST), "yes 2");
	/* the first one may turn out to be a fault, which ends the search */
	ck_assert_str_eq(let("m /x \\1\nm x app\n", "x", "app", NEWEST), "unknown 1");
}
END_TEST

static size_t warnings(const char *rules)
{
	return auth_warn(unit_arena(), &load(AUTH_RULES, rules, NEWEST)->rules).count;
}

START_TEST(weak_rules_are_warned_of)
{
	ck_assert_uint_eq(warnings("local all all trust\n"), 0);
	ck_assert_uint_eq(warnings("host all all 127.0.0.1/32 trust\n"), 0);
	ck_assert_uint_eq(warnings("host all all ::1/128 password\n"), 0);
	ck_assert_uint_eq(warnings("host all all samehost trust\n"), 0);
	ck_assert_uint_eq(warnings("host all app 127.0.0.0/7 trust\n"), 1);
	ck_assert_uint_eq(warnings("host all app samenet ident\n"), 1);
	ck_assert_uint_eq(warnings("hostssl all app 10.0.0.0/8 password\n"), 0);
	ck_assert_uint_eq(warnings("hostnossl all app 10.0.0.0/8 password\n"), 1);
	ck_assert_uint_eq(warnings("hostssl all app all trust clientcert=verify-full\n"), 0);
	ck_assert_uint_eq(warnings("host all all all reject\n"), 0);
	ck_assert_uint_eq(warnings("host all all ::/0 scram-sha-256\n"), 1);
	ck_assert_uint_eq(warnings("host all all 0.0.0.0/0 trust\n"), 2);
	ck_assert_uint_eq(warnings("host all all all reject\nhost x y 1.2.3.4/32 trust\n"), 1);
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("auth_match");

	unit_add(suite, types_are_for_their_transports);
	unit_add(suite, what_nobody_knows_is_a_doubt);
	unit_add(suite, maps_let_in);
	unit_add(suite, weak_rules_are_warned_of);
	return suite;
}
