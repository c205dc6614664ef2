/* SPDX-License-Identifier: PostgreSQL
 *
 * Who may grant: select_best_grantor() in acl.c; ExecAlterDefaultPrivilegesStmt() in aclchk.c.
 */
#include "kinds/default_acl/default_acl.h"
#include "kinds/grant/grant_sql.h"
#include "model/right.h"

enum { DEFAULTS_WANT_INHERIT = 160000 };

static void need_default(struct rights *rights, const struct default_acl *acl)
{
	const bool inherit = rights->facts->version >= DEFAULTS_WANT_INHERIT;

	rights_need(rights, (struct need){.right = inherit ? RIGHT_INHERIT : RIGHT_BECOME,
					  .role = acl->owner});
}

void grant_rights(struct rights *rights)
{
	const struct statement *statement = rights->statement;
	const struct grant *grant = (const struct grant *)change_object(statement->change);
	const struct object *first = grant->on.items[0];
	const struct field *schema = kind_field(first->kind, "schema");

	if (first->kind == &default_acl_kind) {
		need_default(rights, (const struct default_acl *)first);
		return;
	}
	/* USAGE that is lent to the grantor */
	if (grant->lends_usage && statement->as != grant->granted_by) {
		rights_need(rights, (struct need){.right = RIGHT_OWN,
						  .kind = schema->refers,
						  .name = grant->schema});
		return;
	}
	if (schema && !grant->lends_usage)
		rights_need(rights, (struct need){.right = RIGHT_PRIVILEGE,
						  .kind = schema->refers,
						  .name = grant->schema,
						  .privileges = PRIVILEGE_USAGE});
	/* a grantor that is written has the option, or the plan gives it */
	if (!grant->granted_by)
		rights_need(rights,
			    (struct need){.right = grant->takes ? RIGHT_REVOKE : RIGHT_OPTION,
					  .objects = &grant->on,
					  .columns = grant->takes && grant->columns.count,
					  .privileges = grant->privileges});
}
