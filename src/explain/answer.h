/* SPDX-License-Identifier: PostgreSQL
 *
 * An answer, as all ways of showing it take it; for this folder only.
 */
#ifndef PGMOB_EXPLAIN_ANSWER_H
#define PGMOB_EXPLAIN_ANSWER_H

#include "explain/explain.h"
#include "explain/paths.h"

/* What keeps a privilege from being of use. */
enum lacks {
	LACKS_LOGIN = 1,   /* the role cannot log in */
	LACKS_CONNECT = 2, /* nor connect to the database */
	LACKS_USAGE = 4,   /* nor see into the schema */
};

/* What one role may do on objects that are alike. */
struct answer {
	struct role_node *role; /* NULL: PUBLIC */
	const struct target *target;
	struct list paths; /* of struct path */
	unsigned lacks;
};

struct explanation {
	struct arena *arena;
	const struct explain_question *question;
	const struct facts *facts;
	struct roles *roles;
	struct list
		asked; /* of struct role_node: of whom it is; none where of PUBLIC or everybody */
	struct list targets; /* of struct target: of what it is */
	struct list answers; /* of struct answer: role by role, or of everybody target by target */
};

/* The objects that the question is about (const struct object); none and an error where they are
 * not there. */
struct list find_objects(struct arena *arena, const struct explain_question *question,
			 const struct list *routines, const struct state *state,
			 const struct facts *facts, struct diags *diags);

/* The roles that the question is about (const struct object). */
struct list find_roles(struct arena *arena, const struct explain_question *question,
		       const struct state *state);

/* Objects → targets. */
struct targets;

struct targets *targets_of(struct arena *arena, const struct state *state,
			   const struct facts *facts, struct diags *diags);

/* The target of the object; along: it is a column whose table is a target too. NULL and an error
 * where its list is not understood. */
struct target *targets_take(struct targets *targets, const struct object *object, bool along);

/* The target of the database. */
const struct target *targets_database(struct targets *targets, const char *name);

/* What it may do at once, what only after SET ROLE, and what it may grant at once. */
uint32_t answer_inherited(const struct answer *answer);
uint32_t answer_after(const struct answer *answer);
uint32_t answer_options(const struct answer *answer);

/* Whether a path is to be shown to a person: of a role that is a superuser, or may become one, that
 * is said once, not of every object; of everybody the superusers are said in one line. */
bool answer_shows(const struct explanation *explanation, const struct answer *answer,
		  const struct path *path);

/* Writes what these objects (const struct object), which are of one kind and place, are called: by
 * their names, or, unless all are to be named, by their number: 214 tables in schema app. */
void words_add_objects(struct text *text, const struct list *objects, bool all);

/* Writes privileges on such a thing; all of them by those words. */
void words_add_privileges(struct text *text, const struct securable *securable, uint32_t privileges,
			  int version);

/* Writes the name of the role, NULL for PUBLIC, behind something. */
void words_add_role(struct text *text, const char *before, const char *role);

/* Writes what the path of that role is; NULL is PUBLIC. */
void words_add_path(struct text *text, const struct path *path, const struct role_node *role);

/* The names of the roles of a way, but for the first (const char *). */
struct list words_of_way(struct arena *arena, const struct step *way);

#endif
