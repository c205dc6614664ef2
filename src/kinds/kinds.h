/* SPDX-License-Identifier: PostgreSQL
 *
 * The registry: every kind there is. Stages include this header, never a kind's own.
 */
#ifndef PGMOB_KINDS_KINDS_H
#define PGMOB_KINDS_KINDS_H

#include "model/kind.h"

/* All kinds of objects, ended by NULL, in the order in which people like to read a plan. */
extern const struct kind *const kinds_all[];

/* The manifest as a whole: the kind of its top-level mapping. */
extern const struct kind cluster_kind;

/* The kinds that stages must know by name, because the way of a run hangs on them. */
extern const struct kind role_kind;
extern const struct kind membership_kind;
extern const struct kind database_kind;
extern const struct kind schema_kind;
extern const struct kind column_kind;
extern const struct kind parameter_acl_kind;
extern const struct kind routine_kind;
extern const struct kind default_acl_kind;

/* Whether a schema of that name is PostgreSQL's own. */
bool kinds_system_schema(const char *name);

#endif
