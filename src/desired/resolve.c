/* SPDX-License-Identifier: PostgreSQL
 *
 * Desired state ↔ actual state: what is ignored, what a wildcard stands for, what must exist.
 */
#include <string.h>

#include "base/glob.h"
#include "base/tree.h"
#include "desired/desired.h"
#include "kinds/kinds.h"
#include "model/grant.h"

/* What is ignored unless it is listed: PostgreSQL's own, and what the providers keep for
 * themselves. The bootstrap superuser is known by a fact, not by name. */
static const char *const always_roles[] = {
	"pg_*",
	"rdsadmin",
	"rds_*",
	"rdsrepladmin",
	"rdstopmgr",
	"rdswriteforwarduser",
	"rdsproxyadmin",
	"cloudsqladmin",
	"cloudsqlagent",
	"cloudsqlconnpooladmin",
	"cloudsqliam*",
	"cloudsqlimportexport",
	"cloudsqlinactiveuser",
	"cloudsqllogical",
	"cloudsqlobservability*",
	"cloudsqlreplica",
	"cloudsqlsuperuser",
	"alloydb*",
	"azuresu",
	"azure_pg_admin",
	"azure_superuser",
	"doadmin",
	"doadmin_group",
	"_doadmin_*",
	"_dodb",
	"avnadmin",
	"_avnadmin_*",
	"neon_superuser",
	"cloud_admin",
	"supabase_*",
	NULL,
};
static const char *const always_databases[] = {
	"template0",         "rdsadmin",  "cloudsqladmin", "alloydbadmin",
	"azure_maintenance", "azure_sys", "_dodb",         NULL,
};
static const char *const always_schemas[] = {"pg_*", "information_schema", NULL};

/* A name that nobody knows may have thousands like it: so many get a suggestion. */
enum { MOST_SUGGESTIONS = 100 };

/* What resolving one manifest against one server works on. */
struct resolver {
	struct desired *desired;
	struct state *actual;
	const struct facts *facts;
	struct diags *diags;
	size_t suggestions; /* made so far */
};

static bool fits_any(const char *const *patterns, const struct list *more, const char *name)
{
	for (; *patterns; patterns++)
		if (glob_fits(*patterns, name))
			return true;
	for (size_t i = 0; more && i < more->count; i++)
		if (glob_fits(more->items[i], name))
			return true;
	return false;
}

/* The patterns of the manifest for one kind, by the name of its key under ignore. */
static const struct list *patterns_of(const struct object *cluster, const struct kind *kind)
{
	const struct field *field = kind_field(&cluster_kind, "ignore");
	const struct object *ignore = cluster ? field_get(field, cluster) : NULL;

	return ignore ? field_list(kind_field(field->items, kind->plural), ignore) : NULL;
}

static void ignore_named(struct state *actual, const struct object *cluster,
			 const struct state *listed, const struct kind *kind,
			 const char *const *always)
{
	const struct list *patterns = patterns_of(cluster, kind);
	const struct field *bootstrap = kind_field(kind, "bootstrap");
	const struct list *set = state_of(actual, kind);

	for (size_t i = 0; i < set->count; i++) {
		struct object *object = set->items[i];
		const bool *first = bootstrap ? field_get(bootstrap, object) : NULL;

		if (!fits_any(always, patterns, object_name(object)) && !(first && *first))
			continue;
		object->ignored = !listed || !state_find(listed, object);
	}
}

/* An object that stands in an ignored one, or in an ignored database, is ignored with it. */
static void ignore_with(struct object *object, const struct state *actual)
{
	for (const struct field *field = object->kind->fields; field->name; field++) {
		const struct object *referred;

		if (!field->refers || !(field->flags & FIELD_KEY))
			continue;
		if (!(field->flags & FIELD_PLACED) && field->refers != &database_kind &&
		    field->refers != &schema_kind)
			continue;
		referred = state_referred(actual, field, object);
		object->ignored |= referred && referred->ignored;
	}
	if (object->database) {
		const struct object *database =
			state_named(actual, &database_kind, NULL, object->database);

		object->ignored |= database && database->ignored;
	}
}

