/* SPDX-License-Identifier: PostgreSQL
 *
 * Every query that reads the catalogs is PREPAREd on the server that libpq's environment variables
 * name, and each of its columns is a field of its kind.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds/kinds.h"
#include "model/kind.h"
#include "sql.h"
#include "unit.h"

static PGconn *conn;

static void open_connection(void)
{
	conn = PQconnectdb("");
	ck_assert_msg(PQstatus(conn) == CONNECTION_OK, "%s", PQerrorMessage(conn));
	PQclear(PQexec(conn, "SET search_path = ''"));
}

static void close_connection(void)
{
	PQfinish(conn);
}

static PGresult *prepared(const char *name, const char *sql)
{
	PGresult *result = PQprepare(conn, "", sql, 0, NULL);

	ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK, "%s: %s", name,
		      PQresultErrorMessage(result));
	PQclear(result);
	result = PQdescribePrepared(conn, "");
	ck_assert_int_eq(PQresultStatus(result), PGRES_COMMAND_OK);
	return result;
}

static bool reads(const char *sql, const struct kind *kind)
{
	for (const struct query *query = kind->queries; query && query->sql; query++)
		if (query->sql == sql)
			return true;
	return kind->late == sql || (kind->brief && kind->brief->sql == sql);
}

/* Whether a kind that the query reads has a field of the column's name. */
static bool is_field(const char *sql, const char *column)
{
	const char *suffix = strstr(column, "_oid");
	char name[64];

	snprintf(name, sizeof(name), "%.*s", suffix ? (int)(suffix - column) : (int)strlen(column),
		 column);
	for (const struct kind *const *kind = kinds_all; *kind; kind++)
		if (reads(sql, *kind) && kind_field(*kind, name))
			return true;
	return strcmp(column, "own_oid") == 0 || strcmp(column, "kind") == 0 ||
	       strcmp(column, "names") == 0;
}

static void check_columns(const struct kind *kind, const char *sql)
{
	PGresult *result = prepared(kind->name, sql);

	for (int column = 0; column < PQnfields(result); column++)
		ck_assert_msg(is_field(sql, PQfname(result, column)), "%s has no field %s",
			      kind->name, PQfname(result, column));
	PQclear(result);
}

/* The first query that fits the server is the one that is used, for a superuser, who reads
 * passwords too, and for others. */
static const struct query *query_for(const struct kind *kind, bool superuser)
{
	const struct query *query = kind->queries;

	while (query && query->sql &&
	       (PQserverVersion(conn) < query->since ||
		((query->passwords || query->superuser) && !superuser)))
		query++;
	return query && query->sql ? query : NULL;
}

START_TEST(test_queries_of_every_kind)
{
	const struct kind *kind = kinds_all[_i];
	const struct query *first = query_for(kind, true);
	const struct query *other = query_for(kind, false);

	ck_assert_msg(first && other, "nothing reads %s", kind->plural);
	check_columns(kind, first->sql);
	if (other != first)
		check_columns(kind, other->sql);
}
END_TEST

START_TEST(test_queries_that_are_asked_later)
{
	const struct kind *kind = kinds_all[_i];

	if (kind->late)
		check_columns(kind, kind->late);
	if (kind->brief)
		check_columns(kind, kind->brief->sql);
	if (kind->resolve)
		PQclear(prepared(kind->name, *kind->resolve));
}
END_TEST

START_TEST(test_queries_of_no_kind)
{
	PQclear(prepared("facts", sql_facts));
	PQclear(prepared("settable",
			 PQserverVersion(conn) < 150000 ? sql_settable_pre15 : sql_settable));
	PQclear(prepared("clashes", sql_clashes));
	PQclear(prepared("ends", sql_ends));
	PQclear(prepared("retiring", sql_retiring));
	PQclear(prepared("judge of pg_hba.conf", sql_hba_judge));
	PQclear(prepared("lock", sql_lock));
	PQclear(prepared("patch", sql_patch));
	PQclear(prepared("lock database", sql_lock_database));
	PQclear(prepared("address", sql_address));
	PQclear(prepared("expression", sql_expression));
	PQclear(prepared("file", sql_file));
	PQclear(prepared("folder", sql_folder));
	if (PQserverVersion(conn) >= 160000)
		PQclear(prepared("identity", sql_identity));
	if (PQserverVersion(conn) >= 150000)
		PQclear(prepared("judge of pg_ident.conf", sql_ident_judge));
	PQclear(prepared("settings of hba", sql_hba_settings));
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite;
	size_t kinds = 0;

	if (!getenv("PGHOST"))
		return unit_skip("no server: PGHOST is not set");
	suite = suite_create("queries");
	while (kinds_all[kinds])
		kinds++;
	for (int i = 0; i < 3; i++) {
		static const TTest *const *const tests[] = {&test_queries_of_every_kind,
							    &test_queries_that_are_asked_later,
							    &test_queries_of_no_kind};
		TCase *test_case = tcase_create((*tests[i])->name);

		tcase_add_checked_fixture(test_case, open_connection, close_connection);
		tcase_add_loop_test(test_case, *tests[i], 0, i < 2 ? (int)kinds : 1);
		suite_add_tcase(suite, test_case);
	}
	return suite;
}
