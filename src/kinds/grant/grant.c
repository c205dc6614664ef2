/* SPDX-License-Identifier: PostgreSQL
 *
 * GRANT and REVOKE, as changes.
 */

#include <string.h>

#include "kinds/role/role.h"
#include "model/change.h"
#include "model/grant.h"

static const struct field fields[] = {
	{.name = "on",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY,
	 .offset = offsetof(struct grant, title_of_on)},
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

static void add_grantee(struct text *text, const char *name)
{
	if (name == grant_everybody)
		text_add(text, name);
	else
		text_addf(text, grant_is_public(name) ? "%Q" : "%V", name);
}

void grant_add_title(struct text *text, const struct grant *grant, bool all)
{
	const struct list *to = &grant->to;

	text_add(text, grant->takes ? "revoke " : "grant ");
	text_add(text, grant->takes && grant->grantable ? "grant option for " : "");
	privileges_add_words(text, grant->privileges);
	text_addf(text, " on %s %s ", grant->title_of_on, grant->takes ? "from" : "to");
	if (!all && to->count > GRANT_NAMED) {
		text_addf(text, "%z grantees, ", to->count);
		add_grantee(text, to->items[0]);
		text_add(text, " … ");
		add_grantee(text, to->items[to->count - 1]);
		return;
	}
	for (size_t i = 0; i < to->count; i++) {
		text_add(text, i ? ", " : "");
		add_grantee(text, to->items[i]);
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

/* The roles that it names must be there; one that goes must be rid of its privileges before. Who
 * owns what it is on is settled before. */
static void needs(const struct object *object, const struct state *state,
		  void (*need)(const struct object *needed, void *context), void *context)
{
	const struct grant *grant = grant_of(object);

	if (!grant->takes)
		need(grant->on, context);
	for (size_t i = 0; i <= grant->to.count; i++) {
		const char *name = i < grant->to.count ? grant->to.items[i] : grant->granted_by;
		const struct object *role = name ? state_named(state, &role_kind, NULL, name)
						 : NULL;

		if (role && role->change &&
		    role->change->verb == (grant->takes ? CHANGE_DROP : CHANGE_CREATE))
			need(role, context);
	}
}

static void add_sql(struct ddl *ddl, const struct grant *grant)
{
	struct text sql = text_in(ddl->arena);
	struct statement *statement = ddl_add(ddl, FIELDS_ALL, "");

	text_add(&sql, grant->takes ? "REVOKE " : "GRANT ");
	text_add(&sql, grant->takes && grant->grantable ? "GRANT OPTION FOR " : "");
	privileges_add_words(&sql, grant->privileges);
	text_addf(&sql, " ON %s %I %s ", grant->securable->sql, object_name(grant->on),
		  grant->takes ? "FROM" : "TO");
	for (size_t i = 0; i < grant->to.count; i++) {
		const char *grantee = grant->to.items[i];

		text_add(&sql, i ? ", " : "");
		if (grantee == grant_everybody)
			text_add(&sql, "PUBLIC");
		else
			text_addf(&sql, "%I", grantee);
	}
	text_add(&sql, !grant->takes && grant->grantable ? " WITH GRANT OPTION" : "");
	statement->sql = sql.at;
	statement->as = grant->granted_by;
	statement->takes = grant->takes;
}

static void create(struct ddl *ddl, const struct object *to)
{
	add_sql(ddl, grant_of(to));
}

static void drop(struct ddl *ddl, const struct object *from)
{
	add_sql(ddl, grant_of(from));
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
	.create = create,
	.drop = drop,
};
