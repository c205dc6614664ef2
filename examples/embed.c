/* SPDX-License-Identifier: PostgreSQL
 *
 * A program that uses libpgmob: says whether a server is as a manifest says, and what is not.
 *
 *     cc -std=c17 examples/embed.c $(pkg-config --cflags --libs libpgmob) -o embed
 *     ./embed "host=db1 user=postgres" cluster.yaml
 */
#include <pgmob/pgmob.h>
#include <stdio.h>

static void print_diagnostics(struct pgmob *run)
{
	for (size_t i = 0; i < pgmob_diagnostic_count(run); i++)
		fputs(pgmob_diagnostic_text(run, i), stderr);
}

int main(int argc, char **argv)
{
	static const char *const keywords[] = {"dbname", NULL};
	const char *const values[] = {argc == 3 ? argv[1] : NULL, NULL};
	const char *const files[] = {argc == 3 ? argv[2] : NULL};
	const struct pgmob_options options = {
		.version = PGMOB_OPTIONS_VERSION,
		.keywords = keywords,
		.values = values,
		.files = files,
		.file_count = 1,
		.command = "embed",
		.connect_timeout = -1,
		.never_ask = true,
	};
	enum pgmob_status status;
	struct pgmob *run;

	if (argc != 3) {
		fprintf(stderr, "usage: %s CONNECTION MANIFEST\n", argv[0]);
		return PGMOB_USAGE;
	}
	run = pgmob_create(&options);
	status = pgmob_plan(run);
	print_diagnostics(run);
	if (status == PGMOB_OK)
		puts("The server is as the manifest says.");
	else if (status == PGMOB_CHANGES || status == PGMOB_PERSON)
		fputs(pgmob_show(run, PGMOB_TEXT, 0), stdout);
	pgmob_destroy(run);
	return (int)status;
}
