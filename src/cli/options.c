/* SPDX-License-Identifier: PostgreSQL
 *
 * The options: one table, and the parser that walks it.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

enum { DEFAULT_LOCK_TIMEOUT = 10000 };

static bool take_host(struct cli *cli, const char *argument)
{
	cli->host = argument;
	return true;
}

static bool take_port(struct cli *cli, const char *argument)
{
	cli->port = argument;
	return true;
}

static bool take_user(struct cli *cli, const char *argument)
{
	cli->user = argument;
	return true;
}

static bool take_dbname(struct cli *cli, const char *argument)
{
	cli->dbname = argument;
	return true;
}

static bool take_no_password(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->options.never_ask = true;
	return true;
}

static bool take_password(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->options.always_ask = true;
	return true;
}

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
	cli->format = argument;
	return strcmp(argument, "text") == 0 || strcmp(argument, "sql") == 0 ||
	       strcmp(argument, "json") == 0;
}

static bool take_log_format(struct cli *cli, const char *argument)
{
	cli->log_format = argument;
	return strcmp(argument, "text") == 0 || strcmp(argument, "json") == 0;
}

static bool take_all(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->all = true;
	return true;
}

static bool take_detailed(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->detailed_exitcode = true;
	return true;
}

static bool take_yes(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->yes = true;
	return true;
}

static bool take_accept(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->options.accept_unfixable = true;
	return true;
}

static bool take_strict(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->options.strict = true;
	return true;
}

static bool take_allow_drop_role(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->options.allow_drop_role = true;
	return true;
}

static bool take_allow_demote(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->options.allow_demote = true;
	return true;
}

static bool take_allow_drop_data(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->options.allow_drop_data = true;
	return true;
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
	return take_allow_drop_role(cli, NULL) && take_allow_demote(cli, NULL) &&
	       take_allow_drop_data(cli, NULL);
}

static bool take_database(struct cli *cli, const char *argument)
{
	words_add(&cli->databases, argument);
	return *argument != '\0';
}

static bool take_all_databases(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->all_databases = true;
	return true;
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

static bool take_role_pattern(struct cli *cli, const char *argument)
{
	cli->role_pattern = argument;
	return true;
}

static bool take_hba(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->hba = true;
	return true;
}

static bool take_parameters(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->parameters = true;
	return true;
}

static bool take_quiet(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->quiet = true;
	return true;
}

static bool take_verbose(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->verbose = true;
	return true;
}

static bool take_help(struct cli *cli, const char *argument)
{
	(void)argument;
	cli->help = true;
	return true;
}

const struct option cli_options[] = {
	{'f', "file", "FILE", SCOPE_MANIFEST, "a manifest; - is standard input; may be repeated",
	 take_file},
	{0, "mode", "MODE", SCOPE_MANIFEST,
	 "additive, adopt or authoritative, instead of the manifest's", take_mode},
	{0, "var", "NAME=VALUE", SCOPE_MANIFEST, "set a variable; may be repeated", take_var},
	{0, "var-file", "FILE", SCOPE_MANIFEST, "set variables from lines of NAME=VALUE",
	 take_var_file},
	{0, "format", "FORMAT", SCOPE_PLAN, "text (the default), sql for psql, or json",
	 take_format},
	{0, "all", NULL, SCOPE_PLAN | SCOPE_APPLY,
	 "name all objects and grantees, and give like changes a line each", take_all},
	{0, "detailed-exitcode", NULL, SCOPE_PLAN, "exit with 2 where there are changes",
	 take_detailed},
	{'y', "yes", NULL, SCOPE_APPLY, "do not ask", take_yes},
	{0, "allow-drop-role", NULL, SCOPE_PLAN | SCOPE_APPLY, "let roles be dropped",
	 take_allow_drop_role},
	{0, "allow-demote", NULL, SCOPE_PLAN | SCOPE_APPLY,
	 "let SUPERUSER, LOGIN and the like be taken away", take_allow_demote},
	{0, "allow-drop-data", NULL, SCOPE_PLAN | SCOPE_APPLY, "let what holds data be dropped",
	 take_allow_drop_data},
	{0, "max-revokes", "N", SCOPE_PLAN | SCOPE_APPLY,
	 "let there be so many revokes, where there are more than 100", take_max_revokes},
	{0, "allow", "all", SCOPE_PLAN | SCOPE_APPLY, "all of these", take_allow},
	{0, "accept-unfixable", NULL, SCOPE_PLAN | SCOPE_APPLY,
	 "do not exit with 3 for what only a person can put right", take_accept},
	{0, "strict", NULL, SCOPE_PLAN | SCOPE_APPLY | SCOPE_EXPORT,
	 "exit with 3 where something was read that no manifest can say", take_strict},
	{0, "lock-timeout", "TIME", SCOPE_APPLY,
	 "how long to wait for locks, as 10s (the default) or 500ms; 0: not at all",
	 take_lock_timeout},
	{0, "statement-timeout", "TIME", SCOPE_APPLY,
	 "how long one statement may take; 0 (the default) is any time", take_statement_timeout},
	{0, "all-databases", NULL, SCOPE_EXPORT, "all databases that can be connected to",
	 take_all_databases},
	{0, "database", "NAME", SCOPE_EXPORT, "that database; may be repeated", take_database},
	{0, "role-pattern", "PATTERN", SCOPE_EXPORT, "only roles that fit: * and ?",
	 take_role_pattern},
	{0, "hba", NULL, SCOPE_EXPORT, "the rules of pg_hba.conf too", take_hba},
	{0, "parameters", NULL, SCOPE_EXPORT, "what ALTER SYSTEM has set too", take_parameters},
	{0, "split", "DIR", SCOPE_EXPORT, "write DIR/cluster.yaml, and a file for each database",
	 take_split},
	{'o', "output", "FILE", SCOPE_PLAN | SCOPE_EXPORT, "write to FILE, not to standard output",
	 take_output},
	{'h', "host", "HOST", SCOPE_SERVER, "the server's host or socket directory", take_host},
	{'p', "port", "PORT", SCOPE_SERVER, "the server's port", take_port},
	{'U', "username", "NAME", SCOPE_SERVER, "the role to connect as", take_user},
	{'d', "dbname", "DBNAME", SCOPE_SERVER,
	 "the database to connect to, a conninfo string or a URI", take_dbname},
	{'w', "no-password", NULL, SCOPE_SERVER, "never ask for a password", take_no_password},
	{'W', "password", NULL, SCOPE_SERVER, "ask for a password", take_password},
	{0, "role", "ROLE", SCOPE_SERVER, "SET ROLE after connecting", take_role},
	{0, "connect-timeout", "SECONDS", SCOPE_SERVER,
	 "how long to wait for each host: 10 by default, 0 for any time", take_connect_timeout},
	{'q', "quiet", NULL, SCOPE_ALL, "only errors on standard error", take_quiet},
	{'v', "verbose", NULL, SCOPE_ALL, "every statement as it runs, on standard error",
	 take_verbose},
	{0, "log-format", "FORMAT", SCOPE_ALL, "text (the default) or json", take_log_format},
	{'?', "help", NULL, SCOPE_ALL, "print help", take_help},
	{0, "verify", NULL, SCOPE_LATER, NULL, NULL},
	{0, "set-passwords", NULL, SCOPE_LATER, NULL, NULL},
	{0, "upgrade-passwords", NULL, SCOPE_LATER, NULL, NULL},
	{0, "protect-sessions", NULL, SCOPE_LATER, NULL, NULL},
	{0, "node", "NODE", SCOPE_LATER, NULL, NULL},
	{0, NULL, NULL, 0, NULL, NULL},
};

static const struct option *find_long(const char *name, size_t length)
{
	for (const struct option *option = cli_options; option->name; option++)
		if (strlen(option->name) == length && strncmp(option->name, name, length) == 0)
			return option;
	return NULL;
}

static const struct option *find_letter(char letter)
{
	for (const struct option *option = cli_options; option->name; option++)
		if (option->letter == letter)
			return option;
	return NULL;
}

struct parser {
	struct cli *cli;
	char **words;
	size_t count;
	size_t at;
	const struct option *seen[256];
	size_t seen_count;
};

/* Takes the option with its argument: what stands behind it, or the next word. */
static int take(struct parser *parser, const struct option *option, const char *attached)
{
	const char *argument = attached;

	if (option->scope & SCOPE_LATER)
		return cli_usage(parser->cli, "option --%s is not supported by this version",
				 option->name);
	if (option->argument && !argument) {
		if (parser->at + 1 >= parser->count)
			return cli_usage(parser->cli, "option --%s needs %s", option->name,
					 option->argument);
		argument = parser->words[++parser->at];
	}
	if (!option->argument && argument)
		return cli_usage(parser->cli, "option --%s takes no argument", option->name);
	if (!option->take(parser->cli, argument))
		return cli_usage(parser->cli, "option --%s cannot be \"%s\"", option->name,
				 argument);
	if (parser->seen_count < sizeof(parser->seen) / sizeof(*parser->seen))
		parser->seen[parser->seen_count++] = option;
	return 0;
}

