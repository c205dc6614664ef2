/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/hba/hidden.h"

#include <string.h>

#include "kinds/hba/foresee.h"

/* A rule as the manifest has it. */
struct written {
	const struct hba_rule *entry;
	const struct auth_rule *rule;
};

/* The rules of the manifest that are right; what others are is told elsewhere. */
static struct list read_entries(struct arena *arena, const struct list *entries)
{
	struct list rules = {0};

	for (size_t i = 0; i < entries->count; i++) {
		const struct hba_rule *entry = entries->items[i];
		const struct auth_line *line;
		struct written *written;

		if (!entry->line && (!entry->type || !entry->method))
			continue;
		line = auth_line_parse(arena, hba_rule_line(arena, entry));
		if (!line->fields.count || auth_line_includes(line, 0))
			continue;
		written = arena_alloc(arena, sizeof(*written));
		*written = (struct written){entry, auth_rule_parse(arena, line, 0, NULL)};
		if (written->rule)
			list_add(arena, &rules, written);
	}
	return rules;
}

void hba_check_hidden(const struct hba *hba, struct diags *diags)
{
	struct arena *scratch = arena_create(NULL);
	const struct list rules = read_entries(scratch, &hba->conf.entries);

	for (size_t i = 1; i < rules.count; i++) {
		const struct written *later = rules.items[i];
		struct diag *diag;

		for (size_t j = 0; j < i; j++) {
			const struct written *earlier = rules.items[j];

			if (!auth_rule_covers(earlier->rule, later->rule))
				continue;
			diag = diag_warning(diags, object_place(&later->entry->object),
					    "no connection can meet this rule: an earlier one fits "
					    "all that it fits");
			diag->other = object_place(&earlier->entry->object);
			break;
		}
	}
	arena_destroy(scratch);
}

/* A managed block in the file that will be. */
struct hiding {
	struct outlook *outlook;
	const struct hba *to;
	const struct list *rules; /* of struct auth_rule: of the whole file, and what it includes */
	struct conf_block block;
	size_t first, last; /* the rules of the block among them: from first to before last */
};

/* Finds the rules of the block. Those that a line of the block includes stand between its own, or
 * at its ends, where nobody can tell: they count as the file's. */
static void find_rules(struct hiding *hiding)
{
	const char *path = hiding->to->conf.path;

	hiding->first = hiding->last = hiding->rules->count;
	for (size_t i = 0; i < hiding->rules->count; i++) {
		const struct auth_line *line = ((struct auth_rule *)hiding->rules->items[i])->line;

		if (strcmp(line->file, path) != 0 || line->number < hiding->block.begin_lines[0] ||
		    line->number > hiding->block.end_lines[0])
			continue;
		if (hiding->first == hiding->rules->count)
			hiding->first = i;
		hiding->last = i + 1;
	}
}

/* Where the rule of the block was written in the manifest: the block has a line for each. */
static struct place place_of(const struct hiding *hiding, const struct auth_rule *rule)
{
	const struct conf *conf = &hiding->to->conf;
	const struct conf_block *block = &hiding->block;
	const struct list lines =
		auth_lines_parse(hiding->outlook->arena, conf->text + block->inside,
				 block->outside - block->inside, (int)*conf->version, NULL);

	for (size_t i = 0; i < lines.count && i < conf->entries.count; i++) {
		const struct auth_line *line = lines.items[i];
		const struct object *entry = conf->entries.items[i];

		if (block->begin_lines[0] + line->number == rule->line->number && entry->node)
			return object_place(entry);
	}
	return object_place_of(&conf->object, "rules");
}

static const struct auth_rule *rule_at(const struct hiding *hiding, size_t index)
{
	return hiding->rules->items[index];
}

static void show(const struct hiding *hiding, struct text *text, size_t index)
{
	const struct auth_line *line = rule_at(hiding, index)->line;

	hba_line_place_show(text, line, hiding->to->conf.path);
	text_add(text, ": ");
	auth_line_show(text, line);
}

/* The first rule from start to before end that covers that one; end: none does. */
static size_t find_cover(const struct hiding *hiding, size_t start, size_t end, size_t index)
{
	while (start < end && !auth_rule_covers(rule_at(hiding, start), rule_at(hiding, index)))
		start++;
	return start;
}

static void refuse_hidden(const struct hiding *hiding)
{
	struct arena *arena = hiding->outlook->arena;

	for (size_t i = hiding->first; i < hiding->last; i++) {
		const size_t cover = find_cover(hiding, 0, hiding->first, i);
		struct text detail = text_in(arena);
		struct refusal *refusal;

		if (cover == hiding->first)
			continue;
		show(hiding, &detail, cover);
		refusal = outlook_refuse(hiding->outlook, place_of(hiding, rule_at(hiding, i)),
					 "no connection can meet this rule: in %Q, one before the "
					 "block fits all that it fits",
					 hiding->to->conf.path);
		refusal->detail = detail.at;
		refusal->hint = "take that rule out of the file, or let the block be the first "
				"with place: first";
	}
}

static void warn_of_hiding(const struct hiding *hiding)
{
	struct text detail = text_in(hiding->outlook->arena);
	size_t count = 0;

	for (size_t i = hiding->last; i < hiding->rules->count; i++) {
		if (find_cover(hiding, hiding->first, hiding->last, i) == hiding->last)
			continue;
		text_add(&detail, count++ ? "\n" : "");
		show(hiding, &detail, i);
	}
	if (count)
		outlook_warn(hiding->outlook, object_place_of(&hiding->to->conf.object, "rules"),
			     "the block hides %z %s of %Q behind it, which no connection can meet",
			     count, count == 1 ? "rule" : "rules", hiding->to->conf.path)
			->detail = detail.at;
}

void hba_foresee_hidden(struct outlook *outlook, const struct hba *to,
			const struct auth_loaded *after)
{
	struct hiding hiding = {.outlook = outlook, .to = to, .rules = &after->rules};

	if (strcmp(to->conf.manage, "block") != 0 || !to->conf.text ||
	    !conf_find_block(&hiding.block, to->conf.text))
		return;
	find_rules(&hiding);
	refuse_hidden(&hiding);
	warn_of_hiding(&hiding);
}
