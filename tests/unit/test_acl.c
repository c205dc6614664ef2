/* SPDX-License-Identifier: PostgreSQL
 *
 * Access control lists, judged by a real server: the one that libpq's environment variables name.
 * Nothing is left behind there.
 */
#include "model/acl.h"

#include <stdlib.h>
#include <string.h>

#include "privileges/items.h"
#include "privileges/target.h"
#include "unit.h"
#include "unit_server.h"

enum { RANDOM_LISTS = 200, MOST_GRANTS = 5 };

/* The names of roles, in the ways in which they need quotes: as names, in a list, in an array. */
static const char *const names[] = {
	"plain",       "MixedCase", "with space", "it's",      "a\"b",      "\"",
	"back\\slash", "com,ma",    "{brace",     "brace}",    "a=b",       "a/b",
	"=",           "r*w/x=y",   "007",        "tab\there", "new\nline", "caf\u00e9",
	"null",        "NULL",      "group",      "user",      "\u2028",    "a.b",
};

enum { NAMES = sizeof(names) / sizeof(*names) };

static PGconn *connect_with_roles(void)
{
	PGconn *connection = unit_connect();

	unit_run(connection, unit_arena(), "BEGIN");
	for (size_t i = 0; i < NAMES; i++)
		unit_run(connection, unit_arena(),
			 text_format(unit_arena(), "CREATE ROLE %I", names[i]));
	unit_run(connection, unit_arena(), "CREATE SCHEMA s; GRANT ALL ON SCHEMA s TO PUBLIC");
	return connection;
}

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static const char *random_name(uint32_t *seed)
{
	return names[next(seed) % NAMES];
}

/* The list that the server has for the table. */
static const char *list_of(PGconn *connection, struct arena *arena)
{
	return unit_value(connection, arena,
			  "SELECT relacl FROM pg_catalog.pg_class WHERE oid = 's.t'::regclass");
}

/* Grants something to somebody, who may then grant it on. */
static void grant(PGconn *connection, struct arena *arena, uint32_t *seed)
{
	static const uint32_t some[] = {PRIVILEGE_SELECT, PRIVILEGE_INSERT,
					PRIVILEGE_SELECT | PRIVILEGE_UPDATE, PRIVILEGE_DELETE};
	const char *first = random_name(seed), *second = random_name(seed);
	struct text words = text_in(arena);

	privileges_add_words(&words, some[next(seed) % 4]);
	if (next(seed) % 3 == 0) {
		unit_run(connection, arena,
			 text_format(arena, "GRANT %s ON s.t TO PUBLIC", words.at));
		return;
	}
	unit_run(connection, arena,
		 text_format(arena, "GRANT %s ON s.t TO %I WITH GRANT OPTION", words.at, first));
	unit_run(connection, arena,
		 text_format(arena, "SET LOCAL ROLE %I; GRANT %s ON s.t TO %I; RESET ROLE", first,
			     words.at, second));
}

static void make_table(PGconn *connection, struct arena *arena, const char *owner, uint32_t *seed)
{
	unit_run(connection, arena,
		 text_format(arena, "CREATE TABLE s.t (); ALTER TABLE s.t OWNER TO %I", owner));
	for (uint32_t left = next(seed) % MOST_GRANTS + 1; left; left--)
		grant(connection, arena, seed);
}

/* Whether both are the same entries to the server. */
static bool same_to_server(PGconn *connection, struct arena *arena, const char *one,
			   const char *other)
{
	const char *sql =
		text_format(arena,
			    "SELECT (SELECT pg_catalog.array_agg(i ORDER BY i::text)"
			    " FROM pg_catalog.unnest(%L::pg_catalog.aclitem[]) i)"
			    " IS NOT DISTINCT FROM (SELECT pg_catalog.array_agg(i ORDER BY i::text)"
			    " FROM pg_catalog.unnest(%L::pg_catalog.aclitem[]) i)",
			    one, other);

	return *unit_value(connection, arena, sql) == 't';
}

/* A list is read, written, and given to another owner as the server does it. */
START_TEST(lists_are_the_servers)
{
	PGconn *connection = connect_with_roles();
	uint32_t seed = 1;

	for (int i = 0; i < RANDOM_LISTS; i++) {
		struct arena *arena = arena_create(NULL);
		struct acls acls = acls_in(arena);
		struct text shown = text_in(arena);
		const char *owner = random_name(&seed), *other = random_name(&seed), *text;
		const struct acl *acl;

		make_table(connection, arena, owner, &seed);
		text = list_of(connection, arena);
		acl = acl_read(&acls, text);
		ck_assert_msg(acl && !acl->unknown, "%s", text);
		acl_show(&shown, acl);
		ck_assert_msg(same_to_server(connection, arena, text, shown.at), "%s\n%s", text,
			      shown.at);
		ck_assert_ptr_eq(acl_read(&acls, shown.at), acl);
		unit_run(connection, arena,
			 text_format(arena, "ALTER TABLE s.t OWNER TO %I", other));
		text = list_of(connection, arena);
		ck_assert_msg(acl_reowned(&acls, acl, owner, other) == acl_read(&acls, text),
			      "%s to %s: %s", shown.at, other, text);
		unit_run(connection, arena, "DROP TABLE s.t");
		arena_destroy(arena);
	}
}
END_TEST

