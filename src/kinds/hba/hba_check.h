/* SPDX-License-Identifier: PostgreSQL
 *
 * Faults of the rules: those that show in the manifest, and those that need the server's version.
 */
#ifndef PGMOB_KINDS_HBA_HBA_CHECK_H
#define PGMOB_KINDS_HBA_HBA_CHECK_H

#include "auth/line.h"
#include "kinds/hba/hba.h"

/* The checks of the three kinds. */
void hba_check(const struct object *object, struct diags *diags);
void hba_check_rule(const struct object *object, struct diags *diags);
void hba_check_option(const struct object *object, struct diags *diags);

/* Faults of the rules on a server of that version. */
void hba_check_version(const struct hba *hba, const struct facts *facts, struct diags *diags);

/* Fills the rules of an actual file from its text. */
void hba_take_text(struct hba *hba, struct arena *arena);

/* Why the rules of an actual file cannot stand in a manifest. */
const char *hba_unwritable(const struct object *object, const struct facts *facts,
			   struct arena *arena);

#endif
