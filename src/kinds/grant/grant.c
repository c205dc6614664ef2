/* SPDX-License-Identifier: PostgreSQL
 *
 * GRANT and REVOKE, as changes: what they are called, and what must come before them.
 */
#include <string.h>

#include "kinds/grant/grant_sql.h"
#include "kinds/role/role.h"
#include "kinds/routine/routine.h"
#include "model/change.h"

static const struct field fields[] = {
	{.name = "on",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct grant, title_of_on)},
	{.name = "schema", .type = FIELD_NAME, .offset = offsetof(struct grant, schema)},
	{.name = "names", .type = FIELD_TEXTS, .offset = offsetof(struct grant, names)},
	{.name = "columns", .type = FIELD_TEXTS, .offset = offsetof(struct grant, columns)},
	{.name = "privileges", .type = FIELD_TEXTS, .offset = offsetof(struct grant, words)},
	{.name = "to", .type = FIELD_TEXTS, .offset = offsetof(struct grant, to)},
	{.name = "grantable", .type = FIELD_BOOL, .offset = offsetof(struct grant, grantable)},
	{.name = "granted_by", .type = FIELD_NAME, .offset = offsetof(struct grant, granted_by)},
	{.name = NULL},
};

const char grant_everybody[] = "PUBLIC";

static const struct grant *grant_of(const struct object *object)
{
	return (const struct grant *)object;
}

void grant_add_grantee(struct text *text, const char *name)
{
	if (name == grant_everybody)
		text_add(text, name);
	else
		text_addf(text, grant_is_public(name) ? "%Q" : "%V", name);
}

/* So many objects are named; of more there is the number. */
enum { FEW = 3 };

static bool counts_objects(const struct grant *grant, bool all)
{
	return !all && grant->on.count > FEW;
}

bool grant_is_long(const struct grant *grant)
{
	return grant->to.count > GRANT_NAMED || counts_objects(grant, false);
}

static void add_columns(struct text *text, const struct list *columns)
{
	text_add(text, columns->count == 1 ? "column " : "columns ");
	for (size_t i = 0; i < columns->count; i++)
		text_addf(text, "%s%V", i ? ", " : "", (const char *)columns->items[i]);
	text_add(text, " of ");
}

static void add_object_name(struct text *text, const struct object *object)
{
	if (object->kind == &routine_kind)
		routine_add_name(text, (const struct routine *)object);
	else
		text_addf(text, "%V", object_name(object));
}

void grant_add_on(struct text *text, const struct grant *grant, bool all)
{
	const struct list *on = &grant->on;
	const char *noun = grant->columns.count ? "table" : grant->securable->name;

	if (grant->columns.count)
		add_columns(text, &grant->columns);
	if (on->count == 1) {
		object_title(text, on->items[0]);
		return;
	}
	if (counts_objects(grant, all))
		text_addf(text, "%z ", on->count);
	text_addf(text, "%ss", noun);
	for (size_t i = 0; !counts_objects(grant, all) && i < on->count; i++) {
		text_add(text, i ? ", " : " ");
		add_object_name(text, on->items[i]);
	}
	if (grant->schema)
		text_addf(text, " in schema %V", grant->schema);
}

void grant_set_title(struct grant *grant, struct arena *arena)
{
	struct text text = text_in(arena);

	grant_add_on(&text, grant, false);
	grant->title_of_on = text.at;
}

void grant_add_title(struct text *text, const struct grant *grant, bool all)
{
	const struct list *to = &grant->to;

	text_add(text, grant->takes ? "revoke " : "grant ");
	text_add(text, grant->takes && grant->grantable ? "grant option for " : "");
	privileges_add_words(text, grant->privileges);
	text_add(text, " on ");
	grant_add_on(text, grant, all);
	text_add(text, grant->takes ? " from " : " to ");
	if (!all && to->count > GRANT_NAMED) {
		text_addf(text, "%z grantees, ", to->count);
		grant_add_grantee(text, to->items[0]);
		text_add(text, " … ");
		grant_add_grantee(text, to->items[to->count - 1]);
		return;
	}
	for (size_t i = 0; i < to->count; i++) {
		text_add(text, i ? ", " : "");
		grant_add_grantee(text, to->items[i]);
	}
}

static void title(struct text *text, const struct object *object)
{
	grant_add_title(text, grant_of(object), false);
}

static void describe(struct text *text, const struct change *change)
{
	const struct grant *grant = grant_of(change_object(change));

	if (!grant->takes && grant->grantable)
		text_add(text, "with grant option");
	if (grant->granted_by)
		text_addf(text, "%s(granted by %V)", text->length ? "  " : "", grant->granted_by);
}

static void need_role(const char *name, bool takes, const struct state *state,
		      void (*need)(const struct object *needed, void *context), void *context)
{
	const struct object *role = name ? state_named(state, &role_kind, NULL, name) : NULL;

	if (role && role->change && role->change->verb == (takes ? CHANGE_DROP : CHANGE_CREATE))
		need(role, context);
}

/* The roles that it names must be there; one that goes must be rid of its privileges before. Who
 * owns what it is on is settled before. */
static void needs(const struct object *object, const struct state *state,
		  void (*need)(const struct object *needed, void *context), void *context)
{
	const struct grant *grant = grant_of(object);

	for (size_t i = 0; !grant->takes && i < grant->on.count; i++)
		need(grant->on.items[i], context);
	for (size_t i = 0; !grant->takes && i < grant->after.count; i++)
		need(grant->after.items[i], context);
	for (size_t i = 0; i < grant->to.count; i++)
		need_role(grant->to.items[i], grant->takes, state, need, context);
	need_role(grant->granted_by, grant->takes, state, need, context);
	for (size_t i = 0; i < grant->frees.count; i++)
		need_role(((const struct freed *)grant->frees.items[i])->role, grant->takes, state,
			  need, context);
}

static void create(struct ddl *ddl, const struct object *to)
{
	grant_add_sql(ddl, grant_of(to));
}

static void drop(struct ddl *ddl, const struct object *from)
{
	grant_add_sql(ddl, grant_of(from));
}

const struct kind grant_kind = {
	.name = "grant",
	.plural = "grants",
	.doc = "a GRANT or REVOKE",
	.size = sizeof(struct grant),
	.home = HOME_SHARED,
	.fields = fields,
	.revokes = true,
	.title = title,
	.describe = describe,
	.needs = needs,
	.rights = grant_rights,
	.create = create,
	.drop = drop,
};
