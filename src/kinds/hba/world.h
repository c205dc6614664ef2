/* SPDX-License-Identifier: PostgreSQL
 *
 * What pg_hba.conf hangs on besides its text: members of roles, files that it includes, what the
 * server makes of regular expressions, and its own addresses. As it is, or as it will be after all
 * changes of a plan.
 */
#ifndef PGMOB_KINDS_HBA_WORLD_H
#define PGMOB_KINDS_HBA_WORLD_H

#include "auth/match.h"
#include "model/inquiry.h"
#include "model/state.h"

struct hba_world {
	struct arena *arena;
	struct inquiries *inquiries;
	const char *server; /* the node whose world it is; NULL: that of the run's connection */
	int version;
	struct map roles;     /* by name: struct list of char *, the roles that it is a member of */
	struct map old_names; /* of roles that have another name after the changes, by that; in the
				 world before them */
	struct map known;     /* by user: struct map of all roles that it reaches */
	struct auth_world auth;
};

/* The world of a node, or NULL for the server that the run is connected to. changes (of struct
 * change) may be NULL: the world as it is. What is not known yet is put to the inquiries. */
struct hba_world *hba_world_make(struct arena *arena, struct inquiries *inquiries,
				 const char *server, const struct facts *facts,
				 const struct state *actual, const struct list *changes);

/* The file with all that it includes, as far as that was read. */
struct auth_loaded *hba_world_load(struct hba_world *world, enum auth_grammar grammar,
				   const char *path, const char *text);

/* What decides besides the rules. */
struct hba_settings {
	bool ssl;         /* a connection may have TLS */
	bool ignore_case; /* krb_caseins_users is on */
};

/* As the server has them; as they are without it, where that is still to be asked. */
struct hba_settings hba_world_settings(const struct hba_world *world);

/* Whether the world has that role. */
bool hba_world_has(const struct hba_world *world, const char *role);

/* The name that a role of the actual state, or a new one, has there. */
const char *hba_world_name(const struct hba_world *world, const char *name);

#endif
