/* SPDX-License-Identifier: PostgreSQL
 *
 * The value of a configuration parameter, as SET and ALTER SYSTEM take it.
 */
#ifndef PGMOB_KINDS_SETTING_VALUE_H
#define PGMOB_KINDS_SETTING_VALUE_H

#include "base/diag.h"
#include "base/list.h"
#include "base/text.h"

struct setting_value {
	const char *name;    /* in lower case: PostgreSQL's names of settings have no case */
	const char *spelled; /* the name, as it is written or stored */
	const char *value;   /* one of these two */
	struct list values;

	/* worked out of value or values: the one form that is compared */
	const char *stored;
};

/* Whether a server of that version takes it for a name (0: whether any does); an error where it
 * does not. */
bool setting_name_check(const char *name, int version, const char *what, struct place place,
			struct diags *diags);

/* Whether the parameter is a list of libraries or directories. */
bool setting_is_paths(const struct setting_value *setting);

/* Puts the name into its one form, and the value. */
void setting_name_normalize(struct setting_value *setting, struct arena *arena);
void setting_value_normalize(struct setting_value *setting, struct arena *arena);

/* Writes the value as a plan shows it. */
void setting_value_show(struct text *text, const struct setting_value *setting);

/* Write the name, and the value, as SQL. */
void setting_name_add(struct text *sql, const struct setting_value *setting);
void setting_value_add(struct text *sql, const struct setting_value *setting);

#endif
