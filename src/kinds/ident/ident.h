/* SPDX-License-Identifier: PostgreSQL
 *
 * pg_ident.conf: as whom users of the operating system, certificates or Kerberos may connect.
 */
#ifndef PGMOB_KINDS_IDENT_IDENT_H
#define PGMOB_KINDS_IDENT_IDENT_H

#include "kinds/conf/conf.h"

/* One entry: either a line as it stands in pg_ident.conf, or its parts, which are tokens of it,
 * with their quotes inside. */
struct ident_map {
	struct object object;
	const char *map;
	const char *system_user;
	const char *database_user;
	const char *line;
	const char *comment;
};

struct ident {
	struct conf conf; /* its entries are of struct ident_map */
};

extern const struct conf_grammar ident_grammar;
extern const struct kind ident_kind;
extern const struct kind ident_map_kind;

/* The checks of the two kinds. */
void ident_check(const struct object *object, struct diags *diags);
void ident_check_map(const struct object *object, struct diags *diags);

/* Faults of the entries on a server of that version. */
void ident_check_version(const struct ident *ident, const struct facts *facts, struct diags *diags);

/* Fills the entries of an actual file from its text. */
void ident_take_text(struct ident *ident, struct arena *arena);

/* Why the entries of an actual file cannot stand in a manifest. */
const char *ident_unwritable(const struct object *object, const struct facts *facts,
			     struct arena *arena);

#endif
