/* SPDX-License-Identifier: PostgreSQL
 *
 * ALTER SYSTEM.
 *
 * A parameter is always there; what a manifest says is the value that ALTER SYSTEM has set, or that
 * it has set none. The statements write postgresql.auto.conf, which the server reads once at the
 * end; what it takes only when it starts, a plan says.
 */
#include "kinds/parameter/parameter.h"

#include <string.h>

#include "model/change.h"
#include "sql.h"

static const char *const one_of[] = {"value", "values", "reset", NULL};

static const struct field fields[] = {
	{.name = "name",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct parameter, is.name),
	 .doc = "the parameter's name"},
	{.name = "value",
	 .type = FIELD_VALUE,
	 .flags = FIELD_CREATION,
	 .offset = offsetof(struct parameter, is.value),
	 .doc = "the value, as postgresql.conf has it: 64MB, \"on\""},
	{.name = "values",
	 .type = FIELD_VALUES,
	 .flags = FIELD_CREATION,
	 .offset = offsetof(struct parameter, is.values),
	 .doc = "the items of a parameter that is a list, as shared_preload_libraries"},
	{.name = "reset",
	 .type = FIELD_BOOL,
	 .flags = FIELD_HIDDEN,
	 .offset = offsetof(struct parameter, reset),
	 .doc = "true: ALTER SYSTEM RESET, so that postgresql.conf decides, or the default"},
	{.name = "stored",
	 .type = FIELD_TEXT,
	 .flags = FIELD_DERIVED | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter, is.stored)},
	{.name = "context",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter, context)},
	{.name = "type",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter, type)},
	{.name = "unit",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter, unit)},
	{.name = "least",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter, least)},
	{.name = "most",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter, most)},
	{.name = "words",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter, words)},
	{.name = "pending",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter, pending)},
	{.name = "overridden",
	 .type = FIELD_BOOL,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter, overridden)},
	{.name = "lacks",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter, lacks)},
	{.name = "fault",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct parameter, fault)},
	{.name = NULL},
};

static const struct query queries[] = {
	{.since = 150000, .sql = sql_parameter},
	{.sql = sql_parameter_pre15},
	{.sql = NULL},
};

static const struct query brief = {.sql = sql_parameter_brief};

static const struct parameter *parameter_of(const struct object *object)
{
	return (const struct parameter *)object;
}

static bool check_name(const struct object *object, int version, struct diags *diags)
{
	return setting_name_check(parameter_of(object)->is.name, version, "parameter",
				  object_place_of(object, "name"), diags);
}

/* What a plan must not show. */
static bool is_secret(const struct setting_value *is)
{
	if (strcmp(is->name, "primary_conninfo") == 0)
		return strstr(is->stored, "password") || strstr(is->stored, "://");
	return strchr(is->name, '.') && strncmp(is->name, "passwordcheck.", 14) != 0 &&
	       (strstr(is->name, "password") || strstr(is->name, "secret"));
}

/* A library, or a directory, without a name: the server could not start, or nobody connect. */
static bool has_empty_path(const struct setting_value *is)
{
	for (size_t i = 0; setting_is_paths(is) && i < is->values.count; i++)
		if (!*(const char *)is->values.items[i])
			return true;
	return false;
}

/* AlterSystemSetConfigFile() in guc.c refuses line breaks. */
static bool has_line_break(const struct parameter *parameter)
{
	bool found = parameter->is.value && strchr(parameter->is.value, '\n');

	for (size_t i = 0; i < parameter->is.values.count; i++)
		found |= strchr(parameter->is.values.items[i], '\n') != NULL;
	return found;
}

static void check(const struct object *object, struct diags *diags)
{
	const struct parameter *parameter = parameter_of(object);

	check_name(object, 0, diags);
	if (parameter->reset && !*parameter->reset)
		diag_error(diags, object_place_of(object, "reset"), "\"reset\" can only be true")
			->hint = "write the value, or leave the entry out";
	if (has_line_break(parameter))
		diag_error(diags, object_place_of(object, parameter->is.value ? "value" : "values"),
			   "a value that ALTER SYSTEM takes has no line break");
}

