/* SPDX-License-Identifier: PostgreSQL
 *
 * Roles that are to go with all that hangs on them: those that shall be absent, and in mode
 * authoritative, where the manifest says what becomes of what they own, those that nobody lists.
 */
#include <string.h>

#include "desired/desired.h"
#include "kinds/kinds.h"

/* The entry that says what becomes of what the role owns; NULL where the role stays. */
static const struct object *answers_for(const struct desired *desired, const struct object *role)
{
	const struct object *entry = state_find(desired->absent, role);
	const struct object *retire =
		field_record(kind_field(&cluster_kind, "retire"), desired->cluster);

	if (role->ignored || desired->mode == MODE_ADDITIVE)
		return NULL;
	if (entry)
		return entry;
	if (desired->mode != MODE_AUTHORITATIVE || state_find(desired->state, role))
		return NULL;
	return retire;
}

struct list desired_retire(struct desired *desired, struct state *actual)
{
	const struct list *roles = state_of(actual, &role_kind);
	struct list names = {0};

	desired_ignore(actual, desired->cluster, desired->state);
	for (size_t i = 0; i < roles->count; i++) {
		struct object *role = roles->items[i];
		const struct object *answers = answers_for(desired, role);

		if (!answers)
			continue;
		role->retiring = true;
		field_set(kind_field(&role_kind, "heir"), role,
			  object_text(answers, "reassign_owned_to"));
		field_set(kind_field(&role_kind, "ends_sessions"), role,
			  field_get(kind_field(answers->kind, "terminate_sessions"), answers));
		if (object_is(answers, "drop_owned", false))
			field_set(kind_field(&role_kind, "drops_owned"), role, field_bool(true));
		list_add(desired->arena, &names, object_name(role));
	}
	return names;
}

static bool retires(const struct state *actual, const char *name)
{
	const struct object *role = name ? state_named(actual, &role_kind, NULL, name) : NULL;

	return role && role->retiring;
}

void desired_retire_memberships(struct state *actual)
{
	struct list *rows = NULL;

	for (size_t i = 0; kinds_all[i]; i++)
		if (kind_field(kinds_all[i], "member") && kinds_all[i]->home == HOME_SHARED)
			rows = state_of(actual, kinds_all[i]);
	for (size_t i = 0; rows && i < rows->count; i++) {
		struct object *row = rows->items[i];

		row->retiring = retires(actual, object_text(row, "member")) ||
				retires(actual, object_text(row, "role"));
	}
}

/* The sequence of a column. */
static bool goes_with_table(const struct object *there, const struct state *actual)
{
	return there->kind->owned_with && there->kind->owned_with(there, actual);
}

/* What it owns shall be absent where it is to be dropped. */
void desired_retire_objects(struct desired *desired, struct state *actual)
{
	for (size_t i = 0; kinds_all[i]; i++) {
		const struct field *owner = kind_field(kinds_all[i], "owner");
		const struct list *set = &actual->sets[i];

		for (size_t j = 0; owner && kinds_all[i]->drop && j < set->count; j++) {
			const struct object *there = set->items[j];
			const char *name = field_get(owner, there);
			const struct object *role =
				name ? state_named(actual, &role_kind, NULL, name) : NULL;
			struct object *end;

			if (!role || !role->retiring || !object_is(role, "drops_owned", false) ||
			    there->kind->home != HOME_LOCAL || goes_with_table(there, actual) ||
			    state_find(desired->absent, there) || state_find(desired->state, there))
				continue;
			end = object_new(desired->arena, there->kind);
			end->database = there->database;
			for (const struct field *key = there->kind->fields; key->name; key++)
				if (key->flags & FIELD_KEY)
					field_set(key, end, field_get(key, there));
			state_add(desired->absent, end);
		}
	}
	state_sort(desired->absent);
}
