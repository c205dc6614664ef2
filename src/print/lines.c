/* SPDX-License-Identifier: PostgreSQL
 *
 * Changes → lines. Changes are alike where they say the same about objects of one kind that stand
 * in one place: tables of a schema, memberships of one role or in one, settings of one name.
 */
#include "print/lines.h"

#include <string.h>

#include "base/map.h"
#include "kinds/kinds.h"
#include "model/grant.h"

/* How many changes must be alike to be one line. Where a line can name a few of them, there need be
 * no many; roles are what a plan is read for, so they are only joined where nobody would read on.
 */
enum { LIKE_NAMED = 2, LIKE_COUNTED = 4, LIKE_ROLES = 20, MOST_NAMED = 3 };

/* Changes that are alike. */
struct group {
	struct list lines; /* of struct line */
	size_t least;      /* so many of them are one line */
	const char *by;    /* the field in which they differ */
	bool named;        /* a few are named instead of counted */
};

/* What the change is shown with: a grant with what it is on. */
static const struct object *subject(const struct change *change)
{
	const struct object *object = change_object(change);

	return change->kind == &grant_kind ? ((const struct grant *)object)->on.items[0] : object;
}

static void set_section(const struct printer *printer, struct line *line)
{
	const struct object *object = subject(line->change);
	const struct kind *kind = object->kind;
	const struct field *role = kind_field(kind, "role");
	const struct field *in = kind_field(kind, "database");
	const bool of_all = in && role && !field_get(role, object);
	const char *database = object->database;

	if (kind == &database_kind)
		database = object_name(object);
	else if (of_all)
		database = field_get(in, object);
	line->rank = kind->home == HOME_FILE      ? RANK_FILE
		     : database                   ? RANK_DATABASE
		     : of_all                     ? RANK_SETTINGS
		     : role || kind == &role_kind ? RANK_ROLES
						  : RANK_CLUSTER;
	if (line->rank == RANK_FILE)
		line->section = object->server ? text_format(printer->scratch, "%s on %V",
							     kind->plural, object->server)
					       : kind->plural;
	else if (line->rank == RANK_DATABASE)
		line->section = text_format(printer->scratch, "database %V", database);
	else
		line->section = line->rank == RANK_SETTINGS  ? "settings"
				: line->rank == RANK_CLUSTER ? "cluster"
							     : "roles";
}

static void describe(struct text *text, const struct printer *printer, const struct change *change)
{
	const char *flag = plan_flag(change);

	change_describe(text, change);
	if (change->kind == &grant_kind && !printer->options->all &&
	    grant_is_long((const struct grant *)change_object(change)))
		text_addf(text, "%s(--all lists them)", text->length ? "  " : "");
	if (change->reason)
		text_addf(text, "%s(%s)", text->length ? "  " : "", change->reason);
	if (flag && !change->person)
		text_addf(text, "%s[%s%s]", text->length ? "  " : "",
			  plan_allows(printer->plan, change, printer->options->consent) ? ""
											: "needs ",
			  flag);
}

static void add_title(struct text *text, const struct printer *printer, const struct change *change)
{
	const struct object *object = change_object(change);

	if (change->kind == &grant_kind)
		grant_add_title(text, (const struct grant *)object, printer->options->all);
	else
		object_title(text, object);
}

/* buffer is for texts while they grow. */
static struct line *line_of(const struct printer *printer, struct text *buffer,
			    const struct change *change)
{
	static const char markers[] = {
		[CHANGE_CREATE] = '+', [CHANGE_ALTER] = '~', [CHANGE_DROP] = '-'};
	struct line *line = arena_alloc(printer->scratch, sizeof(*line));

	line->change = change;
	line->marker = change->person || change->guard == GUARD_NEVER ? '!' : markers[change->verb];
	text_cut(buffer, 0);
	add_title(buffer, printer, change);
	line->title = arena_strndup(printer->scratch, buffer->at, buffer->length);
	text_cut(buffer, 0);
	describe(buffer, printer, change);
	line->details = arena_strndup(printer->scratch, buffer->at, buffer->length);
	set_section(printer, line);
	return line;
}

/* Memberships are joined by what there is less of: roles that get members, or members. */
static bool joins_by_role(const struct printer *printer)
{
	struct map seen[2] = {map_in(printer->scratch), map_in(printer->scratch)};
	const struct list *changes = &printer->plan->difference->changes;

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];
		const struct object *object = change_object(change);
		const char *member = object_text(object, "member");

		if (!member)
			continue;
		map_set(&seen[0], member, (void *)&seen);
		map_set(&seen[1], object_text(object, "role"), (void *)&seen);
	}
	return seen[1].count < seen[0].count;
}

