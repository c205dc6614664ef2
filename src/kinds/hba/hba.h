/* SPDX-License-Identifier: PostgreSQL
 *
 * pg_hba.conf: one object, whose rules are compared with the text of the server's file.
 */
#ifndef PGMOB_KINDS_HBA_HBA_H
#define PGMOB_KINDS_HBA_HBA_H

#include "model/change.h"

struct hba_option {
	struct object object;
	const char *name;
	const char *value;
};

/* One rule: either a line as it stands in pg_hba.conf, or its parts. databases, users and address
 * are tokens of pg_hba.conf, with their quotes inside. */
struct hba_rule {
	struct object object;
	const char *type;
	struct list databases; /* of char * */
	struct list users;     /* of char * */
	const char *address;
	const char *method;
	struct list options; /* of struct hba_option */
	const char *line;
	const char *comment;
};

struct hba {
	struct object object;
	const char *manage; /* file or block */
	const char *place;  /* first or last; NULL: where the block stands, else last */
	struct list rules;  /* of struct hba_rule */
	struct list probes; /* of struct hba_probe */

	bool additive; /* no rule of the block goes */

	/* what the file is; worked out by pair() of a desired object: what it shall be */
	const char *text;
	const char *path;
	const int64_t *version; /* of the server that reads it */
	/* what the executing role needs to write it and has not; NULL: nothing */
	const char *lacks;

	/* worked out by pair(), for describe() */
	struct list lines; /* of struct auth_line: the rules in the managed part of the text */
	const char *moved; /* where the block goes, where it stands elsewhere */
};

extern const struct kind hba_kind;
extern const struct kind hba_rule_kind;
extern const struct kind hba_option_kind;

/* The statement that writes the file. */
void hba_alter(struct ddl *ddl, const struct change *change);

#endif
