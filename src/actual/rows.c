/* SPDX-License-Identifier: PostgreSQL */
#include "actual/rows.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 64 };

static void clear(void *result)
{
	PQclear(result);
}

void rows_add(struct state *state, const struct kind *kind, PGresult *result, const char *database,
	      struct diags *diags)
{
	const struct field *fields[MOST_COLUMNS];
	const char *texts[MOST_COLUMNS] = {NULL};
	const int columns = PQnfields(result), rows = PQntuples(result);

	arena_defer(state->arena, clear, result);
	for (int column = 0; column < columns && column < MOST_COLUMNS; column++) {
		fields[column] = kind_field(kind, PQfname(result, column));
		if (!fields[column])
			abort(); /* a query with a column that is no field: a fault of the program
				  */
	}
	for (int row = 0; row < rows; row++) {
		struct object *object = object_new(state->arena, kind);

		object->database = database;
		for (int column = 0; column < columns; column++) {
			if (PQgetisnull(result, row, column))
				continue;
			/* a string that the row before has too is the same pointer, which is
			 * cheaper to compare */
			if (!texts[column] ||
			    strcmp(texts[column], PQgetvalue(result, row, column)) != 0)
				texts[column] = PQgetvalue(result, row, column);
			field_parse(fields[column], object, state->arena, texts[column]);
		}
		if (kind->normalize)
			kind->normalize(object, state->arena, diags);
		state_add(state, object);
	}
}

const char *names_literal(struct arena *arena, const struct list *names)
{
	struct text text = text_in(arena);

	if (!names)
		return NULL;
	text_add(&text, "{");
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->items[i];

		text_add(&text, i ? ",\"" : "\"");
		for (; *name; name++) {
			if (*name == '"' || *name == '\\')
				text_add(&text, "\\");
			text_add_bytes(&text, name, 1);
		}
		text_add(&text, "\"");
	}
	text_add(&text, "}");
	return text.at;
}
