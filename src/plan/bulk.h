/* SPDX-License-Identifier: PostgreSQL
 *
 * Statements that would need more locks than the server has, were they all in one transaction.
 */
#ifndef PGMOB_PLAN_BULK_H
#define PGMOB_PLAN_BULK_H

#include "model/change.h"

/* Marks the statements that give objects another owner, or drop them, where they are too many. */
void bulk_mark(const struct list *changes, const struct facts *facts, const struct state *actual);

/* How many locks a statement of the change may need, and how many those of one transaction may. */
long bulk_weight(const struct change *change);
long bulk_locks(const struct facts *facts);

#endif