void desired_ignore(struct state *actual, const struct object *cluster, const struct state *listed)
{
	ignore_named(actual, cluster, listed, &role_kind, always_roles);
	ignore_named(actual, cluster, listed, &database_kind, always_databases);
	ignore_named(actual, cluster, listed, &schema_kind, always_schemas);
	for (size_t i = 0; kinds_all[i]; i++) {
		const struct list *set = &actual->sets[i];

		if (kinds_all[i] == &role_kind || kinds_all[i] == &database_kind ||
		    kinds_all[i] == &schema_kind)
			continue;
		for (size_t j = 0; j < set->count; j++)
			ignore_with(set->items[j], actual);
	}
}

/* The desired object in which this one's entry would stand: a role for its settings, the cluster
 * for a role. NULL where the manifest does not list it. */
static const struct object *parent_of(const struct desired *desired, const struct object *object)
{
	const struct kind *kind = object->kind;

	for (const struct field *field = kind->fields; field->name; field++) {
		if (!(field->flags & FIELD_KEY) || !field->refers || !field_get(field, object))
			continue;
		/* a membership stands in its member, not in the role; a setting in its role */
		if (!(field->flags & FIELD_PLACED) && kind_field(kind, "member"))
			continue;
		return state_referred(desired->state, field, object);
	}
	return desired->cluster;
}

bool desired_is_exact(const struct desired *desired, const struct object *object)
{
	const struct object *parent = parent_of(desired, object);

	if (object->kind->unlisted == UNLISTED_DROPPED)
		return desired->mode == MODE_AUTHORITATIVE;
	if (!parent || desired->mode == MODE_AUTHORITATIVE)
		return parent;
	for (const struct field *field = parent->kind->fields; field->name; field++)
		if (field->items == object->kind && object_wrote(parent, field->name))
			return true;
	return false;
}

/* The desired object for one that is there: the listed one, or a new one in added. */
static struct object *desired_for(struct desired *desired, const struct object *there,
				  const struct object *schema, struct list *added)
{
	struct object *object = state_find(desired->state, there);

	if (object)
		return object;
	object = object_new(desired->arena, there->kind);
	object->node = node_get(schema->node, "objects_owner");
	object->database = there->database;
	for (const struct field *key = there->kind->fields; key->name; key++)
		if (key->flags & FIELD_KEY)
			field_set(key, object, field_get(key, there));
	list_add(desired->arena, added, object);
	return object;
}

/* Gives every object of the kind that is not listed with an owner of its own the objects_owner of
 * its schema. */
static void expand_owners(struct desired *desired, const struct state *actual,
			  const struct kind *kind)
{
	const struct field *objects_owner = kind_field(&schema_kind, "objects_owner");
	const struct field *owner = kind_field(kind, "owner");
	const struct field *dependent = kind_field(kind, "dependent");
	const struct list *set = state_of(actual, kind);
	struct list *wanted = state_of(desired->state, kind);
	struct list added = {0};

	for (size_t i = 0; i < set->count; i++) {
		const struct object *there = set->items[i];
		const struct object *schema =
			state_referred(desired->state, kind_field(kind, "schema"), there);
		struct object *object;

		if (!schema || !field_get(objects_owner, schema) ||
		    *(const bool *)field_get(dependent, there) ||
		    state_find(desired->absent, there))
			continue;
		object = desired_for(desired, there, schema, &added);
		if (!field_get(owner, object))
			field_set(owner, object, field_get(objects_owner, schema));
	}
	list_join(desired->arena, wanted, &added);
	list_sort(wanted, object_compare);
}

/* Adds the names of the set that are in the same place: database and schema, where these are given.
 */
