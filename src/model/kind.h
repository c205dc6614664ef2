/* SPDX-License-Identifier: PostgreSQL
 *
 * A kind of object: a table of fields, the queries that read it, and functions that write its SQL.
 *
 * To add a kind is to fill one of these structs in a room of its own under kinds/, and to name it
 * in kinds/kinds.c. No stage knows a kind; they all walk the tables.
 */
#ifndef PGMOB_MODEL_KIND_H
#define PGMOB_MODEL_KIND_H

#include "base/diag.h"
#include "model/field.h"

struct change;
struct ddl;
struct facts;
struct intent;
struct outlook;
struct rights;
struct state;

enum kind_home {
	HOME_RECORD, /* nowhere: a part of another object, or the manifest itself */
	HOME_SHARED, /* pg_authid, pg_database …: one for all databases */
	HOME_LOCAL,  /* inside one database */
	HOME_FILE,   /* a file of the server */
	HOME_SERVER, /* the server itself: what ALTER SYSTEM sets */
};

/* What becomes of an actual object that the manifest does not list, where nothing ignores it. */
enum kind_unlisted {
	UNLISTED_KEPT,    /* left alone in every mode, and counted */
	UNLISTED_DROPPED, /* dropped in mode authoritative */
	UNLISTED_PART,    /* it comes and goes with others, and is not counted */
	UNLISTED_EXACT, /* the list in its parent is exact: dropped where that list is written, and
			   in mode authoritative where the parent is listed */
};

enum query_parameter {
	QUERY_PLAIN,    /* there is no $1 */
	QUERY_SCHEMAS,  /* name[]: the schemas whose objects are wanted; $2, boolean: and those of
			   all schemas but the system's, and of these what is not as it was made */
	QUERY_NAMES,    /* text[]: the desired objects of the kind; $2, boolean: and all others */
	QUERY_COLUMNS,  /* the same; and $3, name[]: columns that are wanted in any case */
	QUERY_RETIRING, /* name[]: roles that are to go; not asked where nothing hangs on any */
};

/* A query that reads objects; the first that fits the server is used. Its columns are named like
 * fields. One that several kinds share is asked once: its column "kind" has the kind's name. A
 * column "names" is an array: the row is of objects that differ by their names only. A column
 * "x_oid" is for the field x, by the OID of what it names. */
struct query {
	int since;      /* as 160000; the last one's is 0 */
	bool passwords; /* only where pg_authid may be read */
	bool superuser; /* only for superusers */
	bool rare;      /* not asked where nothing of what it reads is managed */
	const char *sql;
	enum query_parameter parameter; /* what $1 is */
};

struct kind {
	const char *name;   /* as PostgreSQL's commands say it: role, materialized view */
	const char *plural; /* as the manifest's list is called */
	const char *doc;    /* for the manual: what it is, one sentence without full stop */
	size_t size;
	enum kind_home home;
	enum kind_unlisted unlisted;
	const struct field *fields;  /* ended by one without a name */
	const struct query *queries; /* ended by one without sql; NULL where nothing is read */
	const char *const *one_of;   /* keys of which exactly one must be written; ended by NULL */
	bool revokes;                /* to drop one is to REVOKE something from somebody */
	char securable; /* what it is to GRANT, as securable_of() takes it; 0: nothing. Else it has
			   the field acl, may have initial_acl, and what stands in no schema has
			   grants */

	/* All below may be NULL. */

	/* What a role that is no superuser needs to read the kind, for a hint. */
	const char *readers;

	/* A query about objects that may have to go, whose names are $1 (name[]): their names, and
	 * fields that are read for no other ones. */
	const char *late;

	/* A query that reads of all its objects what those of other kinds are judged by, where none
	 * of this kind is listed; and the kind that judges this one, which is read where one of
	 * this kind is not as desired. */
	const struct query *brief;
	const struct kind *judge;

	/* SQL that makes the server read its files: it runs once after all statements of the kind,
	 * of which none drops. */
	const char *reload;

	/* Of a file that Patroni may write: the key under which its configuration has the lines.
	 * And what makes the actual object what Patroni has: these lines (NULL: none), and the
	 * file as it is on each node (actual objects of the kind). */
	const char *patroni_key;
	void (*through_patroni)(struct object *object, struct arena *arena, const char *lines,
				const struct list *files);

	/* What the object is called in plans; without it, the name of the kind and the key. */
	void (*title)(struct text *text, const struct object *object);

