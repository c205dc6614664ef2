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
	const struct rows_from *from;
	struct diags *diags;
	const struct kind *kind;
	int columns;
	int oid_column;   /* of the object's own OID, where that is of use */
	int kind_column;  /* of the kind's name, where there is one */
	int names_column; /* of an array of names, where a row is of many objects */
	const struct field *fields[MOST_COLUMNS]; /* NULL: no field of this kind */
	bool by_oid[MOST_COLUMNS];                /* the value is the OID of what the field names */
	const char *texts[MOST_COLUMNS];          /* the strings of the row before */
	const char *names[MOST_COLUMNS];          /* and what they name, by their OIDs */
};

static void clear(void *result)
{
	PQclear(result);
}

/* The field of a column; of member_oid that is member. */
static const struct field *field_of(struct rows *rows, int column)
{
	static const char suffix[] = "_oid";
	const char *name = PQfname(rows->result, column);
	const size_t length = strlen(name), end = strlen(suffix);
	const struct field *field;

	if (column == rows->oid_column || column == rows->kind_column ||
	    column == rows->names_column)
		return NULL;
	rows->by_oid[column] = length > end && strcmp(name + length - end, suffix) == 0;
	if (rows->by_oid[column])
		name = arena_strndup(rows->state->arena, name, length - end);
	field = kind_field(rows->kind, name);
	if (!field && rows->kind_column < 0)
		abort(); /* a query with a column that is no field: a fault of the program */
	return field;
}

/* A column that is no field of the kind is null in its rows: another kind of the query has it. */
static void set_kind(struct rows *rows, const struct kind *kind)
{
	rows->kind = kind;
	for (int column = 0; column < rows->columns; column++)
		rows->fields[column] = field_of(rows, column);
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

/* The name of the object with that OID, which was read before; NULL where it is gone. */
static const char *name_of(const struct rows *rows, const char *oid)
{
	const struct object *object = map_get(&rows->state->oids, oid);

	return object ? object_name(object) : NULL;
}

/* The value of a column, and whether there is one. */
static const char *value_of(struct rows *rows, int row, int column)
{
	const char *before = rows->texts[column], *text;

	if (PQgetisnull(rows->result, row, column))
		return NULL;
	text = text_of(rows, row, column);
	if (!rows->by_oid[column])
		return text;
	if (text != before)
		rows->names[column] = name_of(rows, text);
	return rows->names[column];
}

static void add_object(struct rows *rows, int row, const char *name)
{
	struct arena *arena = rows->state->arena;
	struct object *object = object_new(arena, rows->kind);

	object->database = rows->from->database;
	object->server = rows->from->server;
	for (int column = 0; column < rows->columns; column++) {
		const struct field *field = rows->fields[column];
		const char *value = field ? value_of(rows, row, column) : NULL;

		if (value)
			field_parse(field, object, arena, value);
	}
	if (rows->oid_column >= 0)
		map_set(&rows->state->oids, PQgetvalue(rows->result, row, rows->oid_column),
			object);
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

void rows_add(struct state *state, const struct kind *kind, PGresult *result,
	      const struct rows_from *from, struct diags *diags)
{
	struct rows rows = {
		.state = state,
		.result = result,
		.from = from,
		.diags = diags,
		.columns = PQnfields(result),
		.oid_column = PQfnumber(result, "own_oid"),
		.kind_column = PQfnumber(result, "kind"),
		.names_column = PQfnumber(result, "names"),
	};
	const int count = PQntuples(result);

	arena_defer(state->arena, clear, result);
	if (rows.columns > MOST_COLUMNS)
		abort(); /* the same */
	set_kind(&rows, kind);
	for (int row = 0; row < count; row++)
		if (!from->original || is_original(result, row))
			add_row(&rows, row);
}

void rows_fill(struct object *object, struct arena *arena, const PGresult *result, int row)
{
	for (int column = 0; column < PQnfields(result); column++)
		if (!PQgetisnull(result, row, column))
			field_parse(kind_field(object->kind, PQfname(result, column)), object,
				    arena, arena_strdup(arena, PQgetvalue(result, row, column)));
}

const char *names_literal(struct arena *arena, const struct list *names)
{
	struct text text = text_in(arena);

	array_show(&text, names);
	return text.at;
}
