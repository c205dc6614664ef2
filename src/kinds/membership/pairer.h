/* SPDX-License-Identifier: PostgreSQL
 *
 * The work of fitting the memberships of a manifest to those that are there; for this folder only.
 */
#ifndef PGMOB_KINDS_MEMBERSHIP_PAIRER_H
#define PGMOB_KINDS_MEMBERSHIP_PAIRER_H

#include "kinds/membership/membership.h"

struct pairer {
	struct arena *arena; /* of the desired state */
	const struct state *desired;
	const struct state *actual;
	const struct facts *facts;
	struct diags *diags;
	const struct list *rows; /* the actual ones */
	size_t at;               /* the first of them that is not before the current entry's */
	struct list wanted;      /* the manifest's, each member, role and grantor once */
	struct list pairs;       /* what shall be, in the end */
	struct list chosen;      /* of these, those to which a row was given */
};

bool pairer_is_bootstrap(const struct pairer *pairer, const char *role);

/* Whether a pair has a row for each grantor. */
bool pairer_has_many_rows(const struct pairer *pairer);

/* Whether the plan makes the role, and the server leaves ADMIN on it to that member, who executes
 * the plan. */
bool pairer_becomes_creator(const struct pairer *pairer, const char *member, const char *role);

/* Gives an entry the options of the row that it does not write. */
void pairer_keep_options(struct membership *entry, const struct membership *row);

/* Whether the role goes by this plan, if nothing keeps it. */
bool pairer_goes(const struct pairer *pairer, const char *name);

/* Adds entries for what third parties hold by the grant of roles that go. */
void pairer_replace_grantors(const struct pairer *pairer, struct list *set);

/* Keeps the pairs from standing on nothing but each other. */
void pairer_break_circles(const struct pairer *pairer);

#endif
