/* SPDX-License-Identifier: PostgreSQL
 *
 * A fuzz target: a file with the one function that libFuzzer calls.
 */
#ifndef PGMOB_TESTS_FUZZ_H
#define PGMOB_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Feeds the input to what is tested; ends the program where that does not hold. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
