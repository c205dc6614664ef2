/* SPDX-License-Identifier: PostgreSQL
 *
 * pg_hba.conf, whole or a marked block of it.
 *
 * What is compared is the text of the file. As long as its rules are those of the manifest, token
 * by token, the text that shall be is the text that is, however it is spaced and commented.
 */
#include "kinds/hba/hba.h"

#include <string.h>

#include "auth/rule.h"
#include "kinds/hba/hba_check.h"
#include "kinds/hba/hba_file.h"
#include "kinds/hba/probe.h"
#include "sql.h"

/* A table of more cells is not made to find out which rules stay. */
enum { LARGEST_TABLE = 4000000 };

static const char *const manage_words[] = {"file", "block", NULL};
static const char *const place_words[] = {"first", "last", NULL};

static const struct field option_fields[] = {
	{.name = "name",
	 .type = FIELD_TEXT,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct hba_option, name),
	 .doc = "the option's name"},
	{.name = "value",
	 .type = FIELD_VALUE,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct hba_option, value),
	 .doc = "the option's value, without quotes of pg_hba.conf"},
	{.name = NULL},
};

const struct kind hba_option_kind = {
	.name = "option",
	.plural = "options",
	.doc = "an option of a method of authentication",
	.size = sizeof(struct hba_option),
	.home = HOME_RECORD,
	.fields = option_fields,
	.check = hba_check_option,
};

static const char *const rule_one_of[] = {"type", "line", NULL};

static const struct field rule_fields[] = {
	{.name = "type",
	 .type = FIELD_WORD,
	 .offset = offsetof(struct hba_rule, type),
	 .words = auth_types,
	 .doc = "the connections that it is for: Unix sockets (local) or TCP, by encryption"},
	{.name = "databases",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct hba_rule, databases),
	 .doc = "the databases, each as pg_hba.conf writes it: all, sameuser, samerole, "
		"replication, /regular expression, @file or a name; a name that looks like one of "
		"these, or holds blanks or commas, has its double quotes inside: '\"all\"'"},
	{.name = "users",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct hba_rule, users),
	 .doc = "the roles, each as pg_hba.conf writes it: all, +role (its members), "
		"/regular expression, @file or a name; quotes as in databases"},
	{.name = "address",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct hba_rule, address),
	 .doc = "the clients, not for type local: all, samehost, samenet, 10.0.0.0/8, "
		"\"10.0.0.0 255.0.0.0\", a host name, or .suffix of host names"},
	{.name = "method",
	 .type = FIELD_WORD,
	 .offset = offsetof(struct hba_rule, method),
	 .words = auth_methods,
	 .doc = "how the client proves who it is; oauth from PostgreSQL 18"},
	{.name = "options",
	 .type = FIELD_RECORDS,
	 .offset = offsetof(struct hba_rule, options),
	 .items = &hba_option_kind,
	 .doc = "options of the method"},
	{.name = "line",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct hba_rule, line),
	 .doc = "the rule as a line of pg_hba.conf, instead of all keys above; also include, "
		"include_if_exists and include_dir (PostgreSQL 16)"},
	{.name = "comment",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct hba_rule, comment),
	 .doc = "a comment, written on a line before the rule; never a difference by itself"},
	{.name = NULL},
};

const struct kind hba_rule_kind = {
	.name = "rule",
	.plural = "rules",
	.doc = "a rule of pg_hba.conf, either in parts or as a line",
	.size = sizeof(struct hba_rule),
	.home = HOME_RECORD,
	.fields = rule_fields,
	.one_of = rule_one_of,
	.check = hba_check_rule,
};

