/* SPDX-License-Identifier: PostgreSQL
 *
 * The public API over the stages: manifest_load → desired_build → actual_read → diff → plan_make →
 * print or apply.
 */
#include <pgmob/pgmob.h>
#include <string.h>

#include "actual/actual.h"
#include "apply/apply.h"
#include "config.h"
#include "desired/desired.h"
#include "diff/diff.h"
#include "export/export.h"
#include "kinds/kinds.h"
#include "manifest/manifest.h"
#include "plan/plan.h"
#include "print/print.h"

struct pgmob {
	struct arena *arena;
	struct diags *diags;
	const struct pgmob_options *options;
	struct server_options server_options;
	struct server *server;
	struct object *cluster;
	struct desired *desired;
	struct plan *plan;
	struct apply_report report;
};

struct pgmob *pgmob_create(const struct pgmob_options *options)
{
	struct arena *arena;
	struct pgmob *run;

	if (options->version != PGMOB_OPTIONS_VERSION)
		return NULL;
	arena = arena_create(options->out_of_memory);
	run = arena_alloc(arena, sizeof(*run));
	run->arena = arena;
	run->diags = diags_in(arena);
	run->options = options;
	run->server_options = (struct server_options){
		.keywords = options->keywords,
		.values = options->values,
		.role = options->role,
		.command = options->command,
		.connect_timeout = options->connect_timeout,
		.never_ask = options->never_ask,
		.always_ask = options->always_ask,
		.ask_password = options->ask_password,
		.context = options->context,
		.interrupted = options->interrupted,
		.trace = options->trace,
	};
	return run;
}

void pgmob_destroy(struct pgmob *run)
{
	if (run)
		arena_destroy(run->arena);
}

static enum pgmob_status failure(const struct pgmob *run)
{
	return run->server && run->server->stopped ? PGMOB_INTERRUPTED : PGMOB_ERROR;
}

/* Manifest → desired state. */
static bool load(struct pgmob *run)
{
	const struct pgmob_options *options = run->options;
	struct manifest_variable *variables =
		arena_alloc(run->arena, (options->variable_count + 1) * sizeof(*variables));
	const struct manifest_options manifest = {
		.files = options->files,
		.file_count = options->file_count,
		.variables = variables,
		.variable_count = options->variable_count,
	};

	for (size_t i = 0; i < options->variable_count; i++)
		variables[i] = (struct manifest_variable){.name = options->variables[i].name,
							  .value = options->variables[i].value};
	run->cluster = manifest_load(run->arena, &manifest, run->diags);
	if (run->cluster)
		run->desired = desired_build(run->arena, run->cluster, options->mode, run->diags);
	return !run->diags->errors;
}

enum pgmob_status pgmob_validate(struct pgmob *run)
{
	return load(run) ? PGMOB_OK : PGMOB_ERROR;
}

const char *pgmob_manifest_summary(struct pgmob *run)
{
	struct text text = text_in(run->arena);

	for (size_t i = 0; run->desired && kinds_all[i]; i++) {
		const size_t count = run->desired->state->sets[i].count;

		if (!count)
			continue;
		text_add(&text, text.length ? ", " : "");
		if (count == 1)
			text_addf(&text, "1 %s", kinds_all[i]->name);
		else
			text_addf(&text, "%z %s", count, kinds_all[i]->plural);
	}
	for (char *at = text.at; *at; at++)
		if (*at == '_')
			*at = ' ';
	return text.length ? text.at : "nothing listed";
}

static struct actual_database *add_database(struct pgmob *run, struct actual_wanted *wanted,
					    const char *name)
{
	struct actual_database *database;

	for (size_t i = 0; i < wanted->databases.count; i++) {
		database = wanted->databases.items[i];
		if (strcmp(database->name, name) == 0)
			return database;
	}
	database = arena_alloc(run->arena, sizeof(*database));
	database->name = name;
	list_add(run->arena, &wanted->databases, database);
	return database;
}

/* What the manifest speaks of: databases with something inside, and schemas of which the objects
 * matter. */
static struct actual_wanted wanted_by(struct pgmob *run)
{
	const struct state *state = run->desired->state;
	const struct field *objects_owner = kind_field(&schema_kind, "objects_owner");
	struct actual_wanted wanted = {.authoritative = run->desired->mode == MODE_AUTHORITATIVE};

	for (size_t i = 0; kinds_all[i]; i++) {
		const struct kind *kind = kinds_all[i];
		const struct field *schema =
			kind_field(kind, "dependent") ? kind_field(kind, "schema") : NULL;

		wanted.files |= kind->home == HOME_FILE && state->sets[i].count;
		for (size_t j = 0; kind->home == HOME_LOCAL && j < state->sets[i].count; j++) {
			struct object *object = state->sets[i].items[j];
			struct actual_database *database =
				add_database(run, &wanted, object->database);

			const struct object *owner =
				state_named(state, &database_kind, NULL, object->database);

			if (owner)
				database->template =
					field_get(kind_field(&database_kind, "template"), owner);
			if (kind == &schema_kind && field_get(objects_owner, object))
				list_add(run->arena, &database->schemas,
					 (void *)(uintptr_t)object_name(object));
			if (schema)
				list_add(run->arena, &database->schemas,
					 (void *)(uintptr_t)field_get(schema, object));
			if (kind->resolve)
				list_add(run->arena, &database->unresolved, object);
		}
	}
	return wanted;
}

