/* SPDX-License-Identifier: PostgreSQL
 *
 * Explain: the state that is → who may do what, and by which path.
 *
 * What the server's has_…_privilege() functions say is the law; a path says why they say so.
 */
#ifndef PGMOB_EXPLAIN_EXPLAIN_H
#define PGMOB_EXPLAIN_EXPLAIN_H

#include "model/state.h"

/* How many parts a name has at most: schema, table, column. */
enum { EXPLAIN_PARTS = 3 };

/* A name as the command line writes it: shop/app."a.b". Each part is a pattern (base/glob.h), in
 * which nothing of what was quoted is a wildcard. */
struct explain_name {
	const char *written;
	const char *database; /* or NULL */
	const char *parts[EXPLAIN_PARTS];
	size_t count;
	const char *arguments; /* of a routine: its argument types in parentheses; or NULL */
};

/* What is asked. */
struct explain_question {
	bool everybody;     /* of whom: of all roles who can do anything on the object; */
	bool public;        /* of PUBLIC; */
	const char *role;   /* else of the roles that fit this pattern */
	uint32_t privilege; /* 0: all there are */
	char securable;     /* the kind of the object; 0: not said */
	bool has_name;      /* false: about everything that was read */
	struct explain_name name;
};

/* Understands the words behind the command: ROLE [PRIVILEGE] [[KIND] OBJECT], or for everybody
 * [KIND] OBJECT. False and an error where they are none of these. */
bool explain_parse(struct arena *arena, const char *const *words, size_t count, bool everybody,
		   struct explain_question *question, struct diags *diags);

/* Whether roles are there that the question is about; else an error. */
bool explain_has_roles(const struct explain_question *question, const struct state *state,
		       struct diags *diags);

/* Whether the object that is asked about may be of that kind. */
bool explain_may_be(const struct explain_question *question, const struct kind *kind);

struct explanation;

/* The answer, from a state that has what is asked about; routines (struct object, with matches) are
 * what the server found for a name with argument types, one for each database. NULL and an error
 * where something is not there. */
struct explanation *explain(struct arena *arena, const struct explain_question *question,
			    const struct list *routines, const struct state *state,
			    const struct facts *facts, struct diags *diags);

/* How an answer is shown. */
struct explain_options {
	bool all; /* all objects and roles are named */
};

void explain_show_text(struct text *text, const struct explanation *explanation,
		       const struct explain_options *options);
void explain_show_json(struct text *text, const struct explanation *explanation);
void explain_show_dot(struct text *text, const struct explanation *explanation);
void explain_show_mermaid(struct text *text, const struct explanation *explanation);

#endif
