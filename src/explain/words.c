/* SPDX-License-Identifier: PostgreSQL
 *
 * What objects, privileges and paths are called.
 */
#include <string.h>

#include "explain/answer.h"
#include "kinds/kinds.h"
#include "model/grant.h"

/* So many columns of a line are named; from so many privileges on all of them are one word. */
enum { MOST_COLUMNS = 3, MANY_PRIVILEGES = 4 };

static void add_columns(struct text *text, const struct list *columns, bool all)
{
	const struct object *first = columns->items[0];
	const char *schema = object_text(first, "schema");

	if (!all && columns->count > MOST_COLUMNS)
		text_addf(text, "%z columns", columns->count);
	else
		text_add(text, "columns ");
	for (size_t i = 0; (all || columns->count <= MOST_COLUMNS) && i < columns->count; i++)
		text_addf(text, i ? ", %V" : "%V", object_name(columns->items[i]));
	text_addf(text, strchr(schema, '.') ? " of table %Q.%V" : " of table %V.%V", schema,
		  object_text(first, "table"));
}

void words_add_objects(struct text *text, const struct list *objects, bool all)
{
	const struct object *first = objects->items[0];
	const struct grant grant = {
		.on = *objects,
		.securable = securable_of(first->kind->securable),
		.schema = object_text(first, "schema"),
	};

	if (first->kind == &column_kind && objects->count > 1)
		add_columns(text, objects, all);
	else
		grant_add_on(text, &grant, all);
}

static size_t count_of(uint32_t privileges)
{
	size_t count = 0;

	for (; privileges; privileges &= privileges - 1)
		count++;
	return count;
}

void words_add_privileges(struct text *text, const struct securable *securable, uint32_t privileges,
			  int version)
{
	if (!privileges)
		text_add(text, "nothing");
	else if (count_of(privileges) >= MANY_PRIVILEGES &&
		 privileges == securable_all(securable, version))
		text_add(text, "all privileges");
	else
		privileges_add_words(text, privileges);
}

struct list words_of_way(struct arena *arena, const struct step *way)
{
	struct list steps = {0}, names = {0};

	for (; way && way->from; way = way->from)
		list_add(arena, &steps, way);
	for (size_t i = steps.count; i > 0; i--)
		list_add(arena, &names, ((const struct step *)steps.items[i - 1])->role->name);
	return names;
}

void words_add_role(struct text *text, const char *before, const char *role)
{
	text_add(text, before);
	grant_add_grantee(text, role ? role : grant_everybody);
}

/* The roles of a way from that one on: member of a → b. */
static void add_memberships(struct text *text, const struct list *way, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		words_add_role(text, i > from ? " → " : "member of ", way->items[i]);
}

/* What comes before the holder has it: memberships, and SET ROLE on the way. */
static void add_way(struct text *text, const struct path *path)
{
	const struct list way = words_of_way(text->arena, path->way);
	const char *set_role = path_set_role(path);
	size_t from = 0;

	if (set_role) {
		while (from < way.count && strcmp(way.items[from], set_role) != 0)
			from++;
		words_add_role(text, "after SET ROLE ", set_role);
		if (from) {
			text_add(text, " (");
			add_memberships(text, &way, 0, from + 1);
			text_add(text, ")");
		}
		text_add(text, ", ");
		from++;
	}
	add_memberships(text, &way, from, way.count);
	if (from < way.count)
		text_add(text, ", ");
}

static void add_options(struct text *text, const struct path *path)
{
	const uint32_t options = path->options & path->privileges;
	const uint32_t more = path->options & ~path->privileges;

	if (path->source == PATH_GRANT && options) {
		text_add(text, ", with grant option");
		if (options != path->privileges) {
			text_add(text, " for ");
			privileges_add_words(text, options);
		}
	}
	if (path->source == PATH_OWNER && more) {
		text_add(text, ", may grant itself ");
		privileges_add_words(text, more);
	}
}

void words_add_path(struct text *text, const struct path *path, const struct role_node *role)
{
	if (!path->holder && role)
		text_add(text, "PUBLIC, ");
	else
		add_way(text, path);
	if (path->source == PATH_SUPERUSER)
		text_add(text, "superuser");
	else if (path->source == PATH_OWNER)
		text_add(text, "owner");
	else if (path->source == PATH_PREDEFINED)
		text_add(text, "predefined role");
	else
		words_add_role(text, "granted by ", path->grantor);
	add_options(text, path);
	if (path->of_table)
		text_add(text, ", on the table");
}
