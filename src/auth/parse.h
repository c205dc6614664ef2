/* SPDX-License-Identifier: PostgreSQL
 *
 * What parts of the parser share: a line on its way to a rule or an entry of a map.
 */
#ifndef PGMOB_AUTH_PARSE_H
#define PGMOB_AUTH_PARSE_H

#include "auth/rule.h"

struct auth_parse {
	struct arena *arena;
	const struct auth_line *line;
	int version;
	struct list *faults;
	bool wrong; /* one of the faults is no warning */
};

/* A parser that adds to faults, which may be NULL. It has found already whether a server of that
 * version can read the line. */
struct auth_parse auth_parse_begin(struct arena *arena, const struct auth_line *line, int version,
				   struct list *faults);

/* Adds a fault, a warning; the caller may set its other members. The formats are text_addf()'s. */
struct auth_fault *auth_parse_fault(struct auth_parse *parse, enum auth_part part, size_t item,
				    const char *format, ...);
struct auth_fault *auth_parse_warning(struct auth_parse *parse, enum auth_part part, size_t item,
				      const char *format, ...);

/* A fault where the server is older than the word. */
void auth_parse_since(struct auth_parse *parse, enum auth_part part, size_t item, const char *word,
		      int since);

/* "did you mean …?", or NULL. */
const char *auth_parse_suggest(struct arena *arena, const char *word, const char *const *words);

/* The number of the word in a list that NULL ends, or -1. */
int auth_parse_word(const char *word, const char *const *words);

/* Reads the options of a rule, which stand from that field on, and checks whether they are right
 * for its type and method. has_method: the method is known. */
void auth_options_parse(struct auth_parse *parse, struct auth_rule *rule, size_t field,
			bool has_method);

/* Which options an LDAP URL stands for, too. */
struct auth_ldap_url {
	bool has_base, has_attribute, has_filter;
};

/* Reads it; gives what is wrong with it, or NULL. */
const char *auth_ldap_url_read(struct arena *arena, struct auth_ldap_url *url, const char *text);

/* The value that means the same as not to write the option, or NULL. */
const char *auth_option_usual(const struct auth_rule *rule, const char *name);

/* The value as the server takes it: of several spellings one. */
const char *auth_option_value(const struct auth_option *option);

#endif
