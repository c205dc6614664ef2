/* SPDX-License-Identifier: PostgreSQL
 *
 * Rules that no connection can ever meet, since an earlier rule fits all that they fit.
 */
#ifndef PGMOB_KINDS_HBA_HIDDEN_H
#define PGMOB_KINDS_HBA_HIDDEN_H

#include "auth/load.h"
#include "kinds/hba/hba.h"
#include "model/outlook.h"

/* Warns of rules of the manifest that earlier ones of the manifest hide. */
void hba_check_hidden(const struct hba *hba, struct diags *diags);

/* Refuses rules of a block that the file's rules before it hide, and warns of the file's rules
 * that the block hides. after: what the file will be. */
void hba_foresee_hidden(struct outlook *outlook, const struct hba *to,
			const struct auth_loaded *after);

#endif