static void add_candidates(struct arena *arena, struct list *candidates, const struct list *set,
			   const char *database, const char *schema)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct object *object = set->items[i];
		const struct field *field = kind_field(object->kind, "schema");

		if (database && strcmp(object->database, database) != 0)
			continue;
		if (schema && strcmp(field_get(field, object), schema) != 0)
			continue;
		list_add(arena, candidates, object_name(object));
	}
}

static void suggest(struct resolver *resolver, struct diag *diag, const struct kind *kind,
		    const char *database, const char *schema, const char *name)
{
	struct arena *scratch;
	struct list candidates = {0};
	const char *nearest;

	if (resolver->suggestions++ >= MOST_SUGGESTIONS)
		return;
	scratch = arena_create(NULL);
	add_candidates(scratch, &candidates, state_of(resolver->actual, kind), database, schema);
	if (!schema && kind->create) /* what is not made here is wrong in the manifest as often as
					it is there */
		add_candidates(scratch, &candidates, state_of(resolver->desired->state, kind),
			       database, NULL);
	nearest = diag_nearest(name, (const char *const *)candidates.items, candidates.count);
	if (nearest)
		diag->hint = text_format(resolver->diags->arena, "did you mean %Q?", nearest);
	arena_destroy(scratch);
}

/* A name that a field of the object has; item is its node where it is one of a list. */
static void check_name(struct resolver *resolver, const struct object *object,
		       const struct field *field, const char *name, const struct node *item)
{
	const bool local = field->refers->home == HOME_LOCAL;
	const char *database = local ? object->database : NULL;
	struct object *there = state_named(resolver->actual, field->refers, database, name);
	struct diag *diag;

	if (there)
		there->needed = true;
	if (state_named(resolver->desired->absent, field->refers, database, name)) {
		diag_error(resolver->diags,
			   item ? item->place : object_place_of(object, field->name),
			   "%s %Q shall be absent", field->refers->name, name);
		return;
	}
	if (there || state_named(resolver->desired->state, field->refers, database, name))
		return;
	diag = diag_error(resolver->diags,
			  item ? item->place : object_place_of(object, field->name),
			  "%s %Q is neither listed nor on the server", field->refers->name, name);
	if (local)
		diag->message = text_format(resolver->diags->arena,
					    "%s %Q is neither listed nor in database %Q",
					    field->refers->name, name, object->database);
	suggest(resolver, diag, field->refers, local ? object->database : NULL, NULL, name);
}

/* The object of another kind that has the schema and name: a view that is listed as a table. */
static const struct object *find_namesake(const struct resolver *resolver,
					  const struct object *object, const char *schema)
{
	for (size_t i = 0; kinds_all[i]; i++) {
		const struct field *field = kind_field(kinds_all[i], "schema");
		struct object *like;

		if (kinds_all[i] == object->kind || !field ||
		    !kind_field(kinds_all[i], "dependent"))
			continue;
		like = object_new(resolver->diags->arena, kinds_all[i]);
		like->database = object->database;
		field_set(field, like, schema);
		field_set(kind_field(kinds_all[i], "name"), like, object_name(object));
		like = state_find(resolver->actual, like);
		if (like)
			return like;
	}
	return NULL;
}

/* What is listed but cannot be made by pgmob must be there. */
static void check_exists(struct resolver *resolver, const struct object *object)
{
	const struct kind *kind = object->kind;
	const struct field *in = kind_field(kind, "schema");
	const struct object *namesake;
	const char *schema;
	struct diag *diag;

	if (kind->create || kind->home == HOME_FILE || state_find(resolver->actual, object))
		return;
	schema = in ? field_get(in, object) : NULL;
	diag = diag_error(resolver->diags, object_place_of(object, "name"),
			  "there is no %s in database %Q",
			  object_title_in(resolver->diags->arena, object), object->database);
	diag->detail = "pgmob does not create it: list it when it is there";
	namesake = schema ? find_namesake(resolver, object, schema) : NULL;
	if (namesake)
		diag->hint = text_format(resolver->diags->arena, "it is a %s: list it in %Q",
					 namesake->kind->name, namesake->kind->plural);
	else
		suggest(resolver, diag, kind, object->database, schema, object_name(object));
}

