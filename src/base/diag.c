/* SPDX-License-Identifier: PostgreSQL */
#include "base/diag.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/secret.h"
#include "base/width.h"

/* A line of a manifest may be megabytes long. What is shown of it fits, behind a tab, on a terminal
 * of 80 columns. */
enum { SHOWN_BEFORE = 40, SHOWN_COLUMNS = 68 };

/* So many bytes before what is shown are looked at to see whether a secret goes on there, and so
 * many behind. */
enum { SEEN_BEFORE = 4096, SEEN_BEHIND = 512 };

/* Words that are longer are no slips of the pen; and a run with a thousand unknown names among a
 * million known ones must end. */
enum { LONGEST_WORD = 63, MOST_COMPARED = 10 * 1000 * 1000 };

struct diags *diags_in(struct arena *arena)
{
	struct diags *diags = arena_alloc(arena, sizeof(*diags));

	diags->arena = arena;
	diags->seen = map_in(arena);
	diags->key = text_in(arena);
	return diags;
}

/* A place and the message for it, in a text that is used again and again: a hostile file may bring
 * about millions that are not kept. Gives the message in it. */
static const char *write_key(struct diags *diags, struct place place, const char *format,
			     va_list arguments)
{
	struct text *key = &diags->key;
	size_t length;

	text_cut(key, 0);
	text_addf(key, "%z:%z:%s:", (size_t)place.line, (size_t)place.column,
		  place.source ? place.source->name : "");
	length = key->length;
	text_vaddf(key, format, arguments);
	return key->at + length;
}

