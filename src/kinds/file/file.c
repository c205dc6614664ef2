/* SPDX-License-Identifier: PostgreSQL
 *
 * The statement that writes a file of the server.
 *
 * COPY TO a file truncates it first, and a program that reads from COPY sees the same end of its
 * input whether the query was complete or failed. So the text goes, as one row of base64, to a
 * program that compares its checksum before the new file takes the old one's place. Who may not run
 * programs can only write into the file itself: should that break off, the old text is written
 * again. COPY TO and blocks with EXCEPTION work in read-only transactions, and on standbys.
 */
#include "kinds/file/file.h"

#include <string.h>

#include "sql.h"

/* Delimiter, quote and null of COPY, and what it quotes in any case. */
static const char troublesome[] = "\1\2\3\r";

/* Whether FORMAT csv writes the text byte for byte: each line as it is, with a newline behind it.
 */
static bool copies(const char *text)
{
	const size_t length = strlen(text);

	if (strpbrk(text, troublesome) || (length && text[length - 1] != '\n'))
		return false;
	/* the end of data for who reads such a file */
	return strncmp(text, "\\.\n", 3) != 0 && !strstr(text, "\n\\.\n");
}

enum file_way file_way(bool programs, const char *from, const char *to)
{
	if (programs)
		return FILE_PROGRAM;
	return copies(from) && copies(to) ? FILE_COPY : FILE_EXPORT;
}

static const char *const way_words[] = {
	[FILE_PROGRAM] = "program",
	[FILE_COPY] = "copy",
	[FILE_EXPORT] = "export",
};

/* What the block is for. */
enum purpose { WRITE, WRITE_BACK, TRY };

/* What COPY makes anybody may read: no secret is kept that way. */
static const char *declarations(struct arena *arena, const struct file_write *write,
				enum purpose purpose)
{
	const bool back = purpose == WRITE_BACK;
	struct text text = text_in(arena);

	text_addf(&text,
		  "\nDECLARE\n    setting CONSTANT text := %L;\n"
		  "    from_text CONSTANT text := %L;\n    to_text CONSTANT text := %L;\n"
		  "    back CONSTANT boolean := %s;\n    tries CONSTANT boolean := %s;\n"
		  "    way CONSTANT text := %L;\n",
		  write->setting, back ? write->to : write->from, back ? write->from : write->to,
		  back ? "true" : "false", purpose == TRY ? "true" : "false",
		  way_words[write->way]);
	if (write->way == FILE_PROGRAM)
		text_addf(&text, "    program CONSTANT text := %L;\n", sh_file_write);
	else
		text_add(&text, "    program CONSTANT text := NULL;\n");
	text_addf(&text, "    keeps CONSTANT boolean := %s;\n",
		  write->secret || purpose == TRY ? "false" : "true");
	if (write->judge)
		text_addf(&text, "    judge CONSTANT text := %L;\n", write->judge);
	else
		text_add(&text, "    judge CONSTANT text := NULL;\n");
	return text.at;
}

/* The statement that writes it, or the one that puts it back. */
static void set_block(struct statement *statement, struct arena *arena,
		      const struct file_write *write, enum purpose purpose)
{
	static const char words[] = "DO LANGUAGE plpgsql ";
	const char *block =
		text_format(arena, "%s%s", declarations(arena, write, purpose), sql_file_write);

	statement->sql = text_format(arena, "%s%L", words, write->secret ? "***" : block);
	if (write->secret) {
		statement->secret = block;
		statement->secret_at = strlen(words);
	}
}

struct statement *file_try(struct ddl *ddl, const struct file_write *write)
{
	struct statement *statement = arena_alloc(ddl->arena, sizeof(*statement));

	statement->change = ddl->change;
	set_block(statement, ddl->arena, write, TRY);
	statement->alone = true;
	return statement;
}

void file_write(struct ddl *ddl, const struct file_write *write)
{
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");
	struct statement *undo = arena_alloc(ddl->arena, sizeof(*undo));

	set_block(statement, ddl->arena, write, WRITE);
	statement->alone = statement->reloads = true;
	*undo = *statement;
	set_block(undo, ddl->arena, write, WRITE_BACK);
	statement->undo = undo;
}
