/* SPDX-License-Identifier: PostgreSQL
 *
 * How well a rule makes sure who somebody is.
 */
#ifndef PGMOB_AUTH_STRENGTH_H
#define PGMOB_AUTH_STRENGTH_H

#include "auth/match.h"

enum auth_strength {
	AUTH_REFUSES,  /* nobody is let in */
	AUTH_BELIEVES, /* trust */
	AUTH_ASKS,     /* ident over TCP: the client's host is asked, which may be anybody's */
	AUTH_EXPOSED,  /* a password that can be read on the way */
	AUTH_HIDDEN,   /* a password that cannot be read by others, but by the server; or md5 */
	AUTH_PROVEN,   /* the client proves it, and nobody learns anything */
};

/* What the rule demands of a client that comes that way; rule NULL: there is none. */
enum auth_strength auth_strength(const struct auth_rule *rule, enum auth_transport transport);

/* Whether the client has to know a password. */
bool auth_wants_password(const struct auth_rule *rule);

#endif