/* Server → actual state → difference → plan. */
static bool make_plan(struct pgmob *run)
{
	const struct plan_consent consent = {
		.drop_role = run->options->allow_drop_role,
		.demote = run->options->allow_demote,
		.drop_data = run->options->allow_drop_data,
	};
	const size_t errors = run->diags->errors;
	const struct actual_wanted wanted = wanted_by(run);
	struct state *actual = actual_read(run->server, &wanted);
	const struct difference *difference;

	if (!actual)
		return false;
	desired_resolve(run->desired, actual, run->server->facts, run->diags);
	if (run->diags->errors > errors)
		return false;
	difference = diff(run->arena, run->desired, actual, run->server->facts);
	run->plan = plan_make(run->arena, run->desired, actual, difference, run->server->facts,
			      &consent, run->diags);
	return run->plan != NULL;
}

static enum pgmob_status plan_status(const struct pgmob *run)
{
	const struct plan *plan = run->plan;

	if (plan->refused || (plan->person && !run->options->accept_unfixable))
		return PGMOB_PERSON;
	return plan_is_empty(plan) ? PGMOB_OK : PGMOB_CHANGES;
}

static bool open_server(struct pgmob *run)
{
	run->server = server_open(run->arena, &run->server_options, run->diags);
	return run->server != NULL;
}

static bool interrupted(const struct pgmob *run)
{
	return run->options->interrupted && *run->options->interrupted;
}

enum pgmob_status pgmob_plan(struct pgmob *run)
{
	if (!load(run))
		return PGMOB_ERROR;
	if (!open_server(run) || !make_plan(run))
		return interrupted(run) ? PGMOB_INTERRUPTED : failure(run);
	return plan_status(run);
}

enum pgmob_status pgmob_plan_for_apply(struct pgmob *run)
{
	int locked;

	if (!load(run))
		return PGMOB_ERROR;
	if (!open_server(run))
		return interrupted(run) ? PGMOB_INTERRUPTED : PGMOB_ERROR;
	if (run->server->facts->standby) {
		diag_error(run->diags, no_place(),
			   "the server is a standby, which takes no changes")
			->hint = "connect to the primary, or use target_session_attrs=read-write";
		return PGMOB_ERROR;
	}
	locked = apply_lock(run->server, run->options->lock_timeout);
	if (locked == 0) {
		diag_error(run->diags, no_place(), "another pgmob apply is running on this server")
			->hint = "wait for its end, or give a longer --lock-timeout";
		return PGMOB_LOCKED;
	}
	if (locked < 0 || !make_plan(run))
		return failure(run);
	return plan_status(run);
}

const char *pgmob_show(struct pgmob *run, enum pgmob_format format, unsigned flags)
{
	const struct plan_consent consent = {
		.drop_role = run->options->allow_drop_role,
		.demote = run->options->allow_demote,
		.drop_data = run->options->allow_drop_data,
	};
	struct text files = text_in(run->arena);
	const struct print_options options = {
		.all = flags & PGMOB_SHOW_ALL,
		.colour = flags & PGMOB_SHOW_COLOUR,
		.consent = &consent,
	};
	struct print_options with_files = options;
	struct text text = text_in(run->arena);

	for (size_t i = 0; i < run->options->file_count; i++)
		text_addf(&files, "%s%s", i ? ", " : "", run->options->files[i]);
	with_files.manifest = files.at;
	if (!run->plan)
		return NULL;
	if (format == PGMOB_TEXT)
		print_text(&text, run->plan, &with_files);
	else if (format == PGMOB_JSON)
		print_json(&text, run->plan, &with_files);
	else if (!print_sql(&text, run->plan, &with_files, run->diags))
		return NULL;
	return text.at;
}

bool pgmob_has_changes(const struct pgmob *run)
{
	return run->plan && !plan_is_empty(run->plan);
}

/* Reads the state again: what the plan did not leave to a person must be gone. */
static enum pgmob_status verify(struct pgmob *run)
{
	const size_t person = run->plan->person;
	struct text left = text_in(run->arena);

	run->desired = desired_build(run->arena, run->cluster, run->options->mode, run->diags);
	if (!server_refresh(run->server) || !make_plan(run))
		return failure(run);
	if (plan_is_empty(run->plan) && run->plan->person <= person)
		return plan_status(run);
	for (size_t i = 0; i < run->plan->difference->changes.count; i++) {
		const struct change *change = run->plan->difference->changes.items[i];

		text_add(&left, i ? "\n\t" : "");
		object_title(&left, change_object(change));
		text_add(&left, ": ");
		change_describe(&left, change);
	}
	diag_error(run->diags, no_place(),
		   "the changes are committed, but the cluster is not as the manifest says")
		->detail = left.at;
	return PGMOB_ERROR;
}

