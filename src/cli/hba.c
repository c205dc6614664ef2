/* SPDX-License-Identifier: PostgreSQL */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"

/* All of standard input. */
static struct text read_input(struct arena *arena)
{
	struct text text = text_in(arena);
	char bytes[65536];
	size_t length;

	while ((length = fread(bytes, 1, sizeof(bytes), stdin)) > 0)
		text_add_bytes(&text, bytes, length);
	return text;
}

static int test(struct cli *cli, struct pgmob *run, const char *const *words, size_t count)
{
	struct arena *arena = arena_create(NULL);
	const bool input = count == 1 && strcmp(words[0], "-") == 0;
	const struct text lines = input ? read_input(arena) : (struct text){0};
	const struct pgmob_hba_test what = {
		.words = words,
		.word_count = input ? 0 : count,
		.lines = lines.at,
		.length = lines.length,
	};
	const char *text = NULL;
	int status = (int)pgmob_hba_test(run, &what, cli->format, &text);

	if (text && !cli_write(cli, text))
		status = PGMOB_ERROR;
	arena_destroy(arena);
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
