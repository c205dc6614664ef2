/* SPDX-License-Identifier: PostgreSQL */
#include "auth/path.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

/* Cuts the last part off; false where there is none that could be. */
static bool leave(struct text *path)
{
	const char *slash = strrchr(path->at, '/');
	const char *last = slash ? slash + 1 : path->at;

	if (!*last || strcmp(last, "..") == 0)
		return false;
	text_cut(path, slash == path->at ? 1 : slash ? (size_t)(slash - path->at) : 0);
	return true;
}

static void enter(struct text *path, const char *part, size_t length)
{
	if (path->length && path->at[path->length - 1] != '/')
		text_add(path, "/");
	text_add_bytes(path, part, length);
}

static const char *simplify(struct arena *arena, const char *path)
{
	struct text simple = text_in(arena);

	if (*path == '/')
		text_add(&simple, "/");
	while (*path) {
		const size_t length = strcspn(path, "/");
		const bool up = length == 2 && memcmp(path, "..", 2) == 0;

		/* there is nothing above the root */
		if (up ? !leave(&simple) && strcmp(simple.at, "/") != 0
		       : length && !(length == 1 && *path == '.'))
			enter(&simple, path, length);
		path += length;
		path += strspn(path, "/");
	}
	return simple.length ? simple.at : ".";
}

const char *auth_path_join(struct arena *arena, const char *folder, const char *name)
{
	if (!*folder)
		return simplify(arena, name);
	return simplify(arena, text_format(arena, "%s/%s", folder, name));
}

const char *auth_path_absolute(struct arena *arena, const char *name, const char *file)
{
	const char *slash = file ? strrchr(file, '/') : NULL;

	if (*name == '/')
		return name;
	if (!slash)
		return auth_path_join(arena, "", name);
	return auth_path_join(arena, arena_strndup(arena, file, (size_t)(slash - file) + 1), name);
}
