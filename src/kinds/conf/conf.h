/* SPDX-License-Identifier: PostgreSQL
 *
 * What pg_hba.conf and pg_ident.conf have in common: a manifest has all of the file, or a marked
 * block of it, as a list of entries; each is a line of the file.
 *
 * What is compared is the text of the file. As long as its entries are those of the manifest, by
 * their form, the text that shall be is the text that is, however it is spaced and commented.
 */
#ifndef PGMOB_KINDS_CONF_CONF_H
#define PGMOB_KINDS_CONF_CONF_H

#include "auth/load.h"
#include "model/change.h"

enum { CONF_MOST_COLUMNS = 6 };

/* How the entries of a kind are written and read. */
struct conf_grammar {
	const char *name;    /* of the file, as people say it: pg_hba.conf */
	const char *setting; /* that says where it is */
	enum auth_grammar auth;
	const char *const *titles; /* of the columns in which entries are written, ended by NULL */

	/* The entry in parts, one for each column; false where it is a whole line. */
	bool (*cells)(struct arena *arena, const struct object *entry, const char **cells);
	const char *(*line)(const struct object *entry); /* that line */
	const char *(*comment)(const struct object *entry);

	/* An entry that is this line. */
	struct object *(*keep)(struct arena *arena, const struct auth_line *line);

	/* The form that lines share that say the same. */
	const char *(*form)(struct arena *arena, const struct auth_line *line, int version);
};

struct conf {
	struct object object;
	const char *manage;  /* file or block */
	const char *place;   /* first or last; NULL: where the block stands, else last */
	struct list entries; /* of struct object */

	bool additive; /* no entry of the block goes */

	/* what the file is; worked out by conf_pair() of a desired object: what it shall be */
	const char *text;
	const char *path;
	const int64_t *version; /* of the server that reads it */
	/* what the executing role needs to write it and has not; NULL: nothing */
	const char *lacks;
	const bool *programs; /* whether it may run programs on the server */
	const bool *exports;  /* whether it may call lo_export() */

	/* where Patroni writes it: the files of all nodes (struct file_node), while the text is the
	 * lines that Patroni has; and the nodes that have another file */
	struct list nodes;
	const char *pending;

	/* worked out by conf_pair(), for conf_describe() */
	struct list lines; /* of struct auth_line: those of the managed part of the text that say
			      something */
	struct list forms; /* of char *: of these */
	const char *moved; /* where the block goes, where it stands elsewhere */
};

/* The block that is pgmob's, as offsets: the lines from begin to inside and from outside to end are
 * the two marks. */
struct conf_block {
	size_t begin, inside, outside, end;
	size_t begins, ends;                 /* how many of each mark there are */
	size_t begin_lines[2], end_lines[2]; /* the lines of the first two of each */
};

#define CONF_BEGIN "# BEGIN pgmob"
#define CONF_END   "# END pgmob"

/* The words of the fields "manage" and "place". */
extern const char *const conf_manage_words[];
extern const char *const conf_place_words[];

/* The fields of the file as it is, behind those that a manifest has; type begins with a struct conf
 * named conf. */
#define CONF_ACTUAL_FIELDS(type)                                             \
	CONF_ACTUAL_FIELD(type, text, FIELD_TEXT, FIELD_DERIVED),            \
		CONF_ACTUAL_FIELD(type, pending, FIELD_TEXT, FIELD_DERIVED), \
		CONF_ACTUAL_FIELD(type, path, FIELD_TEXT, FIELD_ACTUAL),     \
		CONF_ACTUAL_FIELD(type, version, FIELD_INT, FIELD_ACTUAL),   \
		CONF_ACTUAL_FIELD(type, lacks, FIELD_TEXT, FIELD_ACTUAL),    \
		CONF_ACTUAL_FIELD(type, programs, FIELD_BOOL, FIELD_ACTUAL), \
		CONF_ACTUAL_FIELD(type, exports, FIELD_BOOL, FIELD_ACTUAL)

#define CONF_ACTUAL_FIELD(kind, member, is, flag)                              \
	{                                                                      \
		.name = #member, .type = (is), .flags = (flag) | FIELD_HIDDEN, \
		.offset = offsetof(kind, conf.member)                          \
	}

/* The entry as one line of the file, its parts separated by single blanks. */
const char *conf_entry_line(struct arena *arena, const struct conf_grammar *grammar,
			    const struct object *entry);

/* Writes the whole file that has these entries, or the block with its marks. */
void conf_write_file(struct text *text, const struct conf_grammar *grammar,
		     const struct list *entries);
void conf_write_block(struct text *text, const struct conf_grammar *grammar,
		      const struct list *entries);

/* Finds the marks. The offsets are only set where there is one of each, in their order. */
bool conf_find_block(struct conf_block *block, const char *text);

/* Faults of an entry's comment: a mark, or what cannot be seen. */
void conf_check_comment(const struct object *entry, const char *comment, struct diags *diags);

/* Faults of what an entry has; false where there is one: of any part; of one that is a token of the
 * file; of an entry (a rule, as messages call it) that is a line. */
bool conf_check_visible(struct diags *diags, struct place place, const char *text);
bool conf_check_token(struct diags *diags, struct place place, const char *file, const char *text);
bool conf_check_line(const struct object *entry, const char *line, const char *what,
		     struct diags *diags);

/* Faults of what manage and place say, and what mode additive refuses. key: of the entries. */
void conf_check(const struct conf *conf, const char *key, struct diags *diags);
void conf_check_mode(const struct list *set, const struct intent *intent, struct diags *diags);

/* Works out the text that each of the desired files shall have, given the one that is; errors where
 * its marks are wrong. */
void conf_pair_all(const struct list *wanted, const struct state *actual,
		   const struct conf_grammar *grammar, const struct facts *facts,
		   struct diags *diags);

/* "pg_hba.conf", or that it goes through Patroni. */
void conf_title(struct text *text, const struct object *object, const struct conf_grammar *grammar);

/* Writes the entries that come and go, a line each. */
void conf_describe(struct text *text, const struct change *change);

/* In mode additive conf_pair_all() has kept what there is: so a change only adds. */
bool conf_adds(const struct object *desired, const struct object *actual);

/* What a role needs to read such a file. */
extern const char conf_readers[];

/* Refuses changes that the executing role may not write, or nobody may, since Patroni does. */
void conf_guard(const struct kind *kind, const struct list *changes, const struct state *actual,
		const struct facts *facts);

/* Writes the file; judge is as file_write() has it. */
void conf_alter(struct ddl *ddl, const struct change *change, const struct conf_grammar *grammar,
		const char *judge);

/* The hooks for a file that Patroni writes. */
void conf_through_patroni(struct object *object, struct arena *arena, const char *lines,
			  const struct list *files);
const char *conf_beyond(const struct field *field, const struct object *desired,
			const struct object *actual);

/* For the folder: which nodes wait for what Patroni has; what that adds to a description; and why
 * the change cannot be written, or NULL. */
void conf_pair_patroni(struct conf *to, struct conf *from, const struct facts *facts,
		       struct arena *arena);
void conf_describe_patroni(struct text *text, const struct change *change);
const char *conf_unwritten(const struct conf *from, const struct conf *to,
			   const struct facts *facts, struct arena *arena);

/* What the role lacks to make the one text of the other, or NULL. */
const char *conf_lacks(const struct conf *from, const struct conf *to);

#endif
