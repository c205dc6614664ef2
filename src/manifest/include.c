/* SPDX-License-Identifier: PostgreSQL
 *
 * Files: those that are named, and those that they include, each read once.
 */
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/map.h"
#include "manifest/stages.h"

struct includer {
	struct arena *arena;
	const struct manifest_options *options;
	struct diags *diags;
	struct list trees;
	struct list open;    /* the files that are being included now, each in the one before it */
	struct map included; /* by their real path */
};

static void cannot_read(const struct includer *includer, struct place place, const char *path,
			const char *why, const char *hint)
{
	diag_error(includer->diags, place, "cannot read %Q: %s", path, why)->hint = hint;
}

/* The whole of the stream as a source, or NULL and an error. */
static struct source *read_stream(const struct includer *includer, FILE *file, const char *name,
				  struct place place)
{
	struct source *source = arena_alloc(includer->arena, sizeof(*source));
	struct text text = text_in(includer->arena);
	char buffer[1 << 16];
	size_t length;

	while ((length = fread(buffer, 1, sizeof(buffer), file)) > 0) {
		if (text.length + length > LIMIT_FILE) {
			diag_error(includer->diags, place, "%Q is larger than %d MiB", name,
				   LIMIT_FILE >> 20)
				->hint = "split the manifest into several files, and list them "
					 "under include";
			return NULL;
		}
		text_add_bytes(&text, buffer, length);
	}
	if (ferror(file)) {
		cannot_read(includer, place, name, strerror(errno), NULL);
		return NULL;
	}
	*source = (struct source){.name = name, .text = text.at, .length = text.length};
	return source;
}

static struct source *read_source(const struct includer *includer, const char *path,
				  struct place place)
{
	struct source *source;
	struct stat status;
	FILE *file;

	if (strcmp(path, "-") == 0)
		return read_stream(includer, stdin, "standard input", place);
	file = fopen(path, "rb");
	if (!file) {
		cannot_read(includer, place, path, strerror(errno), NULL);
		return NULL;
	}
	if (fstat(fileno(file), &status) == 0 && S_ISDIR(status.st_mode)) {
		cannot_read(includer, place, path, "it is a directory",
			    "name the files in it, as \"directory/*.yaml\" under include");
		source = NULL;
	} else {
		source = read_stream(includer, file, path, place);
	}
	fclose(file);
	return source;
}

static void include_file(struct includer *includer, const char *path, struct place place);

/* The pattern as it stands from the including file's folder. */
static const char *beside(const struct includer *includer, const char *including,
			  const char *pattern)
{
	const char *slash = strrchr(including, '/');

	if (*pattern == '/' || !slash)
		return pattern;
	return text_format(
		includer->arena, "%s%s",
		arena_strndup(includer->arena, including, (size_t)(slash - including) + 1),
		pattern);
}

static void include_pattern(struct includer *includer, const struct node *item,
			    const char *including)
{
	const char *pattern;
	glob_t found;

	if (item->type != NODE_SCALAR)
		return; /* the check of the tree reports it */
	pattern = variables_put_text(includer->arena, item, &includer->trees, includer->options,
				     includer->diags);
	if (!pattern)
		return;
	pattern = beside(includer, including, pattern);
	if (!strpbrk(pattern, "*?[\\")) {
		include_file(includer, pattern, item->place);
		return;
	}
	/* glob() sorts by the locale, which the program leaves at "C": by bytes */
	if (glob(pattern, GLOB_ERR, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			include_file(includer, arena_strdup(includer->arena, found.gl_pathv[i]),
				     item->place);
	else
		diag_error(includer->diags, item->place, "no file fits %Q", pattern);
	globfree(&found);
}

static bool is_open(const struct includer *includer, const char *real)
{
	for (size_t i = 0; i < includer->open.count; i++)
		if (strcmp(includer->open.items[i], real) == 0)
			return true;
	return false;
}

static void include_file(struct includer *includer, const char *path, struct place place)
{
	char *found = strcmp(path, "-") == 0 ? NULL : realpath(path, NULL);
	const char *real = arena_strdup(includer->arena, found ? found : path);
	const struct source *source;
	struct node *tree;
	const struct node *include;

	free(found);
	if (is_open(includer, real)) {
		diag_error(includer->diags, place, "%Q includes itself", path);
		return;
	}
	if (map_set(&includer->included, real, includer))
		return;
	if (includer->included.count > LIMIT_FILES) {
		diag_error(includer->diags, place, "there are more than %d files", LIMIT_FILES);
		return;
	}
	source = read_source(includer, path, place);
	tree = source ? compose(includer->arena, source, includer->diags) : NULL;
	if (!tree)
		return;
	list_add(includer->arena, &includer->trees, tree);
	include = node_get(tree, "include");
	if (!include || include->type != NODE_LIST)
		return;
	list_add(includer->arena, &includer->open, (void *)(uintptr_t)real);
	for (const struct node *item = include->first; item; item = item->next)
		include_pattern(includer, item, path);
	includer->open.count--;
}

struct list include_all(struct arena *arena, const struct manifest_options *options,
			struct diags *diags)
{
	struct includer includer = {
		.arena = arena, .options = options, .diags = diags, .included = map_in(arena)};

	for (size_t i = 0; i < options->file_count; i++)
		include_file(&includer, options->files[i], no_place());
	return includer.trees;
}
