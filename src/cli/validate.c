/* SPDX-License-Identifier: PostgreSQL */
#include <stdio.h>

#include "cli/cli.h"

int cli_validate(struct cli *cli)
{
	struct pgmob *run;
	enum pgmob_status status;

	for (size_t i = 0; i < cli->arguments.count; i++)
		words_add(&cli->files, cli->arguments.items[i]);
	if (!cli->files.count)
		return cli_usage(cli, "no manifest is named: -f FILE");
	cli_finish_options(cli);
	run = pgmob_create(&cli->options);
	status = pgmob_validate(run);
	cli_show_diagnostics(cli, run);
	if (status == PGMOB_OK && !cli->quiet)
		printf("valid: %s\n", pgmob_manifest_summary(run));
	pgmob_destroy(run);
	return (int)status;
}
