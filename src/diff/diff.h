/* SPDX-License-Identifier: PostgreSQL
 *
 * Difference: two states → changes.
 *
 * One merge of two sorted sets serves all kinds. What the mode lets pass, and what only a person
 * can do, is decided here.
 */
#ifndef PGMOB_DIFF_DIFF_H
#define PGMOB_DIFF_DIFF_H

#include "desired/desired.h"
#include "model/change.h"
#include "model/outlook.h"

struct difference {
	struct list changes;  /* of struct change, in the order of kinds, then of keys */
	struct list refusals; /* of struct refusal: what none of the changes may come to */
	size_t unlisted;      /* objects with data that nobody lists, in mode authoritative */
	size_t unsaid;        /* objects with privileges that no manifest can say */
	size_t held_back;     /* differences that mode additive leaves alone */
};

struct difference *diff(struct arena *arena, const struct desired *desired,
			const struct state *actual);

/* Lets the kinds guard what they know to be dangerous, once all changes are there. */
void diff_guard(const struct difference *difference, const struct state *actual,
		const struct facts *facts);

/* Lets them refuse what would come of all changes together, or warn of it: all that is known so
 * far. Where inquiries are open then, it is to be called again with the answers. */
void diff_foresee(struct outlook *outlook);

/* Gives what retiring roles own to their heirs. */
void diff_retire(struct arena *arena, const struct state *actual, struct difference *difference);

#endif
