/* SPDX-License-Identifier: PostgreSQL
 *
 * The options: one table.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static bool take_role(struct cli *cli, const char *argument)
{
	cli->options.role = argument;
	return *argument != '\0';
}

static bool take_connect_timeout(struct cli *cli, const char *argument)
{
	char *end;
	const long seconds = strtol(argument, &end, 10);

	cli->options.connect_timeout = (int)seconds;
	return *argument && !*end && seconds >= 0 && seconds < 100000;
}

/* A number with a unit as in postgresql.conf; without one it is milliseconds. */
static bool parse_duration(const char *argument, long *milliseconds)
{
	static const struct {
		const char *unit;
		long factor;
	} units[] = {{"", 1}, {"ms", 1}, {"s", 1000}, {"min", 60000}, {"h", 3600000}};
	char *end;
	const long number = strtol(argument, &end, 10);

	if (end == argument || number < 0 || number > INT_MAX)
		return false;
	while (*end == ' ')
		end++;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strcmp(units[i].unit, end) == 0) {
			*milliseconds = number * units[i].factor;
			return *milliseconds <= INT_MAX;
		}
	}
	return false;
}

static bool take_lock_timeout(struct cli *cli, const char *argument)
{
	return parse_duration(argument, &cli->options.lock_timeout);
}

static bool take_statement_timeout(struct cli *cli, const char *argument)
{
	return parse_duration(argument, &cli->options.statement_timeout);
}

static bool take_file(struct cli *cli, const char *argument)
{
	words_add(&cli->files, argument);
	return *argument != '\0';
}

static bool take_node(struct cli *cli, const char *argument)
{
	words_add(&cli->nodes, argument);
	return *argument != '\0';
}

static bool take_mode(struct cli *cli, const char *argument)
{
	cli->options.mode = argument;
	return strcmp(argument, "additive") == 0 || strcmp(argument, "adopt") == 0 ||
	       strcmp(argument, "authoritative") == 0;
}

/* NAME=VALUE */
static bool add_variable(struct cli *cli, const char *assignment)
{
	const size_t size = strlen(assignment) + 1, length = strcspn(assignment, "=");
	const size_t count = cli->variable_count + 1;
	struct pgmob_variable *variables;
	char **assignments, *name;

	if (!length || !assignment[length])
		return false;
	name = memcpy(cli_allocate(size), assignment, size);
	name[length] = '\0';
	variables = realloc(cli->variables, count * sizeof(*variables));
	assignments = realloc(cli->assignments, count * sizeof(*assignments));
	if (!variables || !assignments)
		abort();
	cli->variables = variables;
	cli->assignments = assignments;
	cli->variable_count = count;
	variables[count - 1] = (struct pgmob_variable){.name = name, .value = name + length + 1};
	assignments[count - 1] = name;
	return true;
}

static bool take_var(struct cli *cli, const char *argument)
{
	return add_variable(cli, argument);
}

/* Lines of NAME=VALUE; empty ones and those that begin with # are passed over. */
static bool take_var_file(struct cli *cli, const char *argument)
{
	FILE *file = fopen(argument, "r");
	char line[65536];
	bool right = true;

	if (!file) {
		fprintf(stderr, "pgmob: cannot open \"%s\": %s\n", argument, strerror(errno));
		return false;
	}
	while (right && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (*line && *line != '#')
			right = add_variable(cli, line);
	}
	fclose(file);
	return right;
}

static bool take_format(struct cli *cli, const char *argument)
{
	static const char *const words[] = {
		[PGMOB_TEXT] = "text", [PGMOB_SQL] = "sql",         [PGMOB_JSON] = "json",
		[PGMOB_DOT] = "dot",   [PGMOB_MERMAID] = "mermaid",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(words[i], argument) != 0)
			continue;
		cli->format = (enum pgmob_format)i;
		return true;
	}
	return false;
}

static bool take_log_format(struct cli *cli, const char *argument)
{
	cli->log_format = argument;
	return strcmp(argument, "text") == 0 || strcmp(argument, "json") == 0;
}

static bool take_max_revokes(struct cli *cli, const char *argument)
{
	char *end;

	cli->options.max_revokes = strtol(argument, &end, 10);
	return *argument && !*end && cli->options.max_revokes >= 0 &&
	       cli->options.max_revokes < LONG_MAX;
}

static bool take_allow(struct cli *cli, const char *argument)
{
	if (strcmp(argument, "all") != 0)
		return false;
	cli->options.max_revokes = -1;
	cli->options.allow_drop_role = cli->options.allow_demote = true;
	cli->options.allow_drop_data = true;
	return true;
}

static bool take_database(struct cli *cli, const char *argument)
{
	words_add(&cli->databases, argument);
	return *argument != '\0';
}

static bool take_output(struct cli *cli, const char *argument)
{
	cli->output = argument;
	return *argument != '\0';
}

static bool take_split(struct cli *cli, const char *argument)
{
	cli->split = argument;
	return *argument != '\0';
}

