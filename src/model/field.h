/* SPDX-License-Identifier: PostgreSQL
 *
 * A field: one key of the manifest, one column of a query, one member of an object.
 *
 * A kind's table of fields is the only description of its attributes. Loading and checking
 * manifests, reading rows, comparing, printing, masking secrets, exporting, the JSON Schema, the
 * reference in the manual page and the order of a plan all walk these tables.
 *
 * A value lives in its object at the field's offset, as a pointer; NULL means that nothing is said:
 *
 *	FIELD_NAME, FIELD_TEXT, FIELD_VALUE, FIELD_WORD		const char *
 *	FIELD_BOOL						const bool *
 *	FIELD_INT						const int64_t *
 *	FIELD_RECORD						struct object * (of the kind items)
 *	FIELD_NAMES, FIELD_TEXTS, FIELD_VALUES			struct list of char *
 *	FIELD_RECORDS, FIELD_OBJECTS				struct list of struct object *
 */
#ifndef PGMOB_MODEL_FIELD_H
#define PGMOB_MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct kind;
struct object;

enum field_type {
	FIELD_NAME = 1, /* an identifier: 1 to 63 bytes */
	FIELD_TEXT,     /* any string */
	FIELD_VALUE,    /* a string that may also be written as a number or boolean */
	FIELD_BOOL,
	FIELD_INT,
	FIELD_WORD,    /* one of field->words */
	FIELD_NAMES,   /* a list of identifiers */
	FIELD_TEXTS,   /* a list of strings */
	FIELD_VALUES,  /* a list of strings that may also be written as numbers or booleans */
	FIELD_RECORD,  /* a mapping that is a part of the object */
	FIELD_RECORDS, /* a list of such mappings */
	FIELD_OBJECTS, /* a list of objects of their own, written inside this one */
	FIELD_LATER,   /* a key of the contract that this version does not carry out */
};

enum field_flag {
	FIELD_KEY = 1 << 0,        /* part of the object's key */
	FIELD_REQUIRED = 1 << 1,   /* must be written */
	FIELD_PLACED = 1 << 2,     /* not written: said by where the object stands */
	FIELD_ACTUAL = 1 << 3,     /* a fact of the server: never in a manifest, never compared */
	FIELD_CREATION = 1 << 4,   /* only says how to create; never compared */
	FIELD_FIXED = 1 << 5,      /* cannot be changed in place: a difference needs a person */
	FIELD_SECRET = 1 << 6,     /* never shown */
	FIELD_LOSS = 1 << 7,       /* true to false is guarded by --allow-demote */
	FIELD_UNWRITTEN = 1 << 8,  /* a change is guarded so where the manifest does not write it */
	FIELD_HIDDEN = 1 << 9,     /* in no description of a change */
	FIELD_DERIVED = 1 << 10,   /* as FIELD_ACTUAL, but worked out for desired objects too, and
				      compared */
	FIELD_NO_EXPORT = 1 << 11, /* an export does not write it */
};

struct field {
	const char *name; /* the manifest's key, the query's column, JSON's member */
	enum field_type type;
	unsigned flags;
	size_t offset;
	const char *unsaid;        /* what nothing said means, as text; NULL: left as it is */
	int since;                 /* the first server version that has it, as 160000; 0: all */
	const struct kind *refers; /* the kind of object that the value names */
	/* of RECORD, RECORDS, OBJECTS; of NAMES: each name is an object */
	const struct kind *items;
	size_t placed;            /* of OBJECTS: where in the item the key of this object goes */
	size_t into;              /* of NAMES with items: where in the item the name goes */
	const char *const *words; /* of WORD, ended by NULL; of BOOL, how a plan says false and
				     true: NULL is "no name" and "name" */
	int64_t least, most;      /* of INT */
	const char *doc; /* for the manual and the JSON Schema: a phrase without full stop */
};

/* The pointer stored in the object for a field of one pointer, NULL where nothing is said. */
const void *field_get(const struct field *field, const struct object *object);
void field_set(const struct field *field, struct object *object, const void *value);

/* The record stored in the object for a field that is one, or NULL. */
struct object *field_record(const struct field *field, const struct object *object);

/* The list stored in the object for a field that is a list. */
const struct list *field_list(const struct field *field, const struct object *object);
void field_set_list(const struct field *field, struct object *object, const struct list *list);

/* The string at that place of a list of strings, or at 0 the one of a field that is no list; NULL
 * behind the last. */
const char *field_text_at(const struct field *field, const struct object *object, size_t at);

/* Whether the type is a list (NAMES, TEXTS, VALUES, RECORDS, OBJECTS). */
bool field_is_list(const struct field *field);

/* Whether it is a list of strings. */
bool field_is_texts(const struct field *field);

/* Whether the value is one string. */
bool field_is_text(const struct field *field);

/* Sets the value from its text: 't', 'true' and the like, digits, the text of an array, or the
 * string itself, which is not copied. For scalar types and lists of strings. */
void field_parse(const struct field *field, struct object *object, struct arena *arena,
		 const char *text);

/* Whether two objects say the same in this field: nothing said is equal to nothing said only. */
bool field_equal(const struct field *field, const struct object *a, const struct object *b);

/* Writes the value as a message shows it: secrets as ***, lists with commas. Nothing for NULL. */
void field_show(struct text *text, const struct field *field, const struct object *object);

/* The two booleans, for objects to point to. */
const bool *field_bool(bool value);

#endif
