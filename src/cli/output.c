/* SPDX-License-Identifier: PostgreSQL
 *
 * Results on stdout or in a file, and the memory of the command line.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

void *cli_allocate(size_t size)
{
	void *memory = calloc(1, size ? size : 1);

	if (!memory)
		abort();
	return memory;
}

void words_add(struct words *words, const char *word)
{
	const char **items = realloc(words->items, (words->count + 1) * sizeof(*items));

	if (!items)
		abort();
	words->items = items;
	words->items[words->count++] = word;
}

void cli_finish_options(struct cli *cli)
{
	static const char *const keywords[] = {"host", "port", "user", "dbname", NULL};

	cli->values[0] = cli->host;
	cli->values[1] = cli->port;
	cli->values[2] = cli->user;
	cli->values[3] = cli->dbname;
	cli->options.keywords = keywords;
	cli->options.values = cli->values;
	cli->options.files = cli->files.items;
	cli->options.file_count = cli->files.count;
	cli->options.nodes = cli->nodes.items;
	cli->options.node_count = cli->nodes.count;
	cli->options.variables = cli->variables;
	cli->options.variable_count = cli->variable_count;
	cli->options.command = cli->command->name;
	cli->options.ask_password = cli_ask_password;
	cli->options.interrupted = cli_catch_signals();
	cli_start_log(cli);
}

void cli_release(struct cli *cli)
{
	for (size_t i = 0; i < cli->variable_count; i++)
		free(cli->assignments[i]);
	free(cli->assignments);
	free(cli->variables);
	free(cli->words.items);
	free(cli->files.items);
	free(cli->nodes.items);
	free(cli->databases.items);
}

static bool write_to(struct cli *cli, const char *path, const char *text)
{
	FILE *file = path ? fopen(path, "w") : stdout;
	bool written = file && fputs(text, file) >= 0 && fflush(file) == 0;
	char message[1024];

	cli_clear_progress(cli);
	if (path && file)
		written = fclose(file) == 0 && written;
	if (written)
		return true;
	snprintf(message, sizeof(message), "cannot write %s: %s", path ? path : "standard output",
		 strerror(errno));
	cli_error(cli, message, NULL);
	return false;
}

bool cli_write(struct cli *cli, const char *text)
{
	return write_to(cli, cli->output, text);
}

bool cli_write_file(struct cli *cli, const char *directory, const char *name, const char *text)
{
	const size_t size = strlen(directory) + strlen(name) + 2;
	char *path = cli_allocate(size);
	bool written;

	snprintf(path, size, "%s/%s", directory, name);
	for (char *at = path + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		mkdir(path, 0777); /* where that fails, the file cannot be written either */
		*at = '/';
	}
	written = write_to(cli, path, text);
	free(path);
	return written;
}

bool cli_has_colour(void)
{
	const char *never = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	return !(never && *never) && isatty(STDOUT_FILENO) &&
	       !(terminal && strcmp(terminal, "dumb") == 0);
}
