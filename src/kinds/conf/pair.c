/* SPDX-License-Identifier: PostgreSQL
 *
 * What the manifest says against the file that there is.
 */
#include <string.h>

#include "kinds/conf/steps.h"

struct pairing {
	struct conf *to, *from;
	const struct conf_grammar *grammar;
	struct arena *arena;
	struct diags *diags;
};

static struct list lines_of(const struct pairing *pairing)
{
	const struct list *entries = &pairing->to->entries;
	struct list lines = {0};

	for (size_t i = 0; i < entries->count; i++)
		list_add(pairing->arena, &lines,
			 auth_line_parse(pairing->arena,
					 conf_entry_line(pairing->arena, pairing->grammar,
							 entries->items[i])));
	return lines;
}

static struct list forms_of(const struct pairing *pairing, const struct list *lines)
{
	struct list forms = {0};

	for (size_t i = 0; i < lines->count; i++)
		list_add(pairing->arena, &forms,
			 pairing->grammar->form(pairing->arena, lines->items[i],
						(int)*pairing->from->version));
	return forms;
}

static bool is_same(const struct pairing *pairing)
{
	const struct list *a = &pairing->to->forms, *b = &pairing->from->forms;

	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	return true;
}

static void pair_file(const struct pairing *pairing)
{
	struct conf *to = pairing->to, *from = pairing->from;
	struct text text = text_in(pairing->arena);

	from->forms = forms_of(pairing, &from->lines);
	to->text = is_same(pairing)
			   ? from->text
			   : conf_edit(pairing->arena, pairing->grammar, from->text, from, to);
	if (to->text)
		return;
	conf_write_file(&text, pairing->grammar, &to->entries);
	to->text = text.at;
}

/* What is wrong with the marks that are there. */
static void say_marks(const struct conf *to, const struct conf_block *block, struct diags *diags)
{
	const struct place place = object_place_of(&to->object, "manage");
	const char *path = to->object.server ? text_format(diags->arena, "%s on %s", to->path,
							   to->object.server)
					     : to->path;
	struct diag *diag;

	if (block->begins > 1 || block->ends > 1)
		diag = diag_error(diags, place,
				  "%Q stands more than once in %Q, on lines %z and %z",
				  block->begins > 1 ? CONF_BEGIN : CONF_END, path,
				  block->begins > 1 ? block->begin_lines[0] : block->end_lines[0],
				  block->begins > 1 ? block->begin_lines[1] : block->end_lines[1]);
	else if (block->begins && block->ends)
		diag = diag_error(diags, place, "%Q stands on line %z of %Q, before %Q on line %z",
				  CONF_END, block->end_lines[0], path, CONF_BEGIN,
				  block->begin_lines[0]);
	else
		diag = diag_error(diags, place, "%Q stands on line %z of %Q without %Q",
				  block->begins ? CONF_BEGIN : CONF_END,
				  block->begins ? block->begin_lines[0] : block->end_lines[0], path,
				  block->begins ? CONF_END : CONF_BEGIN);
	diag->hint = "leave one of each, around the lines that are pgmob's, or take both out";
}

/* What a part of the file says. */
static struct list lines_in(struct arena *arena, const struct conf *file, const char *text,
			    size_t length)
{
	return auth_lines_parse(arena, text, length, (int)*file->version, file->path);
}

/* Where the block must go, by what the manifest says of its place; NULL where it stands well. */
static const char *moved(const struct conf *to, const struct conf *from,
			 const struct conf_block *block, struct arena *arena)
{
	const bool first = to->place && strcmp(to->place, "first") == 0;
	const char *beyond = first ? from->text : from->text + block->end;
	const size_t length = first ? block->begin : strlen(beyond);

	if (!to->place || !lines_in(arena, from, beyond, length).count)
		return NULL;
	return to->place;
}

/* Adds to the entries those of the file that the manifest lacks: in mode additive none goes. They
 * come last, where they hide none of the manifest's. */
