/* SPDX-License-Identifier: PostgreSQL
 *
 * A file with what it includes → the rules or maps in the order in which the server tries them.
 *
 * include, include_if_exists and include_dir stand for lines of other files (PostgreSQL 16), @file
 * for tokens. Whoever loads has some of the files; what is missing is asked for, and when that is
 * there, everything is loaded again.
 */
#ifndef PGMOB_AUTH_LOAD_H
#define PGMOB_AUTH_LOAD_H

#include "auth/map.h"
#include "auth/rule.h"
#include "base/map.h"

/* A file of the server, or a folder. */
struct auth_file {
	const char *path;
	const char *text;   /* NULL: it is not there, or cannot be read */
	const char *reason; /* why there is no text */
	bool missing;       /* there is no such file */
	bool folder;
	struct list names; /* of char *: what is in the folder */
};

enum auth_grammar { AUTH_RULES, AUTH_MAPS };

/* A line that the server would refuse, or warn of. */
struct auth_loaded_fault {
	const struct auth_line *line;
	struct auth_fault fault;
};

struct auth_loaded {
	struct list lines;  /* of struct auth_line: all in order, with faults or without */
	struct list rules;  /* AUTH_RULES: of struct auth_rule */
	struct list maps;   /* AUTH_MAPS: of struct auth_map */
	struct list faults; /* of struct auth_loaded_fault, in order */
	struct list wanted; /* of struct auth_file without text: to be had, then load again */
	size_t errors;      /* of the faults, those that keep the server from loading the file */
};

/* path: of the first file, to which relative names of files refer; text: what it has or shall have.
 * files: by path, of struct auth_file; may be NULL: then nothing is wanted, and what is included is
 * passed over. */
struct auth_loaded *auth_load(struct arena *arena, enum auth_grammar grammar, const char *path,
			      const char *text, int version, const struct map *files);

#endif
