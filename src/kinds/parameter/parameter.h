/* SPDX-License-Identifier: PostgreSQL
 *
 * Configuration parameters, as ALTER SYSTEM sets them: what stands in postgresql.auto.conf. What is
 * granted on them is read elsewhere (kinds/parameter_acl).
 */
#ifndef PGMOB_KINDS_PARAMETER_PARAMETER_H
#define PGMOB_KINDS_PARAMETER_PARAMETER_H

#include "kinds/setting/value.h"
#include "model/object.h"

struct parameter {
	struct object object;
	struct setting_value is; /* of an actual one no value where ALTER SYSTEM has set none */
	const char *secret;      /* the value where it must not be shown: then that one is "***" */
	const bool *reset;       /* desired: ALTER SYSTEM shall set none */

	/* Facts of the server: what pg_settings says, if it knows the parameter. */
	const char *context;    /* when it can change */
	const char *type;       /* bool, enum, integer, real, string */
	const char *unit;       /* in which a number is counted, as 8kB; or NULL */
	const char *least;      /* of numbers */
	const char *most;       /* of numbers */
	const char *words;      /* of an enum: an array */
	const bool *pending;    /* the server runs with another value until it is started again */
	const bool *overridden; /* the server's command line sets it, and wins */
	const char *lacks;      /* what the executing role needs to set it; or NULL */
	const char *fault;      /* why the server's files cannot be read; or NULL */
};

/* An error where the server would refuse the value for the parameter, of which it has these facts.
 */
void parameter_check_value(const struct setting_value *is, const struct parameter *from,
			   struct place place, struct diags *diags);

/* An error: the server has no parameter of the name that the object has. */
struct diag *parameter_report_unknown(const struct object *object, const char *spelled,
				      const struct state *actual, struct diags *diags);

extern const struct kind parameter_kind;

#endif
