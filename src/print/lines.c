/* SPDX-License-Identifier: PostgreSQL
 *
 * Changes → lines. Changes are alike where they say the same about objects of one kind that stand
 * in one place: tables of a schema, memberships of one role or in one, settings of one name.
 */
#include "print/lines.h"

#include <string.h>

#include "base/map.h"
#include "kinds/kinds.h"

/* How many changes must be alike to be one line. Where a line can name a few of them, there need be
 * no many; roles are what a plan is read for, so they are only joined where nobody would read on.
 */
enum { LIKE_NAMED = 2, LIKE_COUNTED = 4, LIKE_ROLES = 20, MOST_NAMED = 3 };

/* Changes that are alike. */
struct group {
	struct list lines;  /* of struct line */
	size_t least;       /* so many of them are one line */
	const char *by;     /* the field in which they differ: the name, for most kinds */
	const char *before; /* the joined title: what stands before the number or the names, … */
	const char *plural; /* … what is counted, … */
	const char *after;  /* … and what stands behind them */
	bool named;         /* a few are named instead of counted */
};

static void set_section(const struct printer *printer, struct line *line)
{
	const struct object *object = change_object(line->change);
	const struct kind *kind = line->change->kind;
	const struct field *role = kind_field(kind, "role");
	const struct field *in = kind_field(kind, "database");
	const bool of_all = in && role && !field_get(role, object);
	const char *database = object->database;

	if (kind == &database_kind)
		database = object_name(object);
	else if (of_all)
		database = field_get(in, object);
	line->rank = kind->home == HOME_FILE ? RANK_FILE
		     : database              ? RANK_DATABASE
		     : of_all                ? RANK_SETTINGS
					     : RANK_ROLES;
	if (line->rank == RANK_FILE)
		line->section = kind->plural;
	else if (line->rank == RANK_DATABASE)
		line->section = text_format(printer->scratch, "database %V", database);
	else
		line->section = line->rank == RANK_SETTINGS ? "settings" : "roles";
}

static struct line *line_of(const struct printer *printer, const struct change *change)
{
	static const char markers[] = {
		[CHANGE_CREATE] = '+', [CHANGE_ALTER] = '~', [CHANGE_DROP] = '-'};
	struct line *line = arena_alloc(printer->scratch, sizeof(*line));
	struct text details = text_in(printer->scratch);
	const char *flag = plan_flag(change);

	change_describe(&details, change);
	if (change->reason)
		text_addf(&details, "%s(%s)", details.length ? "  " : "", change->reason);
	if (flag && !change->person)
		text_addf(&details, "%s[%s%s]", details.length ? "  " : "",
			  plan_allows(change, printer->options->consent) ? "" : "needs ", flag);
	line->change = change;
	line->marker = change->person || change->guard == GUARD_NEVER ? '!' : markers[change->verb];
	line->title = object_title_in(printer->scratch, change_object(change));
	line->details = details.at;
	set_section(printer, line);
	return line;
}

static const char *text_of(const struct object *object, const char *field)
{
	const struct field *found = kind_field(object->kind, field);

	return found && field_is_text(found) ? field_get(found, object) : NULL;
}

static const char *plural_of(struct arena *arena, const struct kind *kind)
{
	char *plural = arena_strdup(arena, kind->plural);

	for (char *at = plural; *at; at++)
		if (*at == '_')
			*at = ' ';
	return plural;
}

/* Memberships are joined by what there is less of: roles that get members, or members. */
static bool joins_by_role(const struct printer *printer)
{
	struct map seen[2] = {map_in(printer->scratch), map_in(printer->scratch)};
	const struct list *changes = &printer->plan->difference->changes;

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];
		const struct object *object = change_object(change);
		const char *member = text_of(object, "member");

		if (!member)
			continue;
		map_set(&seen[0], member, (void *)&seen);
		map_set(&seen[1], text_of(object, "role"), (void *)&seen);
	}
	return seen[1].count < seen[0].count;
}

/* What the joined line would say of an object like this one; false where it is never joined. */
static bool describe_group(const struct printer *printer, const struct object *object, bool by_role,
			   struct group *group)
{
	struct arena *arena = printer->scratch;
	const struct field *schema = kind_field(object->kind, "schema");
	const char *member = text_of(object, "member"), *role = text_of(object, "role");
	const char *name = text_of(object, "name"), *database = text_of(object, "database");

