/* SPDX-License-Identifier: PostgreSQL
 *
 * An object: anything that a manifest can list and a server can have.
 *
 * Every kind's struct begins with a struct object. Desired and actual objects are the same structs;
 * a desired one knows the node of the manifest that it was written in.
 */
#ifndef PGMOB_MODEL_OBJECT_H
#define PGMOB_MODEL_OBJECT_H

#include "base/tree.h"
#include "model/kind.h"

struct change;

struct object {
	const struct kind *kind;
	const struct node *node; /* NULL for an actual object */
	const char *database;    /* of an object inside a database; NULL for a shared one */
	const char *server;      /* of a file: the other node that has it, as host:port; NULL: the
				    server that pgmob is connected to */
	bool ignored;            /* by a pattern of ignore: never drift, never changed */
	bool listed;             /* desired: written as an entry of its own, not by a wildcard */
	bool needed;             /* actual: a desired object refers to it */
	bool retiring;         /* actual: a role that is to go, or a membership that goes with it */
	bool exact;            /* actual: the list that its entry would stand in is exact, so it
				  goes if it has none */
	struct change *change; /* what becomes of it, once the difference is known; or NULL */
};

/* A new object of that kind, nothing said. */
struct object *object_new(struct arena *arena, const struct kind *kind);

/* The words of the field "state", ended by NULL; and whether the object shall be absent. */
extern const char *const object_states[];
bool object_is_absent(const struct object *object);

/* Orders by database, node and key fields. Objects of one kind. */
int object_compare(const void *a, const void *b);

/* Whether it is on that node; NULL: the server that the run is connected to. */
bool object_is_on(const struct object *object, const char *server);

/* The value of the first key field: the name, for most kinds. */
const char *object_name(const struct object *object);

/* The string of that field; NULL where there is none, no such field, or no object. */
const char *object_text(const struct object *object, const char *field);

/* The truth of that field; unsaid where nothing is said, no such field, or no object. */
bool object_is(const struct object *object, const char *field, bool unsaid);

/* Where the object, or one key of it, was written; the object's place where the key was not. */
struct place object_place(const struct object *object);
struct place object_place_of(const struct object *object, const char *key);

/* Whether the manifest writes that key for the object, even as an empty list. */
bool object_wrote(const struct object *object, const char *key);

/* Whether it wrote the key, right or wrong. */
bool object_tried(const struct object *object, const char *key);

/* Writes what the object is called in messages and plans: role shop_app, schema app, pg_hba.conf on
 * db2:5432, … */
void object_title(struct text *text, const struct object *object);
const char *object_title_in(struct arena *arena, const struct object *object);

#endif
