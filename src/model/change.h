/* SPDX-License-Identifier: PostgreSQL
 *
 * A change: what the difference between two states says about one object; and the statements that
 * make it so.
 */
#ifndef PGMOB_MODEL_CHANGE_H
#define PGMOB_MODEL_CHANGE_H

#include "model/object.h"
#include "model/state.h"

enum change_verb { CHANGE_CREATE, CHANGE_ALTER, CHANGE_DROP };

/* What a change needs consent for. */
enum guard {
	GUARD_NONE,
	GUARD_DROP_ROLE,
	GUARD_DEMOTE,
	GUARD_DROP_DATA,
	GUARD_REVOKES, /* there are many of its kind */
	GUARD_NEVER,   /* no flag lets it pass */
};

struct patch;
struct step;

struct change {
	enum change_verb verb;
	const struct kind *kind;
	struct object *from; /* NULL of CREATE */
	struct object *to;   /* NULL of DROP */
	uint64_t fields;     /* of ALTER: the fields that differ, as kind_bit() numbers them */
	enum guard guard;
	const char *reason; /* why it is guarded GUARD_NEVER, or why only a person can make it */
	bool renames;       /* of ALTER: it gives the object its name, and that is all */
	bool along;  /* of DROP: another change takes the object along; it has no statements */
	bool person; /* drift that only a person can put right; it has no statements */
	struct list statements; /* of struct statement */
};

/* One statement; one step of a plan. */
struct statement {
	struct change *change;
	const char *sql;     /* as shown: a secret stands there as '***' */
	const char *secret;  /* what replaces '***' when it runs, or NULL */
	size_t secret_at;    /* the offset in sql of '***', quotes included */
	const char *missing; /* why the secret cannot be had, or NULL; it must not run then */
	const char *as;      /* the role that must run it (SET ROLE), or NULL; never alone then */
	uint64_t fields;     /* that it sets: what they refer to must exist before it */
	bool alone;          /* PostgreSQL refuses it in a transaction block */
	const struct patch *patch; /* it is no SQL, but a change of Patroni's configuration; or NULL
				    */
	const struct statement *undo; /* alone: what puts back what it did, should the next one like
					 it fail; or NULL */
	bool first;                   /* it is committed before all others */
	bool reloads;                 /* alone: makes the server read its files */
	bool bulk; /* it runs with some of its sort in a transaction of their own: all would need
		      more locks than the server has */
	struct step *step; /* its place in the plan */
	bool takes;        /* it takes something away from the cluster */
};

/* Collects the statements of one change. */
struct ddl {
	struct arena *arena;
	struct change *change;
	const struct facts *facts;
};

enum { FIELDS_NONE = 0 };
#define FIELDS_ALL UINT64_MAX

/* Adds a statement that sets these fields. */
struct statement *ddl_add(struct ddl *ddl, uint64_t fields, const char *format, ...);

/* The statement that makes the transaction go on as that role; NULL: as the executing one again. */
const char *statement_role(struct arena *arena, const struct facts *facts, const char *role);

/* Whether the change alters the field at that offset; true for all fields of a creation. */
bool change_has(const struct change *change, size_t offset);

/* The object that the change is about: the desired one if there is one. */
const struct object *change_object(const struct change *change);

/* Writes the details as a plan shows them: "login, connection limit 50", "owner a → b". */
void change_describe(struct text *text, const struct change *change);

/* The same from the table of fields alone, for kinds that add to it. */
void change_describe_fields(struct text *text, const struct change *change);

#endif
