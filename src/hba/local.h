/* SPDX-License-Identifier: PostgreSQL
 *
 * Files of this machine; for this folder only.
 */
#ifndef PGMOB_HBA_LOCAL_H
#define PGMOB_HBA_LOCAL_H

#include "auth/load.h"

/* The file, or what is in the folder; with the reason where it cannot be read. */
struct auth_file *local_read(struct arena *arena, const char *path, bool folder);

#endif
