/* SPDX-License-Identifier: PostgreSQL
 *
 * Grants: the entries of a manifest, and what GRANT and REVOKE do about a difference. There are no
 * grants in a state: privileges are lists of their objects (acl.h). The kinds are in kinds/grant/.
 */
#ifndef PGMOB_MODEL_GRANT_H
#define PGMOB_MODEL_GRANT_H

#include "model/acl.h"
#include "model/object.h"

/* An entry under grants. */
struct grant_entry {
	struct object object;
	struct list privileges; /* words */
	struct list to;         /* roles; PUBLIC */
	const bool *grantable;
	const char *granted_by;
	const bool *owner_exact;
};

/* What an object's own grants are: on the object, and nothing else. */
extern const struct kind object_grant_kind;

/* Faults of the entries that stand in the grants of such a thing. */
void grant_check_entries(const struct list *entries, const struct securable *securable,
			 struct diags *diags);

/* Whether the name in `to` is the key word for everybody. */
bool grant_is_public(const char *name);

/* The privileges of the entry's words that there are for the securable; those of this version. */
uint32_t grant_privileges(const struct grant_entry *entry, const struct securable *securable,
			  int version);

/* One GRANT or REVOKE: what a change is about. */
struct grant {
	struct object object;
	const struct object *on; /* desired if there is one, else actual */
	const struct securable *securable;
	uint32_t privileges;
	bool takes;
	struct list frees; /* names of roles of which the list of what it is on has nothing then */

	/* the same as a plan shows it */
	const char *title_of_on;
	struct list words;      /* privileges */
	struct list to;         /* grantees; grant_everybody among them */
	const bool *grantable;  /* WITH GRANT OPTION, or GRANT OPTION FOR; or NULL */
	const char *granted_by; /* NULL: the owner of what it is on */
};

/* What stands for PUBLIC among grantees. It is known by its address: a role may be called so. */
extern const char grant_everybody[];

/* So many grantees are named; of more a title says how many. */
enum { GRANT_NAMED = 6 };

/* The title, with every grantee or with as many as a person reads. */
void grant_add_title(struct text *text, const struct grant *grant, bool all);

/* The kind of these changes; read by no query, listed by no manifest. */
extern const struct kind grant_kind;

#endif