static void add_grantee(struct text *sql, const char *grantee)
{
	if (grantee)
		text_addf(sql, "%I", grantee);
	else
		text_add(sql, "PUBLIC");
}

/* Runs what the item says on the table. */
static void run_item(PGconn *connection, struct arena *arena, const struct item *item,
		     const char *owner)
{
	struct text sql = text_in(arena);

	if (strcmp(item->grantor, owner) != 0)
		text_addf(&sql, "SET LOCAL ROLE %I; ", item->grantor);
	text_add(&sql, item->takes ? "REVOKE " : "GRANT ");
	text_add(&sql, item->takes && item->option ? "GRANT OPTION FOR " : "");
	privileges_add_words(&sql, item->privileges);
	text_addf(&sql, " ON s.t %s ", item->takes ? "FROM" : "TO");
	add_grantee(&sql, item->grantee);
	text_addf(&sql, "%s; RESET ROLE", !item->takes && item->option ? " WITH GRANT OPTION" : "");
	unit_run(connection, arena, sql.at);
}

static bool binds(const char *grantee, void *context)
{
	const uint32_t *seed = context;

	return ((grantee ? strlen(grantee) : 0) + *seed) % 2;
}

static struct wish random_wish(uint32_t *seed)
{
	const uint32_t privileges = next(seed) % 16; /* of SELECT to DELETE */

	return (struct wish){
		.grantee = next(seed) % 5 ? random_name(seed) : NULL,
		.privileges = privileges,
		.owner_exact = next(seed) % 4 == 0,
	};
}

/* What a list shall be is what comes of it, by statements that the server takes one by one. */
START_TEST(targets_are_reached)
{
	PGconn *connection = connect_with_roles();
	uint32_t seed = 7;

	for (int i = 0; i < RANDOM_LISTS; i++) {
		struct arena *arena = arena_create(NULL);
		struct acls acls = acls_in(arena);
		struct wish wishes[MOST_GRANTS];
		struct target_faults faults;
		struct text shown = text_in(arena);
		struct target target = {.acls = &acls,
					.securable = securable_of('r'),
					.version = PQserverVersion(connection),
					.owner = random_name(&seed),
					.wishes = wishes,
					.wish_count = next(&seed) % MOST_GRANTS,
					.binds = binds,
					.context = &seed,
					.additive = next(&seed) % 5 == 0};
		const struct acl *wanted, *reached;
		struct list items;

		make_table(connection, arena, target.owner, &seed);
		target.own = securable_all(target.securable, target.version);
		target.actual = acl_read(&acls, list_of(connection, arena));
		target.limit = acl_default(&acls, target.securable, target.owner, target.version);
		for (size_t j = 0; j < target.wish_count; j++) {
			wishes[j] = random_wish(&seed);
			if (wishes[j].grantee && next(&seed) % 3 == 0)
				wishes[j].options = wishes[j].privileges;
		}
		wanted = target_acl(&target, &faults);
		items = items_between(arena, target.actual, wanted, target.owner, NULL);
		for (size_t j = 0; j < items.count; j++)
			run_item(connection, arena, items.items[j], target.owner);
		reached = acl_read(&acls, list_of(connection, arena));
		acl_show(&shown, wanted);
		ck_assert_msg(reached == wanted, "%s instead of %s", list_of(connection, arena),
			      shown.at);
		unit_run(connection, arena, "DROP TABLE s.t");
		arena_destroy(arena);
	}
}
END_TEST

/* A null list is what the server takes it for. */
START_TEST(defaults_are_the_servers)
{
	PGconn *connection = unit_connect();
	struct acls acls = acls_in(unit_arena());
	const struct securable *securable = &securables[_i];
	const int version = PQserverVersion(connection);
	const char *text;

	if (version < securable->since)
		return;
	text = unit_value(
		connection, unit_arena(),
		text_format(unit_arena(),
			    "SELECT pg_catalog.acldefault(%L, r.oid)"
			    " FROM pg_catalog.pg_roles r WHERE r.oid = 10",
			    text_format(unit_arena(), "%s", (char[]){securable->letter, '\0'})));
	ck_assert_msg(acl_read(&acls, text) ==
			      acl_default(&acls, securable,
					  unit_value(connection, unit_arena(),
						     "SELECT rolname FROM pg_catalog.pg_roles"
						     " WHERE oid = 10"),
					  version),
		      "%s: %s", securable->name, text);
}
END_TEST

