/* SPDX-License-Identifier: PostgreSQL
 *
 * Results on stdout or in a file, everything else on stderr.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

void *cli_allocate(size_t size)
{
	void *memory = calloc(1, size ? size : 1);

	if (!memory)
		abort();
	return memory;
}

void words_add(struct words *words, const char *word)
{
	const char **items = realloc(words->items, (words->count + 1) * sizeof(*items));

	if (!items)
		abort();
	words->items = items;
	words->items[words->count++] = word;
}

static void trace(const char *sql, void *context)
{
	(void)context;
	fprintf(stderr, "%s;\n", sql);
}

void cli_finish_options(struct cli *cli)
{
	static const char *const keywords[] = {"host", "port", "user", "dbname", NULL};
	const char **values = cli_allocate(sizeof(keywords));

	values[0] = cli->host;
	values[1] = cli->port;
	values[2] = cli->user;
	values[3] = cli->dbname;
	cli->options.keywords = keywords;
	cli->options.values = values;
	cli->options.files = cli->files.items;
	cli->options.file_count = cli->files.count;
	cli->options.variables = cli->variables;
	cli->options.variable_count = cli->variable_count;
	cli->options.command = cli->command->name;
	cli->options.trace = cli->verbose ? trace : NULL;
	cli->options.ask_password = cli_can_ask() ? cli_ask_password : NULL;
	cli->options.interrupted = cli_catch_signals();
}

static void add(struct json_object *object, const char *key, const char *value)
{
	if (value)
		json_object_object_add(object, key, json_object_new_string(value));
}

/* One line of JSON a diagnostic. */
static void show_json(const struct pgmob *run, size_t index)
{
	static const char *const severities[] = {
		[PGMOB_NOTE] = "note", [PGMOB_WARNING] = "warning", [PGMOB_FAILURE] = "error"};
	const struct pgmob_diagnostic diagnostic = pgmob_diagnostic(run, index);
	struct json_object *object = json_object_new_object();

	add(object, "severity", severities[diagnostic.severity]);
	add(object, "message", diagnostic.message);
	add(object, "file", diagnostic.file);
	if (diagnostic.line) {
		json_object_object_add(object, "line", json_object_new_int64(diagnostic.line));
		json_object_object_add(object, "column", json_object_new_int64(diagnostic.column));
	}
	add(object, "detail", diagnostic.detail);
	add(object, "hint", diagnostic.hint);
	add(object, "statement", diagnostic.statement);
	add(object, "sqlstate", diagnostic.sqlstate);
	fprintf(stderr, "%s\n",
		json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
							       JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

size_t cli_show_diagnostics(const struct cli *cli, struct pgmob *run, size_t from)
{
	const size_t count = pgmob_diagnostic_count(run);

	fflush(stdout);
	for (; from < count; from++) {
		if (cli->quiet && pgmob_diagnostic_severity(run, from) != PGMOB_FAILURE)
			continue;
		if (cli->log_format && strcmp(cli->log_format, "json") == 0)
			show_json(run, from);
		else
			fputs(pgmob_diagnostic_text(run, from), stderr);
	}
	return count;
}

bool cli_write(const struct cli *cli, const char *text)
{
	FILE *file = cli->output ? fopen(cli->output, "w") : stdout;
	bool written = file && fputs(text, file) >= 0 && fflush(file) == 0;

	if (cli->output && file)
		written = fclose(file) == 0 && written;
	if (!written)
		fprintf(stderr, "pgmob: cannot write %s: %s\n",
			cli->output ? cli->output : "standard output", strerror(errno));
	return written;
}

bool cli_has_colour(void)
{
	const char *never = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	return !(never && *never) && isatty(STDOUT_FILENO) &&
	       !(terminal && strcmp(terminal, "dumb") == 0);
}
