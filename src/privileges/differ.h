/* SPDX-License-Identifier: PostgreSQL
 *
 * What the files of this folder share: the run, the lists of objects, and what becomes of them.
 */
#ifndef PGMOB_PRIVILEGES_DIFFER_H
#define PGMOB_PRIVILEGES_DIFFER_H

#include "privileges/privileges.h"
#include "privileges/rules.h"

struct differ {
	struct arena *arena;
	const struct desired *desired;
	const struct state *actual;
	const struct facts *facts;
	struct difference *difference;
	bool retiring; /* some roles are to go */
	struct diags *diags;
	struct acls acls;
	struct map limits;        /* see list.c */
	struct text key;          /* for look-ups: one for each object would be much memory */
	size_t unsaid;            /* objects of which something cannot be said by a manifest */
	const char *first_unsaid; /* what it is of the first of them */
	struct map warned;        /* of an export: what has been said, see told.c */
};

/* Whether the rules bind a grantee (NULL: PUBLIC) that no entry mentions; context is the differ. */
bool differ_binds(const char *grantee, void *context);

/* Whether the manifest has that database. */
bool differ_lists(const struct differ *differ, const char *database);

/* Whether the role is to go. */
bool differ_retires(const char *role, void *context);

/* Whether objects of that kind stand in no schema and have grants of their own. */
bool kind_has_own_grants(const struct kind *kind);

/* Whether a grantor that is not the owner is a superuser, or shall be: its GRANT and REVOKE are the
 * owner's (select_best_grantor() in acl.c), so nothing reaches what it granted as another. */
bool differ_beyond(const char *grantor, void *context);

/* Why no entry can speak of an object that the server lets privileges be granted on, or NULL. */
const char *object_unsaid(const struct object *there);

/* Counts objects of which something cannot be said. */
void differ_add_unsaid(struct differ *differ, const char *title, const char *why, size_t count);

/* Why a manifest cannot say all of the list, or NULL. */
const char *list_unsaid(const struct differ *differ, const struct acl *acl);

/* Warns of what cannot be said, with the number of objects. */
void differ_report_unsaid(struct differ *differ);

/* An object whose list a rule governs. */
struct subject {
	const struct object *object; /* that a change is on: the desired one if there is one */
	const char *column;          /* of that table; or NULL */
	const struct securable *securable;
	const char *owner;           /* as it shall be */
	uint32_t own;                /* what an owner has by nature */
	const struct acl *actual;    /* as it is, once it belongs to the owner */
	const struct acl *limit;     /* what those may have that no entry mentions */
	const struct acl *above;     /* of a column: what its table's list shall be */
	const struct acl *above_now; /* and what it is */
	const struct list *strips;   /* of a column: what becomes of its table (struct item) */
	const struct wishes *wishes;
	const struct acl *gone_at; /* of default privileges: the list that is no list, so that even
				      its owner is free */
	bool retiring_only;        /* no rule governs it: only retiring roles are bound */
	bool forsaken;             /* the default privileges of a retiring role: the limit remains,
				      which is no list at all */
	bool mentioned_only;       /* likewise: only mode authoritative binds others */
};

/* The object's list as the server has it and its owner's change leaves it; the default where there
 * is none. An error and NULL where it is not understood. there may be NULL. */
const struct acl *list_actual(struct differ *differ, const struct object *there,
			      const struct securable *securable, const char *owner);

/* Whether a role that is to go has, or has granted, something on the object. */
bool list_names_retiring(struct differ *differ, const struct object *there);

/* The owner that an object will have: mode additive changes none that is there. */
const char *list_owner(const struct differ *differ, const struct object *wanted,
		       const struct object *there);

/* What the built-in list or pg_init_privs allow on the object, and default privileges. */
const struct acl *list_limit(struct differ *differ, const struct object *there,
			     const struct securable *securable, const char *owner,
			     const struct acl *permitted);

/* Rulings: what becomes of objects that are alike. Those of one schema, or of what stands in none.
 */
struct rulings {
	struct differ *differ;
	const struct object *like; /* the schema; or NULL */
	const struct acl *usage;   /* of the schema: what is there while changes are made */
	const char *owner;         /* and whose it is */
	struct map by_key;
	struct list all;         /* of struct ruling */
	struct grouper *grouper; /* of changes.c */
};

struct rulings *rulings_in(struct differ *differ, const struct object *schema);

/* What becomes of the subject; it is one of the objects then for which changes are made. Errors are
 * in the run's diagnostics. */
struct ruling {
	const struct acl *wanted;
	struct list items;   /* of struct item */
	struct list persons; /* of struct item: those that only a person can make */
	struct list later;   /* of a column: those that must follow the revokes on its table */

	/* of those that are alike */
	struct subject like;
	struct list objects; /* of const struct object */
	struct list columns; /* of const char *, of each of these objects; of columns only */
	struct target_faults faults;
	bool takes;  /* one of the items does */
	bool person; /* not all of it is in pgmob's power */
};
const struct ruling *rulings_add(struct rulings *rulings, const struct subject *subject);

/* Reports their faults, and makes the changes of them all (changes.c). */
void rulings_finish(struct rulings *rulings);
void rulings_add_changes(struct rulings *rulings);

/* And those that take USAGE on the schema, without which no grantor can name what is in it: after
 * those of all other schemas, since a routine has types of theirs. */
void rulings_add_last(const struct rulings *rulings);

/* Default privileges (defaults.c). Declared ones are collected before the lists are compared, since
 * they permit what they would give. */
struct defaults;
struct defaults *defaults_collect(struct differ *differ);

/* What declared default privileges would have given to an object of that owner, or NULL. */
const struct acl *defaults_permitted(struct defaults *defaults, const struct object *there,
				     const struct securable *securable, const char *owner);

void defaults_diff(struct defaults *defaults);

#endif
