/* SPDX-License-Identifier: PostgreSQL */
#include <stdio.h>

#include "cli/cli.h"

/* The one that includes the others comes last: it is right as soon as it is there. */
static bool write_files(struct cli *cli, const struct pgmob *run, const char *yaml)
{
	for (size_t i = 0; i < pgmob_export_file_count(run); i++) {
		const struct pgmob_export_file file = pgmob_export_file(run, i);

		if (!cli_write_file(cli, cli->split, file.name, file.yaml))
			return false;
	}
	return cli_write_file(cli, cli->split, "cluster.yaml", yaml);
}

int cli_export(struct cli *cli)
{
	const struct pgmob_export what = {
		.databases = cli->databases.items,
		.database_count = cli->databases.count,
		.all_databases = cli->all_databases,
		.hba = cli->hba,
		.parameters = cli->parameters,
		.role_pattern = cli->role_pattern,
		.split = cli->split != NULL,
	};
	const char *yaml = NULL;
	struct pgmob *run;
	int status;

	if (cli->arguments.count)
		return cli_usage(cli, "export takes no argument \"%s\"", cli->arguments.items[0]);
	if (cli->databases.count && cli->all_databases)
		return cli_usage(cli, "--database and --all-databases exclude each other");
	if (cli->split && cli->output)
		return cli_usage(cli, "--split and --output exclude each other");
	cli_finish_options(cli);
	run = pgmob_create(&cli->options);
	status = (int)pgmob_export(run, &what, &yaml);
	if (yaml && !(cli->split ? write_files(cli, run, yaml) : cli_write(cli, yaml)))
		status = PGMOB_ERROR;
	cli_show_diagnostics(cli, run);
	pgmob_destroy(run);
	return status;
}
