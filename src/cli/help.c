/* SPDX-License-Identifier: PostgreSQL
 *
 * Help, from the tables of commands and options.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

enum { COLUMN = 34 };

static void write_options(unsigned scope)
{
	for (const struct option *option = cli_options; option->name; option++) {
		char words[128];

		if (!(option->scope & scope) || option->scope & SCOPE_LATER)
			continue;
		snprintf(words, sizeof(words), "%s%c%s--%s%s%s", option->letter ? "-" : "",
			 option->letter ? option->letter : ' ', option->letter ? ", " : "   ",
			 option->name, option->argument ? " " : "",
			 option->argument ? option->argument : "");
		printf("  %-*s %s\n", COLUMN, words, option->doc);
	}
}

static void write_command_help(const struct command *command)
{
	printf("Usage: pgmob %s %s%s[OPTIONS]\n\n%c%s.\n\nOptions:\n", command->name,
	       command->arguments, *command->arguments ? " " : "", command->doc[0] - 'a' + 'A',
	       command->doc + 1);
	write_options(command->scope);
	printf("\nThe manual: man pgmob, man 5 pgmob-manifest\n");
}

void cli_write_help(const struct command *command)
{
	if (command) {
		write_command_help(command);
		return;
	}
	printf("pgmob makes a PostgreSQL cluster match a file.\n\n"
	       "Usage: pgmob [CONNECTION] COMMAND [OPTIONS]\n\nCommands:\n");
	for (command = cli_commands; command->name; command++) {
		char words[128];

		snprintf(words, sizeof(words), "%s %s", command->name, command->arguments);
		printf("  %-*s %s\n", COLUMN, words, command->doc);
	}
	printf("\nConnection, as in psql (and PG* variables, services, password files):\n");
	for (const struct option *option = cli_options; option->name; option++)
		if (option->scope == SCOPE_SERVER && option->letter)
			printf("  -%c, --%s%s%s\n", option->letter, option->name,
			       option->argument ? " " : "",
			       option->argument ? option->argument : "");
	printf("\npgmob help COMMAND lists the options of a command.\n"
	       "Exit status: 0 done or nothing to do, 1 error, 2 changes (plan "
	       "--detailed-exitcode),\n3 a person must decide, 5 another apply is running, "
	       "64 wrong usage, 130 interrupted.\n"
	       "The manual: man pgmob, man 5 pgmob-manifest\n");
}

void cli_write_commands_manual(void)
{
	for (const struct command *command = cli_commands; command->name; command++)
		printf("*%s* %s\n\t%c%s.\n\n", command->name, command->arguments,
		       command->doc[0] - 'a' + 'A', command->doc + 1);
}

/* The commands that take the option, for the manual. */
static void write_scope(unsigned scope)
{
	const char *separator = " (";

	if (scope == SCOPE_ALL || scope == SCOPE_SERVER)
		return;
	for (const struct command *command = cli_commands; command->name; command++) {
		if (!((unsigned)command->scope & scope) || command->scope == SCOPE_HELP)
			continue;
		printf("%s%s", separator, command->name);
		separator = ", ";
	}
	printf(")");
}

void cli_write_options_manual(void)
{
	for (const struct option *option = cli_options; option->name; option++) {
		if (option->scope & SCOPE_LATER)
			continue;
		if (option->letter)
			printf("*-%c*, ", option->letter);
		printf("*--%s*%s%s%s\n\t%c", option->name, option->argument ? " _" : "",
		       option->argument ? option->argument : "", option->argument ? "_" : "",
		       option->doc[0] >= 'a' && option->doc[0] <= 'z' ? option->doc[0] - 'a' + 'A'
								      : option->doc[0]);
		for (const char *at = option->doc + 1; *at; at++)
			printf(strchr("*_#~[]<>|", *at) ? "\\%c" : "%c", *at);
		write_scope(option->scope);
		printf(".\n\n");
	}
}

int cli_help(struct cli *cli)
{
	const struct command *command = NULL;

	if (cli->arguments.count) {
		command = cli_find_command(cli->arguments.items[0]);
		if (!command)
			return cli_usage(cli, "there is no command \"%s\"",
					 cli->arguments.items[0]);
	}
	cli_write_help(command);
	return 0;
}

int cli_version(struct cli *cli)
{
	(void)cli;
	printf("pgmob %s\n", pgmob_version());
	return 0;
}

int cli_usage(const struct cli *cli, const char *format, ...)
{
	va_list arguments;

	fputs("pgmob: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\nHINT:  pgmob help%s%s\n", cli->command ? " " : "",
		cli->command ? cli->command->name : "");
	return PGMOB_USAGE;
}
