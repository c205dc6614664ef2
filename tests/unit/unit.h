/* SPDX-License-Identifier: PostgreSQL
 *
 * What all unit tests share: main(), and an arena for each test.
 *
 * A test program is a file with tests and unit_suite(), linked with unit.c. It obeys Check's
 * environment: CK_TAP_LOG_FILE_NAME=- makes it speak TAP, CK_FORK=no and CK_RUN_CASE serve a
 * debugger.
 */
#ifndef PGMOB_TESTS_UNIT_H
#define PGMOB_TESTS_UNIT_H

#include <check.h>
#include <stddef.h>

#include "base/arena.h"

/* The tests, made by the test program. NULL skips them all, after unit_skip(). */
Suite *unit_suite(void);

/* Adds a test as a case of its own, so that its name is seen. */
void unit_add(Suite *suite, const TTest *test);

/* Adds a test that is run for each row of a table; the row's number is _i. */
void unit_add_rows(Suite *suite, const TTest *test, size_t rows);

/* The arena of the running test, which ends with it. */
struct arena *unit_arena(void);

/* Says why the tests cannot run here. */
Suite *unit_skip(const char *reason);

#endif
