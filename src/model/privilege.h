/* SPDX-License-Identifier: PostgreSQL
 *
 * Privileges, and what they can be granted on: the manual's page GRANT; acl.h and acldefault() in
 * PostgreSQL's source.
 */
#ifndef PGMOB_MODEL_PRIVILEGE_H
#define PGMOB_MODEL_PRIVILEGE_H

#include <stdint.h>

#include "base/list.h"
#include "base/text.h"

/* A set of privileges is a uint32_t, with a bit for each. */
enum {
	PRIVILEGE_SELECT = 1 << 0,
	PRIVILEGE_INSERT = 1 << 1,
	PRIVILEGE_UPDATE = 1 << 2,
	PRIVILEGE_DELETE = 1 << 3,
	PRIVILEGE_TRUNCATE = 1 << 4,
	PRIVILEGE_REFERENCES = 1 << 5,
	PRIVILEGE_TRIGGER = 1 << 6,
	PRIVILEGE_MAINTAIN = 1 << 7,
	PRIVILEGE_USAGE = 1 << 8,
	PRIVILEGE_CREATE = 1 << 9,
	PRIVILEGE_CONNECT = 1 << 10,
	PRIVILEGE_TEMPORARY = 1 << 11,
	PRIVILEGE_EXECUTE = 1 << 12,
	PRIVILEGE_SET = 1 << 13,
	PRIVILEGE_ALTER_SYSTEM = 1 << 14,
};

/* Something that has privileges. */
struct securable {
	char letter;       /* what acldefault() calls it */
	const char *name;  /* as messages say it, in the singular */
	const char *sql;   /* what stands behind ON in GRANT */
	uint32_t all;      /* every privilege that any version knows for it */
	uint32_t everyone; /* what PUBLIC has where the ACL is null; the owner has all, but of a
			      column nothing */
	int since;         /* the first version where it has privileges; 0: all */
};

/* All there are; ended by one without a name. */
extern const struct securable securables[];

/* The one of that letter, or NULL. */
const struct securable *securable_of(char letter);

/* Every privilege for it that this version (as 160002) knows. */
uint32_t securable_all(const struct securable *securable, int version);

/* The privilege that a manifest calls so, in any case: SELECT, TEMP for TEMPORARY. 0: none. */
uint32_t privilege_named(const char *word);

/* The first server version that knows the privilege, as 170000; 0: all. */
int privilege_since(uint32_t privilege);

/* The privilege of a letter in an ACL's text; 0: none that this pgmob knows. */
uint32_t privilege_of(char letter);

/* Writes them as an ACL's text does, with a * behind those of options, and as GRANT does. */
void privileges_add_letters(struct text *text, uint32_t privileges, uint32_t options);
void privileges_add_words(struct text *text, uint32_t privileges);

/* Writes the name of a parameter as GRANT takes it: a custom one has a dot between its names. */
void privileges_add_parameter(struct text *sql, const char *name);

/* The words, each alone (const char *). */
struct list privileges_words(struct arena *arena, uint32_t privileges);

#endif
