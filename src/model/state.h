/* SPDX-License-Identifier: PostgreSQL
 *
 * A state of a cluster: for each kind the set of its objects, sorted by database, node and key.
 */
#ifndef PGMOB_MODEL_STATE_H
#define PGMOB_MODEL_STATE_H

#include "base/map.h"
#include "model/object.h"

/* What the server is, and what the executing role may see there. */
struct facts {
	int version;              /* as 160002 */
	const char *version_text; /* as 16.2 */
	const char *system_identifier;
	const char *server;       /* host and port as a person names them */
	const char *conninfo;     /* of another node: where it is and who connects, for psql */
	struct list nodes;        /* of struct facts: the other nodes' */
	const char *patroni;      /* the URL of the REST API of the Patroni that has the cluster;
				     NULL: nobody said that one has */
	const char *user;         /* the role that executes */
	const char *session_user; /* the role that connected */
	const char *bootstrap;    /* the bootstrap superuser's name */
	const char *database;     /* that the first connection is to */
	int scram_iterations;     /* for new verifiers */
	long locks;               /* so many all transactions together can hold */
	bool superuser;
	bool reads_passwords; /* may select from pg_authid */
	bool standby;
	bool used_password;         /* to connect */
	bool has_password;          /* whether it was asked for one or not */
	const struct map *settable; /* names of parameters, in lower case, that the executing role
				       may set for others; NULL: all */
};

/* What becomes of a password where the stored one cannot be read. */
enum unknown_password {
	UNKNOWN_LEFT,  /* it is left alone, and that is said */
	UNKNOWN_SET,   /* it is set */
	UNKNOWN_TAKEN, /* it is taken for the right one: this run has set it, or said so */
};

/* How a run takes its manifest. */
struct intent {
	const char *mode; /* additive, adopt or authoritative; NULL: the manifest's */
	bool additive;    /* what came of that */
	enum unknown_password unknown_passwords;
	bool upgrade_passwords; /* set those again that are stored as md5 */
};

/* An actual object that gets another name, or another schema. */
struct rename {
	struct object *from; /* as it was; in the state it has its new name already */
	struct object *to;   /* the desired one */
	const char *kept;    /* why only a person can do it, or NULL; then it is left to its old
				name in both states, and this to has the new one */
};

/* What becomes of an actual object that is to be dropped; one of three is said. */
struct end {
	struct object *object;
	struct object *before; /* it must go before that one, which is to be dropped too */
	struct object *along;  /* that one takes it along */
	const char *kept;      /* why it cannot go */
};

struct state {
	struct arena *arena;
	const struct kind *const *kinds; /* ended by NULL */
	struct map *names;     /* for each kind that is found by name alone: its objects by name */
	struct list *sets;     /* one for each kind */
	struct list renames;   /* of struct rename */
	struct map role_names; /* of roles that get another name: by the old one the new one */
	struct list ends;      /* of an actual state: of struct end */
	struct map oids; /* of an actual state: the objects that were read with an OID, by it */
};

/* An empty state for these kinds. */
struct state *state_in(struct arena *arena, const struct kind *const *kinds);

/* The objects of a kind; sorted after state_sort(). */
struct list *state_of(const struct state *state, const struct kind *kind);

void state_add(struct state *state, struct object *object);

/* Sorts every set, and indexes what is found by name. */
void state_sort(struct state *state);

/* The object with the same database, node and key, or NULL. The set must be sorted. */
struct object *state_find(const struct state *state, const struct object *like);

/* The object of that kind with that database (NULL for a shared kind) and name as its only key, or
 * NULL. The set must be sorted. */
struct object *state_named(const struct state *state, const struct kind *kind, const char *database,
			   const char *name);

/* The object that has this schema, and a name as its last key, of one of the kinds that are to
 * GRANT what securable says; or NULL. The sets must be sorted. */
struct object *state_in_schema(const struct state *state, char securable, const char *database,
			       const char *schema, const char *name);

/* The table or view that the object is a part of, or belongs to, in that state; or NULL. */
struct object *state_table_of(const struct state *state, const struct object *object);

/* The object that a field of the object refers to, in that state, or NULL. The field has refers. */
struct object *state_referred(const struct state *state, const struct field *field,
			      const struct object *object);

/* The same for the name at that place of a field that is a list. */
struct object *state_referred_at(const struct state *state, const struct field *field,
				 const struct object *object, size_t at);

#endif
