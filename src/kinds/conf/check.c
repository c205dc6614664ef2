/* SPDX-License-Identifier: PostgreSQL
 *
 * Faults that show in the manifest.
 */
#include <string.h>

#include "kinds/conf/conf.h"

const char *const conf_manage_words[] = {"file", "block", NULL};
const char conf_readers[] = "EXECUTE on pg_read_file(text), and to be a member of "
			    "pg_read_all_settings and pg_read_server_files";
const char *const conf_place_words[] = {"first", "last", NULL};

/* An entry is one line: what would end it, or what nobody can see in it, has no place there. */
bool conf_check_visible(struct diags *diags, struct place place, const char *text)
{
	for (; text && *text; text++)
		if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7f) {
			diag_error(diags, place,
				   *text == '\n' || *text == '\r'
					   ? "a line of the file cannot hold a line break"
					   : "a line of the file cannot hold control characters");
			return false;
		}
	return true;
}

bool conf_check_token(struct diags *diags, struct place place, const char *file, const char *text)
{
	struct diag *diag;

	if (!conf_check_visible(diags, place, text))
		return false;
	if (auth_is_token(diags->arena, text))
		return true;
	diag = diag_error(diags, place, "%Q is not one word of %s", text, file);
	if (*text)
		diag->hint = text_format(diags->arena,
					 "a name with blanks, commas, quotes or # is written with "
					 "double quotes inside: '%Q'",
					 text);
	return false;
}

bool conf_check_line(const struct object *entry, const char *line, const char *what,
		     struct diags *diags)
{
	const struct place place = object_place_of(entry, "line");
	const struct auth_line *parsed = auth_line_parse(diags->arena, line);
	const size_t length = strlen(line), errors = diags->errors;

	if (!conf_check_visible(diags, place, line))
		return false;
	if (length && line[length - 1] == '\\')
		diag_error(diags, place, "the line cannot end in a backslash")->hint =
			"it would join the line with the next one";
	else if (parsed->unclosed)
		diag_error(diags, place, "the line has a quote that is not closed");
	else if (!parsed->fields.count)
		diag_error(diags, place, "the line has no %s", what);
	return diags->errors == errors;
}

/* A comment that is a mark would end the block, or begin a second one. */
void conf_check_comment(const struct object *entry, const char *comment, struct diags *diags)
{
	const struct place place = object_place_of(entry, "comment");
	struct conf_block block;

	conf_check_visible(diags, place, comment);
	conf_find_block(&block, text_format(diags->arena, "# %s\n", comment));
	if (block.begins + block.ends)
		diag_error(diags, place, "the comment %Q would be a mark of pgmob's own block",
			   comment);
}

void conf_check(const struct conf *conf, const char *key, struct diags *diags)
{
	const struct object *object = &conf->object;
	const struct node *entries = node_get(object->node, key);

	if (!conf->manage || strcmp(conf->manage, "file") != 0)
		return;
	if (strcmp(key, "rules") == 0 && entries && !node_count(entries) && !entries->reduced)
		diag_error(diags, object_place_of(object, key),
			   "with manage: file the list of rules cannot be empty")
			->hint = "without rules the server lets nobody in";
	if (conf->place)
		diag_error(diags, object_place_of(object, "place"),
			   "\"place\" is for manage: block only");
}

void conf_check_mode(const struct list *set, const struct intent *intent, struct diags *diags)
{
	for (size_t i = 0; intent->additive && i < set->count; i++) {
		struct conf *conf = set->items[i];

		conf->additive = true;
		if (conf->manage && strcmp(conf->manage, "file") == 0)
			diag_error(
				diags, object_place_of(&conf->object, "manage"),
				"mode additive takes nothing away: it cannot manage the whole file")
				->hint = "manage: block leaves all other lines as they are";
	}
}

bool conf_adds(const struct object *desired, const struct object *actual)
{
	(void)desired;
	(void)actual;
	return true;
}
