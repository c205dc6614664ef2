/* SPDX-License-Identifier: PostgreSQL
 *
 * How many columns of a terminal a character takes.
 */
#ifndef PGMOB_BASE_WIDTH_H
#define PGMOB_BASE_WIDTH_H

#include <stddef.h>

/* The columns of the character of length bytes, which is valid UTF-8 and visible: 0 for an accent
 * that stands on the character before it, 2 for East Asian characters and pictures, else 1. */
size_t width_of(const char *character, size_t length);

/* The columns of a text of such characters. */
size_t width_of_text(const char *text);

#endif
