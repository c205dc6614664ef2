/* SPDX-License-Identifier: PostgreSQL
 *
 * A rule of pg_hba.conf: a line, as parse_hba_line() in src/backend/libpq/hba.c understands it in
 * that version of the server, with all of its faults rather than the first.
 */
#ifndef PGMOB_AUTH_RULE_H
#define PGMOB_AUTH_RULE_H

#include "auth/address.h"
#include "auth/line.h"

/* The parts of a rule. A fault is of one of them. */
enum auth_part {
	AUTH_TYPE,
	AUTH_DATABASES,
	AUTH_USERS,
	AUTH_ADDRESS,
	AUTH_METHOD,
	AUTH_OPTIONS,
	AUTH_PARTS,
};

enum auth_type {
	AUTH_LOCAL,
	AUTH_HOST,
	AUTH_HOSTSSL,
	AUTH_HOSTNOSSL,
	AUTH_HOSTGSSENC,
	AUTH_HOSTNOGSSENC,
};

enum auth_method {
	AUTH_TRUST,
	AUTH_REJECT,
	AUTH_SCRAM,
	AUTH_MD5,
	AUTH_PASSWORD,
	AUTH_GSS,
	AUTH_SSPI,
	AUTH_IDENT,
	AUTH_PEER,
	AUTH_LDAP,
	AUTH_RADIUS,
	AUTH_CERT,
	AUTH_PAM,
	AUTH_BSD,
	AUTH_OAUTH,
};

/* Names by these numbers, each list ended by NULL. */
extern const char *const auth_types[];
extern const char *const auth_methods[];

/* Whom a rule of a type other than local is for. */
enum auth_from {
	AUTH_FROM_ALL,
	AUTH_FROM_SAMEHOST,
	AUTH_FROM_SAMENET,
	AUTH_FROM_NETWORK,
	AUTH_FROM_NAME, /* of a host; one that begins with a dot fits all that end so */
};

struct auth_option {
	const char *name;
	const char *value;
};

struct auth_rule {
	const struct auth_line *line;
	enum auth_type type;
	struct list databases; /* of struct auth_token; those of @files in place of the token */
	struct list users;     /* of struct auth_token */
	enum auth_from from;
	struct auth_network network;
	const char *name; /* of the host */
	enum auth_method method;
	struct list options; /* of struct auth_option, as written */
};

/* What is wrong with a line. */
struct auth_fault {
	enum auth_part part;
	size_t item;         /* which one of databases, users or options, from 0 */
	bool warning;        /* the server loads the line all the same */
	const char *message; /* as diagnostics have it */
	const char *hint;    /* or NULL */
};

/* The rule; NULL where it has a fault that is no warning. faults: of struct auth_fault, may be
 * NULL. version 0: any that pgmob knows; then nothing is a fault that one of them takes. The line
 * has fields, and includes no file (auth_line_includes()). */
struct auth_rule *auth_rule_parse(struct arena *arena, const struct auth_line *line, int version,
				  struct list *faults);

/* The same for the name of an option alone: a fault where no version knows it. */
const char *auth_option_fault(struct arena *arena, const char *name, const char **hint);

/* What an option is set to, or NULL. */
const char *auth_rule_option(const struct auth_rule *rule, const char *name);

/* The rule in the one form that all of its spellings share: equal texts are equal rules. What is
 * the same: a mask and the length that it has; bits of an address beyond the mask; blanks, commas
 * and quotes that change no meaning; the order of options (of equal names the server takes the
 * last), and of databases and of users; one of these that is written twice, or that all makes idle;
 * and an option that says what is the default anyway, where the manual names that. */
const char *auth_rule_form(struct arena *arena, const struct auth_rule *rule);

/* The form of a line: of the rule that it is; of an include, or a line with faults, its tokens. */
const char *auth_line_form(struct arena *arena, const struct auth_line *line, int version);

/* Whether every connection that fits the later rule fits the earlier one, whoever is a member of
 * what and whatever the names of hosts and the server's networks are. */
bool auth_rule_covers(const struct auth_rule *earlier, const struct auth_rule *later);

#endif
