/* SPDX-License-Identifier: PostgreSQL
 *
 * Roles: pg_authid.
 */
#ifndef PGMOB_KINDS_ROLE_ROLE_H
#define PGMOB_KINDS_ROLE_ROLE_H

#include "model/object.h"
#include "model/state.h"

/* Where a password comes from; exactly one of them is said. */
struct password {
	struct object object;
	const char *env;
	const char *file;
	const char *verifier;
	const bool *none;

	/* worked out */
	char *kept;          /* the password, until it is compared */
	const char *secret;  /* the same; then the verifier that is to be sent */
	const char *missing; /* why there is no secret */
	enum unknown_password unknown;
	bool upgrade;  /* set it again where the stored one is md5 */
	bool same;     /* it is the stored one, as password_compare() has found */
	bool outdated; /* that is md5 */
};

struct role {
	struct object object;
	const char *name;
	const bool *superuser;
	const bool *inherit;
	const bool *createrole;
	const bool *createdb;
	const bool *login;
	const bool *replication;
	const bool *bypassrls;
	const int64_t *connection_limit;
	const char *valid_until;
	struct password *password;
	const char *comment;
	struct list member_of;
	struct list memberships;
	struct list settings;
	const char *state; /* present, absent; NULL: not written */
	const char *renamed_from;
	const char *reassign_owned_to;
	const bool *drop_owned;
	const bool *terminate_sessions;

	/* facts of the server */
	const char *verifier;
	const bool *verifier_known; /* pg_authid could be read */
	const int64_t *dependents;  /* what pg_shdepend names; read where it may have to go only */
	const char *remains;        /* the same in words, of the databases that can be read */
	const int64_t *closed_dependents; /* of all, those in databases that let nobody in */
	const char *closed_remains;       /* the same in words */
	const bool *bootstrap;
	bool renamed; /* it gets another name, with which an md5 password is lost */

	/* what becomes of a retiring role, which the manifest says */
	const char *heir;
	const bool *drops_owned;
	const bool *ends_sessions;

	/* worked out for a role that is to be dropped */
	size_t released;       /* of its dependents, those that the plan takes from it */
	struct list remaining; /* of struct object: what was read and stays with it */
	struct list initial;   /* of struct object: in whose initial privileges it stays */
	struct list frees; /* of struct object: roles and memberships that can only go after it */
};

extern const struct kind role_kind;
extern const struct kind password_kind;

/* What statements about roles need. */
void role_rights(struct rights *rights);

/* Guards what takes a role, or its way in, away. */
/* Whether it is a superuser as whom somebody could log in. */
bool role_can_rescue(const struct role *role);

void role_guard(const struct list *changes, const struct state *actual, const struct facts *facts);

/* Decides which of the roles that shall go can: the others are left to a person. */
void role_settle_drops(const struct list *changes, const struct state *actual,
		       const struct facts *facts);

/* Works out what of that which depends on the roles that shall go the plan takes from them. */
void role_count_remains(const struct list *changes, const struct state *actual,
			const struct facts *facts);

/* Why the role cannot go: what remains of it, in words; NULL where nothing does. */
const char *role_remains(struct role *role, struct arena *arena);

/* What may go only after this one. */
void role_needs(const struct object *object, const struct state *state,
		void (*need)(const struct object *needed, void *context), void *context);

/* The FIELD_RECORD of a role's password: reads the variable or file. */
void password_resolve(struct password *password, struct arena *arena);

/* Compares the passwords of the desired roles with the stored verifiers, on all cores: to compute
 * one takes a millisecond. How many could not be compared, of which it is to be said. */
size_t password_compare(struct state *desired, const struct state *actual);

/* Whether the role gets its password, once they are compared; from is NULL for a new one. */
bool password_is_set(const struct role *to, const struct role *from);

/* Makes the verifiers of those, with as many iterations, and forgets the passwords. */
void password_make_verifiers(struct state *desired, const struct state *actual, int iterations);
void password_forget(struct password *password);

/* Writes where the password comes from: "password from env X". Never the password. */
void password_show(struct text *text, const struct password *password);

#endif
