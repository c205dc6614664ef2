/* SPDX-License-Identifier: PostgreSQL
 *
 * Paths on the server, without a look at its file system: AbsoluteConfigLocation() in
 * src/backend/utils/misc/conffiles.c, join_path_components() and canonicalize_path() in
 * src/port/path.c.
 */
#ifndef PGMOB_AUTH_PATH_H
#define PGMOB_AUTH_PATH_H

#include "base/arena.h"

/* The path that a file means by that name: a relative one begins in the folder of the file. */
const char *auth_path_absolute(struct arena *arena, const char *name, const char *file);

/* The path of what is in a folder, in its simplest form: without . and .. */
const char *auth_path_join(struct arena *arena, const char *folder, const char *name);

#endif
