/* SPDX-License-Identifier: PostgreSQL
 *
 * A tool of the build: prints what documentation takes from the tables in the code.
 *
 *	reference schema		the JSON Schema of manifests
 *	reference fill FILE		FILE, its lines @MANIFEST@, @COMMANDS@ and @OPTIONS@
 *replaced
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "manifest/manifest.h"

static void print(void (*write)(struct text *text))
{
	struct arena *arena = arena_create(NULL);
	struct text text = text_in(arena);

	write(&text);
	fputs(text.at, stdout);
	arena_destroy(arena);
}

static int fill(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[4096];

	if (!file) {
		perror(path);
		return 1;
	}
	while (fgets(line, sizeof(line), file)) {
		if (strcmp(line, "@MANIFEST@\n") == 0)
			print(manifest_write_reference);
		else if (strcmp(line, "@COMMANDS@\n") == 0)
			cli_write_commands_manual();
		else if (strcmp(line, "@OPTIONS@\n") == 0)
			cli_write_options_manual();
		else
			fputs(line, stdout);
	}
	fclose(file);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "schema") == 0) {
		print(manifest_write_schema);
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "fill") == 0)
		return fill(argv[2]);
	fprintf(stderr, "usage: reference schema | reference fill FILE\n");
	return 64;
}
