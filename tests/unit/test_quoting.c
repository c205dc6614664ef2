/* SPDX-License-Identifier: PostgreSQL
 *
 * Quoting, judged by a real server: the one that libpq's environment variables name. Nothing is
 * left behind there.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/keywords.h"
#include "base/text.h"
#include "unit.h"
#include "unit_server.h"

enum { LONGEST_NAME = 63, RANDOM_STRINGS = 3000 };

static const char *const hostile[] = {
	"a",
	"A",
	" ",
	"",
	"'",
	"''",
	"\"",
	"\"\"",
	"\\",
	"\\\\",
	"\\'",
	"'\\",
	"\\\"",
	"\\n",
	"\n",
	"\r\n",
	"\t",
	"\x01",
	"\x1b[2J",
	"\x7f",
	"$$",
	"$a$",
	"$1",
	"%",
	"%s",
	"%I",
	";",
	"--",
	"-- \n",
	"/*",
	"*/",
	"E'",
	"U&'",
	"U&\"\\0061\"",
	"\\0061",
	"\\x00",
	"\\000",
	":a",
	":'a'",
	"a.b",
	"a,b",
	"(",
	")",
	"'; DROP ROLE postgres; --",
	"\"; DROP ROLE postgres; --",
	"\\'; DROP ROLE postgres; --",
	"user",
	"select",
	"1",
	"1a",
	"_",
	"a$",
	"caf\u00e9",
	"cafe\u0301",
	"\u0130\u0131",
	"\u05d0\u202e",
	"\u2028",
	"\u200b",
	"\u00a0",
	"\ufeff",
	"\uff07", /* a full-width apostrophe */
	"\u02bc",
	"\U0001f600",
	"\U0010ffff",
};

/* A string of some of the hostile ones, the same for the same seed. */
static const char *random_string(struct arena *arena, uint32_t *seed)
{
	struct text text = text_in(arena);

	do {
		*seed = *seed * 1664525 + 1013904223;
		text_add(&text, hostile[(*seed >> 8) % (sizeof(hostile) / sizeof(*hostile))]);
	} while (*seed >> 30);
	return text.at;
}

/* At most 63 bytes, and not within a character: the server cuts longer names. */
static const char *as_name(struct arena *arena, const char *string)
{
	size_t length = strlen(string);

	while (length > LONGEST_NAME || !text_is_utf8(string, length, NULL))
		length--;
	return length ? arena_strndup(arena, string, length) : "x";
}

static void check_strings(const char *standard_conforming_strings)
{
	PGconn *connection = unit_connect();
	uint32_t seed = 1;

	unit_run(connection, unit_arena(), "SET escape_string_warning = off");
	unit_run(connection, unit_arena(),
		 text_format(unit_arena(), "SET standard_conforming_strings = %s",
			     standard_conforming_strings));
	for (int i = 0; i < RANDOM_STRINGS; i++) {
		struct arena *arena = arena_create(NULL);
		const char *string = random_string(arena, &seed);
		const char *name = as_name(arena, string);
		const char *sql = text_format(arena, "SELECT %L AS %I,%L::pg_catalog.text AS %I",
					      string, name, name, name);
		const PGresult *result = unit_run(connection, arena, sql);

		if (strcmp(PQgetvalue(result, 0, 0), string) != 0 ||
		    strcmp(PQgetvalue(result, 0, 1), name) != 0 ||
		    strcmp(PQfname(result, 0), name) != 0 || strcmp(PQfname(result, 1), name) != 0)
			ck_abort_msg("%s", sql);
		arena_destroy(arena);
	}
}

START_TEST(strings_come_back)
{
	check_strings("on");
}
END_TEST

START_TEST(strings_come_back_unless_conforming)
{
	check_strings("off");
}
END_TEST

/* %I quotes what the server would quote, and key words of other versions too. */
START_TEST(identifiers_are_the_servers)
{
	PGconn *connection = unit_connect();

	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		const PGresult *result = unit_run(
			connection, unit_arena(),
			text_format(unit_arena(), "SELECT pg_catalog.quote_ident(%L)", hostile[i]));

		ck_assert_str_eq(text_format(unit_arena(), "%I", hostile[i]),
				 PQgetvalue(result, 0, 0));
	}
}
END_TEST

START_TEST(keywords_are_covered)
{
	PGconn *connection = unit_connect();
	const PGresult *result = unit_run(connection, unit_arena(),
					  "SELECT word FROM pg_catalog.pg_get_keywords()"
					  " WHERE catcode <> 'U'");

	ck_assert_int_gt(PQntuples(result), 100);
	for (int i = 0; i < PQntuples(result); i++)
		ck_assert_msg(keyword_needs_quotes(PQgetvalue(result, i, 0)), "%s",
			      PQgetvalue(result, i, 0));
}
END_TEST

/* The proof of the list: every key word of every kind can be the name of everything. */
START_TEST(keywords_are_names)
{
	PGconn *connection = unit_connect();
	const PGresult *result = unit_run(connection, unit_arena(),
					  "SELECT word FROM pg_catalog.pg_get_keywords()"
					  " WHERE word <> 'none'"); /* no role may have it */

	unit_run(connection, unit_arena(), "BEGIN");
	for (int i = 0; i < PQntuples(result); i++) {
		const char *word = PQgetvalue(result, i, 0);
		struct text sql = text_in(unit_arena());

		text_addf(&sql, "CREATE ROLE %I; CREATE SCHEMA %I AUTHORIZATION %I;", word, word,
			  word);
		text_addf(&sql, "CREATE TABLE %I.%I (%I integer);", word, word, word);
		text_addf(&sql, "GRANT SELECT (%I) ON %I.%I TO %I;", word, word, word, word);
		text_addf(&sql, "ALTER ROLE %I SET work_mem = '1MB';", word);
		text_addf(&sql, "ALTER TABLE %I.%I OWNER TO %I;", word, word, word);
		text_addf(&sql, "DROP SCHEMA %I CASCADE; DROP OWNED BY %I; DROP ROLE %I", word,
			  word, word);
		unit_run(connection, unit_arena(), sql.at);
	}
	unit_run(connection, unit_arena(), "ROLLBACK");
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite;

	if (!getenv("PGHOST"))
		return unit_skip("PGHOST is not set: there is no server to ask");
	suite = suite_create("quoting");
	unit_add(suite, strings_come_back);
	unit_add(suite, strings_come_back_unless_conforming);
	unit_add(suite, identifiers_are_the_servers);
	unit_add(suite, keywords_are_covered);
	unit_add(suite, keywords_are_names);
	return suite;
}
