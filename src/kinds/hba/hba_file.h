/* SPDX-License-Identifier: PostgreSQL
 *
 * The text of pg_hba.conf: its tokens as the server reads them (next_token() and
 * tokenize_auth_file() in src/backend/libpq/hba.c), when two rules are the same, and how rules are
 * written.
 *
 * A line is a list of fields, separated by blanks; a field is a list of tokens, separated by
 * commas.
 */
#ifndef PGMOB_KINDS_HBA_HBA_FILE_H
#define PGMOB_KINDS_HBA_HBA_FILE_H

#include "kinds/hba/hba.h"

struct hba_token {
	const char *text;
	bool quoted; /* from its first character: it is a name, whatever keyword it looks like */
};

struct hba_line {
	const char *text;   /* as it stands in the file, continued lines joined */
	struct list fields; /* of struct list of struct hba_token; never empty lists */
	bool unclosed;      /* the line ends within quotes; the server does not mind */
};

/* The block that is pgmob's, as offsets: the lines from begin to inside and from outside to end are
 * the two marks. */
struct hba_block {
	size_t begin, inside, outside, end;
	size_t begins, ends;                 /* how many of each mark there are */
	size_t begin_lines[2], end_lines[2]; /* the lines of the first two of each */
};

#define HBA_BEGIN "# BEGIN pgmob"
#define HBA_END   "# END pgmob"

/* The rule on one line. Without fields it is a blank line, or a comment. */
struct hba_line *hba_line_parse(struct arena *arena, const char *text);

/* Whether the text is one token, and nothing besides it. */
bool hba_is_token(struct arena *arena, const char *text);

/* The rules in length bytes of a file. continued: a backslash at the end of a line joins it with
 * the next one (PostgreSQL 14 and later). */
struct list hba_file_parse(struct arena *arena, const char *text, size_t length, bool continued);

/* The token at that place, or NULL. */
const struct hba_token *hba_token_at(const struct hba_line *line, size_t field, size_t index);

bool hba_line_same(const struct hba_line *a, const struct hba_line *b);
bool hba_lines_same(const struct list *a, const struct list *b);

/* Writes the rule as a plan shows it: single blanks, nothing invisible, no secret. */
void hba_line_show(struct text *text, const struct hba_line *line);

/* Whether the text has options that are secrets, in a rule or in a comment. */
bool hba_has_secret(const char *text);

/* The rule as one line of the file, its parts separated by single blanks. */
const char *hba_rule_line(struct arena *arena, const struct hba_rule *rule);

/* Writes the whole file that has these rules. */
void hba_write_file(struct text *text, const struct list *rules);

/* Writes the block that has these rules, with its marks. */
void hba_write_block(struct text *text, const struct list *rules);

/* Finds the marks. The offsets are only set where there is one of each, in their order. */
bool hba_find_block(struct hba_block *block, const char *text);

#endif
