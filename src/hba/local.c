/* SPDX-License-Identifier: PostgreSQL */
#include "hba/local.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static void read_file(struct arena *arena, struct auth_file *file)
{
	struct text text = text_in(arena);
	FILE *stream = fopen(file->path, "rb");
	char bytes[4096];
	size_t count;

	while (stream && (count = fread(bytes, 1, sizeof(bytes), stream)) > 0)
		text_add_bytes(&text, bytes, count);
	if (stream && !ferror(stream))
		file->text = text.at;
	else
		file->reason = arena_strdup(arena, strerror(errno));
	file->missing = !stream && errno == ENOENT;
	if (stream)
		fclose(stream);
}

static void read_folder(struct arena *arena, struct auth_file *file)
{
	DIR *folder = opendir(file->path);
	const struct dirent *entry;

	if (!folder) {
		file->missing = errno == ENOENT;
		file->reason = arena_strdup(arena, strerror(errno));
		return;
	}
	while ((entry = readdir(folder)))
		list_add(arena, &file->names, arena_strdup(arena, entry->d_name));
	closedir(folder);
}

struct auth_file *local_read(struct arena *arena, const char *path, bool folder)
{
	struct auth_file *file = arena_alloc(arena, sizeof(*file));

	file->path = path;
	file->folder = folder;
	if (folder)
		read_folder(arena, file);
	else
		read_file(arena, file);
	return file;
}