/* What the joined line would say of an object like this one, but for text; false where it is never
 * joined. */
static bool find_group(const struct object *object, bool by_role, struct group *group)
{
	const struct field *schema = kind_field(object->kind, "schema");
	const bool membership = object_text(object, "member") != NULL;
	const bool setting = !membership && object_text(object, "role") &&
			     object_text(object, "name");

	*group = (struct group){.by = "name", .least = LIKE_COUNTED};
	if (object->kind == &role_kind) {
		group->least = LIKE_ROLES;
	} else if (membership) {
		group->least = LIKE_NAMED;
		group->named = true;
		group->by = by_role ? "member" : "role";
	} else if (setting) {
		group->by = "role";
	} else {
		return schema && schema->flags & FIELD_KEY;
	}
	return true;
}

/* What stands before the number or the names in a joined title. */
static void add_before(struct text *text, const struct object *object, const struct group *group)
{
	const char *member = object_text(object, "member");

	if (member && strcmp(group->by, "member") == 0)
		text_add(text, "membership of ");
	else if (member)
		text_addf(text, "membership of %V in ", member);
	else if (strcmp(group->by, "role") == 0)
		text_addf(text, "setting %V of ", object_text(object, "name"));
}

/* And what stands behind them. */
static void add_after(struct text *text, const struct object *object, const struct group *group)
{
	const struct field *schema = kind_field(object->kind, "schema");
	const char *database = object_text(object, "database");

	if (group->named && strcmp(group->by, "member") == 0)
		text_addf(text, " in %V", object_text(object, "role"));
	else if (database)
		text_addf(text, " in database %V", database);
	else if (schema)
		text_addf(text, " in schema %V", (const char *)field_get(schema, object));
}

static struct group *group_of(const struct printer *printer, struct text *buffer,
			      struct map *groups, struct line *line, bool by_role)
{
	const struct object *object = change_object(line->change);
	struct group described, *group;

	if (printer->options->all || !find_group(object, by_role, &described))
		return NULL;
	text_cut(buffer, 0);
	text_addf(buffer, "%s %s%s ", line->section, (char[]){line->marker, '\0'},
		  object->kind->name);
	add_before(buffer, object, &described);
	add_after(buffer, object, &described);
	text_addf(buffer, " %s", line->details);
	group = map_get(groups, buffer->at);
	if (!group) {
		group = arena_alloc(printer->scratch, sizeof(*group));
		*group = described;
		map_set(groups, arena_strndup(printer->scratch, buffer->at, buffer->length), group);
	}
	return group;
}

static void add_plural(struct text *text, const struct kind *kind)
{
	for (const char *at = kind->plural; *at; at++)
		text_add_bytes(text, *at == '_' ? " " : at, 1);
}

/* "setting work_mem of 12 roles", "membership of app in 3 roles", "214 tables in schema app" */
static void add_count(struct text *text, const struct group *group)
{
	const struct line *first = group->lines.items[0];
	const struct line *last = group->lines.items[group->lines.count - 1];

	text_addf(text, "%z ", group->lines.count);
	if (strcmp(group->by, "name") == 0)
		add_plural(text, first->change->kind);
	else
		text_add(text, "roles");
	if (group->least == LIKE_ROLES)
		text_addf(text, ", %V … %V", object_text(change_object(first->change), group->by),
			  object_text(change_object(last->change), group->by));
}

static const char *joined_title(const struct printer *printer, const struct group *group)
{
	const size_t count = group->lines.count;
	const struct line *first = group->lines.items[0];
	struct text title = text_in(printer->scratch);

	add_before(&title, change_object(first->change), group);
	for (size_t i = 0; group->named && count <= MOST_NAMED && i < count; i++) {
		const struct line *line = group->lines.items[i];

		text_addf(&title, "%s%V", i ? ", " : "",
			  object_text(change_object(line->change), group->by));
	}
	if (!group->named || count > MOST_NAMED)
		add_count(&title, group);
	add_after(&title, change_object(first->change), group);
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
	struct text buffer = text_in(printer->scratch);
	struct map groups = map_in(printer->scratch);
	struct group **group_at =
		arena_alloc(printer->scratch, (changes->count + 1) * sizeof(struct group *));

	for (size_t i = 0; i < changes->count; i++) {
		struct line *line = line_of(printer, &buffer, changes->items[i]);

		group_at[i] = group_of(printer, &buffer, &groups, line, by_role);
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
