/* SPDX-License-Identifier: PostgreSQL
 *
 * Nobody is locked out: what the rules will be, held against whom they must let in.
 */
#ifndef PGMOB_KINDS_HBA_FORESEE_H
#define PGMOB_KINDS_HBA_FORESEE_H

#include "auth/strength.h"
#include "kinds/hba/world.h"
#include "model/outlook.h"

/* How a client meets the rules: by the doubtful ones, it may be any of several. */
struct hba_visit {
	struct auth_client client;
	struct auth_meeting meeting;
	enum auth_strength least; /* of what may be demanded of it */
	enum auth_strength most;
};

struct hba_visit hba_visit(struct hba_world *world, const struct list *rules,
			   const struct auth_client *client);

/* Writes how it meets them: "it meets line 3: local all all reject". path: of the first file. */
void hba_visit_show(struct text *text, const struct hba_visit *visit, const char *path);

/* Where the line stands: "line 3", or "line 3 of FILE" where that is another than path. */
void hba_line_place_show(struct text *text, const struct auth_line *line, const char *path);

/* Refuses what would lock out pgmob, those of the probes, who is connected now, who replicates now,
 * or all superusers. */
void hba_foresee(struct outlook *outlook);

#endif
