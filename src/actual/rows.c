/* SPDX-License-Identifier: PostgreSQL */
#include "actual/rows.h"

#include <stdlib.h>

enum { MOST_COLUMNS = 64 };

static void clear(void *result)
{
	PQclear(result);
}

void rows_add(struct state *state, const struct kind *kind, PGresult *result, const char *database,
	      struct diags *diags)
{
	const struct field *fields[MOST_COLUMNS];
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
		for (int column = 0; column < columns; column++)
			if (!PQgetisnull(result, row, column))
				field_parse(fields[column], object, state->arena,
					    PQgetvalue(result, row, column));
		if (kind->normalize)
			kind->normalize(object, state->arena, diags);
		state_add(state, object);
	}
}
