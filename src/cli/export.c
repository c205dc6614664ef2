/* SPDX-License-Identifier: PostgreSQL */
#include <stdio.h>

#include "cli/cli.h"

int cli_export(struct cli *cli)
{
	const struct pgmob_export what = {
		.databases = cli->databases.items,
		.database_count = cli->databases.count,
		.all_databases = cli->all_databases,
		.hba = cli->hba,
		.role_pattern = cli->role_pattern,
	};
	const char *yaml = NULL;
	struct pgmob *run;
	int status;

	if (cli->arguments.count)
		return cli_usage(cli, "export takes no argument \"%s\"", cli->arguments.items[0]);
	if (cli->databases.count && cli->all_databases)
		return cli_usage(cli, "--database and --all-databases exclude each other");
	cli_finish_options(cli);
	run = pgmob_create(&cli->options);
	status = (int)pgmob_export(run, &what, &yaml);
	if (yaml && !cli_write(cli, yaml))
		status = PGMOB_ERROR;
	cli_show_diagnostics(cli, run);
	pgmob_destroy(run);
	return status;
}
