/* SPDX-License-Identifier: PostgreSQL
 *
 * The kinds' tables of fields, walked once more: an object is a mapping of what it says and
 * PostgreSQL would not say by itself, with the objects that stand in it.
 */
#include "export/export.h"

#include <ctype.h>
#include <string.h>

#include "base/glob.h"
#include "base/map.h"
#include "desired/desired.h"
#include "export/yaml.h"
#include "kinds/kinds.h"

/* The owner of most objects in a schema. */
struct common {
	const char *owner;
};

struct exporter {
	struct yaml yaml;
	struct arena *arena;
	struct state *actual;
	const struct facts *facts;
	const struct export_options *options;
	struct diags *diags;
	struct map children; /* by parent kind, kind, place, database and parent → struct list */
	struct map owners;   /* by database and schema → struct common */
};

static void write_object(struct exporter *exporter, const struct object *object, size_t placed);

static const char *child_key(struct arena *arena, const struct kind *parent,
			     const struct field *field, const char *database, const char *name)
{
	return text_format(arena, "%s %s %z %J %J", parent->name, field->items->name, field->placed,
			   database ? database : "", name ? name : "");
}

/* What depends on something else is told with that, unless somebody has been granted something on
 * it.
 */
static bool is_told_elsewhere(const struct object *object)
{
	const struct field *dependent = kind_field(object->kind, "dependent");
	const struct field *grants = kind_field(object->kind, "grants");

	return dependent && *(const bool *)field_get(dependent, object) &&
	       !(grants && field_list(grants, object)->count);
}

/* Whether no manifest can say the object: of that a warning. */
static bool is_unwritable(const struct exporter *exporter, const struct object *object)
{
	const char *why =
		object->kind->unwritable
			? object->kind->unwritable(object, exporter->facts, exporter->arena)
			: NULL;

	if (why)
		diag_warning(exporter->diags, no_place(), "%s is left out of the manifest: %s",
			     object_title_in(exporter->arena, object), why);
	return why;
}

/* Whether the export has this object at all. */
static bool is_wanted(const struct exporter *exporter, const struct object *object)
{
	const char *pattern = exporter->options->role_pattern;

	if (object->ignored || is_told_elsewhere(object) ||
	    (object->kind->exports && !object->kind->exports(object)) ||
	    is_unwritable(exporter, object))
		return false;
	if (object->kind == &role_kind && pattern)
		return glob_fits(pattern, object_name(object));
	if (object->kind != &database_kind)
		return true;
	for (size_t i = 0; i < exporter->options->databases.count; i++)
		if (strcmp(exporter->options->databases.items[i], object_name(object)) == 0)
			return true;
	return false;
}

/* Hangs every object that stands in another one to its place there. */
static void index_children(struct exporter *exporter, const struct kind *parent)
{
	for (const struct field *field = parent->fields; field->name; field++) {
		const struct list *set;
		const struct field *placed;

		if (!field->items || field->items->home == HOME_RECORD ||
		    field->type == FIELD_NAMES)
			continue;
		set = state_of(exporter->actual, field->items);
		placed = field->placed ? kind_field_at(field->items, field->placed) : NULL;
		for (size_t i = 0; i < set->count; i++) {
			struct object *object = set->items[i];
			const char *in = placed ? field_get(placed, object) : object->database;
			const char *key = child_key(exporter->arena, parent, field,
						    placed ? object->database : NULL, in);
			struct list *list = map_get(&exporter->children, key);

			if (!is_wanted(exporter, object))
				continue;
			if (object->kind->tell)
				object->kind->tell(object, exporter->actual, exporter->facts);
			if (!list) {
				list = arena_alloc(exporter->arena, sizeof(*list));
				map_set(&exporter->children, key, list);
			}
			list_add(exporter->arena, list, object);
		}
	}
}

/* The objects that stand in this one at that field; those that the short list of names says wholly,
 * or the others. */
static struct list children_of(const struct exporter *exporter, const struct object *object,
			       const struct field *field, bool plain)
{
	const bool top = object->kind == &cluster_kind;
	const char *database = object->kind == &schema_kind ? object->database : NULL;
	const struct list *all =
		map_get(&exporter->children, child_key(exporter->arena, object->kind, field,
						       database, top ? NULL : object_name(object)));
	struct list found = {0};

	for (size_t i = 0; all && i < all->count; i++) {
		const struct object *child = all->items[i];
		const bool is_plain = field->items->plain &&
				      field->items->plain(child, exporter->actual, exporter->facts);

		/* a setting of a role stands there, not in the database too */
		if (field->items->stands && !field->items->stands(child, object->kind->name))
			continue;
		if (is_plain == plain)
			list_add(exporter->arena, &found, all->items[i]);
	}
	return found;
}

