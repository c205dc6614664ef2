/* SPDX-License-Identifier: PostgreSQL
 *
 * Which rule a connection meets: check_hba() and check_usermap() in src/backend/libpq/hba.c. The
 * first that fits decides; where none does, the server refuses.
 *
 * What only the server can say (members of roles, regular expressions, its own interfaces) is asked
 * of a world, which may not know. Then the answer may be undetermined: which rules come into
 * question.
 */
#ifndef PGMOB_AUTH_MATCH_H
#define PGMOB_AUTH_MATCH_H

#include "auth/load.h"

enum auth_transport { AUTH_SOCKET, AUTH_TCP, AUTH_TLS, AUTH_GSSENC };

/* Who connects, and how. */
struct auth_client {
	const char *user;
	const char *database; /* NULL of physical replication */
	bool replication; /* physical: logical replication connects to a database as others do */
	enum auth_transport transport;
	struct auth_address address; /* not of AUTH_SOCKET */
	const char *host; /* the name that it has in the server's eyes; NULL: nobody knows */
};

enum auth_answer { AUTH_NO, AUTH_YES, AUTH_UNKNOWN };

/* A regular expression of the server (always advanced, collation C, byte by byte) on a name. */
struct auth_finding {
	enum auth_answer found;
	bool bad;          /* the server cannot compile it; then nobody knows what is found */
	const char *first; /* what its first parentheses found; NULL: nothing, or it has none */
};

struct auth_world {
	void *context;
	/* Whether the user is that role or, over however many memberships, its member; of
	 * superusers no more than of others. Roles that are not there have no members. */
	enum auth_answer (*is_member)(void *context, const char *user, const char *role);
	struct auth_finding (*find)(void *context, const char *expression, const char *name);
	enum auth_answer (*is_same_host)(void *context, const struct auth_address *address);
	enum auth_answer (*is_same_net)(void *context, const struct auth_address *address);
};

/* A world that knows nothing. */
extern const struct auth_world auth_unknown_world;

/* A rule that comes into question: what is not known about it. */
struct auth_doubt {
	const struct auth_rule *rule;
	const char *reason;
};

struct auth_meeting {
	const struct auth_rule *rule; /* that is met, where no doubtful one is; NULL: none, so
					 refused */
	struct list doubts;           /* of struct auth_doubt: before it, in order */
};

/* The first rule of the list (of struct auth_rule) that fits. version 0: nobody knows it, and what
 * looks like a regular expression may be one. */
struct auth_meeting auth_meet(struct arena *arena, const struct list *rules,
			      const struct auth_client *client, const struct auth_world *world,
			      int version);

/* Whether one rule fits; reason (may be NULL) is set where that is unknown. */
enum auth_answer auth_rule_fits(struct arena *arena, const struct auth_rule *rule,
				const struct auth_client *client, const struct auth_world *world,
				int version, const char **reason);

/* Whether the rule is for that user in some database, or for replication, wherever the client comes
 * from. */
enum auth_answer auth_rule_is_for_user(struct arena *arena, const struct auth_rule *rule,
				       const char *user, const struct auth_world *world,
				       int version);

/* Whether the rule is for other databases with each user: sameuser, samerole. */
bool auth_rule_depends_on_user(const struct auth_rule *rule);

/* Whether the rule is for that database (NULL: for physical replication), if the user is this one;
 * where that is NULL: whoever the user is. */
enum auth_answer auth_rule_is_for_database(struct arena *arena, const struct auth_rule *rule,
					   const char *user, const char *database,
					   const struct auth_world *world, int version);

/* Whom a method has found the client to be, and as whom it comes. */
struct auth_login {
	const char *system_user; /* of the operating system, the certificate or Kerberos */
	const char *user;
	bool ignore_case; /* gss and sspi where krb_caseins_users is on */
};

struct auth_mapping {
	enum auth_answer lets;
	const struct auth_map *entry; /* the first that lets in; or that has a fault which ends the
					 search; or that is in doubt */
	const char *reason;           /* where that is unknown, or for such a fault: why */
};

/* Whether the map of that name, of this list of struct auth_map, lets the login in. name NULL or
 * empty: there is no map, both must be the same. */
struct auth_mapping auth_map_lets(struct arena *arena, const struct list *maps, const char *name,
				  const struct auth_login *login, const struct auth_world *world,
				  int version);

/* Whether it may let somebody in as the user; who the client is nobody has said. */
bool auth_map_may_let(struct arena *arena, const struct list *maps, const char *name,
		      const struct auth_login *login, const struct auth_world *world, int version);

#endif
