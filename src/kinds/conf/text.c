/* SPDX-License-Identifier: PostgreSQL
 *
 * Entries as text: in columns, or as the lines that they are.
 */
#include <string.h>

#include "kinds/conf/steps.h"

/* A cell that is wider than this does not widen its column: one long list of names would push all
 * other entries off the screen. */
enum { WIDEST = 40, GAP = 2 };

static size_t columns_of(const struct conf_grammar *grammar)
{
	size_t count = 0;

	while (grammar->titles[count])
		count++;
	return count;
}

const char *conf_entry_line(struct arena *arena, const struct conf_grammar *grammar,
			    const struct object *entry)
{
	const size_t columns = columns_of(grammar);
	struct text text = text_in(arena);
	const char *cells[CONF_MOST_COLUMNS];

	if (!grammar->cells(arena, entry, cells))
		return grammar->line(entry);
	for (size_t i = 0; i < columns; i++)
		if (*cells[i])
			text_addf(&text, "%s%s", i ? " " : "", cells[i]);
	return text.at;
}

/* In characters, as far as a terminal shows one column for each. */
static size_t width_of(const char *cell)
{
	size_t width = 0;

	for (; *cell; cell++)
		width += ((unsigned char)*cell & 0xc0) != 0x80;
	return width;
}

static void widen(size_t *widths, const char *const *cells, size_t columns)
{
	for (size_t i = 0; i < columns; i++) {
		const size_t width = width_of(cells[i]);

		if (width > widths[i] && width <= WIDEST)
			widths[i] = width;
	}
}

static void write_cells(struct text *text, const char *const *cells, const size_t *widths,
			size_t columns)
{
	size_t spaces = 0; /* written only before a cell, so that no line ends in blanks */

	for (size_t i = 0; i < columns; i++) {
		const size_t width = width_of(cells[i]);

		if (*cells[i]) {
			for (; spaces; spaces--)
				text_add(text, " ");
			text_add(text, cells[i]);
		}
		spaces += GAP + (width < widths[i] ? widths[i] - width : 0);
	}
	text_add(text, "\n");
}

static void write_comment(struct text *text, const char *comment)
{
	const size_t length = comment ? strlen(comment) : 0;

	/* a blank keeps a backslash from joining the comment with the rule below it */
	if (length)
		text_addf(text, "# %s%s\n", comment, comment[length - 1] == '\\' ? " " : "");
}

static void write_some(struct text *text, const struct conf_grammar *grammar,
		       const struct list *entries, bool titled)
{
	const size_t columns = columns_of(grammar);
	size_t widths[CONF_MOST_COLUMNS] = {0};
	const char *cells[CONF_MOST_COLUMNS];
	bool any = false;

	widen(widths, grammar->titles, columns);
	for (size_t i = 0; i < entries->count; i++)
		if (grammar->cells(text->arena, entries->items[i], cells)) {
			widen(widths, cells, columns);
			any = true;
		}
	if (any && titled)
		write_cells(text, grammar->titles, widths, columns);
	for (size_t i = 0; i < entries->count; i++) {
		const struct object *entry = entries->items[i];

		write_comment(text, grammar->comment(entry));
		if (grammar->cells(text->arena, entry, cells))
			write_cells(text, cells, widths, columns);
		else
			text_addf(text, "%s\n", grammar->line(entry));
	}
}

void conf_write_entries(struct text *text, const struct conf_grammar *grammar,
			const struct list *entries)
{
	write_some(text, grammar, entries, false);
}

void conf_write_file(struct text *text, const struct conf_grammar *grammar,
		     const struct list *entries)
{
	text_add(text, "# Written by pgmob from a manifest, which says what this file is: the next "
		       "run\n# overwrites what is edited here.\n\n");
	write_some(text, grammar, entries, true);
}

void conf_write_block(struct text *text, const struct conf_grammar *grammar,
		      const struct list *entries)
{
	text_add(text, CONF_BEGIN "\n# Written by pgmob from a manifest: the next run overwrites "
				  "what is edited\n# between these two marks.\n\n");
	write_some(text, grammar, entries, true);
	text_add(text, CONF_END "\n");
}
