/* SPDX-License-Identifier: PostgreSQL
 *
 * The public API over the stages: manifest_load → desired_build → actual_read → diff →
 * privileges_diff → plan_make → print or apply.
 */
#include <pthread.h>
#include <string.h>

#include "config.h"
#include "desired/desired.h"
#include "diff/diff.h"
#include "export/export.h"
#include "kinds/kinds.h"
#include "manifest/manifest.h"
#include "pgmob_run.h"
#include "print/print.h"
#include "privileges/privileges.h"

struct pgmob *pgmob_create(const struct pgmob_options *options)
{
	struct arena *arena;
	struct pgmob *run;

	if (options->version != PGMOB_OPTIONS_VERSION)
		return NULL;
	arena = arena_create(options->out_of_memory);
	run = arena_alloc(arena, sizeof(*run));
	run->arena = arena;
	run->round = arena_create(options->out_of_memory);
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
		.progress = options->progress,
	};
	return run;
}

void pgmob_destroy(struct pgmob *run)
{
	if (!run)
		return;
	arena_destroy(run->round);
	arena_destroy(run->arena);
}

/* Manifest → desired state. It has arenas of its own, since it may run while the server is read. */
struct loader {
	struct pgmob *run;
	struct arena *arena; /* of the manifest */
	struct arena *round; /* of the desired state */
	struct diags *diags;
	pthread_t thread;
	bool threaded;
};

static void destroy(void *arena)
{
	arena_destroy(arena);
}

static struct loader loader_for(struct pgmob *run)
{
	struct loader loader = {.run = run,
				.arena = arena_create(run->options->out_of_memory),
				.round = arena_create(run->options->out_of_memory)};

	loader.diags = diags_in(loader.arena);
	arena_defer(run->arena, destroy, loader.arena);
	arena_defer(run->round, destroy, loader.round);
	return loader;
}

static struct desired *build(const struct pgmob *run, struct arena *arena,
			     enum unknown_password unknown, struct diags *diags)
{
	const struct intent intent = {
		.mode = run->options->mode,
		.unknown_passwords = unknown,
		.upgrade_passwords = run->options->upgrade_passwords,
	};

	return desired_build(arena, manifest_entries(arena, run->manifest), &intent, diags);
}

static void *load(void *data)
{
	const struct loader *loader = data;
	struct pgmob *run = loader->run;
	const struct pgmob_options *options = run->options;
	struct manifest_variable *variables =
		arena_alloc(loader->arena, (options->variable_count + 1) * sizeof(*variables));
	const struct manifest_options manifest = {
		.files = options->files,
		.file_count = options->file_count,
		.variables = variables,
		.variable_count = options->variable_count,
	};

	for (size_t i = 0; i < options->variable_count; i++)
		variables[i] = (struct manifest_variable){.name = options->variables[i].name,
							  .value = options->variables[i].value};
	run->manifest = manifest_load(loader->arena, &manifest, loader->diags);
	run_name_nodes(run, loader->arena, loader->diags);
	if (run->manifest)
		run->desired = build(run, loader->round,
				     run->options->set_passwords ? UNKNOWN_SET : UNKNOWN_LEFT,
				     loader->diags);
	return NULL;
}

/* Puts the loader's diagnostics before the run's. Where the manifest is wrong, what became of the
 * connection is of no interest. */
static bool load_finish(const struct loader *loader)
{
	struct diags *diags = loader->run->diags;
	struct list all = {0};

	if (loader->threaded)
		pthread_join(loader->thread, NULL);
	list_join(loader->run->arena, &all, &loader->diags->list);
	if (loader->diags->errors)
		diags->errors = 0;
	else
		list_join(loader->run->arena, &all, &diags->list);
	diags->list = all;
	diags->errors += loader->diags->errors;
	return !loader->diags->errors;
}

enum pgmob_status pgmob_validate(struct pgmob *run)
{
	struct loader loader = loader_for(run);

	load(&loader);
	return load_finish(&loader) ? PGMOB_OK : PGMOB_ERROR;
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

struct plan_consent run_consent(const struct pgmob *run)
{
	return (struct plan_consent){
		.drop_role = run->options->allow_drop_role,
		.demote = run->options->allow_demote,
		.drop_data = run->options->allow_drop_data,
		.max_revokes = run->options->max_revokes,
	};
}

/* The inside of the databases, told by the new names of what gets one. */
static struct state *read_inside(struct pgmob *run, const struct list *retiring)
{
	struct actual_wanted wanted = actual_wanted_by(run->round, run->desired, run->actual);
	struct state *actual;

