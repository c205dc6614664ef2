/* SPDX-License-Identifier: PostgreSQL
 *
 * What goes to stderr: diagnostics, statements, progress; as text, or as one JSON object a line.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"

/* Milliseconds: a step is mentioned after the first, then again every so often. */
enum { PATIENCE = 1000, TERMINAL_EVERY = 200, LOG_EVERY = 10000 };

static bool is_json(const struct cli *cli)
{
	return cli->log_format && strcmp(cli->log_format, "json") == 0;
}

/* JSON. */

static void add(struct json_object *object, const char *key, const char *value)
{
	if (value)
		json_object_object_add(object, key, json_object_new_string(value));
}

static void add_number(struct json_object *object, const char *key, size_t value)
{
	json_object_object_add(object, key, json_object_new_uint64(value));
}

static void write_json(struct json_object *object)
{
	fprintf(stderr, "%s\n",
		json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
							       JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

static struct json_object *new_line(const char *severity, const char *message)
{
	struct json_object *object = json_object_new_object();

	add(object, "severity", severity);
	add(object, "message", message);
	return object;
}

/* Progress. */

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static bool has_terminal(const struct cli *cli)
{
	const char *terminal = getenv("TERM");

	return !is_json(cli) && isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0;
}

void cli_clear_progress(struct cli *cli)
{
	if (cli->step.line)
		fputs("\r\033[K", stderr);
	cli->step.line = false;
}

static void show_step(struct cli *cli, size_t done, size_t total, long long milliseconds)
{
	const char *what = cli->step.what;
	const bool terminal = has_terminal(cli);
	const int seconds = (int)(milliseconds / 1000);

	if (is_json(cli)) {
		struct json_object *object = new_line("progress", what);

		if (total) {
			add_number(object, "done", done);
			add_number(object, "total", total);
		}
		add_number(object, "seconds", (size_t)seconds);
		write_json(object);
		return;
	}
	cli_clear_progress(cli);
	fprintf(stderr, "%s", what);
	if (total)
		fprintf(stderr, ": %zu of %zu", done, total);
	fprintf(stderr, ", %d s%s", seconds, terminal ? "" : "\n");
	fflush(stderr);
	cli->step.line = terminal;
}

static void progress(const char *what, size_t done, size_t total, void *context)
{
	struct cli *cli = context;
	const long long moment = now();
	const bool terminal = has_terminal(cli);

	if (!cli->step.what || strcmp(cli->step.what, what) != 0) {
		cli_clear_progress(cli);
		cli->step.what = what;
		cli->step.began = moment;
		cli->step.next = moment + (terminal ? PATIENCE : LOG_EVERY);
	}
	if (moment < cli->step.next)
		return;
	cli->step.next = moment + (terminal ? TERMINAL_EVERY : LOG_EVERY);
	show_step(cli, done, total, moment - cli->step.began);
}

/* Statements. */

static void trace(const char *sql, void *context)
{
	struct cli *cli = context;
	struct json_object *object;

	cli_clear_progress(cli);
	if (!is_json(cli)) {
		fprintf(stderr, "%s;\n", sql);
		return;
	}
	object = new_line("debug", "statement");
	add(object, "statement", sql);
	write_json(object);
}

void cli_start_log(struct cli *cli)
{
	cli->options.trace = cli->verbose ? trace : NULL;
	cli->options.progress = cli->quiet ? NULL : progress;
	cli->options.context = cli;
}

/* Diagnostics. */

static void show_json(const struct pgmob *run, size_t index)
{
	static const char *const severities[] = {
		[PGMOB_NOTE] = "note", [PGMOB_WARNING] = "warning", [PGMOB_FAILURE] = "error"};
	const struct pgmob_diagnostic diagnostic = pgmob_diagnostic(run, index);
	struct json_object *object = new_line(severities[diagnostic.severity], diagnostic.message);

	add(object, "file", diagnostic.file);
	if (diagnostic.line) {
		add_number(object, "line", diagnostic.line);
		add_number(object, "column", diagnostic.column);
	}
	add(object, "detail", diagnostic.detail);
	add(object, "hint", diagnostic.hint);
	add(object, "statement", diagnostic.statement);
	add(object, "sqlstate", diagnostic.sqlstate);
	write_json(object);
}

void cli_show_diagnostics(struct cli *cli, struct pgmob *run)
{
	const size_t count = pgmob_diagnostic_count(run);

	fflush(stdout);
	cli_clear_progress(cli);
	for (; cli->shown < count; cli->shown++) {
		if (cli->quiet && pgmob_diagnostic_severity(run, cli->shown) != PGMOB_FAILURE)
			continue;
		if (is_json(cli))
			show_json(run, cli->shown);
		else
			fputs(pgmob_diagnostic_text(run, cli->shown), stderr);
	}
}

void cli_error(struct cli *cli, const char *message, const char *hint)
{
	fflush(stdout);
	cli_clear_progress(cli);
	if (is_json(cli)) {
		struct json_object *object = new_line("error", message);

		add(object, "hint", hint);
		write_json(object);
		return;
	}
	fprintf(stderr, "error: %s\n", message);
	if (hint)
		fprintf(stderr, "HINT:  %s\n", hint);
}

void cli_outcome(struct cli *cli, const char *text, bool failed)
{
	cli_clear_progress(cli);
	if (!failed) {
		printf("%s\n", text);
		return;
	}
	fflush(stdout);
	if (is_json(cli))
		write_json(new_line("outcome", text));
	else
		fprintf(stderr, "%s\n", text);
}
