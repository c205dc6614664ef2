/* SPDX-License-Identifier: PostgreSQL */
#include "cli/cli.h"

int cli_explain(struct cli *cli)
{
	const struct pgmob_explain question = {
		.words = cli->arguments.items,
		.word_count = cli->arguments.count,
		.on = cli->on,
		.databases = cli->databases.items,
		.database_count = cli->databases.count,
		.all_databases = cli->all_databases,
	};
	const char *text = NULL;
	struct pgmob *run;
	int status;

	if (!cli->arguments.count)
		return cli_usage(cli, cli->on ? "no object is named" : "no role is named");
	if (cli->format == PGMOB_SQL)
		return cli_usage(cli,
				 "an answer is no SQL: its formats are text, json, dot, mermaid");
	if (cli->databases.count && cli->all_databases)
		return cli_usage(cli, "--database and --all-databases exclude each other");
	cli_finish_options(cli);
	run = pgmob_create(&cli->options);
	status = (int)pgmob_explain(run, &question, cli->format, cli->all ? PGMOB_SHOW_ALL : 0U,
				    &text);
	if (status == PGMOB_OK && !cli_write(cli, text))
		status = PGMOB_ERROR;
	cli_show_diagnostics(cli, run);
	pgmob_destroy(run);
	return status;
}