/* Every privilege of the table of privileges is one that GRANT takes, on this version. */
START_TEST(words_are_the_servers)
{
	static const char *const targets[] = {
		['d'] = "DATABASE template1", ['n'] = "SCHEMA s",
		['r'] = "TABLE s.t",          ['s'] = "SEQUENCE s.q",
		['f'] = "ROUTINE s.f()",      ['T'] = "TYPE s.d",
		['l'] = "LANGUAGE plpgsql",   ['t'] = "TABLESPACE pg_default",
		['p'] = "PARAMETER work_mem",
	};
	PGconn *connection = connect_with_roles();
	const struct securable *securable = &securables[_i];
	const char *target = (size_t)securable->letter < sizeof(targets) / sizeof(*targets)
				     ? targets[(size_t)securable->letter]
				     : NULL;
	struct text words = text_in(unit_arena());

	if (!target || PQserverVersion(connection) < securable->since)
		return;
	unit_run(connection, unit_arena(),
		 "CREATE TABLE s.t (); CREATE SEQUENCE s.q; CREATE DOMAIN s.d AS int;"
		 "CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
	privileges_add_words(&words, securable_all(securable, PQserverVersion(connection)));
	unit_run(connection, unit_arena(),
		 text_format(unit_arena(), "GRANT %s ON %s TO plain", words.at, target));
}
END_TEST

/* Texts that no server writes. */
static const char *const wrong[] = {
	"",          "{",           "}",           "a=r/b",    "{a}",         "{a=r}",
	"{a=r/}",    "{=r/}",       "{a=r/b",      "{a=r/b,}", "{,a=r/b}",    "{a=r/b}x",
	"{\"a=r/b}", "{a=r*/b c=}", "{a=?/b}",     "{a=*r/b}", "{a=r**/b}",   "{\\",
	"{a=r/b\\",  "{\"a\"=r/b}", "{a=r/b,c=r}", "{a r/b}",  "{a=r/\\\"b}", "{{a=r/b}}",
};

START_TEST(wrong_texts_are_no_lists)
{
	struct acls acls = acls_in(unit_arena());

	ck_assert_msg(acl_read(&acls, wrong[_i]) == NULL, "%s", wrong[_i]);
}
END_TEST

START_TEST(unknown_letters_are_kept)
{
	struct acls acls = acls_in(unit_arena());
	const struct acl *acl = acl_read(&acls, "{a=rZ*q/b,=r/b}");

	ck_assert_ptr_nonnull(acl);
	ck_assert_str_eq(acl->unknown, "Zq");
	ck_assert_uint_eq(acl_privileges(acl, "a"), PRIVILEGE_SELECT);
	ck_assert_uint_eq(acl_options(acl, "a"), 0);
	ck_assert_ptr_ne(acl, acl_read(&acls, "{a=r/b,=r/b}"));
}
END_TEST

START_TEST(equal_lists_are_one)
{
	struct acls acls = acls_in(unit_arena());
	struct acl_entry entries[] = {
		{.grantee = "b", .grantor = "o", .privileges = PRIVILEGE_SELECT},
		{.grantee = NULL, .grantor = "o", .privileges = PRIVILEGE_INSERT},
		{.grantee = "c", .grantor = "o"},
		{.grantee = "b",
		 .grantor = "o",
		 .privileges = PRIVILEGE_UPDATE,
		 .options = PRIVILEGE_UPDATE},
	};
	const struct acl *acl = acl_read(&acls, "{=a/o,b=rw*/o}");

	ck_assert_ptr_eq(acl_make(&acls, entries, 4), acl);
	ck_assert_ptr_eq(acl_read(&acls, "{b=w*r/o,=a/o}"), acl);
	ck_assert_uint_eq(acl->count, 2);
	ck_assert_ptr_eq(acl_read(&acls, "{}"), acl_make(&acls, entries, 0));
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite;
	size_t count = 0;

	if (!getenv("PGHOST"))
		return unit_skip("PGHOST is not set: there is no server to ask");
	while (securables[count].name)
		count++;
	suite = suite_create("acl");
	unit_add(suite, lists_are_the_servers);
	unit_add(suite, targets_are_reached);
	unit_add_rows(suite, defaults_are_the_servers, count);
	unit_add_rows(suite, words_are_the_servers, count);
	unit_add_rows(suite, wrong_texts_are_no_lists, sizeof(wrong) / sizeof(*wrong));
	unit_add(suite, unknown_letters_are_kept);
	unit_add(suite, equal_lists_are_one);
	return suite;
}
