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
	struct pgmob_hba_test what = {.words = words, .word_count = input ? 0 : count};
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

int cli_hba(struct cli *cli)
{
	const char *const *words = cli->arguments.items;
	const size_t count = cli->arguments.count;
	const bool shows = count && strcmp(words[0], "show") == 0;
	const bool tests = count && strcmp(words[0], "test") == 0;
	struct pgmob *run;
	int status;

	if (!shows && !tests)
		return cli_usage(cli, "say what: pgmob hba show, pgmob hba test");
	if (shows && count > 1)
		return cli_usage(cli, "hba show takes no \"%s\"", words[1]);
	if (tests && count == 1)
		return cli_usage(cli, "no connection is named: user=NAME database=NAME ...");
	if (cli->format != PGMOB_TEXT && cli->format != PGMOB_JSON)
		return cli_usage(cli, "the formats of rules are text and json");
	cli_finish_options(cli);
	run = pgmob_create(&cli->options);
	status = shows ? show(cli, run) : test(cli, run, words + 1, count - 1);
	cli_show_diagnostics(cli, run);
	pgmob_destroy(run);
	return status;
}
