/* SPDX-License-Identifier: PostgreSQL */
#include "model/right.h"

#include <string.h>

void rights_need(struct rights *rights, struct need need)
{
	struct need *kept = arena_alloc(rights->arena, sizeof(*kept));

	*kept = need;
	list_add(rights->arena, &rights->needs, kept);
}

bool rights_sets(const struct rights *rights, const char *name)
{
	const struct kind *kind = rights->statement->change->kind;
	const struct field *field = kind_field(kind, name);

	return field && rights->statement->fields & kind_bit(kind, field->offset);
}

void rights_give(struct rights *rights, const char *owner)
{
	if (owner)
		rights_need(rights, (struct need){.right = RIGHT_BECOME, .role = owner});
}

/* Nothing in a schema can be named without USAGE on it. */
static void enter(struct rights *rights, const struct field *schema, const struct object *object)
{
	rights_need(rights, (struct need){.right = RIGHT_PRIVILEGE,
					  .kind = schema->refers,
					  .name = field_get(schema, object),
					  .privileges = PRIVILEGE_USAGE});
}

static void create_in(struct rights *rights, const struct field *schema,
		      const struct object *object, const char *role)
{
	rights_need(rights, (struct need){.right = RIGHT_PRIVILEGE,
					  .role = role,
					  .kind = schema->refers,
					  .name = field_get(schema, object),
					  .privileges = PRIVILEGE_CREATE});
}

void rights_of_owned(struct rights *rights)
{
	const struct change *change = rights->statement->change;
	const struct object *object = change->from ? change->from : change->to;
	const struct field *schema = kind_field(change->kind, "schema");
	const bool drops = change->verb == CHANGE_DROP;
	const char *owner;

	if (schema)
		enter(rights, schema, object);
	rights_need(rights,
		    (struct need){.right = RIGHT_OWN,
				  .object = object,
				  .within = drops && schema ? field_get(schema, object) : NULL});
	if (change->renames && schema)
		create_in(rights, schema, change->to, NULL);
	if (drops || change->renames || !rights_sets(rights, "owner"))
		return;
	owner = object_text(change->to, "owner");
	rights_give(rights, owner);
	if (schema)
		create_in(rights, schema, change->to, owner);
}
