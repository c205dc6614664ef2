/* SPDX-License-Identifier: PostgreSQL */
#include "actual/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "kinds/kinds.h"

enum { MOST_COLUMNS = 64 };

/* The columns of a result, and what they are to the kind of the row. */
struct rows {
	struct state *state;
	PGresult *result;
	const char *database;
	struct diags *diags;
	const struct kind *kind;
	int columns;
	int kind_column;  /* of the kind's name, where there is one */
	int names_column; /* of an array of names, where a row is of many objects */
	const struct field *fields[MOST_COLUMNS]; /* NULL: no field of this kind */
	const char *texts[MOST_COLUMNS];          /* the strings of the row before */
};

static void clear(void *result)
{
	PQclear(result);
}

/* A column that is no field of the kind is null in its rows: another kind of the query has it. */
static void set_kind(struct rows *rows, const struct kind *kind)
{
	rows->kind = kind;
	for (int column = 0; column < rows->columns; column++)
		rows->fields[column] = column == rows->kind_column || column == rows->names_column
					       ? NULL
					       : kind_field(kind, PQfname(rows->result, column));
}

static void set_kind_named(struct rows *rows, const char *name)
{
	if (strcmp(rows->kind->name, name) == 0)
		return;
	for (const struct kind *const *kind = kinds_all; *kind; kind++)
		if (strcmp((*kind)->name, name) == 0)
			set_kind(rows, *kind);
}

/* A string that the row before has too is the same pointer, which is cheaper to compare. */
static const char *text_of(struct rows *rows, int row, int column)
{
	const char *text = PQgetvalue(rows->result, row, column);

	if (!rows->texts[column] || strcmp(rows->texts[column], text) != 0)
		rows->texts[column] = text;
	return rows->texts[column];
}

static void add_object(struct rows *rows, int row, const char *name)
{
	struct arena *arena = rows->state->arena;
	struct object *object = object_new(arena, rows->kind);

	object->database = rows->database;
	for (int column = 0; column < rows->columns; column++) {
		const struct field *field = rows->fields[column];

		if (field && !PQgetisnull(rows->result, row, column))
			field_parse(field, object, arena, text_of(rows, row, column));
	}
	if (name)
		field_parse(kind_field(rows->kind, "name"), object, arena, name);
	if (rows->kind->normalize)
		rows->kind->normalize(object, arena, rows->diags);
	state_add(rows->state, object);
}

/* Whether initdb has made what the row is about. */
static bool is_original(const PGresult *result, int row)
{
	const int column = PQfnumber(result, "original");

	return column >= 0 && *PQgetvalue(result, row, column) == 't';
}

static void add_row(struct rows *rows, int row)
{
	const char *at;

	if (rows->kind_column >= 0)
		set_kind_named(rows, PQgetvalue(rows->result, row, rows->kind_column));
	if (rows->names_column < 0) {
		add_object(rows, row, NULL);
		return;
	}
	at = array_begin(PQgetvalue(rows->result, row, rows->names_column));
	for (char *name; (name = array_next(rows->state->arena, &at));)
		add_object(rows, row, name);
}

void rows_add(struct state *state, const struct kind *kind, PGresult *result, const char *database,
	      bool only_original, struct diags *diags)
{
	struct rows rows = {
		.state = state,
		.result = result,
		.database = database,
		.diags = diags,
		.columns = PQnfields(result),
		.kind_column = PQfnumber(result, "kind"),
		.names_column = PQfnumber(result, "names"),
	};
	const int count = PQntuples(result);

	arena_defer(state->arena, clear, result);
	if (rows.columns > MOST_COLUMNS)
		abort(); /* a fault of the program */
	set_kind(&rows, kind);
	for (int row = 0; row < count; row++)
		if (!only_original || is_original(result, row))
			add_row(&rows, row);
}

const char *names_literal(struct arena *arena, const struct list *names)
{
	struct text text = text_in(arena);

	if (!names)
		return NULL;
	array_show(&text, names);
	return text.at;
}
