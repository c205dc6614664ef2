/* SPDX-License-Identifier: PostgreSQL
 *
 * Faults of the rules: those that show in the manifest, and those that need the server's version.
 */
#ifndef PGMOB_KINDS_HBA_HBA_CHECK_H
#define PGMOB_KINDS_HBA_HBA_CHECK_H

#include "kinds/hba/hba_file.h"

/* The checks of the three kinds. */
void hba_check(const struct object *object, struct diags *diags);
void hba_check_rule(const struct object *object, struct diags *diags);
void hba_check_option(const struct object *object, struct diags *diags);

/* What mode additive refuses. */
void hba_check_mode(const struct state *desired, const struct intent *intent, struct diags *diags);

/* Faults of the rules on a server of that version. */
void hba_check_version(const struct hba *hba, const struct facts *facts, struct diags *diags);

/* Faults of a rule as the line that it is in the file, which has fields. */
void hba_check_line(const struct hba_rule *rule, const struct auth_line *line, struct diags *diags);

/* Whether the line includes another file. */
bool hba_is_include(const struct auth_line *line);

/* Reports a name that no option has. */
void hba_check_option_name(struct diags *diags, struct place place, const char *name);

/* Fills the rules of an actual file from its text. */
void hba_take_text(struct hba *hba, struct arena *arena);

/* Why the rules of an actual file cannot stand in a manifest. */
const char *hba_unwritable(const struct object *object, const struct facts *facts,
			   struct arena *arena);

/* Where that part of the rule was written: the whole line, where it is one. */
struct place hba_part_place(const struct hba_rule *rule, const char *key);

#endif
