/* SPDX-License-Identifier: PostgreSQL
 *
 * A probe: a connection, and how the rules must meet it.
 */
#ifndef PGMOB_KINDS_HBA_PROBE_H
#define PGMOB_KINDS_HBA_PROBE_H

#include "auth/follow.h"
#include "model/object.h"

struct hba_probe {
	struct object object;
	const char *user;
	const char *database; /* NULL of physical replication */
	const char *address;  /* NULL: a Unix socket */
	const char *host;     /* the name of the address in the server's eyes; NULL: not said */
	const bool *ssl;
	const bool *gss;
	const bool *replication;
	const char *system_user; /* as whom the client is authenticated, for maps; or NULL */
	const char *expect;      /* a method; NULL: any but reject */
};

extern const struct kind hba_probe_kind;

/* The connection that the probe stands for. */
struct auth_client hba_probe_client(const struct hba_probe *probe);

/* Writes it as a person names it: "user app, database shop, from 10.1.2.3 with TLS". */
void hba_client_show(struct text *text, const struct auth_client *client);

/* Whether the probe, should it meet that rule (or none: NULL), is what it expects to be: where
 * nothing is expected, not refused. What the rule's map refuses is rejected like others. */
enum auth_answer hba_probe_expects(const struct hba_probe *probe, const struct auth_rule *rule,
				   const struct auth_sequel *sequel);

#endif
