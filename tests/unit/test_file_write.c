/* SPDX-License-Identifier: PostgreSQL
 *
 * Writing a file of the server that is not pg_hba.conf, in all ways, by the server that libpq's
 * environment variables name: pg_ident.conf, which may be empty, and which few servers judge.
 */
#include <stdlib.h>
#include <string.h>

#include "kinds/file/file.h"
#include "unit.h"
#include "unit_server.h"

/* With what COPY escapes in other formats. */
static const char maps[] = "# \\N \t \"x\" ü\n\nm /^(.*)@corp$ \"\\1\"\nm  a  b\n";

static const char read_file[] = "SELECT pg_catalog.pg_read_file(current_setting('ident_file'))";

static const enum file_way ways[] = {FILE_PROGRAM, FILE_COPY, FILE_EXPORT};
enum { ROWS = sizeof(ways) / sizeof(*ways) };

static const struct statement *statement_for(const char *from, const char *to, enum file_way way)
{
	struct arena *arena = unit_arena();
	struct change *change = arena_alloc(arena, sizeof(*change));
	struct ddl ddl = {.arena = arena, .change = change};

	file_write(&ddl, &(struct file_write){
				 .setting = "ident_file", .from = from, .to = to, .way = way});
	return change->statements.items[0];
}

/* There and back again, byte for byte. */
static void change_text(PGconn *connection, const char *from, const char *to, enum file_way way)
{
	const struct statement *statement = statement_for(from, to, way);

	unit_run(connection, unit_arena(), statement->sql);
	ck_assert_str_eq(unit_value(connection, unit_arena(), read_file), to);
	unit_run(connection, unit_arena(), statement->undo->sql);
	ck_assert_str_eq(unit_value(connection, unit_arena(), read_file), from);
	unit_run(connection, unit_arena(), statement->sql);
	ck_assert_str_eq(unit_value(connection, unit_arena(), read_file), to);
}

START_TEST(test_any_text)
{
	static const char *const texts[] = {"", maps, "\n", "m a b\n", "\n\n# x\n"};
	PGconn *connection = unit_connect();
	const char *from = unit_value(connection, unit_arena(), read_file);

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		change_text(connection, from, texts[i], ways[_i]);
		from = texts[i];
	}
}
END_TEST

START_TEST(test_text_that_copy_cannot_write)
{
	static const char *const texts[] = {"# x\r\n", "# x",   "# \1\n",    "# \2\n",
					    "\3\n",    "\\.\n", "# x\n\\.\n"};
	PGconn *connection = unit_connect();
	const char *from = unit_value(connection, unit_arena(), read_file);

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		ck_assert_int_eq(file_way(false, from, texts[i]), FILE_EXPORT);
		ck_assert_int_eq(file_way(false, texts[i], maps), FILE_EXPORT);
		ck_assert_int_eq(file_way(true, from, texts[i]), FILE_PROGRAM);
		change_text(connection, from, texts[i], FILE_EXPORT);
		from = texts[i];
	}
	ck_assert_int_eq(file_way(false, maps, ""), FILE_COPY);
}
END_TEST

START_TEST(test_text_that_others_have_changed)
{
	PGconn *connection = unit_connect();
	const char *from = unit_value(connection, unit_arena(), read_file);
	PGresult *result = PQexec(connection, statement_for("# other\n", maps, ways[_i])->sql);

	ck_assert_str_eq(PQresultErrorField(result, PG_DIAG_SQLSTATE), "55000");
	PQclear(result);
	result = PQexec(connection, statement_for("# other\n", maps, ways[_i])->undo->sql);
	ck_assert_str_eq(PQresultErrorField(result, PG_DIAG_SQLSTATE), "55006");
	PQclear(result);
	ck_assert_str_eq(unit_value(connection, unit_arena(), read_file), from);
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite;

	if (!getenv("PGHOST"))
		return unit_skip("no server: PGHOST is not set");
	suite = suite_create("file_write");
	unit_add_rows(suite, test_any_text, ROWS);
	unit_add(suite, test_text_that_copy_cannot_write);
	unit_add_rows(suite, test_text_that_others_have_changed, ROWS);
	return suite;
}
