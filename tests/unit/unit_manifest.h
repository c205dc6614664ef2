/* SPDX-License-Identifier: PostgreSQL
 *
 * What the tests of manifests share: texts as sources and trees, diagnostics as lines.
 */
#ifndef PGMOB_TESTS_UNIT_MANIFEST_H
#define PGMOB_TESTS_UNIT_MANIFEST_H

#include "manifest/stages.h"
#include "unit.h"

/* The text as the source of that number, in the arena of the running test. */
const struct source *unit_source(const char *text, size_t number);

/* The text's tree, or NULL. */
struct node *unit_compose(const char *text, struct diags *diags);

/* The tree as one line: {key: "value", list: [plain]}. What is wrong is !. */
const char *unit_tree(const struct node *node);

/* Each diagnostic as a line: 3:7 message, with (hint) and @line:column of the other place. */
const char *unit_faults(const struct diags *diags);

/* The tree of one text or of several as a manifest's files, checked and merged; NULL ends them. */
struct node *unit_check(struct diags *diags, const char *const *texts,
			const struct manifest_options *options);

/* The faults of such texts. */
const char *unit_check_faults(const char *const *texts);

#endif
