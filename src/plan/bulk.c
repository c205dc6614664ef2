/* SPDX-License-Identifier: PostgreSQL
 *
 * A transaction keeps its locks until it ends, in one table of shared memory for all. To give
 * another owner to a hundred thousand tables takes more of them than the server has by default, and
 * so does it to take a role out of the policies on them; so these statements run some at a time.
 * GRANT and REVOKE keep no lock on what they are about.
 */
#include "plan/bulk.h"

#include "kinds/kinds.h"

/* What one statement locks: a table with its indexes, sequences and toast table, or one thing. */
enum { LOCKS_OF_TABLE = 10, LOCKS_OF_OTHER = 2 };

long bulk_weight(const struct change *change)
{
	return change->kind->securable == 'r' ? LOCKS_OF_TABLE : LOCKS_OF_OTHER;
}

/* Others hold locks too. */
long bulk_locks(const struct facts *facts)
{
	const long locks = facts->locks / 4;

	return locks < LOCKS_OF_TABLE ? LOCKS_OF_TABLE : locks;
}

static bool is_heavy(const struct change *change, const struct statement *statement)
{
	const struct field *owner = kind_field(change->kind, "owner");

	if (change->kind->home != HOME_LOCAL || statement->alone)
		return false;
	if (change->kind->unlisted == UNLISTED_PART)
		return true;
	if (!owner)
		return false;
	if (change->verb == CHANGE_DROP)
		return change->guard == GUARD_DROP_DATA;
	return change->verb == CHANGE_ALTER && !change->renames &&
	       change->fields & kind_bit(change->kind, owner->offset);
}

static void mark(const struct list *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		for (size_t j = 0; j < change->statements.count; j++) {
			struct statement *statement = change->statements.items[j];

			statement->bulk = is_heavy(change, statement);
		}
	}
}

void bulk_mark(const struct list *changes, const struct facts *facts, const struct state *actual)
{
	long locks = 0;

	/* what has a new name can be spoken of only behind the rename */
	for (size_t i = 0; !actual->renames.count && i < changes->count; i++) {
		const struct change *change = changes->items[i];

		for (size_t j = 0; j < change->statements.count; j++)
			if (is_heavy(change, change->statements.items[j]))
				locks += bulk_weight(change);
	}
	if (locks > facts->locks / 2)
		mark(changes);
}