static void normalize(struct object *object, struct arena *arena, struct diags *diags)
{
	struct parameter *parameter = (struct parameter *)object;

	setting_name_normalize(&parameter->is, arena);
	if (parameter->is.value || (object->node && !parameter->reset))
		setting_value_normalize(&parameter->is, arena);
	if (object->node && has_empty_path(&parameter->is))
		diag_error(diags, object_place(object),
			   "an empty name in %V would keep the server from starting, or everybody "
			   "from connecting",
			   parameter->is.name)
			->hint = "reset: true leaves the list to postgresql.conf";
	if (parameter->is.value && is_secret(&parameter->is)) {
		parameter->secret = parameter->is.value;
		parameter->is.value = "***";
	}
	if (parameter->fault)
		diag_error(diags, no_place(), "cannot tell what ALTER SYSTEM has set: %s",
			   parameter->fault)
			->hint = "correct the file: until then the server reads none of its files";
}

struct diag *parameter_report_unknown(const struct object *object, const char *spelled,
				      const struct state *actual, struct diags *diags)
{
	const struct list *there = state_of(actual, &parameter_kind);
	struct list names = {0};
	struct diag *diag = diag_error(diags, object_place_of(object, "name"),
				       "the server has no parameter %Q", spelled);

	for (size_t i = 0; i < there->count; i++)
		if (parameter_of(there->items[i])->context)
			list_add(diags->arena, &names, object_name(there->items[i]));
	diag_suggest(diags, diag, object_name(object), (const char *const *)names.items,
		     names.count);
	return diag;
}

static void report_unknown(const struct object *object, const struct state *actual, bool in_file,
			   struct diags *diags)
{
	struct diag *diag =
		parameter_report_unknown(object, parameter_of(object)->is.spelled, actual, diags);

	if (in_file && !diag->hint)
		diag->hint = "take its line out of postgresql.auto.conf";
}

/* Whether ALTER SYSTEM has set what it shall. */
static bool same(const struct field *field, const struct object *desired,
		 const struct object *actual)
{
	const struct parameter *to = parameter_of(desired), *from = parameter_of(actual);

	if (field->offset == offsetof(struct parameter, reset))
		return !to->reset || !from->is.stored;
	return field_equal(field, desired, actual);
}

/* What is to be known though nothing is to be done. */
static void say_waiting(const struct parameter *to, const struct parameter *from,
			struct diags *diags)
{
	const struct place place = object_place_of(&to->object, "name");
	const bool set = to->reset ? !from->is.stored
				   : from->is.stored && strcmp(to->is.stored, from->is.stored) == 0;

	if (*from->overridden)
		diag_warning(diags, place,
			     "the server's command line sets %V too, and wins over ALTER SYSTEM",
			     from->is.name);
	else if (*from->pending && set)
		diag_warning(diags, place, "%V waits for a restart of the server", from->is.name);
}

/* What the server takes from no file that ALTER SYSTEM writes (GUC_DISALLOW_IN_FILE and
 * GUC_DISALLOW_IN_AUTO_FILE in guc_tables.c). */
static bool is_fixed(const struct parameter *from)
{
	static const char *const names[] = {
		"allow_alter_system",
		"config_file",
		"data_directory",
		"role",
		"seed",
		"session_authorization",
		"transaction_deferrable",
		"transaction_isolation",
		"transaction_read_only",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(from->is.name, names[i]) == 0)
			return true;
	return strcmp(from->context, "internal") == 0;
}

static void check_actual(const struct parameter *to, const struct parameter *from,
			 struct diags *diags)
{
	if (is_fixed(from))
		diag_error(diags, object_place_of(&to->object, "name"),
			   "ALTER SYSTEM cannot change parameter %V", from->is.name);
	else
		parameter_check_value(&to->is, from, object_place_of(&to->object, "value"), diags);
	say_waiting(to, from, diags);
}

/* From PostgreSQL 17 ALTER SYSTEM takes names of extensions that are not loaded. */
static bool takes_unknown(const struct facts *facts, const char *name)
{
	return facts->version >= 170000 && strchr(name, '.');
}

static void pair(struct state *desired, struct state *actual, const struct facts *facts,
		 struct diags *diags)
{
	struct list *wanted = state_of(desired, &parameter_kind);
	size_t kept = 0;

	for (size_t i = 0; i < wanted->count; i++) {
		struct object *object = wanted->items[i];
		const struct parameter *from = (struct parameter *)state_find(actual, object);
		const char *name = object_name(object);

		if (!check_name(object, facts->version, diags))
			continue;
		if (from && from->context)
			check_actual(parameter_of(object), from, diags);
		else if (facts->superuser && !takes_unknown(facts, name) &&
			 (from || !parameter_of(object)->reset))
			report_unknown(object, actual, from != NULL, diags);
		/* what nobody has set is nothing that could be reset */
		if (from || !parameter_of(object)->reset)
			wanted->items[kept++] = object;
	}
	wanted->count = kept;
}

