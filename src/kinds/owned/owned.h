/* SPDX-License-Identifier: PostgreSQL
 *
 * What a database has outside of schemas, with an owner of its own: languages, foreign-data
 * wrappers, foreign servers, publications, subscriptions, event triggers. Others make them; pgmob
 * gives them their owners, and to the first three their privileges.
 */
#ifndef PGMOB_KINDS_OWNED_OWNED_H
#define PGMOB_KINDS_OWNED_OWNED_H

#include "model/object.h"

struct owned {
	struct object object;
	const char *name;
	const char *owner;
	struct list grants; /* of struct grant_entry */

	/* facts of the server */
	const bool *dependent;   /* initdb made it, or it is a member of an extension */
	const char *extension;   /* that one, or NULL */
	const char *wrapper;     /* of a foreign server: its foreign-data wrapper; or NULL */
	const char *acl;         /* as the server writes it; NULL: the built-in one */
	const char *initial_acl; /* its row in pg_init_privs */
};

extern const struct kind language_kind;
extern const struct kind wrapper_kind;
extern const struct kind server_kind;
extern const struct kind publication_kind;
extern const struct kind subscription_kind;
extern const struct kind event_trigger_kind;

#endif
