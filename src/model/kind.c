/* SPDX-License-Identifier: PostgreSQL */
#include "model/kind.h"

#include <stdlib.h>
#include <string.h>

const struct field *kind_field(const struct kind *kind, const char *name)
{
	for (const struct field *field = kind->fields; field->name; field++)
		if (*field->name == *name && strcmp(field->name, name) == 0)
			return field;
	return NULL;
}

const struct field *kind_field_at(const struct kind *kind, size_t offset)
{
	for (const struct field *field = kind->fields; field->name; field++)
		if (field->offset == offset && field->type != FIELD_LATER)
			return field;
	return NULL;
}

uint64_t kind_bit(const struct kind *kind, size_t offset)
{
	const struct field *field = kind_field_at(kind, offset);

	if (!field)
		abort(); /* no such field: a fault of the program */
	return UINT64_C(1) << (field - kind->fields);
}
