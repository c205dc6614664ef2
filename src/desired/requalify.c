/* SPDX-License-Identifier: PostgreSQL */
#include "desired/requalify.h"

#include <string.h>

#include "kinds/kinds.h"

/* Whether a qualified name may begin, or end, beside that character of a list of arguments. */
static bool is_edge(char character)
{
	return !character || strchr("(), []", character);
}

/* Replaces a qualified name, or with whole false the beginning of it, in a list of arguments as the
 * server writes them. */
static const char *replaced(struct arena *arena, const char *arguments, const char *before,
			    const char *after, bool whole)
{
	const size_t length = strlen(before);
	struct text text = text_in(arena);
	bool quoted = false;

	for (const char *at = arguments; *at; at++) {
		const bool begins = !quoted && (at == arguments || is_edge(at[-1]));

		if (begins && strncmp(at, before, length) == 0 && (!whole || is_edge(at[length]))) {
			text_add(&text, after);
			at += length - 1;
			continue;
		}
		quoted ^= *at == '"';
		text_add_bytes(&text, at, 1);
	}
	return text.length ? text.at : "";
}

/* The types of arguments are a part of what a routine is called. */
static void requalify_routines(const struct state *actual, const char *database, const char *before,
			       const char *after, bool whole)
{
	const struct list *routines = state_of(actual, &routine_kind);
	const struct field *name = kind_field(&routine_kind, "name");
	const struct field *signature = kind_field(&routine_kind, "signature");

	for (size_t i = 0; i < routines->count; i++) {
		struct object *routine = routines->items[i];
		const char *base = object_text(routine, "base_name");
		const char *arguments = object_name(routine) + strlen(base);

		if (strcmp(routine->database, database) != 0 || !strstr(arguments, before))
			continue;
		field_set(name, routine,
			  text_format(actual->arena, "%s%s", base,
				      replaced(actual->arena, arguments, before, after, whole)));
		field_set(signature, routine,
			  replaced(actual->arena, object_text(routine, "signature"), before, after,
				   whole));
	}
}

/* And of what the server itself writes the name: operators and the like. */
static void requalify_identities(const struct state *actual, const char *database,
				 const char *before, const char *after, bool whole)
{
	for (size_t i = 0; kinds_all[i]; i++) {
		const struct field *identity = kind_field(kinds_all[i], "identity");
		const struct field *name = kind_field(kinds_all[i], "name");
		const struct list *set = &actual->sets[i];

		for (size_t j = 0; identity && j < set->count; j++) {
			struct object *object = set->items[j];

			if (strcmp(object->database, database) != 0)
				continue;
			field_set(identity, object,
				  replaced(actual->arena, field_get(identity, object), before,
					   after, whole));
			field_set(name, object,
				  replaced(actual->arena, field_get(name, object), before, after,
					   whole));
		}
	}
}

void requalify(const struct state *actual, const char *database, const char *before,
	       const char *after, bool whole)
{
	requalify_routines(actual, database, before, after, whole);
	requalify_identities(actual, database, before, after, whole);
}
