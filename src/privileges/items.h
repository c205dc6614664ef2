/* SPDX-License-Identifier: PostgreSQL
 *
 * The difference between two lists of one object, taken apart into what GRANT and REVOKE can say.
 */
#ifndef PGMOB_PRIVILEGES_ITEMS_H
#define PGMOB_PRIVILEGES_ITEMS_H

#include "base/list.h"
#include "model/acl.h"

/* GRANT … [WITH GRANT OPTION], or REVOKE [GRANT OPTION FOR] …, by one grantor. */
struct item {
	bool takes;
	bool option;
	const char *grantee; /* NULL: PUBLIC */
	const char *grantor;
	uint32_t privileges;
	unsigned round; /* what is of one round can be run in any order */
};

/* The items (struct item) that make one list of the other, in an order in which each can be run:
 * first what gives, in rounds, a grantor's options in one before what it grants; then what takes,
 * what was granted on in a round before the option for it. Names are those of the lists; above is
 * of columns: the list of their table. */
struct list items_between(struct arena *arena, const struct acl *from, const struct acl *to,
			  const char *owner, const struct acl *above);

/* What revokes on a table (struct item) leave of the list of one of its columns: the same is taken
 * there (ExecGrant_Relation() in aclchk.c), and what hangs on it. */
const struct acl *items_stripped(struct acls *acls, const struct acl *column,
				 const struct list *items, const char *owner);

/* What is to be revoked from the column before: what is not wanted, so that it is seen, and what
 * hangs on what those revokes take. */
struct list items_before_strip(struct acls *acls, const struct acl *column,
			       const struct acl *wanted, const struct list *items,
			       const char *owner, const struct acl *above);

#endif
