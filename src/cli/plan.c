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

static enum pgmob_format format_of(const struct cli *cli)
{
	if (cli->format && strcmp(cli->format, "sql") == 0)
		return PGMOB_SQL;
	if (cli->format && strcmp(cli->format, "json") == 0)
		return PGMOB_JSON;
	return PGMOB_TEXT;
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
	cli_finish_options(cli);
	run = pgmob_create(&cli->options);
	status = (int)pgmob_plan(run);
	planned = status == PGMOB_OK || status == PGMOB_CHANGES || status == PGMOB_PERSON;
	if (planned)
		shown = pgmob_show(run, format_of(cli), show_flags(cli));
	if (planned && (!shown || !cli_write(cli, shown)))
		status = PGMOB_ERROR;
	cli_show_diagnostics(cli, run, 0);
	if (status == PGMOB_CHANGES && !cli->detailed_exitcode)
		status = PGMOB_OK;
	pgmob_destroy(run);
	return status;
}

/* Shows the plan, has it confirmed and carried out. */
static int carry_out(struct cli *cli, struct pgmob *run, size_t *shown)
{
	const bool changes = pgmob_has_changes(run);
	enum pgmob_status status;

	fputs(pgmob_show(run, PGMOB_TEXT, show_flags(cli)), stdout);
	*shown = cli_show_diagnostics(cli, run, *shown);
	if (changes && !cli->yes) {
		if (!cli_can_ask()) {
			fprintf(stderr, "error: nobody is there to be asked\n"
					"HINT:  --yes applies the plan without a question\n");
			return PGMOB_ERROR;
		}
		if (!cli_ask("Apply this plan?")) {
			fprintf(stderr, "nothing was changed\n");
			return *cli->options.interrupted ? PGMOB_INTERRUPTED : PGMOB_ERROR;
		}
	}
	status = pgmob_apply(run);
	*shown = cli_show_diagnostics(cli, run, *shown);
	if (*pgmob_apply_summary(run))
		printf("Applied: %s.\n", pgmob_apply_summary(run));
	else if (changes)
		printf("Nothing was changed.\n");
	return (int)status;
}

int cli_apply(struct cli *cli)
{
	int status = check_files(cli);
	struct pgmob *run;
	size_t shown = 0;

	if (status)
		return status;
	cli_finish_options(cli);
	run = pgmob_create(&cli->options);
	status = (int)pgmob_plan_for_apply(run);
	if (status == PGMOB_OK || status == PGMOB_CHANGES || status == PGMOB_PERSON)
		status = carry_out(cli, run, &shown);
	else
		cli_show_diagnostics(cli, run, shown);
	pgmob_destroy(run);
	return status;
}
