/* SPDX-License-Identifier: PostgreSQL
 *
 * An access control list: who has which privileges on an object, by whom.
 *
 * Equal lists of one pool are one pointer, so a hundred thousand tables that look alike cost one
 * list, and are compared by looking at a pointer. Entries are sorted by grantee and grantor, PUBLIC
 * first; there is one for each pair, and none without a privilege.
 */
#ifndef PGMOB_MODEL_ACL_H
#define PGMOB_MODEL_ACL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/text.h"
#include "model/privilege.h"

struct acl_entry {
	const char *grantee; /* NULL: PUBLIC */
	const char *grantor;
	uint32_t privileges;
	uint32_t options; /* of these, what the grantee may grant on */
};

struct acl {
	size_t count;
	const char *unknown; /* letters of privileges that this pgmob does not know; or NULL */
	struct acl_entry entries[];
};

/* Where equal lists are one. */
struct acls {
	struct arena *arena;
	struct map by_text;           /* as the server wrote it → struct acl */
	struct map by_form;           /* as acl_show() writes it → struct acl */
	const struct map *role_names; /* what roles are called that the server's texts call else;
					 or NULL */
};

struct acls acls_in(struct arena *arena);

/* The list of a server's text, as aclitem[] is written; NULL where it is not such a text. The text
 * must live as long as the pool. */
const struct acl *acl_read(struct acls *acls, const char *text);

/* The list of these entries in any order, whose names must live as long as the pool. Entries of one
 * grantee and grantor become one. The array may be changed. */
const struct acl *acl_make(struct acls *acls, struct acl_entry *entries, size_t count);

/* What an object of that owner has where its ACL is null: acldefault() in acl.c. */
const struct acl *acl_default(struct acls *acls, const struct securable *securable,
			      const char *owner, int version);

/* What both have, by whomever of them. */
const struct acl *acl_union(struct acls *acls, const struct acl *one, const struct acl *other);

/* What ALTER … OWNER makes of the list: aclnewowner() in acl.c. */
const struct acl *acl_reowned(struct acls *acls, const struct acl *acl, const char *old_owner,
			      const char *new_owner);

/* Whether both name one grantee; NULL is PUBLIC. */
bool acl_same_name(const char *a, const char *b);

/* What the grantee (NULL: PUBLIC) has by anybody's grant. */
uint32_t acl_privileges(const struct acl *acl, const char *grantee);
uint32_t acl_options(const struct acl *acl, const char *grantee);

/* A list that is changed: no entry of it is ever taken out, but may come to say nothing. */
struct acl_draft {
	const char *owner;       /* who can grant everything */
	const struct acl *above; /* of a column: its table's list, of which options count; or NULL
				  */
	struct acl_entry *entries;
	size_t count;
};

/* A draft of the list, with room for so many more entries. */
struct acl_draft acl_draft_of(struct arena *arena, const struct acl *acl, const char *owner,
			      size_t more);

/* The same again, with no room for more. */
struct acl_draft acl_draft_copy(struct arena *arena, const struct acl_draft *draft);

/* The entry of that grantee and grantor, a new one where there is none. */
struct acl_entry *acl_draft_entry(struct acl_draft *draft, const char *grantee,
				  const char *grantor);

/* What the grantee has by that grantor, or by all of them where that is NULL. */
struct acl_entry acl_draft_held(const struct acl_draft *draft, const char *grantee,
				const char *grantor);

/* What the grantor has to grant on by the list itself: what it granted goes with that. */
uint32_t acl_draft_ground(const struct acl_draft *draft, const char *grantor);

/* What the grantor can grant: of a column also by the list of the table. */
uint32_t acl_draft_grantable(const struct acl_draft *draft, const char *grantor);

/* Takes out what its grantor could grant by the list before, and no longer can by this one, and so
 * on: recursive_revoke() in acl.c. */
void acl_draft_settle(struct acl_draft *draft, const struct acl_draft *before);

/* Of what the grantor can grant, what it can grant to that grantee with the option to grant it on:
 * not by an option that comes from the grantee itself, nor by one on the table of a column
 * (check_circularity() in acl.c). */
uint32_t acl_draft_can_entrust(struct arena *scratch, const struct acl_draft *draft,
			       const char *grantor, const char *grantee);

/* Writes the list as aclitem[] is written: {=r/owner,reader=r*w/owner}. */
void acl_show(struct text *text, const struct acl *acl);

#endif
