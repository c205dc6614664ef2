/* SPDX-License-Identifier: PostgreSQL
 *
 * Privileges: lists as they are, and entries of the manifest → grants and revokes.
 *
 * The difference of privileges is no merge of two states: what an object's list shall be depends on
 * the list that it has (target.h). See docs/adr/0004.
 */
#ifndef PGMOB_PRIVILEGES_PRIVILEGES_H
#define PGMOB_PRIVILEGES_PRIVILEGES_H

#include "desired/desired.h"
#include "diff/diff.h"

/* Adds the changes of privileges to the difference, of which the owners are known by now. Errors
 * are in diags. */
void privileges_diff(struct arena *arena, const struct desired *desired, const struct state *actual,
		     const struct facts *facts, struct difference *difference, struct diags *diags);

/* For an export: gives the entries of parameter_grants, and every actual object the entries that
 * say what its list has other than the built-in one. Warnings say what no entry can, and unsaid how
 * often. */
struct list privileges_tell(struct state *actual, const struct facts *facts, struct diags *diags,
			    size_t *unsaid);

#endif