static int take_long(struct parser *parser, const char *word)
{
	const char *equals = strchr(word, '=');
	const size_t length = equals ? (size_t)(equals - word) : strlen(word);
	const struct option *option = find_long(word, length);

	if (length == strlen("version") && strncmp(word, "version", length) == 0) {
		parser->cli->command = cli_find_command("version");
		return 0;
	}
	if (!option)
		return cli_usage(parser->cli, "there is no option --%.*s", (int)length, word);
	return take(parser, option, equals ? equals + 1 : NULL);
}

/* -qv, -h HOST and -hHOST. */
static int take_letters(struct parser *parser, const char *letters)
{
	for (; *letters; letters++) {
		const struct option *option = find_letter(*letters);
		int status;

		if (!option)
			return cli_usage(parser->cli, "there is no option -%c", *letters);
		if (option->argument)
			return take(parser, option, letters[1] ? letters + 1 : NULL);
		status = take(parser, option, NULL);
		if (status)
			return status;
	}
	return 0;
}

/* Options may stand before the command, so whether it takes them is seen at the end. */
static int check_scopes(const struct parser *parser)
{
	const struct command *command =
		parser->cli->words.count ? cli_find_command(parser->cli->words.items[0]) : NULL;

	for (size_t i = 0; command && i < parser->seen_count; i++)
		if (!(parser->seen[i]->scope & (unsigned)command->scope))
			return cli_usage(parser->cli, "option --%s is not one of \"%s\"",
					 parser->seen[i]->name, command->name);
	return 0;
}

int cli_parse(struct cli *cli, int argc, char **argv)
{
	struct parser parser = {.cli = cli, .words = argv, .count = (size_t)argc};
	bool options = true;

	cli->options.connect_timeout = -1; /* the parameters', or the library's default */
	cli->options.lock_timeout = DEFAULT_LOCK_TIMEOUT;
	for (parser.at = 1; parser.at < parser.count; parser.at++) {
		const char *word = argv[parser.at];
		int status = 0;

		if (!options || *word != '-' || !word[1])
			words_add(&cli->words, word);
		else if (strcmp(word, "--") == 0)
			options = false;
		else if (word[1] == '-')
			status = take_long(&parser, word + 2);
		else
			status = take_letters(&parser, word + 1);
		if (status)
			return status;
	}
	return check_scopes(&parser);
}