/* The owner of most objects in the schema, or NULL where there are none. */
static const char *common_owner(const struct exporter *exporter, const struct object *schema)
{
	struct map counts = map_in(exporter->arena);
	const char *common = NULL;
	size_t most = 0;

	for (const struct field *field = schema->kind->fields; field->name; field++) {
		struct list children = {0};

		if (field->type == FIELD_OBJECTS)
			children = children_of(exporter, schema, field, false);
		for (size_t i = 0; i < children.count; i++) {
			const struct field *owner = kind_field(field->items, "owner");
			const char *name = field_get(owner, children.items[i]);
			size_t *count = name ? map_get(&counts, name) : NULL;

			if (!name)
				continue;
			if (!count) {
				count = arena_alloc(exporter->arena, sizeof(*count));
				map_set(&counts, name, count);
			}
			if (++*count > most ||
			    (common && *count == most && strcmp(name, common) < 0)) {
				most = *count;
				common = name;
			}
		}
	}
	return common;
}

/* Whether the objects_owner of its schema says the owner of an object that stands in its database.
 */
static bool has_objects_owner(struct exporter *exporter, const struct object *object)
{
	const struct field *field = kind_field(object->kind, "schema");
	const char *own = field_get(kind_field(object->kind, "owner"), object);
	const struct object *schema = state_referred(exporter->actual, field, object);
	struct common *common;
	const char *key;

	if (!schema || schema->ignored || !own)
		return false;
	key = text_format(exporter->arena, "%J %J", schema->database, object_name(schema));
	common = map_get(&exporter->owners, key);
	if (!common) {
		common = arena_alloc(exporter->arena, sizeof(*common));
		common->owner = common_owner(exporter, schema);
		map_set(&exporter->owners, key, common);
	}
	return common->owner && strcmp(common->owner, own) == 0;
}

static void write_texts(struct exporter *exporter, const struct field *field,
			const struct list *texts)
{
	if (!texts->count && !(field->flags & FIELD_REQUIRED))
		return;
	yaml_key(&exporter->yaml, field->name);
	yaml_list_begin(&exporter->yaml, true);
	for (size_t i = 0; i < texts->count; i++)
		yaml_string(&exporter->yaml, texts->items[i]);
	yaml_list_end(&exporter->yaml);
}

static void write_objects(struct exporter *exporter, const struct field *field,
			  const struct list *objects)
{
	if (!objects->count)
		return;
	yaml_key(&exporter->yaml, field->name);
	yaml_list_begin(&exporter->yaml, false);
	for (size_t i = 0; i < objects->count; i++)
		write_object(exporter, objects->items[i], field->placed);
	yaml_list_end(&exporter->yaml);
}

static void write_scalar(struct exporter *exporter, const struct field *field,
			 const struct object *object)
{
	struct text text = text_in(exporter->arena);
	const void *value = field_get(field, object);

	if (!value)
		return;
	field_show(&text, field, object);
	if (field->unsaid && strcmp(text.at, field->unsaid) == 0)
		return;
	yaml_key(&exporter->yaml, field->name);
	if (field_is_text(field))
		yaml_string(&exporter->yaml, value);
	else
		yaml_plain(&exporter->yaml, text.at);
}

/* Names of children that the short list says: member_of. */
static void write_names(struct exporter *exporter, const struct object *object,
			const struct field *field)
{
	const struct list children = children_of(exporter, object, field, true);
	struct list names = {0};

	for (size_t i = 0; i < children.count; i++)
		list_add(exporter->arena, &names,
			 field_get(kind_field_at(field->items, field->into), children.items[i]));
	write_texts(exporter, field, &names);
}

static void write_children(struct exporter *exporter, const struct object *object,
			   const struct field *field, const char *owner)
{
	struct list children = children_of(exporter, object, field, false);
	const struct field *schema = kind_field(field->items, "schema");
	struct list kept = {0};

	if (object->kind == &database_kind && schema && schema->flags & FIELD_KEY) {
		for (size_t i = 0; i < children.count; i++)
			if (!has_objects_owner(exporter, children.items[i]))
				list_add(exporter->arena, &kept, children.items[i]);
		write_objects(exporter, field, &kept);
		return;
	}
	for (size_t i = 0; owner && i < children.count; i++) {
		const char *own = field_get(kind_field(field->items, "owner"), children.items[i]);

		if (!own || strcmp(own, owner) != 0)
			list_add(exporter->arena, &kept, children.items[i]);
	}
	write_objects(exporter, field, owner ? &kept : &children);
}

static void write_file(struct exporter *exporter, const struct field *field)
{
	const struct list *set = state_of(exporter->actual, field->items);

	if (!set->count || !is_wanted(exporter, set->items[0]))
		return;
	yaml_key(&exporter->yaml, field->name);
	write_object(exporter, set->items[0], 0);
}

static bool is_exported(const struct field *field, size_t placed)
{
	const unsigned never = FIELD_PLACED | FIELD_ACTUAL | FIELD_DERIVED | FIELD_SECRET |
			       FIELD_NO_EXPORT;

	return !(field->flags & never) && field->type != FIELD_LATER &&
	       (!placed || field->offset != placed);
}

