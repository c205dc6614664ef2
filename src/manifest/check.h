/* SPDX-License-Identifier: PostgreSQL
 *
 * The check of a manifest's values.
 */
#ifndef PGMOB_MANIFEST_CHECK_H
#define PGMOB_MANIFEST_CHECK_H

#include "manifest/stages.h"
#include "model/kind.h"

struct checker {
	struct diags *diags;
	struct text words; /* of the message that is being written */
};

/* Whether the node is what the field takes; an error where it isn't. Only for fields without
 * items. A value that can be written in several ways is put into one. */
bool check_scalar(struct checker *checker, const struct field *field, struct node *node);

/* The same for an item of a list of strings. */
bool check_text_item(struct checker *checker, const struct field *field, struct node *node);

/* Reports a node of the wrong form, with what it shall be. field is the node's, or that of the list
 * whose item it is; NULL for the manifest itself. */
struct diag *check_form(struct checker *checker, const struct node *node, const struct field *field,
			const char *wanted);

/* Whether the node is a scalar that YAML reads as a string. */
bool check_is_string(const struct node *node);

/* Whether the node is an explicit null, or nothing at all behind its key. */
bool check_is_null(const struct node *node);

#endif