static struct diag *diag_add(struct diags *diags, enum severity severity, struct place place,
			     const char *format, va_list arguments)
{
	const char *message = write_key(diags, place, format, arguments);
	struct diag *diag = &diags->spare;

	*diag = (struct diag){.severity = severity, .place = place, .message = ""};
	diags->errors += severity == SEVERITY_ERROR;
	if (place.source && map_get(&diags->seen, diags->key.at))
		return diag;
	if (++diags->counts[severity] > DIAGS_KEPT)
		return diag;
	diag = arena_alloc(diags->arena, sizeof(*diag));
	*diag = diags->spare;
	diag->message = arena_strdup(diags->arena, message);
	list_add(diags->arena, &diags->list, diag);
	map_set(&diags->seen, arena_strdup(diags->arena, diags->key.at), diag);
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

/* The end of the character that begins there: places count characters, not bytes. */
static const char *next_character(const char *at, const char *end)
{
	at++;
	while (at < end && ((unsigned char)*at & 0xc0) == 0x80)
		at++;
	return at;
}

static const char *last_character(const char *at, const char *start)
{
	at--;
	while (at > start && ((unsigned char)*at & 0xc0) == 0x80)
		at--;
	return at;
}

/* The end of the line, without its carriage return. */
static bool is_line_end(const char *at, const char *end)
{
	return at == end || *at == '\n' || (*at == '\r' && (at + 1 == end || at[1] == '\n'));
}

/* What is shown of a line. */
struct excerpt {
	const char *from; /* its first character */
	const char *end;  /* of the text */
	const char *mark; /* the character that the caret stands under */
	bool cut;         /* the line begins before it */
	struct secret secrets[SECRETS_MOST];
	size_t secret_count;
};

/* Where there are too many to tell them apart, all of the line is one. */
static void find_secrets(struct excerpt *excerpt, struct place place, const char *seen)
{
	const char *value;
	size_t at = 0;

	excerpt->secret_count = secret_find(seen, excerpt->end, excerpt->secrets);
	while ((value = source_hidden(place.source, place.line, &at))) {
		const char *end = value < excerpt->end ? excerpt->end : value;

		if (excerpt->secret_count == SECRETS_MOST) {
			excerpt->secrets[0] = (struct secret){seen, excerpt->end};
			break;
		}
		excerpt->secrets[excerpt->secret_count++] =
			(struct secret){value, secret_end(value, end)};
	}
}

static struct excerpt excerpt_at(struct place place)
{
	const struct source *source = place.source;
	const char *start = source->text, *seen;
	struct excerpt excerpt = {.end = start + source->length, .mark = source_find(place)};

	excerpt.from = excerpt.mark;
	for (size_t i = 0; i < SHOWN_BEFORE && excerpt.from > start && excerpt.from[-1] != '\n';
	     i++)
		excerpt.from = last_character(excerpt.from, start);
	seen = excerpt.from;
	while (seen > start && seen[-1] != '\n' && excerpt.from - seen < SEEN_BEFORE)
		seen--;
	excerpt.cut = seen < excerpt.from;
	if (excerpt.end - excerpt.from > SEEN_BEHIND)
		excerpt.end = excerpt.from + SEEN_BEHIND;
	find_secrets(&excerpt, place, seen);
	return excerpt;
}

/* The end of the secret that the character stands in, or NULL. */
static const char *secret_over(const struct excerpt *excerpt, const char *at)
{
	for (size_t i = 0; i < excerpt->secret_count; i++)
		if (at >= excerpt->secrets[i].from && at < excerpt->secrets[i].to)
			return excerpt->secrets[i].to;
	return NULL;
}

/* Writes a character of the line, and its width in blanks into the caret's line; gives the width.
 * Tabs stay tabs in both, so that the caret stands right; what cannot be seen, or would move a
 * terminal's cursor, is shown as '?'. */
static size_t show_character(struct text *text, struct text *caret, const char *at, size_t length)
{
	const bool tab = *at == '\t' && length == 1;
	const bool plain = tab || text_is_visible(at, length);
	const size_t columns = plain ? width_of(at, length) : 1;

	text_add_bytes(text, plain ? at : "?", plain ? length : 1);
	text_add(caret, tab ? "\t" : columns > 1 ? "  " : columns ? " " : "");
	return columns;
}

/* The line that the place is on, and a caret below it. Secrets are ***, however long they are. */
static void show_line(struct text *text, struct place place)
{
	struct text caret = text_in(text->arena), rest = text_in(text->arena);
	struct excerpt excerpt;
	const char *at;
	size_t shown = 0;

	if (!place.source || !place.source->text || !place.line)
		return;
	excerpt = excerpt_at(place);
	text_add(text, excerpt.cut ? "\t…" : "\t");
	text_add(&caret, excerpt.cut ? "\t " : "\t");
	for (at = excerpt.from; shown < SHOWN_COLUMNS && !is_line_end(at, excerpt.end);) {
		const char *next = next_character(at, excerpt.end);
		const char *secret = secret_over(&excerpt, at);

		if (secret) {
			text_add(text, "***");
			text_add(secret <= excerpt.mark ? &caret : &rest, "   ");
			shown += strlen("***");
			next = secret;
		} else {
			shown += show_character(text, at < excerpt.mark ? &caret : &rest, at,
						(size_t)(next - at));
		}
		at = next;
	}
	text_addf(text, "%s\n%s^\n", is_line_end(at, excerpt.end) ? "" : "…", caret.at);
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

void diag_hint(struct diags *diags, struct diag *diag, const char *format, ...)
{
	struct text text;
	va_list arguments;

	if (diag == &diags->spare)
		return;
	text = text_in(diags->arena);
	va_start(arguments, format);
	text_vaddf(&text, format, arguments);
	va_end(arguments);
	diag->hint = text.at;
}

void diag_detail(struct diags *diags, struct diag *diag, const char *format, ...)
{
	struct text text;
	va_list arguments;

	if (diag == &diags->spare)
		return;
	text = text_in(diags->arena);
	va_start(arguments, format);
	text_vaddf(&text, format, arguments);
	va_end(arguments);
	diag->detail = text.at;
}

const char *diag_suggest(struct diags *diags, struct diag *diag, const char *word,
			 const char *const *candidates, size_t count)
{
	const char *nearest;

	if (diag == &diags->spare || diags->compared > MOST_COMPARED)
		return NULL;
	diags->compared += count;
	nearest = diag_nearest(word, candidates, count);
	if (nearest)
		diag_hint(diags, diag, "did you mean %Q?", nearest);
	return nearest;
}

static int compare_places(const void *a, const void *b)
{
	return place_compare(((const struct diag *)a)->place, ((const struct diag *)b)->place);
}

/* What has no place, as how many more there are, comes last. */
static int compare_known_places(const void *a, const void *b)
{
	const bool x = ((const struct diag *)a)->place.source != NULL;
	const bool y = ((const struct diag *)b)->place.source != NULL;

	return x && y ? compare_places(a, b) : y - x;
}

void diags_sort(struct diags *diags, size_t from)
{
	struct list found = {0};

	for (size_t i = from; i < diags->list.count; i++)
		list_add(diags->arena, &found, diags->list.items[i]);
	list_sort(&found, compare_known_places);
	diags->list.count = from;
	list_join(diags->arena, &diags->list, &found);
}

static void say_rest(struct diags *diags, const char *what)
{
	if (!diags->rest) {
		diags->rest = arena_alloc(diags->arena, sizeof(*diags->rest));
		diags->rest->severity = SEVERITY_NOTE;
	}
	diags->rest->message = text_format(diags->arena, "not shown: %s", what);
	list_add(diags->arena, &diags->list, diags->rest);
}

void diags_finish(struct diags *diags)
{
	static const char *const words[] = {"note", "warning", "error"};
	struct text what = text_in(diags->arena);
	size_t kept = 0;

	for (size_t i = 0; i < diags->list.count; i++)
		if (diags->list.items[i] != diags->rest)
			diags->list.items[kept++] = diags->list.items[i];
	diags->list.count = kept;
	list_sort(&diags->list, compare_places);
	for (size_t i = SEVERITY_COUNT; i-- > 0;) {
		const size_t more = diags->counts[i] > DIAGS_KEPT ? diags->counts[i] - DIAGS_KEPT
								  : 0;

		if (more)
			text_addf(&what, "%s%z more %s%s", what.length ? ", " : "", more, words[i],
				  more > 1 ? "s" : "");
	}
	if (what.length)
		say_rest(diags, what.at);
}