static const struct field fields[] = {
	{.name = "manage",
	 .type = FIELD_WORD,
	 .flags = FIELD_REQUIRED | FIELD_CREATION,
	 .offset = offsetof(struct hba, manage),
	 .words = manage_words,
	 .doc = "what the rules are: the whole file, or the block between the lines " HBA_BEGIN
		" and " HBA_END},
	{.name = "place",
	 .type = FIELD_WORD,
	 .flags = FIELD_CREATION,
	 .offset = offsetof(struct hba, place),
	 .words = place_words,
	 .doc = "where the block stands: before all other rules of the file, or after them; not "
		"written, it stays where it is, and a new one goes last"},
	{.name = "rules",
	 .type = FIELD_RECORDS,
	 .flags = FIELD_REQUIRED | FIELD_CREATION,
	 .offset = offsetof(struct hba, rules),
	 .items = &hba_rule_kind,
	 .doc = "the rules; the first that fits a connection decides"},
	{.name = "probes",
	 .type = FIELD_RECORDS,
	 .flags = FIELD_CREATION,
	 .offset = offsetof(struct hba, probes),
	 .items = &hba_probe_kind,
	 .doc = "connections that the rules must meet as expected: checked before anything is "
		"done, "
		"whether the file is to change or not"},
	{.name = "text",
	 .type = FIELD_TEXT,
	 .flags = FIELD_DERIVED | FIELD_HIDDEN,
	 .offset = offsetof(struct hba, text)},
	{.name = "path",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct hba, path)},
	{.name = "version",
	 .type = FIELD_INT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct hba, version)},
	{.name = "lacks",
	 .type = FIELD_TEXT,
	 .flags = FIELD_ACTUAL | FIELD_HIDDEN,
	 .offset = offsetof(struct hba, lacks)},
	{.name = NULL},
};

static const struct query queries[] = {{.sql = sql_hba}, {.sql = NULL}};

static const struct hba *hba_of(const struct object *object)
{
	return (const struct hba *)object;
}

static void title(struct text *text, const struct object *object)
{
	(void)object;
	text_add(text, "pg_hba.conf");
}

/* For an export: of an actual file the rules are worked out. */
static void normalize(struct object *object, struct arena *arena, struct diags *diags)
{
	struct hba *hba = (struct hba *)object;

	(void)diags;
	if (!object->node)
		hba_take_text(hba, arena);
}

static struct list lines_of(struct arena *arena, const struct list *rules)
{
	struct list lines = {0};

	for (size_t i = 0; i < rules->count; i++)
		list_add(arena, &lines,
			 auth_line_parse(arena, hba_rule_line(arena, rules->items[i])));
	return lines;
}

static bool lines_same(const struct list *a, const struct list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!auth_line_same(a->items[i], b->items[i]))
			return false;
	return true;
}

static void pair_file(struct hba *to, const struct hba *from, struct arena *arena)
{
	struct text text = text_in(arena);

	if (lines_same(&to->lines, &from->lines)) {
		to->text = from->text;
		return;
	}
	hba_write_file(&text, &to->rules);
	to->text = text.at;
}

/* What is wrong with the marks that are there. */
static void say_marks(const struct hba *to, const struct hba_block *block, struct diags *diags)
{
	const struct place place = object_place_of(&to->object, "manage");
	struct diag *diag;

	if (block->begins > 1 || block->ends > 1)
		diag = diag_error(diags, place,
				  "%Q stands more than once in %Q, on lines %z and %z",
				  block->begins > 1 ? HBA_BEGIN : HBA_END, to->path,
				  block->begins > 1 ? block->begin_lines[0] : block->end_lines[0],
				  block->begins > 1 ? block->begin_lines[1] : block->end_lines[1]);
	else if (block->begins && block->ends)
		diag = diag_error(diags, place, "%Q stands on line %z of %Q, before %Q on line %z",
				  HBA_END, block->end_lines[0], to->path, HBA_BEGIN,
				  block->begin_lines[0]);
	else
		diag = diag_error(diags, place, "%Q stands on line %z of %Q without %Q",
				  block->begins ? HBA_BEGIN : HBA_END,
				  block->begins ? block->begin_lines[0] : block->end_lines[0],
				  to->path, block->begins ? HBA_END : HBA_BEGIN);
	diag->hint = "leave one of each, around the rules that are pgmob's, or take both out";
}

/* The rules in a part of the file. */
static struct list lines_in(struct arena *arena, const struct hba *file, const char *text,
			    size_t length)
{
	return auth_lines_parse(arena, text, length, (int)*file->version, file->path);
}

