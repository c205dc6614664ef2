/* SPDX-License-Identifier: PostgreSQL
 *
 * The commands, and the way from argv to one of them.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

#define LATER SCOPE_LATER

const struct command cli_commands[] = {
	{"validate", SCOPE_VALIDATE, "-f FILE...", "check manifests, without a server",
	 cli_validate},
	{"plan", SCOPE_PLAN, "-f FILE...", "show what would be changed", cli_plan},
	{"apply", SCOPE_APPLY, "-f FILE...", "make the cluster match the manifest", cli_apply},
	{"export", SCOPE_EXPORT, "", "write a manifest of the live server", cli_export},
	{"explain", SCOPE_EXPLAIN, "ROLE [PRIVILEGE] [OBJECT]",
	 "tell who may do what, and by which path; with --on OBJECT, of everybody", cli_explain},
	{"hba", SCOPE_HBA, "show|check|test [user=NAME...]",
	 "show the rules of pg_hba.conf in force, check rules, or tell which one a connection "
	 "meets",
	 cli_hba},
	{"version", SCOPE_HELP, "", "print the version", cli_version},
	{"help", SCOPE_HELP, "[COMMAND]", "print help", cli_help},
	{NULL, SCOPE_HELP, NULL, NULL, NULL},
};

/* Commands of the contract that are still to come: named, so that nobody takes them for typing
 * errors. */
static const char *const later[] = {
	"get",      "script", "create",  "set",     "rename",     "drop", "terminate",
	"reassign", "enable", "disable", "os",      "reload",     "exec", "slot",
	"sequence", "lo",     "backup",  "restore", "completion", NULL,
};

const struct command *cli_find_command(const char *name)
{
	for (const struct command *command = cli_commands; command->name; command++)
		if (strcmp(command->name, name) == 0)
			return command;
	return NULL;
}

static int find_command(struct cli *cli)
{
	const char *name;

	if (!cli->words.count) {
		cli_write_help(NULL);
		return cli->help ? 0 : PGMOB_USAGE;
	}
	name = cli->words.items[0];
	cli->command = cli_find_command(name);
	cli->arguments.items = cli->words.items + 1;
	cli->arguments.count = cli->words.count - 1;
	if (cli->command)
		return 0;
	for (const char *const *word = later; *word; word++)
		if (strcmp(*word, name) == 0)
			return cli_usage(cli, "command \"%s\" is not supported by this version",
					 name);
	return cli_usage(cli, "there is no command \"%s\"", name);
}

int cli_main(int argc, char **argv)
{
	struct cli cli = {.options = {.version = PGMOB_OPTIONS_VERSION}};
	int status;

	setlocale(LC_CTYPE, "");
	status = cli_parse(&cli, argc, argv);
	if (!status && !cli.command)
		status = find_command(&cli);
	if (!status && cli.command && cli.help)
		cli_write_help(cli.command);
	else if (!status && cli.command)
		status = cli.command->run(&cli);
	cli_release(&cli);
	return status;
}