static void keep_entries(const struct pairing *pairing)
{
	struct conf *to = pairing->to;
	const struct conf *from = pairing->from;
	struct map known = map_in(pairing->arena);
	struct list entries = {0};

	list_join(pairing->arena, &entries, &to->entries);
	for (size_t i = 0; i < to->forms.count; i++)
		map_set(&known, to->forms.items[i], to);
	for (size_t i = 0; i < from->lines.count; i++)
		if (!map_get(&known, from->forms.items[i]))
			list_add(pairing->arena, &entries,
				 pairing->grammar->keep(pairing->arena, from->lines.items[i]));
	to->entries = entries;
	to->lines = lines_of(pairing);
	to->forms = forms_of(pairing, &to->lines);
}

/* The block as it is, but for entries that come and go; or a new one. */
static void add_block(struct text *text, const struct pairing *pairing,
		      const struct conf_block *block)
{
	const char *from = pairing->from->text;
	const char *inside =
		arena_strndup(pairing->arena, from + block->inside, block->outside - block->inside);
	const char *edited =
		conf_edit(pairing->arena, pairing->grammar, inside, pairing->from, pairing->to);

	if (!edited) {
		conf_write_block(text, pairing->grammar, &pairing->to->entries);
		return;
	}
	text_add_bytes(text, from + block->begin, block->inside - block->begin);
	text_add(text, edited);
	text_add_bytes(text, from + block->outside, block->end - block->outside);
}

/* The text with the block at the place that is said: first, last, or between what is before and
 * behind it now. */
static const char *compose(const struct pairing *pairing, const struct conf_block *block,
			   const char *place)
{
	struct text outside = text_in(pairing->arena), written = text_in(pairing->arena);
	struct text whole = text_in(pairing->arena);
	const char *text = pairing->from->text;

	add_block(&written, pairing, block);
	text_add_bytes(&outside, text, block->begin);
	if (!place)
		text_add(&outside, written.at);
	text_add(&outside, text + block->end);
	if (!place)
		return outside.at;
	if (written.at[written.length - 1] != '\n')
		text_add(&written, "\n");
	if (strcmp(place, "first") == 0) {
		text_addf(&whole, "%s%s", written.at, outside.at);
		return whole.at;
	}
	text_addf(&whole, "%s%s%s", outside.at,
		  outside.length && outside.at[outside.length - 1] != '\n' ? "\n" : "", written.at);
	return whole.at;
}

static void pair_block(const struct pairing *pairing)
{
	struct conf *to = pairing->to, *from = pairing->from;
	struct conf_block block;
	const char *place = to->place ? to->place : "last";

	to->text = from->text;
	from->lines = from->forms = (struct list){0};
	if (conf_find_block(&block, from->text)) {
		from->lines = lines_in(pairing->arena, from, from->text + block.inside,
				       block.outside - block.inside);
		from->forms = forms_of(pairing, &from->lines);
		if (to->additive)
			keep_entries(pairing);
		place = to->moved = moved(to, from, &block, pairing->arena);
		if (!place && is_same(pairing))
			return;
	} else if (block.begins || block.ends) {
		say_marks(to, &block, pairing->diags);
		return;
	} else if (!to->lines.count) {
		return;
	}
	to->text = compose(pairing, &block, place);
}

static void pair_one(struct conf *to, struct conf *from, const struct conf_grammar *grammar,
		     struct arena *arena, struct diags *diags)
{
	const struct pairing pairing = {to, from, grammar, arena, diags};

	to->path = from->path;
	to->version = from->version;
	from->lines = lines_in(arena, from, from->text, strlen(from->text));
	to->lines = lines_of(&pairing);
	to->forms = forms_of(&pairing, &to->lines);
	if (strcmp(to->manage, "file") == 0)
		pair_file(&pairing);
	else
		pair_block(&pairing);
}

void conf_pair_all(const struct list *wanted, const struct state *actual,
		   const struct conf_grammar *grammar, const struct facts *facts,
		   struct diags *diags)
{
	for (size_t i = 0; i < wanted->count; i++) {
		struct object *from = state_find(actual, wanted->items[i]);

		if (!from)
			continue;
		pair_one(wanted->items[i], (struct conf *)from, grammar, actual->arena, diags);
		conf_pair_patroni(wanted->items[i], (struct conf *)from, facts, actual->arena);
	}
}

void conf_title(struct text *text, const struct object *object, const struct conf_grammar *grammar)
{
	text_addf(text, "%s%s", grammar->name,
		  ((const struct conf *)object)->nodes.count ? " through Patroni" : "");
}
