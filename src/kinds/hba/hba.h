/* SPDX-License-Identifier: PostgreSQL
 *
 * pg_hba.conf: one object, whose rules are compared with the text of the server's file.
 */
#ifndef PGMOB_KINDS_HBA_HBA_H
#define PGMOB_KINDS_HBA_HBA_H

#include "kinds/conf/conf.h"

struct hba_option {
	struct object object;
	const char *name;
	const char *value;
};

/* One rule: either a line as it stands in pg_hba.conf, or its parts. databases, users and address
 * are tokens of pg_hba.conf, with their quotes inside. */
struct hba_rule {
	struct object object;
	const char *type;
	struct list databases; /* of char * */
	struct list users;     /* of char * */
	const char *address;
	const char *method;
	struct list options; /* of struct hba_option */
	const char *line;
	const char *comment;
};

struct hba {
	struct conf conf;   /* its entries are of struct hba_rule */
	struct list probes; /* of struct hba_probe */
};

extern const struct conf_grammar hba_grammar;
extern const struct kind hba_kind;
extern const struct kind hba_rule_kind;
extern const struct kind hba_option_kind;

/* The rule as one line of the file, its parts separated by single blanks. */
const char *hba_rule_line(struct arena *arena, const struct hba_rule *rule);

#endif