	*group = (struct group){.by = "name", .least = LIKE_COUNTED, .before = "", .after = ""};
	group->plural = plural_of(arena, object->kind);
	if (object->kind == &role_kind) {
		group->least = LIKE_ROLES;
		return true;
	}
	if (member) {
		group->least = LIKE_NAMED;
		group->named = true;
		group->by = by_role ? "member" : "role";
		group->plural = "roles";
		group->before = by_role ? "membership of "
					: text_format(arena, "membership of %V in ", member);
		group->after = by_role ? text_format(arena, " in %V", role) : "";
		return true;
	}
	if (role && name) {
		group->by = "role";
		group->plural = "roles";
		group->before = text_format(arena, "setting %V of ", name);
		group->after = database ? text_format(arena, " in database %V", database) : "";
		return true;
	}
	if (!schema || !(schema->flags & FIELD_KEY))
		return false;
	group->after = text_format(arena, " in schema %V", (const char *)field_get(schema, object));
	return true;
}

static struct group *group_of(const struct printer *printer, struct map *groups, struct line *line,
			      bool by_role)
{
	const struct object *object = change_object(line->change);
	struct group described, *group;
	const char *key;

	if (printer->options->all || !describe_group(printer, object, by_role, &described))
		return NULL;
	key = text_format(printer->scratch, "%s %s%s %J %s%s%s %s", line->section,
			  (char[]){line->marker, '\0'}, object->kind->name,
			  object->database ? object->database : "", described.before,
			  described.plural, described.after, line->details);
	group = map_get(groups, key);
	if (!group) {
		group = arena_alloc(printer->scratch, sizeof(*group));
		*group = described;
		map_set(groups, key, group);
	}
	return group;
}

static const char *joined_title(const struct printer *printer, const struct group *group)
{
	const size_t count = group->lines.count;
	struct text title = text_in(printer->scratch);
	const struct line *first = group->lines.items[0], *last = group->lines.items[count - 1];

	text_add(&title, group->before);
	if (group->named && count <= MOST_NAMED) {
		for (size_t i = 0; i < count; i++) {
			const struct line *line = group->lines.items[i];

			text_addf(&title, "%s%V", i ? ", " : "",
				  text_of(change_object(line->change), group->by));
		}
	} else {
		text_addf(&title, "%z %s", count, group->plural);
		if (group->least == LIKE_ROLES)
			text_addf(&title, ", %V … %V",
				  text_of(change_object(first->change), group->by),
				  text_of(change_object(last->change), group->by));
	}
	text_add(&title, group->after);
	return title.at;
}

static struct line *join(const struct printer *printer, const struct group *group)
{
	struct line *line = arena_alloc(printer->scratch, sizeof(*line));

	*line = *(const struct line *)group->lines.items[0];
	line->title = joined_title(printer, group);
	if (!group->named || group->lines.count > MOST_NAMED)
		line->details = text_format(printer->scratch, "%s%s(--all lists them)",
					    line->details, *line->details ? "  " : "");
	return line;
}

static int compare_sections(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return x->rank != y->rank ? (x->rank > y->rank) - (x->rank < y->rank)
				  : strcmp(x->section, y->section);
}

struct list lines_of(const struct printer *printer)
{
	const struct list *changes = &printer->plan->difference->changes;
	const bool by_role = joins_by_role(printer);
	struct list single = {0}, joined = {0};
	struct map groups = map_in(printer->scratch);
	struct group **group_at =
		arena_alloc(printer->scratch, (changes->count + 1) * sizeof(struct group *));

	for (size_t i = 0; i < changes->count; i++) {
		struct line *line = line_of(printer, changes->items[i]);

		group_at[i] = group_of(printer, &groups, line, by_role);
		if (group_at[i])
			list_add(printer->scratch, &group_at[i]->lines, line);
		list_add(printer->scratch, &single, line);
	}
	for (size_t i = 0; i < single.count; i++) {
		const struct group *group = group_at[i];

		if (!group || group->lines.count < group->least)
			list_add(printer->scratch, &joined, single.items[i]);
		else if (group->lines.items[0] == single.items[i])
			list_add(printer->scratch, &joined, join(printer, group));
	}
	list_sort(&joined, compare_sections);
	return joined;
}
