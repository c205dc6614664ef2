/* SPDX-License-Identifier: PostgreSQL
 *
 * Rights: what whoever runs a statement must be able to do, or the server refuses it.
 *
 * A kind lists them for each of its statements; plan/rights.h compares them with what the executing
 * role may do by then, before anything runs. The rules are PostgreSQL's: the manual's page of each
 * command; user.c, aclchk.c, tablecmds.c, alter.c, dbcommands.c in its source.
 */
#ifndef PGMOB_MODEL_RIGHT_H
#define PGMOB_MODEL_RIGHT_H

#include "model/change.h"
#include "model/privilege.h"

enum right {
	RIGHT_SUPERUSER,  /* nobody else may */
	RIGHT_CREATEROLE, /* the attribute */
	RIGHT_CREATEDB,
	RIGHT_REPLICATION,
	RIGHT_BYPASSRLS,
	RIGHT_ALTER_ROLE, /* to alter or drop the role: CREATEROLE, from 16 with ADMIN on it */
	RIGHT_GRANT_ROLE, /* to grant it: ADMIN on it, before 16 CREATEROLE will do */
	RIGHT_INHERIT,    /* to have the privileges of the role */
	RIGHT_BECOME,     /* to be able to SET ROLE to it */
	RIGHT_SIGNAL,     /* to end its sessions */
	RIGHT_OWN,        /* to have the privileges of the owner of the object */
	RIGHT_PRIVILEGE,  /* to have these on the object */
	RIGHT_OPTION,     /* to be able to grant these on the object */
	RIGHT_REVOKE,     /* to be the one whose REVOKE of these is the owner's */
	RIGHT_PARAMETER,  /* to be able to set the parameter for others */
};

/* What providers of managed servers let their administrators do besides, each in a way of its own.
 */
enum leave {
	LEAVE_NONE,
	LEAVE_EXTENSION,
	LEAVE_EVENT_TRIGGER,
	LEAVE_REPLICATION,
	LEAVE_PARAMETER,
	LEAVE_PUBLICATION,
};

struct need {
	enum right right;
	const char *role; /* of ALTER_ROLE to SIGNAL; of PRIVILEGE: who must have it, NULL for
			     whoever runs the statement */
	const struct object *object; /* of OWN, PRIVILEGE, OPTION */
	const struct list *objects;  /* of OPTION, REVOKE: these (struct object) */
	const struct kind *kind;     /* instead: the one of that kind with this name, in the */
	const char *name;            /* statement's database; of PARAMETER: its name */
	const char *schema;          /* or the relation of this name in that schema */
	const char *within;          /* of OWN: to own the schema of that name will do, too */
	uint32_t privileges;
	bool columns;     /* of REVOKE: on columns, of which the lists are not looked at */
	enum leave leave; /* of SUPERUSER and attributes */
};

/* Collects the needs of one statement. */
struct rights {
	struct arena *arena;
	const struct facts *facts;
	const struct statement *statement;
	struct list needs; /* of struct need */
};

void rights_need(struct rights *rights, struct need need);

/* Whether the statement sets the field of that name. */
bool rights_sets(const struct rights *rights, const char *field);

/* What is needed of an object that has an owner, and may stand in a schema: for kinds that say
 * nothing else. */
void rights_of_owned(struct rights *rights);

/* To give an object an owner. */
void rights_give(struct rights *rights, const char *owner);

#endif
