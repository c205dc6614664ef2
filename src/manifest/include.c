/* SPDX-License-Identifier: PostgreSQL
 *
 * Files: those that are named, and those that they include, each read once.
 */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/map.h"
#include "manifest/check.h"

enum { FIRST_CAPACITY = 4096 }; /* for what does not say how large it is */

/* A file that includes another one now. */
struct open_file {
	const char *path; /* as it was named */
	const char *real;
};

struct includer {
	struct arena *arena;
	struct variables *variables;
	struct diags *diags;
	struct list trees;
	struct open_file open[LIMIT_INCLUDES]; /* each included by the one before it */
	size_t open_count;
	struct map included; /* by their real path */
	size_t sources;
	bool by_pattern; /* the file is included because it fits one */
};

static void cannot_read(const struct includer *includer, struct place place, const char *path,
			const char *why)
{
	diag_error(includer->diags, place, "cannot read %Q: %s", path, why);
}

static void too_large(const struct includer *includer, struct place place, const char *path)
{
	diag_error(includer->diags, place, "%Q is larger than %d MiB", path, LIMIT_FILE >> 20)
		->hint = "split the manifest into several files, and list them under include";
}

/* A mark that some editors write before a text in UTF-8 is none of its characters. */
static struct source *source_for(struct includer *includer, const char *path, const char *text,
				 size_t length)
{
	static const char mark[] = "\xef\xbb\xbf";
	const size_t skip = strncmp(text, mark, strlen(mark)) == 0 ? strlen(mark) : 0;
	struct source *source = source_new(includer->arena, path, text + skip, length - skip);

	source->number = ++includer->sources;
	return source;
}

/* The whole of the stream as a source, or NULL and an error. size is what it probably has. */
static struct source *read_stream(struct includer *includer, FILE *file, size_t size,
				  const char *path, struct place place)
{
	size_t capacity = size ? size + 1 : FIRST_CAPACITY;
	char *text = arena_alloc(includer->arena, capacity + 1);
	size_t length = 0, more;

	while ((more = fread(text + length, 1, capacity - length, file)) > 0) {
		char *larger;

		length += more;
		if (length > LIMIT_FILE) {
			too_large(includer, place, path);
			return NULL;
		}
		if (length < capacity)
			continue;
		larger = arena_alloc(includer->arena, 2 * capacity + 1);
		memcpy(larger, text, length);
		text = larger;
		capacity *= 2;
	}
	if (ferror(file)) {
		cannot_read(includer, place, path, strerror(errno));
		return NULL;
	}
	return source_for(includer, path, text, length);
}

static struct source *read_source(struct includer *includer, const char *path, struct place place)
{
	struct source *source = NULL;
	struct stat status;
	FILE *file;

	if (strcmp(path, "-") == 0)
		return read_stream(includer, stdin, 0, "<stdin>", place);
	file = fopen(path, "rb");
	if (!file || fstat(fileno(file), &status) != 0)
		cannot_read(includer, place, path, strerror(errno));
	else if (S_ISDIR(status.st_mode))
		diag_error(includer->diags, place, "%Q is a directory", path)->hint =
			"name the files in it, as \"directory/*.yaml\" under include";
	else if (S_ISREG(status.st_mode) && status.st_size > LIMIT_FILE)
		too_large(includer, place, path);
	else
		source = read_stream(includer, file,
				     S_ISREG(status.st_mode) ? (size_t)status.st_size : 0, path,
				     place);
	if (file)
		fclose(file);
	return source;
}

/* The pattern as it stands from the including file's folder. */
static const char *beside(const struct includer *includer, const char *including,
			  const char *pattern)
{
	const char *slash = strrchr(including, '/');
	const int length = slash ? (int)(slash - including) + 1 : 0;

	if (*pattern == '/')
		return pattern;
	if (strcmp(pattern, "-") == 0 && !slash)
		return "./-"; /* a file, not standard input */
	return text_format(includer->arena, "%s%s",
			   arena_strndup(includer->arena, including, (size_t)length), pattern);
}

static void include_file(struct includer *includer, const char *path, struct place place);

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int glob_failed(const char *path, int error)
{
	(void)path;
	return error == ENOENT || error == ENOTDIR ? 0 : error;
}