	if (retiring->count && !actual_want_retiring(run->reading, &wanted, retiring))
		return NULL;
	actual = actual_finish(run->reading, &wanted);
	if (!actual)
		return NULL;
	desired_rename(run->desired, actual, run->diags);
	return actual_resolve(run->reading) ? actual : NULL;
}

/* What is only asked about what is to go. */
static bool ask_about_ends(struct pgmob *run, struct state *actual, const struct list *retiring)
{
	if (retiring->count)
		desired_retire_objects(run->desired, actual);
	return actual_ask_late(run->server, actual, run->desired) &&
	       actual_ask_ends(run->server, actual, run->desired->absent);
}

/* What would come of all changes together, as soon as all is known that it hangs on. */
static bool foresee(struct pgmob *run, struct difference *difference, const struct state *actual)
{
	struct inquiries inquiries = inquiries_in(run->round);
	struct outlook outlook = {
		.arena = run->round,
		.changes = &difference->changes,
		.desired = run->desired->state,
		.actual = actual,
		.facts = run->server->facts,
		.protect_sessions = run->options->protect_sessions,
		.inquiries = &inquiries,
	};

	diff_foresee(&outlook);
	while (inquiries.open.count) {
		if (!actual_inquire(run->server, &inquiries))
			return false;
		diff_foresee(&outlook);
	}
	difference->refusals = outlook.refusals;
	for (size_t i = 0; i < outlook.warnings.count; i++) {
		const struct refusal *warning = outlook.warnings.items[i];
		struct diag *diag =
			diag_warning(run->diags, warning->place, "%s", warning->message);

		diag->detail = warning->detail;
		diag->hint = warning->hint;
	}
	return true;
}

/* Server → actual state → difference → plan. */
static bool make_plan(struct pgmob *run)
{
	const struct plan_consent consent = run_consent(run);
	const struct facts *facts = run->server->facts;
	const size_t errors = run->diags->errors;
	const struct list retiring = desired_retire(run->desired, run->actual);
	struct state *actual = read_inside(run, &retiring);
	struct difference *difference;

	if (!actual)
		return false;
	if (retiring.count)
		desired_retire_memberships(actual);
	if (run->patroni)
		actual_through_patroni(actual, run->patroni);
	desired_spread(run->desired, facts);
	desired_resolve(run->desired, actual, facts, run->diags);
	if (run->diags->errors > errors || !ask_about_ends(run, actual, &retiring) ||
	    !server_ask_settable(run->server))
		return false;
	difference = diff(run->round, run->desired, actual);
	if (retiring.count)
		diff_retire(run->round, actual, difference);
	privileges_diff(run->round, run->desired, actual, facts, difference, run->diags);
	if (run->diags->errors > errors)
		return false;
	diff_guard(difference, actual, facts);
	if (!foresee(run, difference, actual))
		return false;
	run->plan = plan_make(run->round, run->desired, actual, difference, facts, &consent,
			      run->diags);
	return run->plan != NULL;
}

enum pgmob_status run_failure(const struct pgmob *run)
{
	return run->server && run->server->stopped ? PGMOB_INTERRUPTED : PGMOB_ERROR;
}

enum pgmob_status run_status(const struct pgmob *run)
{
	const struct plan *plan = run->plan;

	if (plan->refused || (plan->person && !run->options->accept_unfixable) ||
	    (run->options->strict && plan->difference->unsaid))
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

enum pgmob_status run_start_reading(struct pgmob *run, bool apply)
{
	enum pgmob_status status = PGMOB_OK;

	if (!open_server(run))
		return PGMOB_ERROR;
	if (apply)
		status = run_lock(run, run->server);
	if (status != PGMOB_OK)
		return status;
	run->reading = actual_start(run->server, run->round);
	run->actual = run->reading ? actual_shared(run->reading) : NULL;
	return run->actual ? PGMOB_OK : PGMOB_ERROR;
}

/* A standby takes what is no part of the databases: files and parameters. */
static bool check_primary(const struct pgmob *run)
{
	const struct list *batches = &run->plan->batches;

	for (size_t i = 0; run->server->facts->standby && i < batches->count; i++) {
		if (((const struct batch *)batches->items[i])->phase == PHASE_FILE)
			continue;
		diag_error(run->diags, no_place(),
			   "the server is a standby, which takes no changes but of its files")
			->hint = "connect to the primary, or use target_session_attrs=read-write";
		return false;
	}
	return true;
}

/* The manifest is loaded by a thread of its own while the server answers. */
static enum pgmob_status plan(struct pgmob *run, bool apply)
{
	struct loader loader = loader_for(run);
	enum pgmob_status status;

