/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/hba/hba.h"
#include "sql.h"

void hba_alter(struct ddl *ddl, const struct change *change)
{
	conf_alter(ddl, change, "hba_file", sql_hba_judge);
}