	/* Faults of one entry that the table cannot say, before any server is asked. */
	void (*check)(const struct object *object, struct diags *diags);

	/* Faults between entries: of the kind's whole desired set, which learns here how the run
	 * takes it. */
	void (*check_all)(const struct state *desired, const struct intent *intent,
			  struct diags *diags);

	/* Puts values into the one form that is compared: of desired and actual objects alike. */
	void (*normalize)(struct object *object, struct arena *arena, struct diags *diags);

	/* Fits the desired objects to the actual ones where the key alone cannot pair them. */
	void (*pair)(struct state *desired, struct state *actual, const struct facts *facts,
		     struct diags *diags);

	/* The same for objects that shall be absent. */
	void (*pair_absent)(const struct state *absent, struct state *actual);

	/* Whether the object's field is as desired; field_equal() where this is NULL. */
	bool (*same)(const struct field *field, const struct object *desired,
		     const struct object *actual);

	/* Whether to make the actual object as desired takes nothing away, so that mode additive
	 * does it; where this is NULL, it alters nothing. */
	bool (*adds)(const struct object *desired, const struct object *actual);

	/* SQL that gives, for a schema ($1, may be NULL) and a name as a manifest spells it ($2),
	 * one row of fields, the name as the server spells it among them. Asked only for what is
	 * not found by its name, and where asks() wants it. */
	const char *const *resolve;

	/* The version of an object that is there, where there is a question about the one that it
	 * shall have: then $3 of resolve is the desired version, and $4 this one. NULL where there
	 * is none. */
	const char *(*asks)(const struct object *desired, const struct object *actual);

	/* Export: whether a list of names alone says this object wholly, as member_of does. */
	bool (*plain)(const struct object *object, const struct state *actual,
		      const struct facts *facts);

	/* Export: puts into an actual object what only a manifest says, and takes out what it need
	 * not say. */
	void (*tell)(struct object *object, const struct state *actual, const struct facts *facts);

	/* Export: whether its entry stands in a parent of that kind, where more than one would do.
	 */
	bool (*stands)(const struct object *object, const char *parent);

	/* Export: whether the object is to be told at all. */
	bool (*exports)(const struct object *object);

	/* Export: why the object cannot stand in a manifest, or NULL. */
	const char *(*unwritable)(const struct object *object, const struct facts *facts,
				  struct arena *arena);

	/* The catalog, and the name by which the server finds the actual object there: as SQL has
	 * it for what stands in a schema. NULL where nothing can depend on such an object. */
	const char *catalog;
	void (*identify)(struct text *name, const struct object *object);

	/* The object in that state whose owner is always this one's too, or NULL. */
	const struct object *(*owned_with)(const struct object *object, const struct state *state);

	/* What must exist before this object besides what its fields refer to. */
	void (*needs)(const struct object *object, const struct state *desired,
		      void (*need)(const struct object *needed, void *context), void *context);

	/* The details of a change as a plan shows them; a list of its fields where this is NULL. */
	void (*describe)(struct text *text, const struct change *change);

	/* Why only a person can give the actual object the desired value of a field, or NULL where
	 * pgmob can. */
	const char *(*beyond)(const struct field *field, const struct object *desired,
			      const struct object *actual);

	/* What a statement needs of whoever runs it; rights_of_owned() where this is NULL. */
	void (*rights)(struct rights *rights);

	/* Guards changes of this kind among all changes, and sets the reason of those that no flag
	 * lets pass. */
	void (*guard)(const struct list *changes, const struct state *actual,
		      const struct facts *facts);

	/* Looks at all changes together, and refuses what must not come of them. */
	void (*foresee)(struct outlook *outlook);

	/* Takes from an actual object what it loses with its old name. */
	void (*renamed)(struct object *object);

	/* The statements. */
	void (*rename)(struct ddl *ddl, const struct object *from, const struct object *to);
	void (*create)(struct ddl *ddl, const struct object *to);
	void (*alter)(struct ddl *ddl, const struct change *change);
	void (*drop)(struct ddl *ddl, const struct object *from);
};

/* The field of that name, or at that offset, or NULL. */
const struct field *kind_field(const struct kind *kind, const char *name);
const struct field *kind_field_at(const struct kind *kind, size_t offset);

/* The bit of the field at that offset, in the masks of changes and statements. */
uint64_t kind_bit(const struct kind *kind, size_t offset);

#endif
