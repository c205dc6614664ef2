/* SPDX-License-Identifier: PostgreSQL
 *
 * The lines of pg_hba.conf and pg_ident.conf, and their tokens, as the server reads them:
 * next_token() and tokenize_auth_file() in src/backend/libpq/hba.c.
 *
 * A line is a list of fields, separated by blanks; a field is a list of tokens, separated by
 * commas. Nothing here knows what they mean.
 */
#ifndef PGMOB_AUTH_LINE_H
#define PGMOB_AUTH_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/text.h"

struct auth_token {
	const char *text;
	bool quoted;   /* from its first character: it is a name, whatever keyword it looks like */
	size_t offset; /* where it begins in the text of its line */
};

struct auth_line {
	const char *file;   /* its path; NULL where only one file is looked at */
	size_t number;      /* of its first line in the file, from 1; 0: it stands in none */
	const char *text;   /* as it stands in the file, continued lines joined */
	struct list fields; /* of struct list of struct auth_token; never empty lists */
	size_t begin, end;  /* where it stands in the text that was read, with its end */
	bool unclosed;      /* the line ends within quotes; the server does not mind */
	size_t length;      /* how many bytes it takes in the file, without its end */
	size_t longest;     /* how many the longest token takes while it is read */
};

/* From this version on a backslash at the end of a line joins it with the next one. */
enum { AUTH_JOINS_SINCE = 140000 };

/* And from this one on files include others, and a token that begins with a slash is a regular
 * expression, quoted or not, of databases and users too. */
enum { AUTH_INCLUDES_SINCE = 160000, AUTH_EXPRESSIONS_SINCE = 160000 };

/* The one line. Without fields it is a blank line, or a comment. */
struct auth_line *auth_line_parse(struct arena *arena, const char *text);

/* The lines that have fields, or are too long, in length bytes of a file, of struct auth_line; file
 * may be NULL. version 0: lines are joined. */
struct list auth_lines_parse(struct arena *arena, const char *text, size_t length, int version,
			     const char *file);

/* Why a server of that version cannot read the line (or a token of it), or NULL; the limits are
 * those of the last minor releases. version 0: any can. */
const char *auth_line_fault(struct arena *arena, const struct auth_line *line, int version);

/* Whether the text is one token, and nothing besides it. */
bool auth_is_token(struct arena *arena, const char *text);

/* The token at that place, or NULL. */
const struct auth_token *auth_token_at(const struct auth_line *line, size_t field, size_t index);

/* Whether an unquoted token is that keyword. */
bool auth_token_is(const struct auth_token *token, const char *keyword);

/* Whether the line includes other files, in a version that knows that; version 0: one does. */
bool auth_line_includes(const struct auth_line *line, int version);

/* Whether both lines are the same tokens. */
bool auth_line_same(const struct auth_line *a, const struct auth_line *b);

/* Writes the line as a plan shows it: single blanks, nothing invisible, no secret. */
void auth_line_show(struct text *text, const struct auth_line *line);

/* Writes the token, or the line with single blanks, as a file may have it: it is read again as the
 * same one. */
void auth_token_spell(struct text *text, const struct auth_token *token);
void auth_line_spell(struct text *text, const struct auth_line *line);

/* Whether the text has options that are secrets, in a rule or in a comment. */
bool auth_has_secret(const char *text);

#endif