/* Includes what fits the pattern, sorted by bytes: glob() would obey the process's locale. */
static void include_glob(struct includer *includer, const char *pattern, struct place place)
{
	glob_t found;
	int status;

	errno = 0;
	status = glob(pattern, GLOB_NOSORT, glob_failed, &found);
	if (status == 0) {
		qsort(found.gl_pathv, found.gl_pathc, sizeof(*found.gl_pathv), compare_paths);
		for (size_t i = 0; i < found.gl_pathc; i++) {
			includer->by_pattern = true;
			include_file(includer, arena_strdup(includer->arena, found.gl_pathv[i]),
				     place);
		}
	} else {
		variables_lack(includer->variables);
		if (status == GLOB_NOMATCH)
			diag_error(includer->diags, place, "no file fits %Q", pattern);
		else
			cannot_read(includer, place, pattern,
				    errno ? strerror(errno) : "a directory cannot be searched");
	}
	globfree(&found);
}

static void include_item(struct includer *includer, const struct node *item, const char *including)
{
	const char *pattern;

	if (!check_is_string(item))
		return; /* the check of the tree reports it */
	pattern = variables_put_text(includer->variables, item);
	if (!pattern) {
		variables_lack(includer->variables);
		return;
	}
	if (!*pattern) {
		diag_error(includer->diags, item->place, "the name of a file cannot be empty");
		return;
	}
	pattern = beside(includer, including, pattern);
	includer->by_pattern = false;
	if (strpbrk(pattern, "*?[\\"))
		include_glob(includer, pattern, item->place);
	else
		include_file(includer, pattern, item->place);
}

/* A file that is being included includes itself, at once or by others. */
static bool is_cycle(const struct includer *includer, const char *path, const char *real,
		     struct place place)
{
	struct text way;
	size_t from = includer->open_count;
	struct diag *diag;

	while (from > 0 && strcmp(includer->open[from - 1].real, real) != 0)
		from--;
	if (!from)
		return false;
	diag = diag_error(includer->diags, place, "%Q includes itself", path);
	if (includer->by_pattern)
		diag->hint = "it fits the pattern: move what it includes into a directory";
	if (from == includer->open_count)
		return true;
	way = text_in(includer->arena);
	for (size_t i = from - 1; i < includer->open_count; i++)
		text_addf(&way, "%Q includes ", includer->open[i].path);
	diag_detail(includer->diags, diag, "%s%Q", way.at, path);
	return true;
}

static bool may_include(const struct includer *includer, const char *path, struct place place)
{
	if (includer->sources >= LIMIT_FILES)
		diag_error(includer->diags, place, "there are more than %d files", LIMIT_FILES);
	else if (includer->open_count >= LIMIT_INCLUDES)
		diag_error(includer->diags, place,
			   "%Q is included by more than %d files, each by the one before it", path,
			   LIMIT_INCLUDES);
	else
		return true;
	return false;
}

static struct node *read_tree(struct includer *includer, const char *path, struct place place)
{
	const size_t errors = includer->diags->errors;
	const struct source *source = read_source(includer, path, place);
	struct node *tree = source ? compose(includer->arena, source, includer->diags) : NULL;

	if (includer->diags->errors > errors)
		variables_lack(includer->variables);
	return tree;
}

static void include_file(struct includer *includer, const char *path, struct place place)
{
	char *found = strcmp(path, "-") == 0 ? NULL : realpath(path, NULL);
	const char *real = arena_strdup(includer->arena, found ? found : path);
	const struct node *include;
	struct node *tree;

	free(found);
	if (is_cycle(includer, path, real, place) || map_set(&includer->included, real, includer) ||
	    !may_include(includer, path, place))
		return;
	tree = read_tree(includer, path, place);
	if (!tree)
		return;
	list_add(includer->arena, &includer->trees, tree);
	variables_gather(includer->variables, tree);
	include = node_get(tree, "include");
	if (!include || include->type != NODE_LIST)
		return;
	includer->open[includer->open_count++] = (struct open_file){path, real};
	for (const struct node *item = include->first; item; item = item->next)
		include_item(includer, item, path);
	includer->open_count--;
}

struct list include_all(struct arena *arena, const struct manifest_options *options,
			struct variables *variables, struct diags *diags)
{
	struct includer includer = {
		.arena = arena, .variables = variables, .diags = diags, .included = map_in(arena)};

	for (size_t i = 0; i < options->file_count; i++)
		include_file(&includer, options->files[i], no_place());
	return includer.trees;
}
