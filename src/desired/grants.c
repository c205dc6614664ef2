/* SPDX-License-Identifier: PostgreSQL
 *
 * Profiles → entries of the schemas that use them.
 */
#include "desired/grants.h"

#include "kinds/kinds.h"
#include "model/grant.h"

struct profiles grants_profiles(struct arena *arena, const struct object *cluster,
				struct diags *diags)
{
	struct profiles profiles = {
		.list = field_list(kind_field(&cluster_kind, "profiles"), cluster),
		.by_name = map_in(arena)};

	for (size_t i = 0; i < profiles.list->count; i++) {
		struct profile *profile = profiles.list->items[i];
		const struct profile *before = map_set(&profiles.by_name, profile->name, profile);

		if (before)
			diag_error(diags, object_place_of(&profile->object, "name"),
				   "profile %Q is listed twice", profile->name)
				->other = object_place_of(&before->object, "name");
	}
	return profiles;
}

static void report_unknown(const struct profile_use *use, const struct list *profiles,
			   struct diags *diags)
{
	struct diag *diag = diag_error(diags, object_place_of(&use->object, "name"),
				       "there is no profile %Q", use->name);
	struct list names = {0};

	for (size_t i = 0; i < profiles->count; i++)
		list_add(diags->arena, &names, ((const struct profile *)profiles->items[i])->name);
	diag_suggest(diags, diag, use->name, (const char *const *)names.items, names.count);
}

/* What an entry with its grantees would be checked for. */
static void check_use(const struct profile *profile, const struct profile_use *use,
		      struct diags *diags)
{
	bool everybody = false;

	for (size_t i = 0; i < use->to.count; i++)
		everybody |= grant_is_public(use->to.items[i]);
	for (size_t i = 0; everybody && i < profile->grants.count; i++) {
		const struct grant_entry *entry = profile->grants.items[i];

		if (entry->grantable && *entry->grantable)
			diag_error(diags, object_place_of(&use->object, "to"),
				   "PUBLIC cannot have a grant option, which profile %Q gives",
				   use->name)
				->other = object_place_of(&entry->object, "grantable");
	}
}

static void add_spelled(struct arena *arena, struct grant_entry *entry, const struct object *schema,
			const struct list *patterns)
{
	for (size_t i = 0; i < patterns->count; i++) {
		struct object *routine;

		if (!grant_arguments(patterns->items[i]))
			continue;
		routine = object_new(arena, &routine_kind);
		routine->database = schema->database;
		field_set(kind_field(&routine_kind, "schema"), routine, object_name(schema));
		field_set(kind_field(&routine_kind, "name"), routine, patterns->items[i]);
		list_add(arena, &entry->spelled, routine);
	}
}

/* A routine with argument types can be spelled in many ways. */
static void set_spelled(struct arena *arena, struct grant_entry *entry, const struct object *schema)
{
	entry->spelled = (struct list){0};
	if (grant_securable(entry) != securable_of('f'))
		return;
	add_spelled(arena, entry, schema, &entry->names);
	add_spelled(arena, entry, schema, &entry->except);
}

void grants_expand(struct arena *arena, struct object *schema, const struct profiles *profiles,
		   struct diags *diags)
{
	const struct field *field = kind_field(&schema_kind, "grants");
	const struct list *uses = field_list(kind_field(&schema_kind, "profiles"), schema);
	struct list entries = *field_list(field, schema);

	for (size_t i = 0; i < uses->count; i++) {
		const struct profile_use *use = uses->items[i];
		const struct profile *profile = map_get(&profiles->by_name, use->name);

		if (!profile) {
			report_unknown(use, profiles->list, diags);
			continue;
		}
		check_use(profile, use, diags);
		profile_expand(profile, use, &entries, arena);
	}
	for (size_t i = 0; i < entries.count; i++)
		set_spelled(arena, entries.items[i], schema);
	field_set_list(field, schema, &entries);
}
