/* SPDX-License-Identifier: PostgreSQL
 *
 * Who may make, alter and drop databases: dbcommands.c.
 */
#include <string.h>

#include "kinds/database/database.h"
#include "kinds/tablespace/tablespace.h"
#include "model/right.h"

static void need_tablespace(struct rights *rights, const struct database *to)
{
	if (to->tablespace && strcmp(to->tablespace, "pg_default") != 0)
		rights_need(rights, (struct need){.right = RIGHT_PRIVILEGE,
						  .kind = &tablespace_kind,
						  .name = to->tablespace,
						  .privileges = PRIVILEGE_CREATE});
}

static void need_template(struct rights *rights, const struct database *to)
{
	if (to->template && strcmp(to->template, "template0") != 0 &&
	    strcmp(to->template, "template1") != 0)
		rights_need(rights, (struct need){.right = RIGHT_OWN,
						  .kind = &database_kind,
						  .name = to->template});
}

void database_rights(struct rights *rights)
{
	const struct change *change = rights->statement->change;
	const struct database *to = (const struct database *)change->to;

	if (change->verb == CHANGE_CREATE && rights->statement->fields == FIELDS_ALL) {
		rights_need(rights, (struct need){.right = RIGHT_CREATEDB});
		rights_give(rights, to->owner);
		need_template(rights, to);
		need_tablespace(rights, to);
		return;
	}
	rights_need(rights, (struct need){.right = RIGHT_OWN,
					  .object = change->from ? change->from : change->to});
	if (change->renames || (change->verb == CHANGE_ALTER && rights_sets(rights, "owner")))
		rights_need(rights, (struct need){.right = RIGHT_CREATEDB});
	if (change->verb != CHANGE_ALTER || change->renames)
		return;
	if (rights_sets(rights, "owner"))
		rights_give(rights, to->owner);
	if (rights_sets(rights, "tablespace"))
		need_tablespace(rights, to);
}
