/* SPDX-License-Identifier: PostgreSQL
 *
 * Writing a file of the server over SQL alone: pg_hba.conf, pg_ident.conf.
 *
 * One statement compares the file with what the plan was made from, writes the new text, has the
 * server judge it and load it, or puts the old text back. Where it could run a program, what was
 * there is kept beside it: FILE.YYYYMMDDTHHMMSSZ.bak, the five newest of them.
 */
#ifndef PGMOB_KINDS_FILE_FILE_H
#define PGMOB_KINDS_FILE_FILE_H

#include "model/change.h"

enum file_way {
	FILE_PROGRAM, /* COPY … TO PROGRAM: beside the file, then in its place, in one step */
	FILE_COPY,    /* COPY … TO the file itself, a row a line */
	FILE_EXPORT,  /* the same by lo_export(), for texts that COPY cannot write as they are */
};

struct file_write {
	const char *setting; /* that says where the file is: hba_file */
	const char *judge;   /* a query whose only value says what the server has against it, or is
				null; NULL: nobody judges */
	const char *from, *to; /* the texts */
	enum file_way way;
	bool secret; /* there is one in one of the texts */
};

/* The way to write these texts for a role that may run programs, or only write files. */
enum file_way file_way(bool programs, const char *from, const char *to);

/* The statement that tries the text: it puts it in place, has the server judge it, and puts the old
 * one back. Nothing is loaded, and nothing is kept. */
struct statement *file_try(struct ddl *ddl, const struct file_write *write);

/* Adds the statement; its undo puts the old text back, as long as nobody else has changed it. */
void file_write(struct ddl *ddl, const struct file_write *write);

#endif
