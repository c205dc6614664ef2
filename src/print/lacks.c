/* SPDX-License-Identifier: PostgreSQL
 *
 * What the executing role lends itself, and what it lacks.
 */
#include <string.h>

#include "print/lacks.h"
#include "print/statement.h"

static void add_lends(struct text *text, const struct plan *plan)
{
	struct text roles = text_in(text->arena);
	bool loans = false;

	for (size_t i = 0; i < plan->lends.count; i++) {
		const struct lend *lend = plan->lends.items[i];

		loans |= !lend->role;
		if (lend->role)
			text_addf(&roles, "%s%V", roles.length ? ", " : "", lend->role);
	}
	if (roles.length)
		text_addf(text, "While it runs, %V makes itself a member of %s.\n",
			  plan->facts->user, roles.at);
	if (loans)
		text_add(text, "While they get their objects, new owners are lent CREATE on the "
			       "schemas.\n");
}

static bool is_plain(const char *sql)
{
	while (*sql) {
		size_t length = 1;

		while (((unsigned char)sql[length] & 0xc0) == 0x80)
			length++;
		if (!text_is_visible(sql, length))
			return false;
		sql += length;
	}
	return true;
}

static const char *sql_of(struct arena *arena, const struct lack *lack)
{
	struct text sql = text_in(arena);

	if (lack->sql)
		return lack->sql;
	print_statement(&sql, lack->statement);
	return sql.at;
}

static const char *role_of(const struct lack *lack)
{
	return lack->statement ? lack->statement->as : NULL;
}

/* A line each: what would not be seen in one is shown in a way that SQL does not take. */
static void add_sql(struct text *text, const struct lack *lack)
{
	const char *sql = sql_of(text->arena, lack);

	if (role_of(lack))
		sql = text_format(text->arena, "SET ROLE %I; %s; RESET ROLE", role_of(lack), sql);
	text_addf(text, is_plain(sql) ? "%s;" : "%Q", sql);
	if (lack->database)
		text_addf(text, "  -- in database %V", lack->database);
	text_add(text, "\n");
}

static void add_lacks(struct text *text, const struct plan *plan, const char *margin)
{
	if (!plan->lacks.count)
		return;
	text_addf(text, "%s%V may not do what is marked !. Somebody who may must run first:\n",
		  margin, plan->facts->user);
	for (size_t i = 0; i < plan->lacks.count; i++) {
		text_addf(text, "%s  ", margin);
		add_sql(text, plan->lacks.items[i]);
	}
}

void print_rights(struct text *text, const struct plan *plan)
{
	if (!plan->lacks.count)
		add_lends(text, plan);
	add_lacks(text, plan, "");
}

void print_rights_comment(struct text *text, const struct plan *plan)
{
	add_lacks(text, plan, "-- ");
}

static void add_member(struct text *text, const char *key, const char *value)
{
	text_addf(text, value ? "\"%s\": %J, " : "\"%s\": null, ", key, value);
}

void print_rights_json(struct text *text, const struct plan *plan)
{
	text_add(text, "  \"lacks\": [");
	for (size_t i = 0; i < plan->lacks.count; i++) {
		const struct lack *lack = plan->lacks.items[i];

		text_add(text, i ? ",\n    {" : "\n    {");
		add_member(text, "database", lack->database);
		add_member(text, "role", role_of(lack));
		text_addf(text, "\"sql\": %J}", sql_of(text->arena, lack));
	}
	text_add(text, plan->lacks.count ? "\n  ],\n" : "],\n");
}
