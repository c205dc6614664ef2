/* SPDX-License-Identifier: PostgreSQL
 *
 * What stops a plan before its first statement.
 */
#include "apply/apply.h"

/* What is guarded, other than a drop. */
static const char *alteration(const struct change *change, struct arena *arena)
{
	struct text names = text_in(arena);
	size_t count = 0;

	for (const struct field *field = change->kind->fields; field->name; field++)
		if (field->flags & FIELD_UNWRITTEN && change_has(change, field->offset) &&
		    !object_wrote(change->to, field->name))
			text_addf(&names, "%s%Q", count++ ? " and " : "", field->name);
	if (!count)
		return "it would take from it what it may do now";
	return text_format(arena, "it does not write %s, so %s", names.at,
			   count > 1 ? "these would be set to their defaults"
				     : "that would be set to its default");
}

static void report_guard(const struct change *change, struct diags *diags)
{
	const char *flag = plan_flag(change);
	const char *title = object_title_in(diags->arena, change_object(change));
	const struct place place = change->to ? object_place(change->to) : no_place();
	struct diag *diag;

	if (flag) {
		diag = diag_error(diags, place, "the change of %s needs %s", title, flag);
		diag->detail = change->verb == CHANGE_DROP ? "it would be dropped"
							   : alteration(change, diags->arena);
		return;
	}
	diag_error(diags, place, "the %s of %s is refused", change->renames ? "new name" : "change",
		   title)
		->detail = change->reason;
}

/* What none of the changes is to blame for alone. */
static void report_refusals(const struct list *refusals, struct diags *diags)
{
	for (size_t i = 0; i < refusals->count; i++) {
		const struct refusal *refusal = refusals->items[i];
		struct diag *diag = diag_error(diags, refusal->place, "%s", refusal->message);

		diag->detail = refusal->detail;
		diag->hint = refusal->hint;
	}
}

static void report_revokes(const struct plan *plan, struct diags *diags)
{
	diag_error(diags, no_place(), "the plan has %z revokes, which needs --max-revokes %z",
		   plan->revokes, plan->revokes)
		->detail =
		text_format(diags->arena, "up to %d need no flag", (int)PLAN_MOST_REVOKES);
}

/* Who sets this wants no changes: it is for them to lift, not for us. */
static void check_writable(const struct plan *plan, const struct server *server,
			   struct diags *diags)
{
	const char *database = server_read_only(server);

	if (!database || plan_is_empty(plan))
		return;
	diag_error(diags, no_place(),
		   "default_transaction_read_only is on for the sessions of database %Q", database)
		->hint = "where changes are allowed all the same, set "
			 "PGOPTIONS='-c default_transaction_read_only=off'";
}

static void check_secrets(const struct plan *plan, struct diags *diags)
{
	for (size_t i = 0; i < plan->steps.count; i++) {
		const struct statement *statement = plan->steps.items[i];

		if (statement->missing)
			diag_error(diags, object_place_of(statement->change->to, "password"),
				   "the password of %s cannot be set: %s",
				   object_title_in(diags->arena, statement->change->to),
				   statement->missing);
	}
}

enum apply_check apply_check(const struct plan *plan, const struct server *server,
			     const struct apply_options *options, struct diags *diags)
{
	const struct list *changes = &plan->difference->changes;
	const size_t errors = diags->errors;
	size_t guarded, many = 0;

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (change->person || plan_allows(plan, change, &options->consent))
			continue;
		if (change->guard == GUARD_REVOKES && many++)
			continue; /* said once */
		if (change->guard == GUARD_REVOKES)
			report_revokes(plan, diags);
		else
			report_guard(change, diags);
	}
	report_refusals(&plan->difference->refusals, diags);
	guarded = diags->errors - errors;
	check_writable(plan, server, diags);
	check_secrets(plan, diags);
	if (diags->errors == errors)
		return APPLY_MAY_RUN;
	return diags->errors == errors + guarded ? APPLY_REFUSED : APPLY_IMPOSSIBLE;
}
