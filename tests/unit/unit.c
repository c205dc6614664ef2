/* SPDX-License-Identifier: PostgreSQL */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

enum { EXIT_SKIPPED = 77 }; /* to meson and automake */

static struct arena *arena;
static const char *skipped;

static void set_up(void)
{
	arena = arena_create(NULL);
}

static void tear_down(void)
{
	arena_destroy(arena);
	arena = NULL;
}

struct arena *unit_arena(void)
{
	return arena;
}

static TCase *add_case(Suite *suite, const TTest *test)
{
	TCase *cases = tcase_create(test->name);

	tcase_add_checked_fixture(cases, set_up, tear_down);
	suite_add_tcase(suite, cases);
	return cases;
}

void unit_add(Suite *suite, const TTest *test)
{
	tcase_add_test(add_case(suite, test), test);
}

void unit_add_rows(Suite *suite, const TTest *test, size_t rows)
{
	tcase_add_loop_test(add_case(suite, test), test, 0, (int)rows);
}

Suite *unit_skip(const char *reason)
{
	skipped = reason;
	return NULL;
}

static int skip(void)
{
	if (getenv("CK_TAP_LOG_FILE_NAME")) {
		printf("1..0 # SKIP %s\n", skipped);
		return EXIT_SUCCESS;
	}
	fprintf(stderr, "skipped: %s\n", skipped);
	return EXIT_SKIPPED;
}

int main(void)
{
	Suite *suite = unit_suite();
	SRunner *runner;
	int failed;

	if (!suite)
		return skip();
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	/* a reader of TAP counts for itself, and takes any other status for a crash */
	failed = srunner_has_tap(runner) ? 0 : srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