/* Where the block must go, by what the manifest says of its place; NULL where it stands well. */
static const char *moved(const struct hba *to, const struct hba *from,
			 const struct hba_block *block, struct arena *arena)
{
	const bool first = to->place && strcmp(to->place, "first") == 0;
	const char *beyond = first ? from->text : from->text + block->end;
	const size_t length = first ? block->begin : strlen(beyond);

	if (!to->place || !lines_in(arena, from, beyond, length).count)
		return NULL;
	return to->place;
}

/* Adds to the rules those of the file that the manifest lacks: in mode additive none goes. They
 * come last, where they hide none of the manifest's. */
static void keep_rules(struct hba *to, const struct hba *from, struct arena *arena)
{
	struct list rules = {0};

	list_join(arena, &rules, &to->rules);
	for (size_t i = 0; i < from->lines.count; i++) {
		const struct auth_line *line = from->lines.items[i];
		struct hba_rule *rule;
		bool found = false;

		for (size_t j = 0; !found && j < to->lines.count; j++)
			found = auth_line_same(line, to->lines.items[j]);
		if (found)
			continue;
		rule = (struct hba_rule *)object_new(arena, &hba_rule_kind);
		rule->line = line->text;
		list_add(arena, &rules, rule);
	}
	to->rules = rules;
	to->lines = lines_of(arena, &rules);
}

/* The text with the block at the place that is said: first, last, or between what is before and
 * behind it now. */
static const char *compose(struct arena *arena, const char *text, const struct hba_block *block,
			   const char *place, const struct list *rules)
{
	struct text outside = text_in(arena), written = text_in(arena), whole = text_in(arena);

	hba_write_block(&written, rules);
	text_add_bytes(&outside, text, block->begin);
	if (!place)
		text_add(&outside, written.at);
	text_add(&outside, text + block->end);
	if (!place)
		return outside.at;
	if (strcmp(place, "first") == 0) {
		text_addf(&whole, "%s%s", written.at, outside.at);
		return whole.at;
	}
	text_addf(&whole, "%s%s%s", outside.at,
		  outside.length && outside.at[outside.length - 1] != '\n' ? "\n" : "", written.at);
	return whole.at;
}

static void pair_block(struct hba *to, struct hba *from, struct diags *diags, struct arena *arena)
{
	struct hba_block block;
	const char *place = to->place ? to->place : "last";

	to->text = from->text;
	from->lines = (struct list){0};
	if (hba_find_block(&block, from->text)) {
		from->lines = lines_in(arena, from, from->text + block.inside,
				       block.outside - block.inside);
		if (to->additive)
			keep_rules(to, from, arena);
		place = to->moved = moved(to, from, &block, arena);
		if (!place && lines_same(&to->lines, &from->lines))
			return;
	} else if (block.begins || block.ends) {
		say_marks(to, &block, diags);
		return;
	} else if (!to->lines.count) {
		return;
	}
	to->text = compose(arena, from->text, &block, place, &to->rules);
}

static void pair(struct state *desired, struct state *actual, const struct facts *facts,
		 struct diags *diags)
{
	const struct list *wanted = state_of(desired, &hba_kind);
	const struct list *found = state_of(actual, &hba_kind);
	struct hba *to, *from;

	if (!wanted->count)
		return;
	to = wanted->items[0];
	to->lines = lines_of(desired->arena, &to->rules);
	hba_check_version(to, facts, diags);
	if (!found->count)
		return;
	from = found->items[0];
	to->path = from->path;
	if (strcmp(to->manage, "file") == 0)
		pair_file(to, from, desired->arena);
	else
		pair_block(to, from, diags, desired->arena);
}

/* In mode additive pair() has kept what there is. */
static bool adds(const struct object *desired, const struct object *actual)
{
	(void)desired;
	(void)actual;
	return true;
}

static void describe_line(struct text *text, const char *sign, size_t number,
			  const struct auth_line *line)
{
	text_addf(text, "%s%s %z  ", text->length ? "\n" : "", sign, number);
	auth_line_show(text, line);
}

/* The rules between those that both lists have at their starts and ends. */
struct middle {
	const struct list *from, *to;
	size_t start;
	size_t from_count, to_count;
	uint32_t *common; /* how many rules the rests from here on have in common; or NULL */
};

