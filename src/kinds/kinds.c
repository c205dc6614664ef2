/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/kinds.h"

#include <string.h>

#include "kinds/extension/extension.h"
#include "kinds/hba/hba.h"
#include "kinds/ident/ident.h"
#include "kinds/large_object/large_object.h"
#include "kinds/other/other.h"
#include "kinds/owned/owned.h"
#include "kinds/parameter/parameter.h"
#include "kinds/policy/policy.h"
#include "kinds/relation/relation.h"
#include "kinds/session/session.h"
#include "kinds/setting/setting.h"
#include "kinds/tablespace/tablespace.h"
#include "kinds/type/type.h"
#include "kinds/user_mapping/user_mapping.h"

const struct kind *const kinds_all[] = {
	&role_kind,
	&membership_kind,
	&tablespace_kind,
	&tablespace_setting_kind,
	&database_kind,
	&setting_kind,
	&schema_kind,
	&extension_kind,
	&table_kind,
	&view_kind,
	&materialized_view_kind,
	&foreign_table_kind,
	&sequence_kind,
	&policy_kind,
	&routine_kind,
	&type_kind,
	&other_kind,
	&language_kind,
	&wrapper_kind,
	&server_kind,
	&user_mapping_kind,
	&publication_kind,
	&subscription_kind,
	&event_trigger_kind,
	&large_object_kind,
	&parameter_acl_kind,
	&column_kind,
	&default_acl_kind,
	&parameter_kind,
	&session_kind,
	&ident_kind,
	&hba_kind,
	NULL,
};

bool kinds_system_schema(const char *name)
{
	return strncmp(name, "pg_", 3) == 0 || strcmp(name, "information_schema") == 0;
}