/* Of all parameters those that ALTER SYSTEM has set. */
static bool exports(const struct object *object)
{
	return parameter_of(object)->is.stored;
}

static const char *unwritable(const struct object *object, const struct facts *facts,
			      struct arena *arena)
{
	(void)facts;
	(void)arena;
	return parameter_of(object)->secret ? "its value is a secret" : NULL;
}

/* A value that was not there takes nothing away. */
static bool adds(const struct object *desired, const struct object *actual)
{
	return !parameter_of(desired)->reset && !parameter_of(actual)->is.stored;
}

static void describe(struct text *text, const struct change *change)
{
	const struct parameter *from = parameter_of(change->from), *to = parameter_of(change->to);
	const bool was = from && from->is.stored;
	const char *context = from && from->context ? from->context : "";

	text_add(text, to->reset ? "reset (was " : was ? "" : "= ");
	if (was)
		setting_value_show(text, &from->is);
	text_add(text, to->reset ? ")" : was ? " → " : "");
	if (!to->reset)
		setting_value_show(text, &to->is);
	if (strcmp(context, "postmaster") == 0)
		text_add(text, ", needs a restart");
	else if (strstr(context, "backend"))
		text_add(text, ", for new connections");
}

/* What the role cannot do is said before anything is done: parameters come after the commits. */
static void guard(const struct list *changes, const struct state *actual, const struct facts *facts)
{
	(void)facts;
	for (size_t i = 0; i < changes->count; i++) {
		struct change *change = changes->items[i];
		const struct parameter *from = parameter_of(change->from);

		if (change->kind != &parameter_kind || !from || !from->lacks)
			continue;
		change->guard = GUARD_NEVER;
		change->reason = text_format(actual->arena, "it needs %s", from->lacks);
	}
}

/* Puts the value into the statement: a secret only when it runs. */
static void write_value(struct statement *statement, struct text *sql,
			const struct parameter *parameter)
{
	text_add(sql, " = ");
	statement->secret = parameter->secret;
	statement->secret_at = sql->length;
	setting_value_add(sql, &parameter->is);
}

static void write(struct statement *statement, struct arena *arena,
		  const struct parameter *parameter, const struct parameter *named)
{
	const bool sets = parameter->is.stored;
	struct text sql = text_in(arena);

	text_addf(&sql, "ALTER SYSTEM %s ", sets ? "SET" : "RESET");
	setting_name_add(&sql, &named->is);
	if (sets)
		write_value(statement, &sql, parameter);
	statement->sql = sql.at;
	statement->alone = true;
}

static void set(struct ddl *ddl, const struct parameter *to, const struct parameter *from)
{
	struct statement *undo = arena_alloc(ddl->arena, sizeof(*undo));
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");

	write(statement, ddl->arena, to, from);
	*undo = *statement;
	undo->secret = NULL;
	write(undo, ddl->arena, from, from);
	statement->undo = undo;
}

static void create(struct ddl *ddl, const struct object *object)
{
	const struct parameter *to = parameter_of(object);
	const struct parameter none = {.is = {.name = to->is.name, .spelled = to->is.spelled}};

	set(ddl, to, &none);
}

static void alter(struct ddl *ddl, const struct change *change)
{
	set(ddl, parameter_of(change->to), parameter_of(change->from));
}

const struct kind parameter_kind = {
	.name = "parameter",
	.plural = "parameters",
	.doc = "a configuration parameter, as ALTER SYSTEM sets it",
	.size = sizeof(struct parameter),
	.home = HOME_SERVER,
	.unlisted = UNLISTED_PART,
	.fields = fields,
	.queries = queries,
	.readers = "SELECT on pg_file_settings, EXECUTE on pg_show_all_file_settings(), and to be "
		   "a member of pg_read_all_settings",
	.brief = &brief,
	.one_of = one_of,
	.reload = "SELECT pg_catalog.pg_reload_conf()",
	.check = check,
	.normalize = normalize,
	.pair = pair,
	.same = same,
	.adds = adds,
	.exports = exports,
	.unwritable = unwritable,
	.describe = describe,
	.guard = guard,
	.create = create,
	.alter = alter,
};
