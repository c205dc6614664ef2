/* SPDX-License-Identifier: PostgreSQL
 *
 * Desired state: entries of the manifest → the state that shall be.
 *
 * What is nested in the manifest becomes a flat set of objects for each kind; what PostgreSQL has a
 * default for gets it; wildcards are resolved against what is there.
 */
#ifndef PGMOB_DESIRED_DESIRED_H
#define PGMOB_DESIRED_DESIRED_H

#include "model/state.h"

enum mode { MODE_ADDITIVE, MODE_ADOPT, MODE_AUTHORITATIVE };

struct desired {
	struct arena *arena;
	struct object *cluster; /* the top-level entry */
	struct state *state;
	struct state *absent; /* what shall not be there */
	enum mode mode;
};

/* The words of the modes, as a manifest and the command line write them; ended by NULL. */
extern const char *const mode_words[];

/* Builds the state and checks what can be checked without a server. Errors are in diags. */
struct desired *desired_build(struct arena *arena, struct object *cluster,
			      const struct intent *intent, struct diags *diags);

/* Whether anything is desired of files of the server; and desires it of all other nodes, too. */
bool desired_has_files(const struct desired *desired);
void desired_spread(struct desired *desired, const struct facts *facts);

/* Fits it to the actual state: marks there what is ignored, resolves wildcards, pairs objects that
 * the key alone does not, and checks that what is referred to exists. Errors are in diags. */
void desired_resolve(struct desired *desired, struct state *actual, const struct facts *facts,
		     struct diags *diags);

/* Gives actual objects the names that they shall get, and remembers the old ones. */
void desired_rename(struct desired *desired, struct state *actual, struct diags *diags);

/* Marks the roles that are to go, and gives their names; then what goes with them. */
struct list desired_retire(struct desired *desired, struct state *actual);
void desired_retire_memberships(struct state *actual);
void desired_retire_objects(struct desired *desired, struct state *actual);

/* Whether the entry of a schema says something about objects in it that it does not list. */
bool desired_has_objects(const struct object *schema);

/* Whether privileges on the schema and on what is in it are governed by its entry. */
bool desired_has_grants(const struct object *schema);

/* Whether the list that the actual object's entry would stand in is exact: it is written, or the
 * mode is authoritative and what it would be in is listed. The list of all roles is so in that
 * mode. */
bool desired_is_exact(const struct desired *desired, const struct object *object);

/* Marks the objects that are always ignored, or by the patterns of the entry (may be NULL), unless
 * listed (may be NULL) has them. */
void desired_ignore(struct state *actual, const struct object *cluster, const struct state *listed);

#endif
