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
};

/* The items (struct item) that make one list of the other, in an order in which each can be run:
 * first what gives, a grantor's options before what it grants; then what takes, what was granted on
 * before the option for it. Names are those of the lists. */
struct list items_between(struct arena *arena, const struct acl *from, const struct acl *to,
			  const char *owner);

#endif
