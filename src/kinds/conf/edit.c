/* SPDX-License-Identifier: PostgreSQL
 *
 * Changing some lines of a text, and no byte of the others.
 */
#include <string.h>

#include "kinds/conf/steps.h"

struct edit {
	struct arena *arena;
	const struct conf_grammar *grammar;
	const char *text;
	const struct conf *from, *to;
	struct text edited;
	size_t at;         /* so much of the text is taken, or left out */
	struct list added; /* entries that come between two lines of the text */
};

static void take(struct edit *edit, size_t end)
{
	text_add_bytes(&edit->edited, edit->text + edit->at, end - edit->at);
	edit->at = end;
	if (edit->edited.length && edit->edited.at[edit->edited.length - 1] != '\n')
		text_add(&edit->edited, "\n");
}

static bool is_comment(const char *line, size_t length)
{
	size_t blanks = 0;

	while (blanks < length && (line[blanks] == ' ' || line[blanks] == '\t'))
		blanks++;
	return blanks < length && line[blanks] == '#';
}

/* The titles of columns are no comment on the line below them. */
static bool is_title(const struct edit *edit, const char *line, size_t length)
{
	const char *title = edit->grammar->titles[0];

	return length >= strlen(title) && memcmp(line, title, strlen(title)) == 0;
}

/* Where the comments begin that stand right above the line, as far as they are not taken. */
static size_t comments_on(const struct edit *edit, const struct auth_line *line)
{
	size_t begin = line->begin;

	while (begin > edit->at) {
		size_t above = begin - 1; /* the end of the line above */

		while (above > edit->at && edit->text[above - 1] != '\n')
			above--;
		if (!is_comment(edit->text + above, begin - above) ||
		    is_title(edit, edit->text + above, begin - above))
			break;
		begin = above;
	}
	return begin;
}

static void add(struct edit *edit)
{
	if (edit->added.count)
		conf_write_entries(&edit->edited, edit->grammar, &edit->added);
	edit->added = (struct list){0};
}

/* What is added comes above the comments on the line; these go with it, unless the line right below
 * it stays: then they may be on both. */
static void drop(struct edit *edit, const struct auth_line *line, const struct auth_line *below)
{
	const bool shared = below && below->begin == line->end;

	take(edit, shared ? line->begin : comments_on(edit, line));
	edit->at = line->end;
}

/* The next line of the text that stays, if it is the next one that is there at all. */
static const struct auth_line *staying(const struct edit *edit, const struct list *steps, size_t i)
{
	while (++i < steps->count) {
		const struct conf_step *step = steps->items[i];

		if (step->from != CONF_NONE)
			return step->to != CONF_NONE ? edit->from->lines.items[step->from] : NULL;
	}
	return NULL;
}

static bool run(struct edit *edit, const struct list *steps)
{
	size_t kept = 0;

	for (size_t i = 0; i < steps->count; i++) {
		const struct conf_step *step = steps->items[i];
		const struct auth_line *line =
			step->from == CONF_NONE ? NULL : edit->from->lines.items[step->from];

		if (!line) {
			list_add(edit->arena, &edit->added, edit->to->entries.items[step->to]);
			continue;
		}
		if (edit->added.count)
			take(edit, edit->at ? edit->at : comments_on(edit, line));
		add(edit);
		if (step->to == CONF_NONE) {
			drop(edit, line, staying(edit, steps, i));
			continue;
		}
		take(edit, line->end);
		kept++;
	}
	if (edit->added.count)
		take(edit, edit->at);
	add(edit);
	text_add(&edit->edited, edit->text + edit->at);
	return kept > 0;
}

/* Whether the text says what it shall: a comment that is joined to the next line may have taken one
 * along. */
static bool says(const struct edit *edit)
{
	const int version = (int)*edit->to->version;
	const struct list lines =
		auth_lines_parse(edit->arena, edit->edited.at, edit->edited.length, version, NULL);

	if (lines.count != edit->to->forms.count)
		return false;
	for (size_t i = 0; i < lines.count; i++)
		if (strcmp(edit->grammar->form(edit->arena, lines.items[i], version),
			   edit->to->forms.items[i]) != 0)
			return false;
	return true;
}

const char *conf_edit(struct arena *arena, const struct conf_grammar *grammar, const char *text,
		      const struct conf *from, const struct conf *to)
{
	struct edit edit = {
		.arena = arena,
		.grammar = grammar,
		.text = text,
		.from = from,
		.to = to,
		.edited = text_in(arena),
	};
	const struct list steps = conf_steps(arena, from, to);

	return run(&edit, &steps) && says(&edit) ? edit.edited.at : NULL;
}
