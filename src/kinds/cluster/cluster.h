/* SPDX-License-Identifier: PostgreSQL
 *
 * The manifest as a whole: one PostgreSQL cluster.
 */
#ifndef PGMOB_KINDS_CLUSTER_CLUSTER_H
#define PGMOB_KINDS_CLUSTER_CLUSTER_H

#include "model/object.h"

struct variable {
	struct object object;
	const char *name;
	const char *value;
};

/* Patterns of names that are left alone. */
struct ignore {
	struct object object;
	struct list roles;
	struct list databases;
	struct list schemas;
};

/* What becomes of what roles own that nobody lists. */
struct retire {
	struct object object;
	const char *reassign_owned_to;
	const bool *drop_owned;
	const bool *terminate_sessions;
};

struct patroni_entry {
	struct object object;
	const char *url;
};

struct cluster {
	struct object object;
	const int64_t *version;
	const char *mode;
	struct list include;
	struct list variables;
	const struct ignore *ignore;
	struct list roles;
	struct list tablespaces;
	struct list databases;
	struct list settings;
	struct list parameters;
	struct list parameter_grants; /* of struct grant_entry */
	struct list profiles;         /* of struct profile */
	const struct object *hba;
	const struct object *ident;
	struct list nodes; /* of char * */
	const struct retire *retire;
	const struct patroni_entry *patroni;
};

extern const struct kind cluster_kind;
extern const struct kind patroni_kind;

#endif
