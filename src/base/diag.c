/* SPDX-License-Identifier: PostgreSQL */
#include "base/diag.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* A line of a manifest may be megabytes long: what is shown of it. */
enum { SHOWN_BEFORE = 100, SHOWN_LINE = 160, LONGEST_WORD = 63 };

struct diags *diags_in(struct arena *arena)
{
	struct diags *diags = arena_alloc(arena, sizeof(*diags));

	diags->arena = arena;
	return diags;
}

struct place no_place(void)
{
	return (struct place){0};
}

static struct diag *diag_add(struct diags *diags, enum severity severity, struct place place,
			     const char *format, va_list arguments)
{
	struct diag *diag = arena_alloc(diags->arena, sizeof(*diag));
	struct text message = text_in(diags->arena);

	text_vaddf(&message, format, arguments);
	diag->severity = severity;
	diag->place = place;
	diag->message = message.at;
	list_add(diags->arena, &diags->list, diag);
	diags->errors += severity == SEVERITY_ERROR;
	return diag;
}

struct diag *diag_error(struct diags *diags, struct place place, const char *format, ...)
{
	struct diag *diag;
	va_list arguments;

	va_start(arguments, format);
	diag = diag_add(diags, SEVERITY_ERROR, place, format, arguments);
	va_end(arguments);
	return diag;
}

struct diag *diag_warning(struct diags *diags, struct place place, const char *format, ...)
{
	struct diag *diag;
	va_list arguments;

	va_start(arguments, format);
	diag = diag_add(diags, SEVERITY_WARNING, place, format, arguments);
	va_end(arguments);
	return diag;
}

struct diag *diag_note(struct diags *diags, struct place place, const char *format, ...)
{
	struct diag *diag;
	va_list arguments;

	va_start(arguments, format);
	diag = diag_add(diags, SEVERITY_NOTE, place, format, arguments);
	va_end(arguments);
	return diag;
}

/* The start of the line with that number, counted from 1; the end of the text where it has fewer.
 */
static const char *line_start(const struct source *source, uint32_t line)
{
	const char *at = source->text;
	const char *end = source->text + source->length;

	while (line > 1 && at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		at = newline ? newline + 1 : end;
		line--;
	}
	return at;
}

/* The next character's bytes: a place's column counts characters, not bytes. */
static const char *next_character(const char *at, const char *end)
{
	at++;
	while (at < end && ((unsigned char)*at & 0xc0) == 0x80)
		at++;
	return at;
}

/* The line that the place is on, and a caret below it. Tabs stay tabs in both, so that the caret
 * stands right; what cannot be seen, or would move a terminal's cursor, is shown as '?'. */
static void show_line(struct text *text, struct place place)
{
	const struct source *source = place.source;
	const char *line, *end, *from;
	struct text caret = text_in(text->arena);
	uint32_t column = 1;
	size_t shown = 0;

	if (!source || !source->text || !place.line)
		return;
	line = line_start(source, place.line);
	end = memchr(line, '\n', (size_t)(source->text + source->length - line));
	if (!end)
		end = source->text + source->length;
	if (end > line && end[-1] == '\r')
		end--;
	from = line;
	while (column + SHOWN_BEFORE < place.column && from < end) {
		from = next_character(from, end);
		column++;
	}
	text_add(text, from > line ? "\t…" : "\t");
	text_add(&caret, from > line ? "\t " : "\t");
	while (from < end && shown < SHOWN_LINE) {
		const char *next = next_character(from, end);
		const size_t length = (size_t)(next - from);
		const bool plain = *from == '\t' || text_is_visible(from, length);

		text_add_bytes(text, plain ? from : "?", plain ? length : 1);
		if (column++ < place.column)
			text_add(&caret, *from == '\t' ? "\t" : " ");
		from = next;
		shown++;
	}
	text_addf(text, "%s\n%s^\n", from < end ? "…" : "", caret.at);
}

static void show_place(struct text *text, struct place place)
{
	if (!place.source)
		return;
	text_addf(text, "%V", place.source->name);
	if (place.line)
		text_addf(text, ":%d:%d", (int)place.line, (int)place.column);
	text_add(text, ": ");
}

void diag_show(struct text *text, const struct diag *diag)
{
	static const char *const words[] = {
		[SEVERITY_NOTE] = "note",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ERROR] = "error",
	};

	show_place(text, diag->place);
	text_addf(text, "%s: %s", words[diag->severity], diag->message);
	if (diag->sqlstate)
		text_addf(text, " (SQLSTATE %s)", diag->sqlstate);
	text_add(text, "\n");
	show_line(text, diag->place);
	if (diag->detail)
		text_addf(text, "DETAIL:  %s\n", diag->detail);
	if (diag->hint)
		text_addf(text, "HINT:  %s\n", diag->hint);
	if (diag->statement)
		text_addf(text, "STATEMENT:  %s\n", diag->statement);
	if (diag->other.source) {
		show_place(text, diag->other);
		text_add(text, "note: the other place is here\n");
		show_line(text, diag->other);
	}
}

/* Damerau and Levenshtein's distance, letters compared without case. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t rows[3][LONGEST_WORD + 1];
	size_t *before = rows[0], *last = rows[1], *now = rows[2];

	for (size_t j = 0; j <= b_length; j++)
		last[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t *swap;

		now[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			const int x = tolower((unsigned char)a[i - 1]);
			const int y = tolower((unsigned char)b[j - 1]);
			size_t best = last[j - 1] + (x != y);

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) &&
			    y == tolower((unsigned char)a[i - 2]) && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		swap = before;
		before = last;
		last = now;
		now = swap;
	}
	return last[b_length];
}

const char *diag_nearest(const char *word, const char *const *candidates, size_t count)
{
	const size_t length = strlen(word);
	const char *nearest = NULL;
	size_t least = length / 3 + 1; /* one slip in the shortest words, more in longer ones */

	if (!length || length > LONGEST_WORD)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		const size_t other = strlen(candidates[i]);
		size_t found;

		if (other > LONGEST_WORD || other > length + least || length > other + least)
			continue;
		found = distance(word, length, candidates[i], other);
		if (found >= length)
			continue; /* nothing of the word is left */
		if (found < least || (found == least && !nearest)) {
			least = found;
			nearest = candidates[i];
		}
	}
	return nearest;
}
