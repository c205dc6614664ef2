/* SPDX-License-Identifier: PostgreSQL
 *
 * What the list of one object shall be, given what it is and what the manifest says of it. Pure: no
 * server, no state.
 */
#ifndef PGMOB_PRIVILEGES_TARGET_H
#define PGMOB_PRIVILEGES_TARGET_H

#include "base/list.h"
#include "model/acl.h"

/* What the manifest says of one grantee's privileges on the object. Several that meet add up. */
struct wish {
	const char *grantee; /* NULL: PUBLIC */
	const char *grantor; /* NULL: any */
	uint32_t privileges; /* 0: mentioned, with nothing */
	uint32_t options;    /* of these */
	bool owner_exact;    /* if the grantee is the owner: this is all that it has */
};

/* An object, as far as its list is concerned. */
struct target {
	struct acls *acls;
	const struct securable *securable;
	int version;              /* of the server, as 160002 */
	const char *owner;        /* as it shall be */
	uint32_t own;             /* what an owner has by nature */
	const struct acl *actual; /* as it is, once it belongs to the owner; never NULL */
	const struct acl *above;  /* of a column: what its table's list shall be; or NULL */
	const struct acl *limit;  /* what those may have that are not mentioned */
	const struct wish *wishes;
	size_t wish_count;

	/* Whether the rules bind a grantee (NULL: PUBLIC) that is not mentioned. */
	bool (*binds)(const char *grantee, void *context);
	/* Whether neither GRANT nor REVOKE reaches what the role has granted or shall grant; may be
	 * NULL. Not asked about the owner. */
	bool (*beyond)(const char *grantor, void *context);
	/* Whether the role is to go, so that what others have by its grant becomes the owner's
	 * grant where no rule binds them; may be NULL. */
	bool (*retires)(const char *role, void *context);
	void *context;
	bool additive; /* nothing goes */
};

/* What the list cannot be; in the pool's arena. */
struct target_faults {
	struct list lost; /* of struct acl_entry: of grantees that no rule binds, and yet it goes,
			     since its grantor can no longer grant */
	struct list vain; /* of const struct wish: its grantor cannot grant that */
	struct list kept; /* of struct acl_entry: what shall go, and stays, as its grantor is beyond
			     reach */
	struct list held; /* of struct acl_entry: what shall come, and cannot, for that reason */
};

/* The list that it shall have, and what is wrong with that. */
const struct acl *target_acl(const struct target *target, struct target_faults *faults);

#endif
