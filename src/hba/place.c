/* SPDX-License-Identifier: PostgreSQL */
#include "hba/place.h"

#include <string.h>

const char *place_file(const char *path, const struct auth_line *line)
{
	return line->file ? line->file : path;
}

void place_show(struct text *text, const char *path, const struct auth_line *line)
{
	const char *slash = strrchr(path, '/');
	const size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
	const char *file = place_file(path, line);

	if (strncmp(file, path, folder) == 0)
		file += folder;
	text_addf(text, "%V:%z", file, line->number);
}
