/* SPDX-License-Identifier: PostgreSQL
 *
 * The statements of a grant; for this room only.
 */
#ifndef PGMOB_KINDS_GRANT_GRANT_SQL_H
#define PGMOB_KINDS_GRANT_GRANT_SQL_H

#include "model/change.h"
#include "model/grant.h"

/* GRANT or REVOKE, in as many statements as it has objects for. */
void grant_add_sql(struct ddl *ddl, const struct grant *grant);

/* What they need. */
void grant_rights(struct rights *rights);

#endif