static void check_since(const struct resolver *resolver, const struct object *object,
			const struct field *field)
{
	const struct facts *facts = resolver->facts;
	struct diags *diags = resolver->diags;

	if (!field->since || facts->version >= field->since || !object_wrote(object, field->name))
		return;
	diag_error(diags, object_place_of(object, field->name), "%Q needs PostgreSQL %d",
		   field->name, field->since / 10000)
		->detail =
		text_format(diags->arena, "the server is PostgreSQL %s", facts->version_text);
}

static void check_references(struct resolver *resolver, const struct object *object,
			     const struct field *field)
{
	const struct list *names = field->type == FIELD_NAMES ? field_list(field, object) : NULL;
	const struct node *item;

	if (!names && field_get(field, object))
		check_name(resolver, object, field, field_get(field, object), NULL);
	/* what a profile brings is checked where the schema uses it */
	if (names && !object_wrote(object, field->name))
		return;
	item = names ? node_get(object->node, field->name)->first : NULL;
	for (size_t i = 0; names && i < names->count; i++, item = item ? item->next : NULL)
		if (!grant_is_public(names->items[i]))
			check_name(resolver, object, field, names->items[i], item);
}

/* The mappings that are parts of an object: its grants. */
static void check_records(struct resolver *resolver, const struct list *records)
{
	for (size_t i = 0; i < records->count; i++) {
		const struct object *record = records->items[i];

		for (const struct field *field = record->kind->fields; field->name; field++)
			if (field->refers)
				check_references(resolver, record, field);
	}
}

static void check_object(struct resolver *resolver, const struct object *object)
{
	for (const struct field *field = object->kind->fields; field->name; field++) {
		if (field->refers)
			check_references(resolver, object, field);
		if (field->type == FIELD_RECORDS)
			check_records(resolver, field_list(field, object));
		check_since(resolver, object, field);
	}
	check_exists(resolver, object);
}

/* Marks what goes for not being listed where its list is. */
static void mark_exact(const struct desired *desired, const struct list *set)
{
	for (size_t i = 0; desired->mode != MODE_ADDITIVE && i < set->count; i++) {
		struct object *object = set->items[i];

		object->exact = desired_is_exact(desired, object);
	}
}

void desired_resolve(struct desired *desired, struct state *actual, const struct facts *facts,
		     struct diags *diags)
{
	struct resolver resolver = {
		.desired = desired, .actual = actual, .facts = facts, .diags = diags};
	const size_t before = diags->list.count;

	desired_ignore(actual, desired->cluster, desired->state);
	for (size_t i = 0; kinds_all[i]; i++)
		if (kind_field(kinds_all[i], "dependent") && kind_field(kinds_all[i], "schema"))
			expand_owners(desired, actual, kinds_all[i]);
	for (size_t i = 0; kinds_all[i]; i++) {
		const struct list *set = &desired->state->sets[i];

		for (size_t j = 0; j < set->count; j++)
			check_object(&resolver, set->items[j]);
		if (kinds_all[i]->unlisted == UNLISTED_EXACT ||
		    kinds_all[i]->unlisted == UNLISTED_DROPPED)
			mark_exact(desired, &actual->sets[i]);
	}
	check_records(&resolver,
		      field_list(kind_field(&cluster_kind, "parameter_grants"), desired->cluster));
	for (size_t i = 0; kinds_all[i]; i++) {
		if (kinds_all[i]->pair)
			kinds_all[i]->pair(desired->state, actual, facts, diags);
		if (kinds_all[i]->pair_absent)
			kinds_all[i]->pair_absent(desired->absent, actual);
	}
	diags_sort(diags, before);
}
