/* SPDX-License-Identifier: PostgreSQL
 *
 * From the lines of a file to those that it shall have; for this folder only.
 */
#ifndef PGMOB_KINDS_CONF_STEPS_H
#define PGMOB_KINDS_CONF_STEPS_H

#include "kinds/conf/conf.h"

#define CONF_NONE SIZE_MAX

/* A line that stays has both numbers, one that goes or comes only the one. */
struct conf_step {
	size_t from; /* in the lines that there are; or CONF_NONE */
	size_t to;   /* in those that shall be; or CONF_NONE */
};

/* The steps in the order of the lines that shall be; as many lines as possible stay. */
struct list conf_steps(struct arena *arena, const struct conf *from, const struct conf *to);

/* Writes the entries as lines of the file, in columns; comments before them. */
void conf_write_entries(struct text *text, const struct conf_grammar *grammar,
			const struct list *entries);

/* The text (whose lines those of from are) changed into one that has the entries of to, so that
 * what stays is not touched, nor comments on it. NULL where nothing stays. */
const char *conf_edit(struct arena *arena, const struct conf_grammar *grammar, const char *text,
		      const struct conf *from, const struct conf *to);

#endif
