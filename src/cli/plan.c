/* SPDX-License-Identifier: PostgreSQL
 *
 * plan and apply.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static unsigned show_flags(const struct cli *cli)
{
	return (cli->all ? PGMOB_SHOW_ALL : 0U) |
	       (cli_has_colour() && !cli->output ? PGMOB_SHOW_COLOUR : 0U);
}

/* The files are named by -f, or as arguments. */
static int check_files(struct cli *cli)
{
	for (size_t i = 0; i < cli->arguments.count; i++) {
		const char *name = cli->arguments.items[i];
		const size_t length = strlen(name);

		if (length > 5 && strcmp(name + length - 5, ".json") == 0)
			return cli_usage(cli, "saved plans are not supported by this version");
		words_add(&cli->files, name);
	}
	return cli->files.count ? 0 : cli_usage(cli, "no manifest is named: -f FILE");
}

int cli_plan(struct cli *cli)
{
	int status = check_files(cli);
	struct pgmob *run;
	const char *shown = NULL;
	bool planned;

	if (status)
		return status;
	if (cli->format == PGMOB_DOT || cli->format == PGMOB_MERMAID)
		return cli_usage(cli, "a plan is no graph: its formats are text, sql and json");
	cli_finish_options(cli);
	run = pgmob_create(&cli->options);
	status = (int)pgmob_plan(run);
	planned = status == PGMOB_OK || status == PGMOB_CHANGES || status == PGMOB_PERSON;
	if (planned)
		shown = pgmob_show(run, cli->format, show_flags(cli));
	if (planned && (!shown || !cli_write(cli, shown)))
		status = PGMOB_ERROR;
	cli_show_diagnostics(cli, run);
	if (status == PGMOB_CHANGES && !cli->detailed_exitcode)
		status = PGMOB_OK;
	pgmob_destroy(run);
	return status;
}

/* Whether the plan is agreed to; a status where it is not. */
static int confirm(struct cli *cli)
{
	if (cli->yes)
		return PGMOB_OK;
	if (!cli_can_ask()) {
		cli_error(cli, "nobody is there to be asked",
			  "--yes applies the plan without a question");
		return PGMOB_ERROR;
	}
	if (cli_ask("Apply this plan?"))
		return PGMOB_OK;
	if (!*cli->options.interrupted)
		return PGMOB_ERROR;
	cli_error(cli, "interrupted", NULL);
	return PGMOB_INTERRUPTED;
}

/* Shows the plan, has it confirmed and carried out. What nobody has seen is not done. */
static int carry_out(struct cli *cli, struct pgmob *run)
{
	int status = PGMOB_OK;

	if (!cli_write(cli, pgmob_show(run, PGMOB_TEXT, show_flags(cli))))
		return PGMOB_ERROR;
	cli_show_diagnostics(cli, run);
	if (pgmob_has_changes(run) && !pgmob_is_refused(run))
		status = confirm(cli);
	if (status == PGMOB_OK)
		status = (int)pgmob_apply(run);
	cli_show_diagnostics(cli, run);
	return status;
}

int cli_apply(struct cli *cli)
{
	int status = check_files(cli);
	struct pgmob *run;
	bool changes;

	if (status)
		return status;
	cli_finish_options(cli);
	run = pgmob_create(&cli->options);
	status = (int)pgmob_plan_for_apply(run);
	changes = pgmob_has_changes(run);
	if (status == PGMOB_OK || status == PGMOB_CHANGES || status == PGMOB_PERSON)
		status = carry_out(cli, run);
	else
		cli_show_diagnostics(cli, run);
	if (changes || (status != PGMOB_OK && status != PGMOB_PERSON))
		cli_outcome(cli, pgmob_apply_summary(run),
			    status != PGMOB_OK && status != PGMOB_PERSON);
	pgmob_destroy(run);
	return status;
}
