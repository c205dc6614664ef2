/* SPDX-License-Identifier: PostgreSQL
 *
 * Runs a fuzz target on the files of folders, as a plain test: what the fuzzer once found stays
 * found without it.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum { LONGEST = 1 << 20 };

static int run_file(const char *folder, const char *name)
{
	static uint8_t bytes[LONGEST];
	char path[4096];
	FILE *file;
	size_t length;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "rb");
	if (!file) {
		perror(path);
		return 1;
	}
	length = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	/* said beforehand, so that the last line names the file that broke it */
	printf("%s\n", path);
	fflush(stdout);
	return LLVMFuzzerTestOneInput(bytes, length);
}

int main(int argc, char **argv)
{
	int wrong = 0, count = 0;

	for (int i = 1; i < argc; i++) {
		DIR *folder = opendir(argv[i]);
		const struct dirent *entry;

		if (!folder) {
			perror(argv[i]);
			return EXIT_FAILURE;
		}
		while ((entry = readdir(folder))) {
			if (*entry->d_name == '.')
				continue;
			wrong |= run_file(argv[i], entry->d_name);
			count++;
		}
		closedir(folder);
	}
	return wrong || !count ? EXIT_FAILURE : EXIT_SUCCESS;
}
