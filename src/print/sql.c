/* SPDX-License-Identifier: PostgreSQL
 *
 * A plan as a script that psql runs as it is. Passwords are not in it: a comment says where each
 * comes from.
 */
#include <string.h>

#include "kinds/kinds.h"
#include "print/lacks.h"
#include "print/refusals.h"
#include "print/statement.h"

/* createrole_self_grant would add memberships that the plan does not know. */
enum { SELF_GRANT_SINCE = 160000 };

static const char *const preamble = "\\set ON_ERROR_STOP on\n"
				    "SET client_encoding = 'UTF8';\n"
				    "SET standard_conforming_strings = on;\n";

/* A line of comment: a newline in a name must not end it. */
static void add_comment(struct text *text, const char *words, const struct object *object)
{
	text_addf(text, "-- %s%s\n", words, object_title_in(text->arena, object));
}

static void add_statement(struct text *text, const struct statement *statement)
{
	const bool secret = statement->secret || statement->missing;

	if (statement->patch) {
		text_addf(text, "-- Patroni must be asked for it, which psql cannot do: %s\n",
			  statement->sql);
		return;
	}
	if (print_hides(statement)) {
		add_comment(text, "a secret is in it, so that only apply can do it: ",
			    change_object(statement->change));
		return;
	}
	if (secret)
		add_comment(text, "the password is not in this script: set it with \\password for ",
			    change_object(statement->change));
	print_statement(text, statement);
	text_add(text, ";\n");
}

/* What a session of pgmob has too: whoever logs in with --role executes as another. */
static void add_session(struct text *text, const struct facts *facts)
{
	text_add(text, "SELECT pg_catalog.set_config('search_path', '', false) \\g /dev/null\n");
	if (strcmp(facts->user, facts->session_user) != 0)
		text_addf(text, "SET ROLE %I;\n", facts->user);
	if (!facts->superuser && facts->version >= SELF_GRANT_SINCE)
		text_add(text, "SET createrole_self_grant = '';\n");
}

/* A statement that another role must run has SET ROLE around it. */
static void add_step(struct text *text, const struct statement *statement,
		     const struct facts *facts)
{
	if (statement->as)
		text_addf(text, "%s;\n", statement_role(text->arena, facts, statement->as));
	add_statement(text, statement);
	if (statement->as)
		text_addf(text, "%s;\n", statement_role(text->arena, facts, NULL));
}

/* \connect takes a conninfo string, which has a quoting of its own, inside psql's double quotes. */
static void add_connect(struct text *text, const char *conninfo)
{
	text_add(text, "\n\\connect -reuse-previous=on \"");
	for (; *conninfo; conninfo++)
		text_add_bytes(text, *conninfo == '"' ? "\"\"" : conninfo,
			       *conninfo == '"' ? 2 : 1);
	text_add(text, "\"\n");
}

static bool check_name(const char *what, const char *name, struct diags *diags)
{
	if (!strpbrk(name, "\n\r"))
		return true;
	diag_error(diags, no_place(),
		   "%s %Q cannot be in a script: psql cannot connect to a name with a line break",
		   what, name);
	return false;
}

/* A script that is being written, and where it is connected. */
struct script {
	struct text *text;
	const struct plan *plan;
	struct diags *diags;
	const char *database; /* NULL: where psql was at its start */
	const char *server;   /* the other node; NULL: none */
};

static bool is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static const char *conninfo_of(const struct plan *plan, const char *node)
{
	for (size_t i = 0; i < plan->facts->nodes.count; i++) {
		const struct facts *facts = plan->facts->nodes.items[i];

		if (strcmp(facts->server, node) == 0)
			return facts->conninfo;
	}
	return NULL;
}

/* Only psql knows how it came to the server that it is connected to at first. */
static void add_start(struct text *text, const struct plan *plan)
{
	bool moves = false;

	for (size_t i = 0; i < plan->batches.count; i++)
		moves |= ((const struct batch *)plan->batches.items[i])->server != NULL;
	if (moves)
		text_add(text, "\\set pgmob_user :USER\n"
			       "\\set pgmob_host :HOST\n"
			       "\\set pgmob_port :PORT\n");
}

/* To the node, or from the last one back to the first server. */
static bool change_server(struct script *script, const char *server)
{
	const struct facts *facts = script->plan->facts;
	const char *conninfo = server ? conninfo_of(script->plan, server) : NULL;

	if (is_same(script->server, server))
		return true;
	if (conninfo && !check_name("node", conninfo, script->diags))
		return false;
	if (conninfo)
		add_connect(script->text, conninfo);
	else
		text_add(script->text, "\n\\connect - :\"pgmob_user\" :\"pgmob_host\" "
				       ":\"pgmob_port\"\n");
	add_session(script->text, facts);
	script->server = server;
	script->database = facts->database;
	return true;
}

static bool change_database(struct script *script, const char *database)
{
	if (!database || is_same(script->database, database))
		return true;
	if (!check_name("database", database, script->diags))
		return false;
	add_connect(script->text, text_format(script->text->arena, "dbname=%C", database));
	add_session(script->text, script->plan->facts);
	script->database = database;
	return true;
}

static void add_persons(struct text *text, const struct plan *plan)
{
	const struct list *changes = &plan->difference->changes;

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (change->person)
			add_comment(text, "left to a person: ", change_object(change));
	}
}

/* Whoever pipes the script into psql sees no exit status of the plan. */
static void add_refusal(struct text *text, const struct plan *plan,
			const struct plan_consent *consent)
{
	const struct list *changes = &plan->difference->changes;

	if (!plan->refused)
		return;
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = changes->items[i];

		if (!change->person && !plan_allows(plan, change, consent))
			add_comment(text, "refused: ", change_object(change));
	}
	print_refusals_comment(text, plan);
	text_add(text, "-- apply would run none of it; without the next line all of it runs\n"
		       "DO 'BEGIN RAISE EXCEPTION ''this plan is refused''; END';\n");
}

bool print_sql(struct text *text, const struct plan *plan, const struct print_options *options,
	       struct diags *diags)
{
	struct script script = {.text = text, .plan = plan, .diags = diags};

	text_addf(text, "-- pgmob plan of %V for cluster %s, PostgreSQL %s\n", options->manifest,
		  plan->facts->system_identifier, plan->facts->version_text);
	add_persons(text, plan);
	print_rights_comment(text, plan);
	text_add(text, preamble);
	add_refusal(text, plan, options->consent);
	add_start(text, plan);
	add_session(text, plan->facts);
	for (size_t i = 0; i < plan->batches.count; i++) {
		const struct batch *batch = plan->batches.items[i];

		if (!change_server(&script, batch->server) ||
		    !change_database(&script, batch->database))
			return false;
		text_add(text, batch->transaction ? "\nBEGIN;\n" : "\n");
		for (size_t j = batch->first; j < batch->first + batch->count; j++)
			add_step(text, plan->steps.items[j], plan->facts);
		text_add(text, batch->transaction ? "COMMIT;\n" : "");
	}
	return true;
}
