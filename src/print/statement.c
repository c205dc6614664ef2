/* SPDX-License-Identifier: PostgreSQL */
#include "print/statement.h"

#include <string.h>

/* How psql takes a statement's "PASSWORD '***'" out: what stands before the stars. */
static const char password_words[] = " PASSWORD ";
static const char stars[] = "'***'";

/* Where "PASSWORD '***'" begins; 0 where the secret is another one. */
static size_t password_at(const struct statement *statement)
{
	const size_t words = strlen(password_words);

	return statement->secret_at < words ||
			       strncmp(statement->sql + statement->secret_at - words,
				       password_words, words) != 0
		       ? 0
		       : statement->secret_at - words;
}

bool print_hides(const struct statement *statement)
{
	return (statement->secret || statement->missing) && !password_at(statement);
}

void print_statement(struct text *text, const struct statement *statement)
{
	const size_t cut = statement->secret || statement->missing ? password_at(statement) : 0;

	if (!cut) {
		text_add(text, statement->sql);
		return;
	}
	text_add_bytes(text, statement->sql, cut);
	text_add(text, statement->sql + statement->secret_at + strlen(stars));
}