enum pgmob_status pgmob_apply(struct pgmob *run)
{
	const struct apply_options options = {
		.lock_timeout = run->options->lock_timeout,
		.statement_timeout = run->options->statement_timeout,
		.consent = {.drop_role = run->options->allow_drop_role,
			    .demote = run->options->allow_demote,
			    .drop_data = run->options->allow_drop_data},
	};

	if (run->plan->refused) {
		apply_check(run->plan, &options, run->diags);
		return PGMOB_PERSON;
	}
	if (!apply_check(run->plan, &options, run->diags))
		return PGMOB_ERROR;
	if (plan_is_empty(run->plan))
		return plan_status(run);
	if (apply_run(run->server, run->plan, &options, &run->report))
		return verify(run);
	if (run->report.unknown)
		diag_error(
			run->diags, no_place(),
			"the connection was lost during a commit: whether it was made is not known")
			->hint = "run pgmob plan to see what is left";
	return failure(run);
}

const char *pgmob_apply_summary(struct pgmob *run)
{
	struct text text = text_in(run->arena);

	for (size_t i = 0; i < run->report.done.count; i++)
		text_addf(&text, "%s%s", i ? ", " : "", (const char *)run->report.done.items[i]);
	return text.at;
}

/* The databases whose insides an export reads. */
static bool wanted_for_export(struct pgmob *run, const struct pgmob_export *what,
			      struct actual_wanted *wanted, struct export_options *options)
{
	const struct actual_wanted none = {0};
	struct state *shared;
	const struct list *databases;

	for (size_t i = 0; i < what->database_count; i++)
		add_database(run, wanted, what->databases[i]);
	if (!what->database_count && !what->all_databases)
		add_database(run, wanted, run->server->facts->database);
	if (what->all_databases) {
		shared = actual_read(run->server, &none);
		if (!shared)
			return false;
		desired_ignore(shared, NULL, NULL);
		databases = state_of(shared, &database_kind);
		for (size_t i = 0; i < databases->count; i++) {
			const struct object *database = databases->items[i];
			const bool *open = field_get(
				kind_field(&database_kind, "allow_connections"), database);

			if (database->ignored)
				continue;
			list_add(run->arena, &options->databases,
				 (void *)(uintptr_t)object_name(database));
			if (*open)
				add_database(run, wanted, object_name(database));
		}
	}
	for (size_t i = 0; i < wanted->databases.count; i++) {
		struct actual_database *database = wanted->databases.items[i];

		database->all_schemas = true;
		if (!what->all_databases)
			list_add(run->arena, &options->databases,
				 (void *)(uintptr_t)database->name);
	}
	return true;
}

enum pgmob_status pgmob_export(struct pgmob *run, const struct pgmob_export *what,
			       const char **yaml)
{
	struct actual_wanted wanted = {.files = what->hba};
	struct export_options options = {.files = what->hba, .role_pattern = what->role_pattern};
	struct text text = text_in(run->arena);
	struct state *actual;

	if (!open_server(run) || !wanted_for_export(run, what, &wanted, &options))
		return interrupted(run) ? PGMOB_INTERRUPTED : failure(run);
	actual = actual_read(run->server, &wanted);
	if (!actual)
		return failure(run);
	desired_ignore(actual, NULL, NULL);
	export_manifest(&text, actual, run->server->facts, &options);
	*yaml = text.at;
	return PGMOB_OK;
}

size_t pgmob_diagnostic_count(const struct pgmob *run)
{
	return run->diags->list.count;
}

enum pgmob_severity pgmob_diagnostic_severity(const struct pgmob *run, size_t index)
{
	return pgmob_diagnostic(run, index).severity;
}

const char *pgmob_diagnostic_text(struct pgmob *run, size_t index)
{
	struct text text = text_in(run->arena);

	diag_show(&text, run->diags->list.items[index]);
	return text.at;
}

struct pgmob_diagnostic pgmob_diagnostic(const struct pgmob *run, size_t index)
{
	static const enum pgmob_severity severities[] = {
		[SEVERITY_NOTE] = PGMOB_NOTE,
		[SEVERITY_WARNING] = PGMOB_WARNING,
		[SEVERITY_ERROR] = PGMOB_FAILURE,
	};
	const struct diag *diag = run->diags->list.items[index];

	return (struct pgmob_diagnostic){
		.severity = severities[diag->severity],
		.file = diag->place.source ? diag->place.source->name : NULL,
		.line = diag->place.line,
		.column = diag->place.column,
		.message = diag->message,
		.detail = diag->detail,
		.hint = diag->hint,
		.statement = diag->statement,
		.sqlstate = diag->sqlstate,
	};
}

const char *pgmob_version(void)
{
	return PGMOB_VERSION;
}