static uint32_t *common_at(const struct middle *middle, size_t i, size_t j)
{
	return &middle->common[i * (middle->to_count + 1) + j];
}

static bool same_at(const struct middle *middle, size_t i, size_t j)
{
	return auth_line_same(middle->from->items[middle->start + i],
			      middle->to->items[middle->start + j]);
}

/* The longest common subsequence, from the ends backwards. */
static void find_common(struct middle *middle, struct arena *arena)
{
	const size_t cells = (middle->from_count + 1) * (middle->to_count + 1);

	if (cells > LARGEST_TABLE)
		return;
	middle->common = arena_alloc(arena, cells * sizeof(*middle->common));
	for (size_t i = middle->from_count; i-- > 0;)
		for (size_t j = middle->to_count; j-- > 0;) {
			const uint32_t below = *common_at(middle, i + 1, j);
			const uint32_t right = *common_at(middle, i, j + 1);

			*common_at(middle, i, j) = same_at(middle, i, j)
							   ? *common_at(middle, i + 1, j + 1) + 1
						   : below > right ? below
								   : right;
		}
}

static void describe_rules(struct text *text, const struct list *from, const struct list *to)
{
	struct arena *scratch = arena_create(NULL);
	struct middle middle = {.from = from, .to = to};
	size_t i = 0, j = 0;

	while (middle.start < from->count && middle.start < to->count && same_at(&middle, 0, 0))
		middle.start++;
	middle.from_count = from->count - middle.start;
	middle.to_count = to->count - middle.start;
	while (middle.from_count && middle.to_count &&
	       same_at(&middle, middle.from_count - 1, middle.to_count - 1)) {
		middle.from_count--;
		middle.to_count--;
	}
	find_common(&middle, scratch);
	while (i < middle.from_count || j < middle.to_count) {
		const bool both = middle.common && i < middle.from_count && j < middle.to_count;

		if (both && same_at(&middle, i, j)) {
			i++;
			j++;
		} else if (i < middle.from_count &&
			   (!both ||
			    *common_at(&middle, i + 1, j) >= *common_at(&middle, i, j + 1))) {
			i++;
			describe_line(text, "-", middle.start + i,
				      from->items[middle.start + i - 1]);
		} else {
			j++;
			describe_line(text, "+", middle.start + j, to->items[middle.start + j - 1]);
		}
	}
	arena_destroy(scratch);
}

static void describe(struct text *text, const struct change *change)
{
	const struct list none = {0};
	const struct hba *from = hba_of(change->from), *to = hba_of(change->to);

	if (!to)
		return;
	describe_rules(text, from ? &from->lines : &none, &to->lines);
	if (to->moved)
		text_addf(text, "%s~ the block goes %s in the file", text->length ? "\n" : "",
			  to->moved);
}

/* What the role cannot do is said before anything is done: the file comes after the commits. */
static void guard(const struct list *changes, const struct state *actual, const struct facts *facts)
{
	(void)facts;
	for (size_t i = 0; i < changes->count; i++) {
		struct change *change = changes->items[i];
		const struct hba *from = hba_of(change->from);

		if (change->kind != &hba_kind || !from || !from->lacks)
			continue;
		change->guard = GUARD_NEVER;
		change->reason = text_format(actual->arena, "to write the file, the role needs %s",
					     from->lacks);
	}
}

const struct kind hba_kind = {
	.name = "hba",
	.plural = "hba",
	.doc = "pg_hba.conf: who may connect, from where, and how they prove who they are",
	.size = sizeof(struct hba),
	.home = HOME_FILE,
	.unlisted = UNLISTED_KEPT,
	.fields = fields,
	.queries = queries,
	.readers = "EXECUTE on pg_read_file(text), and to be a member of pg_read_all_settings and "
		   "pg_read_server_files",
	.title = title,
	.check = hba_check,
	.check_all = hba_check_mode,
	.normalize = normalize,
	.pair = pair,
	.unwritable = hba_unwritable,
	.adds = adds,
	.describe = describe,
	.guard = guard,
	.alter = hba_alter,
};