static void write_field(struct exporter *exporter, const struct object *object,
			const struct field *field, const char *owner)
{
	if (field->items == &database_kind && exporter->options->split)
		return;
	if (strcmp(field->name, "objects_owner") == 0 && owner) {
		yaml_key(&exporter->yaml, field->name);
		yaml_string(&exporter->yaml, owner);
	} else if (field->type == FIELD_NAMES && field->items) {
		write_names(exporter, object, field);
	} else if (field->type == FIELD_OBJECTS) {
		write_children(exporter, object, field, owner);
	} else if (field->type == FIELD_RECORDS) {
		write_objects(exporter, field, field_list(field, object));
	} else if (field_is_texts(field)) {
		write_texts(exporter, field, field_list(field, object));
	} else if (field->type == FIELD_RECORD) {
		if (field->items->home == HOME_FILE)
			write_file(exporter, field);
	} else {
		write_scalar(exporter, field, object);
	}
}

static void write_object(struct exporter *exporter, const struct object *object, size_t placed)
{
	const char *owner = object->kind == &schema_kind ? common_owner(exporter, object) : NULL;

	yaml_map_begin(&exporter->yaml);
	for (const struct field *field = object->kind->fields; field->name; field++)
		if (is_exported(field, placed))
			write_field(exporter, object, field, owner);
	yaml_map_end(&exporter->yaml);
}

void export_all_databases(struct state *actual, struct export_options *options)
{
	const struct list *databases = state_of(actual, &database_kind);

	desired_ignore(actual, NULL, NULL);
	for (size_t i = 0; i < databases->count; i++) {
		const struct object *database = databases->items[i];

		if (!database->ignored)
			list_add(actual->arena, &options->databases, object_name(database));
	}
}

static void begin(struct exporter *exporter, struct text *text)
{
	text_addf(text, "# written by pgmob export from PostgreSQL %s\n",
		  exporter->facts->version_text);
	yaml_begin(&exporter->yaml, text);
}

/* A name of a file that any system takes, for any name of a database. */
static const char *file_name(struct arena *arena, const char *database)
{
	static const char digits[] = "0123456789abcdef";
	struct text name = text_in(arena);

	text_add(&name, "databases/");
	for (const unsigned char *at = (const unsigned char *)database; *at; at++) {
		if (isalnum(*at) || *at == '_' || *at == '-')
			text_add_bytes(&name, (const char *)at, 1);
		else
			text_addf(&name, "%%%s",
				  (char[]){digits[*at / 16], digits[*at % 16], '\0'});
	}
	text_add(&name, ".yaml");
	return name.at;
}

/* The files of the databases; what includes them has their names. */
static void write_files(struct exporter *exporter, struct object *cluster, struct list *files)
{
	const struct field *databases = kind_field(&cluster_kind, "databases");
	const struct field *include = kind_field(&cluster_kind, "include");
	const struct list children = children_of(exporter, cluster, databases, false);
	struct list names = {0};

	for (size_t i = 0; i < children.count; i++) {
		struct arena *arena = exporter->actual->arena;
		struct export_file *file = arena_alloc(arena, sizeof(*file));
		struct text text = text_in(arena);
		const struct list one = {.items = &children.items[i], .count = 1};

		begin(exporter, &text);
		yaml_map_begin(&exporter->yaml);
		write_objects(exporter, databases, &one);
		yaml_map_end(&exporter->yaml);
		yaml_end(&exporter->yaml);
		file->name = file_name(arena, object_name(children.items[i]));
		file->yaml = text.at;
		list_add(arena, files, file);
		list_add(exporter->arena, &names, file->name);
	}
	field_set_list(include, cluster, &names);
}

void export_manifest(struct text *text, struct list *files, struct state *actual,
		     const struct facts *facts, const struct export_options *options,
		     struct diags *diags)
{
	struct arena *scratch = arena_create(NULL);
	struct exporter exporter = {.arena = scratch,
				    .actual = actual,
				    .facts = facts,
				    .options = options,
				    .diags = diags,
				    .children = map_in(scratch),
				    .owners = map_in(scratch)};
	struct object *cluster = object_new(scratch, &cluster_kind);

	field_parse(kind_field(&cluster_kind, "version"), cluster, scratch, "1");
	field_set_list(kind_field(&cluster_kind, "parameter_grants"), cluster,
		       &options->parameter_grants);
	index_children(&exporter, &cluster_kind);
	for (size_t i = 0; kinds_all[i]; i++)
		index_children(&exporter, kinds_all[i]);
	if (options->split)
		write_files(&exporter, cluster, files);
	begin(&exporter, text);
	write_object(&exporter, cluster, 0);
	yaml_end(&exporter.yaml);
	arena_destroy(scratch);
}
