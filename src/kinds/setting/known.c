/* SPDX-License-Identifier: PostgreSQL
 *
 * Whether the server will take a setting for roles and databases: as set_config_option() in guc.c
 * judges it, from what pg_settings tells.
 */
#include <string.h>

#include "kinds/parameter/parameter.h"
#include "kinds/setting/setting.h"

/* What pg_settings does not tell (GUC_NO_SHOW_ALL in guc_tables.c), but can be set. */
static bool is_hidden(const char *name)
{
	static const char *const names[] = {"default_with_oids", "role", "seed",
					    "session_authorization", "ssl_renegotiation_limit"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* These are of a transaction that is going on; for sessions there are others, default_…. */
static bool is_of_transaction(const char *name)
{
	return strcmp(name, "transaction_isolation") == 0 ||
	       strcmp(name, "transaction_deferrable") == 0;
}

static bool check_context(const struct setting *to, const struct parameter *from,
			  struct diags *diags)
{
	const bool of_transaction = is_of_transaction(to->is.name);
	struct diag *diag;

	if (!of_transaction &&
	    (strcmp(from->context, "user") == 0 || strcmp(from->context, "superuser") == 0))
		return true;
	diag = diag_error(diags, object_place_of(&to->object, "name"),
			  "parameter %V cannot be set for roles or databases", to->is.name);
	if (of_transaction)
		diag_hint(diags, diag, "did you mean \"default_%s\"?", to->is.name);
	else if (strcmp(from->context, "internal") != 0)
		diag_hint(diags, diag, "set it for the whole server, under \"parameters\"");
	return false;
}

/* Only a superuser sees all parameters, and an extension may announce others. */
static bool is_unknown(const struct setting *to, const struct facts *facts)
{
	return facts->superuser && !strchr(to->is.name, '.') && !is_hidden(to->is.name);
}

void setting_check_known(const struct setting *to, const struct state *actual,
			 const struct facts *facts, struct diags *diags)
{
	const struct setting *there = (const struct setting *)state_find(actual, &to->object);
	const struct parameter *from =
		(const struct parameter *)state_named(actual, &parameter_kind, NULL, to->is.name);

	if (!state_of(actual, &parameter_kind)->count ||
	    (there && strcmp(there->is.stored, to->is.stored) == 0))
		return;
	if ((!from || !from->context) && is_unknown(to, facts))
		parameter_report_unknown(&to->object, to->is.spelled, actual, diags);
	else if (from && from->context && check_context(to, from, diags))
		parameter_check_value(&to->is, from, object_place_of(&to->object, "value"), diags);
}
