/* SPDX-License-Identifier: PostgreSQL
 *
 * Where lines stand; for this folder only.
 */
#ifndef PGMOB_HBA_PLACE_H
#define PGMOB_HBA_PLACE_H

#include "auth/line.h"

/* The file of the line, which is that one where it does not say. */
const char *place_file(const char *path, const struct auth_line *line);

/* Writes file:line, the file as it is called in the folder of that one. */
void place_show(struct text *text, const char *path, const struct auth_line *line);

#endif
