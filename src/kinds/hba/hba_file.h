/* SPDX-License-Identifier: PostgreSQL
 *
 * The text of pg_hba.conf as pgmob writes it: rules in columns, and the block that is pgmob's.
 */
#ifndef PGMOB_KINDS_HBA_HBA_FILE_H
#define PGMOB_KINDS_HBA_HBA_FILE_H

#include "auth/line.h"
#include "kinds/hba/hba.h"

/* The block that is pgmob's, as offsets: the lines from begin to inside and from outside to end are
 * the two marks. */
struct hba_block {
	size_t begin, inside, outside, end;
	size_t begins, ends;                 /* how many of each mark there are */
	size_t begin_lines[2], end_lines[2]; /* the lines of the first two of each */
};

#define HBA_BEGIN "# BEGIN pgmob"
#define HBA_END   "# END pgmob"

/* The rule as one line of the file, its parts separated by single blanks. */
const char *hba_rule_line(struct arena *arena, const struct hba_rule *rule);

/* Writes the whole file that has these rules. */
void hba_write_file(struct text *text, const struct list *rules);

/* Writes the block that has these rules, with its marks. */
void hba_write_block(struct text *text, const struct list *rules);

/* Finds the marks. The offsets are only set where there is one of each, in their order. */
bool hba_find_block(struct hba_block *block, const char *text);

#endif
