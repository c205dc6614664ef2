/* SPDX-License-Identifier: PostgreSQL
 *
 * Nobody is locked out: what the rules will be, held against whom they must let in.
 */
#ifndef PGMOB_KINDS_HBA_FORESEE_H
#define PGMOB_KINDS_HBA_FORESEE_H

#include "auth/follow.h"
#include "auth/strength.h"
#include "kinds/hba/hba.h"
#include "kinds/hba/world.h"
#include "model/outlook.h"

/* The files of one server, and what they hang on, at one time. */
struct hba_door {
	struct hba_world *world;
	const char *path; /* of pg_hba.conf */
	const struct auth_loaded *rules;
	const struct auth_loaded *maps; /* NULL: nobody knows them */
};

/* How a client meets the rules: by the doubtful ones, it may be any of several. */
struct hba_visit {
	struct auth_client client;
	struct auth_meeting meeting;
	enum auth_strength least; /* of what may be demanded of it */
	enum auth_strength most;
	const char *refusal; /* why the rule that it meets refuses it all the same, or NULL */
};

/* What becomes of a user that meets the rule there. */
struct auth_sequel hba_follow(const struct hba_door *door, const struct auth_rule *rule,
			      const char *user, const char *system_user);

/* system_user: whom another authority says the client to be, or NULL. */
struct hba_visit hba_visit(const struct hba_door *door, const struct auth_client *client,
			   const char *system_user);

/* Writes how it meets them: "it meets line 3: local all all reject". */
void hba_visit_show(struct text *text, const struct hba_visit *visit, const struct hba_door *door);

/* Where the line stands: "line 3", or "line 3 of FILE" where that is another than path. */
void hba_line_place_show(struct text *text, const struct auth_line *line, const char *path);

/* One server's files before the changes and after them. */
struct foresight {
	struct outlook *outlook;
	const char *server;   /* a node, or NULL */
	const struct hba *to; /* NULL: nobody manages pg_hba.conf */
	struct hba_door now, then;
};

/* Where the manifest has that key of hba, or nothing of it. */
struct place foresight_place(const struct foresight *sight, const char *key);

/* Whether the file is to be written. */
bool foresight_changes(const struct foresight *sight);

/* The same of the rule that is this line, where the manifest has it. */
struct place foresight_line_place(const struct foresight *sight, const struct auth_line *line);

/* "user app, database shop, from 10.1.2.3 with TLS: it meets line 3: …" */
const char *foresight_tell(const struct foresight *sight, const struct hba_visit *visit);

/* Refuses what would lock out pgmob itself, who is connected now, or who replicates now. */
void foresee_sessions(const struct foresight *sight);

/* The same for all superusers. */
void foresee_superusers(const struct foresight *sight);

/* Refuses what would lock out any of these, or what the probes say must not be. */
void hba_foresee(struct outlook *outlook);

#endif