static bool take_hba_file(struct cli *cli, const char *argument)
{
	cli->hba_file = argument;
	return *argument != '\0';
}

static bool take_for_version(struct cli *cli, const char *argument)
{
	const size_t length = strspn(argument, "0123456789");

	if (!length || length > 2 || argument[length])
		return false;
	cli->for_version = (int)strtol(argument, NULL, 10);
	return cli->for_version > 0;
}

const struct option cli_options[] = {
	{.letter = 'f',
	 .name = "file",
	 .argument = "FILE",
	 .scope = SCOPE_MANIFEST | SCOPE_HBA,
	 .doc = "a manifest; - is standard input; may be repeated",
	 .take = take_file},
	{.name = "mode",
	 .argument = "MODE",
	 .scope = SCOPE_MANIFEST,
	 .doc = "additive, adopt or authoritative, instead of the manifest's",
	 .take = take_mode},
	{.name = "var",
	 .argument = "NAME=VALUE",
	 .scope = SCOPE_MANIFEST | SCOPE_HBA,
	 .doc = "set a variable; may be repeated",
	 .take = take_var},
	{.name = "var-file",
	 .argument = "FILE",
	 .scope = SCOPE_MANIFEST | SCOPE_HBA,
	 .doc = "set variables from lines of NAME=VALUE",
	 .take = take_var_file},
	{.name = "format",
	 .argument = "FORMAT",
	 .scope = SCOPE_PLAN | SCOPE_EXPLAIN | SCOPE_HBA,
	 .doc = "text (the default) or json; a plan also as sql for psql, an answer as dot, "
		"mermaid",
	 .take = take_format},
	{.name = "all",
	 .scope = SCOPE_PLAN | SCOPE_APPLY | SCOPE_EXPLAIN,
	 .doc = "name all objects and roles, and give what is alike a line each",
	 .flag = offsetof(struct cli, all)},
	{.name = "detailed-exitcode",
	 .scope = SCOPE_PLAN,
	 .doc = "exit with 2 where there are changes",
	 .flag = offsetof(struct cli, detailed_exitcode)},
	{.letter = 'y',
	 .name = "yes",
	 .scope = SCOPE_APPLY,
	 .doc = "do not ask",
	 .flag = offsetof(struct cli, yes)},
	{.name = "allow-drop-role",
	 .scope = SCOPE_PLAN | SCOPE_APPLY,
	 .doc = "let roles be dropped",
	 .flag = offsetof(struct cli, options.allow_drop_role)},
	{.name = "allow-demote",
	 .scope = SCOPE_PLAN | SCOPE_APPLY,
	 .doc = "let SUPERUSER, LOGIN and the like be taken away",
	 .flag = offsetof(struct cli, options.allow_demote)},
	{.name = "allow-drop-data",
	 .scope = SCOPE_PLAN | SCOPE_APPLY,
	 .doc = "let what holds data be dropped",
	 .flag = offsetof(struct cli, options.allow_drop_data)},
	{.name = "max-revokes",
	 .argument = "N",
	 .scope = SCOPE_PLAN | SCOPE_APPLY,
	 .doc = "let there be so many revokes, where there are more than 100",
	 .take = take_max_revokes},
	{.name = "allow",
	 .argument = "all",
	 .scope = SCOPE_PLAN | SCOPE_APPLY,
	 .doc = "all of these",
	 .take = take_allow},
	{.name = "accept-unfixable",
	 .scope = SCOPE_PLAN | SCOPE_APPLY,
	 .doc = "do not exit with 3 for what only a person can put right",
	 .flag = offsetof(struct cli, options.accept_unfixable)},
	{.name = "protect-sessions",
	 .scope = SCOPE_PLAN | SCOPE_APPLY,
	 .doc = "refuse rules of pg_hba.conf that would not let in again who is connected now",
	 .flag = offsetof(struct cli, options.protect_sessions)},
	{.name = "strict",
	 .scope = SCOPE_PLAN | SCOPE_APPLY | SCOPE_EXPORT,
	 .doc = "exit with 3 where something was read that no manifest can say",
	 .flag = offsetof(struct cli, options.strict)},
	{.name = "set-passwords",
	 .scope = SCOPE_PLAN | SCOPE_APPLY,
	 .doc = "set passwords that cannot be compared, since pg_authid cannot be read",
	 .flag = offsetof(struct cli, options.set_passwords)},
	{.name = "upgrade-passwords",
	 .scope = SCOPE_PLAN | SCOPE_APPLY,
	 .doc = "set passwords again that are stored as md5",
	 .flag = offsetof(struct cli, options.upgrade_passwords)},
	{.name = "lock-timeout",
	 .argument = "TIME",
	 .scope = SCOPE_APPLY,
	 .doc = "how long to wait for locks, as 10s (the default) or 500ms; 0: not at all",
	 .take = take_lock_timeout},
	{.name = "statement-timeout",
	 .argument = "TIME",
	 .scope = SCOPE_APPLY,
	 .doc = "how long one statement may take; 0 (the default) is any time",
	 .take = take_statement_timeout},
	{.name = "on",
	 .scope = SCOPE_EXPLAIN,
	 .doc = "tell of everybody who may do anything on the object; no role is named then",
	 .flag = offsetof(struct cli, on)},
	{.name = "all-databases",
	 .scope = SCOPE_EXPORT | SCOPE_EXPLAIN,
	 .doc = "all databases that can be connected to",
	 .flag = offsetof(struct cli, all_databases)},
	{.name = "database",
	 .argument = "NAME",
	 .scope = SCOPE_EXPORT | SCOPE_EXPLAIN,
	 .doc = "that database; may be repeated",
	 .take = take_database},
	{.name = "role-pattern",
	 .argument = "PATTERN",
	 .scope = SCOPE_EXPORT,
	 .doc = "only roles that fit: * and ?",
	 .text = offsetof(struct cli, role_pattern)},
	{.name = "hba",
	 .scope = SCOPE_EXPORT,
	 .doc = "the rules of pg_hba.conf and the maps of pg_ident.conf too",
	 .flag = offsetof(struct cli, hba)},
	{.name = "hba-file",
	 .argument = "FILE",
	 .scope = SCOPE_HBA,
	 .doc = "the rules of a pg_hba.conf on this machine",
	 .take = take_hba_file},
	{.name = "for-version",
	 .argument = "N",
	 .scope = SCOPE_HBA,
	 .doc = "check rules for that major version of PostgreSQL, as 16",
	 .take = take_for_version},
	{.name = "parameters",
	 .scope = SCOPE_EXPORT,
	 .doc = "what ALTER SYSTEM has set too",
	 .flag = offsetof(struct cli, parameters)},
	{.name = "split",
	 .argument = "DIR",
	 .scope = SCOPE_EXPORT,
	 .doc = "write DIR/cluster.yaml, and a file for each database",
	 .take = take_split},
	{.letter = 'o',
	 .name = "output",
	 .argument = "FILE",
	 .scope = SCOPE_PLAN | SCOPE_EXPORT | SCOPE_EXPLAIN | SCOPE_HBA,
	 .doc = "write to FILE, not to standard output",
	 .take = take_output},
	{.letter = 'h',
	 .name = "host",
	 .argument = "HOST",
	 .scope = SCOPE_SERVER,
	 .doc = "the server's host or socket directory",
	 .text = offsetof(struct cli, host)},
	{.letter = 'p',
	 .name = "port",
	 .argument = "PORT",
	 .scope = SCOPE_SERVER,
	 .doc = "the server's port",
	 .text = offsetof(struct cli, port)},
	{.letter = 'U',
	 .name = "username",
	 .argument = "NAME",
	 .scope = SCOPE_SERVER,
	 .doc = "the role to connect as",
	 .text = offsetof(struct cli, user)},
	{.letter = 'd',
	 .name = "dbname",
	 .argument = "DBNAME",
	 .scope = SCOPE_SERVER,
	 .doc = "the database to connect to, a conninfo string or a URI",
	 .text = offsetof(struct cli, dbname)},
	{.name = "node",
	 .argument = "CONNINFO",
	 .scope = SCOPE_PLAN | SCOPE_APPLY,
	 .doc = "another node of the cluster, whose files are the manifest's, too; may be repeated",
	 .take = take_node},
	{.letter = 'w',
	 .name = "no-password",
	 .scope = SCOPE_SERVER,
	 .doc = "never ask for a password",
	 .flag = offsetof(struct cli, options.never_ask)},
	{.letter = 'W',
	 .name = "password",
	 .scope = SCOPE_SERVER,
	 .doc = "ask for a password",
	 .flag = offsetof(struct cli, options.always_ask)},
	{.name = "role",
	 .argument = "ROLE",
	 .scope = SCOPE_SERVER,
	 .doc = "SET ROLE after connecting",
	 .take = take_role},
	{.name = "connect-timeout",
	 .argument = "SECONDS",
	 .scope = SCOPE_SERVER,
	 .doc = "how long to wait for each host: 10 by default, 0 for any time",
	 .take = take_connect_timeout},
	{.letter = 'q',
	 .name = "quiet",
	 .scope = SCOPE_ALL,
	 .doc = "only errors on standard error",
	 .flag = offsetof(struct cli, quiet)},
	{.letter = 'v',
	 .name = "verbose",
	 .scope = SCOPE_ALL,
	 .doc = "every statement as it runs, on standard error",
	 .flag = offsetof(struct cli, verbose)},
	{.name = "log-format",
	 .argument = "FORMAT",
	 .scope = SCOPE_ALL,
	 .doc = "text (the default) or json",
	 .take = take_log_format},
	{.letter = '?',
	 .name = "help",
	 .scope = SCOPE_ALL,
	 .doc = "print help",
	 .flag = offsetof(struct cli, help)},
	{.name = "verify", .scope = SCOPE_LATER},
	{.name = "protect-sessions", .scope = SCOPE_LATER},
	{.name = NULL},
};
