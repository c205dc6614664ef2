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

	bool additive; /* no rule of the block goes */

	/* what the file is; worked out by pair() of a desired object: what it shall be */
	const char *text;
	const char *path;
	const bool *joins; /* a backslash at the end of a line joins it with the next one */
	/* what the executing role needs to write it and has not; NULL: nothing */
	const char *lacks;
	const bool *programs; /* whether it may run programs on the server */
	const bool *exports;  /* whether it may call lo_export() */

	/* where Patroni writes it: the files of all nodes (struct file_node), while the text is the
	 * lines that Patroni has; and the nodes that have another file */
	struct list nodes;
	const char *pending;

	/* worked out by pair(), for describe() */
	struct list lines; /* of struct hba_line: the rules in the managed part of the text */
	const char *moved; /* where the block goes, where it stands elsewhere */
};

extern const struct kind hba_kind;
extern const struct kind hba_rule_kind;
extern const struct kind hba_option_kind;

/* The words of the language, each list ended by NULL. */
extern const char *const hba_types[];
extern const char *const hba_methods[];

/* What the executing role lacks to make the one text of the other, or NULL. */
const char *hba_lacks(const struct hba *from, const struct hba *to);

/* The statement that writes the file. */
void hba_alter(struct ddl *ddl, const struct change *change);

/* Why the file cannot be written, or NULL. */
const char *hba_unwritten(const struct hba *from, const struct hba *to, const struct facts *facts,
			  struct arena *arena);

/* Where Patroni writes the file: makes the actual object what Patroni has; pairs; says that in a
 * plan, and why only a person can put right a node whose file is another; writes the statement. */
void hba_through_patroni(struct object *object, struct arena *arena, const char *lines,
			 const struct list *files);
void hba_pair_patroni(struct hba *to, struct hba *from, const struct facts *facts,
		      struct arena *arena);
void hba_describe_patroni(struct text *text, const struct change *change);
const char *hba_beyond(const struct field *field, const struct object *desired,
		       const struct object *actual);
void hba_alter_patroni(struct ddl *ddl, const struct hba *from, const struct hba *to);

#endif