	loader.threaded = pthread_create(&loader.thread, NULL, load, &loader) == 0;
	if (!loader.threaded)
		load(&loader);
	status = run_start_reading(run, apply);
	if (!load_finish(&loader))
		return PGMOB_ERROR;
	if (status == PGMOB_OK && desired_has_files(run->desired))
		status = run_open_nodes(run, apply);
	if (status == PGMOB_OK && (!make_plan(run) || (apply && !check_primary(run))))
		status = PGMOB_ERROR;
	if (status == PGMOB_ERROR && interrupted(run))
		return PGMOB_INTERRUPTED;
	return status == PGMOB_OK ? run_status(run) : status;
}

enum pgmob_status pgmob_plan(struct pgmob *run)
{
	return plan(run, false);
}

enum pgmob_status pgmob_plan_for_apply(struct pgmob *run)
{
	return plan(run, true);
}

const char *pgmob_show(struct pgmob *run, enum pgmob_format format, unsigned flags)
{
	const struct plan_consent consent = run_consent(run);
	struct text files = text_in(run->arena);
	struct print_options options = {
		.all = flags & PGMOB_SHOW_ALL,
		.colour = flags & PGMOB_SHOW_COLOUR,
		.consent = &consent,
	};
	struct text text = text_in(run->arena);

	for (size_t i = 0; i < run->options->file_count; i++)
		text_addf(&files, "%s%s", i ? ", " : "", run->options->files[i]);
	options.manifest = files.at;
	if (!run->plan)
		return NULL;
	if (format == PGMOB_TEXT)
		print_text(&text, run->plan, &options);
	else if (format == PGMOB_JSON)
		print_json(&text, run->plan, &options);
	else if (format != PGMOB_SQL || !print_sql(&text, run->plan, &options, run->diags))
		return NULL;
	return text.at;
}

bool pgmob_has_changes(const struct pgmob *run)
{
	return run->plan && !plan_is_empty(run->plan);
}

bool pgmob_is_refused(const struct pgmob *run)
{
	return run->plan && run->plan->refused;
}

bool run_plan_again(struct pgmob *run, bool done)
{
	const bool set = run->options->set_passwords && !done;

	run->desired =
		build(run, run->round, set ? UNKNOWN_SET : UNKNOWN_TAKEN, diags_in(run->round));
	if (run->patroni && !patroni_refresh(run->patroni))
		return false;
	run->reading = server_refresh(run->server) ? actual_start(run->server, run->round) : NULL;
	run->actual = run->reading ? actual_shared(run->reading) : NULL;
	return run->actual && make_plan(run);
}

enum pgmob_status pgmob_export(struct pgmob *run, const struct pgmob_export *what,
			       const char **yaml)
{
	struct export_options options = {.role_pattern = what->role_pattern, .split = what->split};
	struct text text = text_in(run->arena);
	struct actual_wanted wanted;
	struct state *actual;
	size_t unsaid;

	if (run_start_reading(run, false) != PGMOB_OK)
		return interrupted(run) ? PGMOB_INTERRUPTED : PGMOB_ERROR;
	for (size_t i = 0; i < what->database_count; i++)
		list_add(run->arena, &options.databases, what->databases[i]);
	if (!what->database_count && !what->all_databases)
		list_add(run->arena, &options.databases, run->server->facts->database);
	for (size_t i = 0; i < options.databases.count; i++)
		if (server_has(run->server, options.databases.items[i]) == DATABASE_MISSING)
			diag_error(run->diags, no_place(), "there is no database %Q",
				   (const char *)options.databases.items[i]);
	if (run->diags->errors)
		return PGMOB_ERROR;
	if (what->all_databases)
		export_all_databases(run->actual, &options);
	wanted = actual_wanted_all(run->server, &options.databases);
	if (what->parameters)
		actual_want_home(run->arena, &wanted, HOME_SERVER);
	if (what->hba)
		actual_want_home(run->arena, &wanted, HOME_FILE);
	actual = actual_finish(run->reading, &wanted);
	if (!actual || run->diags->errors)
		return run_failure(run);
	desired_ignore(actual, NULL, NULL);
	options.parameter_grants = privileges_tell(actual, run->server->facts, run->diags, &unsaid);
	export_manifest(&text, &run->files, actual, run->server->facts, &options, run->diags);
	*yaml = text.at;
	return unsaid && run->options->strict ? PGMOB_PERSON : PGMOB_OK;
}

size_t pgmob_export_file_count(const struct pgmob *run)
{
	return run->files.count;
}

struct pgmob_export_file pgmob_export_file(const struct pgmob *run, size_t index)
{
	const struct export_file *file = run->files.items[index];

	return (struct pgmob_export_file){.name = file->name, .yaml = file->yaml};
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
