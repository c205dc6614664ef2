/* SPDX-License-Identifier: PostgreSQL */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* All of standard input; to be freed. */
static char *read_input(size_t *length)
{
	size_t size = 65536;
	char *bytes = cli_allocate(size);
	size_t count;

	*length = 0;
	while ((count = fread(bytes + *length, 1, size - *length, stdin)) > 0) {
		char *larger;

		*length += count;
		if (*length < size)
			continue;
		larger = cli_allocate(size * 2);
		memcpy(larger, bytes, size);
		free(bytes);
		bytes = larger;
		size *= 2;
	}
	return bytes;
}

static int test(struct cli *cli, struct pgmob *run, const char *const *words, size_t count)
{
	const bool input = count == 1 && strcmp(words[0], "-") == 0;
	struct pgmob_hba_test what = {
		.words = words, .word_count = input ? 0 : count, .file = cli->hba_file};
	char *lines = input ? read_input(&what.length) : NULL;
	const char *text = NULL;
	int status;

	what.lines = lines;
	status = (int)pgmob_hba_test(run, &what, cli->format, &text);
	free(lines);
	if (text && !cli_write(cli, text))
		status = PGMOB_ERROR;
	return status;
}

static int show(struct cli *cli, struct pgmob *run)
{
	const char *text = NULL;
	int status = (int)pgmob_hba_show(run, cli->format, &text);

	if (text && !cli_write(cli, text))
		status = PGMOB_ERROR;
	return status;
}

static int check(struct cli *cli, struct pgmob *run)
{
	const struct pgmob_hba_check what = {.file = cli->hba_file, .version = cli->for_version};
	size_t rules;
	const int status = (int)pgmob_hba_check(run, &what, &rules);

	cli_show_diagnostics(cli, run);
	if (status == PGMOB_OK && !cli->quiet)
		printf("valid: %zu rule%s\n", rules, rules == 1 ? "" : "s");
	return status;
}

/* What is wrong with the words, or 0. */
static int check_usage(const struct cli *cli, const char *what, const char *more)
{
	const bool checks = strcmp(what, "check") == 0, tests = strcmp(what, "test") == 0;

	if (tests && !more)
		return cli_usage(cli, "no connection is named: user=NAME database=NAME ...");
	if (!tests && more)
		return cli_usage(cli, "hba %s takes no \"%s\"", what, more);
	if (checks && !cli->files.count && !cli->hba_file)
		return cli_usage(cli, "say what is to be checked: -f MANIFEST or --hba-file FILE");
	if (cli->files.count && cli->hba_file)
		return cli_usage(cli, "-f and --hba-file exclude each other");
	if (!checks && !tests && (cli->files.count || cli->hba_file))
		return cli_usage(cli, "hba %s looks at the rules of the server only", what);
	if (!checks && cli->for_version)
		return cli_usage(cli, "hba %s has the version of the server", what);
	if (cli->format != PGMOB_TEXT && cli->format != PGMOB_JSON)
		return cli_usage(cli, "the formats of rules are text and json");
	return 0;
}

int cli_hba(struct cli *cli)
{
	const char *const *words = cli->arguments.items;
	const size_t count = cli->arguments.count;
	const char *what = count ? words[0] : "";
	struct pgmob *run;
	int status;

	if (strcmp(what, "show") != 0 && strcmp(what, "check") != 0 && strcmp(what, "test") != 0)
		return cli_usage(cli, "say what: hba show, hba check or hba test");
	status = check_usage(cli, what, count > 1 ? words[1] : NULL);
	if (status)
		return status;
	cli_finish_options(cli);
	run = pgmob_create(&cli->options);
	if (strcmp(what, "show") == 0)
		status = show(cli, run);
	else if (strcmp(what, "check") == 0)
		status = check(cli, run);
	else
		status = test(cli, run, words + 1, count - 1);
	cli_show_diagnostics(cli, run);
	pgmob_destroy(run);
	return status;
}
