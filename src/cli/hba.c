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

int cli_hba(struct cli *cli)
{
	const char *const *words = cli->arguments.items;
	const size_t count = cli->arguments.count;
	struct pgmob *run;
	int status;

	if (!count || strcmp(words[0], "test") != 0)
		return cli_usage(cli, "say what: pgmob hba test");
	if (count == 1)
		return cli_usage(cli, "no connection is named: user=NAME database=NAME ...");
	cli_finish_options(cli);
	run = pgmob_create(&cli->options);
	status = test(cli, run, words + 1, count - 1);
	cli_show_diagnostics(cli, run);
	pgmob_destroy(run);
	return status;
}
