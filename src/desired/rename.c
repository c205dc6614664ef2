/* SPDX-License-Identifier: PostgreSQL
 *
 * Objects under new names: where the old name is there and the new one is not, the actual state is
 * told as if they had it already, wherever it is spoken of. So the rest of a plan speaks of the new
 * name; that it must be given first is what state->renames is for.
 */
#include <string.h>

#include "base/tree.h"
#include "desired/desired.h"
#include "desired/requalify.h"
#include "kinds/kinds.h"

struct renamer {
	struct desired *desired;
	struct state *actual;
	struct diags *diags;
};

static bool is_text(const struct field *field, const char *text, const struct object *object)
{
	const char *value = field_is_text(field) ? field_get(field, object) : NULL;

	return value && strcmp(value, text) == 0;
}

/* In a field that is a name, or a list of names. */
static void replace_name(struct arena *arena, const struct field *field, struct object *object,
			 const char *before, const char *after)
{
	struct list names = {0};
	const char *name;

	if (is_text(field, before, object))
		field_set(field, object, after);
	if (!field_is_texts(field))
		return;
	for (size_t i = 0; (name = field_text_at(field, object, i)); i++)
		list_add(arena, &names, strcmp(name, before) == 0 ? after : name);
	field_set_list(field, object, &names);
}

/* Replaces a name in all fields that refer to the kind, of objects in that database (NULL: in all
 * of them). */
static void replace(const struct state *actual, const struct kind *kind, const char *database,
		    const char *before, const char *after)
{
	for (size_t i = 0; kinds_all[i]; i++)
		for (const struct field *field = kinds_all[i]->fields; field->name; field++) {
			const struct list *set = &actual->sets[i];
			const bool owner = kind == &role_kind && strcmp(field->name, "owner") == 0;

			for (size_t j = 0; (field->refers == kind || owner) && j < set->count;
			     j++) {
				struct object *object = set->items[j];

				if (!database ||
				    (object->database && strcmp(object->database, database) == 0))
					replace_name(actual->arena, field, object, before, after);
			}
		}
}

/* What stands in a table, or belongs to it: columns, sequences. */
static void follow(const struct state *actual, const struct object *table, const char *schema,
		   const char *name)
{
	for (size_t i = 0; kinds_all[i]; i++) {
		const struct field *in = kind_field(kinds_all[i], "schema");
		const struct field *of = kind_field(kinds_all[i], "table");
		const struct list *set = &actual->sets[i];

		for (size_t j = 0; in && of && j < set->count; j++) {
			struct object *object = set->items[j];

			if (strcmp(object->database, table->database) != 0 ||
			    !is_text(in, schema, object) || !is_text(of, name, object))
				continue;
			field_set(in, object, object_text(table, "schema"));
			field_set(of, object, object_name(table));
		}
	}
}

/* A schema's name, or that of a type or of a table's rows. */
static void follow_types(const struct state *actual, const struct object *there, const char *schema,
			 const char *name)
{
	struct arena *arena = actual->arena;
	const bool whole = there->kind != &schema_kind;
	const char *before = whole ? text_format(arena, "%I.%I", schema, name)
				   : text_format(arena, "%I.", name);
	const char *after = whole ? text_format(arena, "%I.%I", object_text(there, "schema"),
						object_name(there))
				  : text_format(arena, "%I.", object_name(there));

	requalify(actual, there->database, before, after, whole);
}

static void rename_role(const struct renamer *renamer, struct object *role, const char *before)
{
	struct state *actual = renamer->actual;

	if (!actual->role_names.capacity)
		actual->role_names = map_in(actual->arena);
	map_set(&actual->role_names, before, arena_strdup(actual->arena, object_name(role)));
	replace(actual, &role_kind, NULL, before, object_name(role));
}

/* A routine keeps its arguments: of both names only what stands before them differs. */
static const char *routine_name(const struct renamer *renamer, const struct object *there,
				const char *after)
{
	const char *arguments = object_name(there) + strlen(object_text(there, "base_name"));

	return text_format(renamer->actual->arena, "%s%s",
			   arena_strndup(renamer->actual->arena, after, strcspn(after, "(")),
			   arguments);
}

static void rename_routine(const struct renamer *renamer, struct object *wish, struct object *there)
{
	const char *name = routine_name(renamer, there, object_name(wish));

	field_set(kind_field(wish->kind, "name"), wish, name);
	field_set(kind_field(wish->kind, "base_name"), there,
		  arena_strndup(renamer->actual->arena, name, strcspn(name, "(")));
}

/* Gives the actual object the wished name and place, and keeps it as it was. */
static void carry_out(const struct renamer *renamer, struct rename *rename)
{
	struct state *actual = renamer->actual;
	struct object *wish = rename->to, *there = rename->from;
	const struct kind *kind = wish->kind;
	const struct field *in = kind_field(kind, "schema");
	const char *before = object_name(there), *schema = in ? field_get(in, there) : NULL;

	rename->from = arena_alloc(actual->arena, kind->size);
	memcpy(rename->from, there, kind->size);
	list_add(actual->arena, &actual->renames, rename);
	if (kind_field(kind, "base_name"))
		rename_routine(renamer, wish, there);
	field_set(kind_field(kind, "name"), there, object_name(wish));
	if (in)
		field_set(in, there, field_get(in, wish));
	if (kind == &role_kind)
		rename_role(renamer, there, before);
	else if (kind == &database_kind || kind == &schema_kind)
		replace(actual, kind, there->database, before, object_name(there));
	else if (schema)
		follow(actual, there, schema, before);
	if (there->database && !kind_field(kind, "base_name"))
		follow_types(actual, there, schema, before);
	if (kind->renamed)
		kind->renamed(there);
}

static struct rename *add_found(struct arena *arena, struct object *wish, struct object *there)
{
	struct rename *rename = arena_alloc(arena, sizeof(*rename));

	*rename = (struct rename){.from = there, .to = wish};
	return rename;
}

/* The object under its old name; in the arena, and maybe not there. */
static struct object *old_like(const struct renamer *renamer, const struct object *wish)
{
	const struct field *in = kind_field(wish->kind, "schema");
	struct object *like = object_new(renamer->actual->arena, wish->kind);
	const char *name = object_text(wish, "renamed_from");
	const char *schema = object_text(wish, "moved_from");

	like->database = wish->database;
	if (in)
		field_set(in, like, schema ? schema : field_get(in, wish));
	field_set(kind_field(wish->kind, "name"), like, name ? name : object_name(wish));
	return like;
}

/* What pgmob leaves alone. */
static bool is_own(const struct object *object)
{
	const char *schema = object->kind == &schema_kind ? object_name(object)
							  : object_text(object, "schema");

	return object->ignored || (schema && kinds_system_schema(schema));
}

static bool is_found(const struct list *found, const struct object *there)
{
	for (size_t i = 0; i < found->count; i++)
		if (((const struct rename *)found->items[i])->from == there)
			return true;
	return false;
}

/* A routine keeps its arguments, which are written as the catalogs have them. */
static bool keeps_arguments(const struct renamer *renamer, const struct object *wish,
			    const struct object *there)
{
	const char *wished = strchr(object_name(wish), '(');
	const char *base = object_text(there, "base_name");

	if (!base || (wished && strcmp(wished, object_name(there) + strlen(base)) == 0))
		return true;
	diag_error(renamer->diags, object_place_of(wish, "name"),
		   "a routine that is renamed keeps its arguments")
		->hint = text_format(renamer->diags->arena, "write it as %Q",
				     routine_name(renamer, there, object_name(wish)));
	return false;
}

static void settle(const struct renamer *renamer, struct object *wish, struct list *found)
{
	const struct object *like = old_like(renamer, wish);
	struct object *old = state_find(renamer->actual, like);
	const struct object *new = state_find(renamer->actual, wish);
	const char *key = object_text(wish, "renamed_from") ? "renamed_from" : "moved_from";
	const struct place place = object_place_of(wish, key);

	if (!old || object_compare(like, wish) == 0 || !keeps_arguments(renamer, wish, old))
		return;
	if (is_own(old))
		diag_error(renamer->diags, place, "%s keeps its name",
			   object_title_in(renamer->diags->arena, like))
			->detail = "it is PostgreSQL's own, or ignored";
	else if (is_found(found, old))
		diag_error(renamer->diags, place, "%s gets another name in another entry, too",
			   object_title_in(renamer->diags->arena, like));
	else if (new)
		diag_error(renamer->diags, place, "both %s and %s are there",
			   object_title_in(renamer->diags->arena, like),
			   object_title_in(renamer->diags->arena, wish))
			->hint = "drop one of them, or list both without renaming";
	else if (state_find(renamer->desired->state, like) ||
		 state_find(renamer->desired->absent, like))
		diag_error(renamer->diags, place, "%s is listed under its old name, too",
			   object_title_in(renamer->diags->arena, like));
	else if (renamer->desired->mode == MODE_ADDITIVE)
		diag_error(renamer->diags, place, "mode additive renames nothing");
	else
		list_add(renamer->actual->arena, found,
			 add_found(renamer->actual->arena, wish, old));
}

static void rename_kind(const struct renamer *renamer, const struct kind *kind)
{
	const struct list *set = state_of(renamer->desired->state, kind);
	struct list found = {0};

	for (size_t i = 0; i < set->count; i++)
		if (object_text(set->items[i], "renamed_from") ||
		    object_text(set->items[i], "moved_from"))
			settle(renamer, set->items[i], &found);
	for (size_t i = 0; i < found.count; i++)
		carry_out(renamer, found.items[i]);
	if (!found.count)
		return;
	state_sort(renamer->actual);
	state_sort(renamer->desired->state);
}

/* Routines come last: the types of their arguments may have new names. */
void desired_rename(struct desired *desired, struct state *actual, struct diags *diags)
{
	const struct renamer renamer = {.desired = desired, .actual = actual, .diags = diags};

	for (size_t i = 0; kinds_all[i]; i++)
		if (kinds_all[i] != &routine_kind)
			rename_kind(&renamer, kinds_all[i]);
	rename_kind(&renamer, &routine_kind);
}
