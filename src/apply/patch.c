/* SPDX-License-Identifier: PostgreSQL
 *
 * A change of Patroni's configuration.
 *
 * Patroni takes whatever it is given, and no server could start again with what it cannot load. So
 * each of them judges the new file before Patroni hears of it. Patroni then writes it on every
 * node, when it comes to that; only a new connection to each of them proves that the rules are in
 * force there. If one does not come to that, the lines that were there go back.
 */
#include <string.h>
#include <time.h>

#include "apply/runner.h"
#include "model/patch.h"
#include "sql.h"

/* Milliseconds between two looks at the nodes; the seconds that Patroni may take, besides the
 * rounds in which it looks at its configuration by itself; and those after which it does nothing
 * any more about lines that it had for a moment. */
enum { PAUSE = 50, SLACK = 5, SETTLED = 3 };

enum { SECOND = 1000 };

/* A node on which Patroni writes the file. */
struct patched {
	struct server *server;
	const char *file;   /* as it was when the plan was made */
	const char *before; /* when the server had read its files last before the change */
	bool done;
};

struct patching {
	const struct runner *runner;
	const struct statement *statement;
	const struct patch *patch;
	struct patched *nodes;
	size_t count;
};

static struct patching patching_of(const struct runner *runner, const struct statement *statement)
{
	const struct list *nodes = &statement->patch->nodes;
	struct patching patching = {
		.runner = runner,
		.statement = statement,
		.patch = statement->patch,
		.nodes = arena_alloc(runner->scratch, nodes->count * sizeof(struct patched)),
		.count = nodes->count,
	};

	for (size_t i = 0; i < nodes->count; i++) {
		const struct patch_node *node = nodes->items[i];

		patching.nodes[i].server = server_node(runner->server, node->server);
		patching.nodes[i].file = node->file;
	}
	return patching;
}

static struct diags *diags_of(const struct patching *patching)
{
	return patching->runner->server->diags;
}

/* What the plan calls the file. */
static const char *title_of(const struct patching *patching)
{
	return object_title_in(diags_of(patching)->arena,
			       change_object(patching->statement->change));
}

static const char *name_of(const struct patched *node)
{
	return node->server->facts->server;
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (long long)time.tv_sec * SECOND + time.tv_nsec / 1000000;
}

/* Questions to a node. */

/* The only value of the answer; NULL where it is null, or there is none. No signal stops it: it is
 * also asked where the lines are put back. */
static const char *ask(const struct patching *patching, struct session *session, const char *sql,
		       int count, const char *const *values)
{
	const char *value = NULL;
	PGresult *result;

	if (!PQsendQueryParams(session->conn, sql, count, NULL, values, NULL, NULL, 0))
		return NULL;
	while ((result = session_result_patiently(session))) {
		if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) &&
		    !PQgetisnull(result, 0, 0))
			value = arena_strdup(patching->runner->scratch, PQgetvalue(result, 0, 0));
		PQclear(result);
	}
	return value;
}

/* Notes when each node has read its files. */
static bool note_times(const struct patching *patching)
{
	for (size_t i = 0; i < patching->count; i++) {
		struct patched *node = &patching->nodes[i];

		node->done = false;
		node->before = ask(patching, node->server->sessions.items[0],
				   "SELECT pg_catalog.pg_conf_load_time()", 0, NULL);
		if (node->before)
			continue;
		session_error(
			node->server->sessions.items[0], NULL,
			text_format(diags_of(patching)->arena, "cannot ask %V", name_of(node)));
		return false;
	}
	return true;
}

/* Whether the file is that one, and has been loaded since. */
static bool has_file(const struct patching *patching, struct session *session, const char *file,
		     const char *since)
{
	const char *const values[] = {patching->patch->setting, file, since};
	const char *answer = ask(patching, session, sql_patch, 3, values);

	return answer && *answer == 't';
}

/* Whether Patroni has written the lines there, and had them loaded. */
static bool is_written(const struct patching *patching, const struct patched *node,
		       struct session *session)
{
	const char *file = patch_file(patching->runner->scratch, patching->patch->to);

	return has_file(patching, session, file, node->before);
}

static bool is_judged_well(const struct patching *patching, const struct patched *node,
			   struct session *session)
{
	const char *judge = patching->patch->judge;
	const char *faults = judge ? ask(patching, session, judge, 0, NULL) : NULL;

	if (faults)
		diag_error(diags_of(patching), no_place(), "%V refuses what Patroni has written",
			   name_of(node))
			->detail = arena_strdup(diags_of(patching)->arena, faults);
	return !faults;
}

/* One look at a node; false where the new rules do not hold. The session that is open sees the
 * file, only a new connection goes by it. */
static bool look_ahead(const struct patching *patching, struct patched *node)
{
	struct session *session;
	bool good = true;

	if (!is_written(patching, node, node->server->sessions.items[0]))
		return true;
	session = server_session_again(node->server);
	if (!session && !server_interrupted(node->server))
		diag_note(diags_of(patching), no_place(),
			  "with the new %s pgmob cannot connect to %V again as it did before",
			  title_of(patching), name_of(node));
	if (!session)
		return false;
	node->done = is_written(patching, node, session);
	if (node->done)
		good = is_judged_well(patching, node, session);
	session_drop(session);
	return good;
}

/* The same for what was there before; it goes back since then. Where Patroni has not come to write
 * the new file, or never does, there is nothing to be loaded. */
static void look_back(const struct patching *patching, struct patched *node, long long since)
{
	struct session *session = node->server->sessions.items[0];
	struct arena *scratch = patching->runner->scratch;

	node->done = is_written(patching, node, session);
	if (!node->done && now() >= since + SETTLED * (long long)SECOND)
		node->done = has_file(patching, session, patch_file(scratch, patching->patch->to),
				      "-infinity") ||
			     has_file(patching, session, node->file, "-infinity");
}

/* Waiting. */

static void say_late(const struct patching *patching, long long seconds)
{
	struct text names = text_in(diags_of(patching)->arena);
	struct diag *diag;

	for (size_t i = 0; i < patching->count; i++)
		if (!patching->nodes[i].done)
			text_addf(&names, "%s%V", names.length ? ", " : "",
				  name_of(&patching->nodes[i]));
	diag = diag_error(diags_of(patching), no_place(),
			  "Patroni has not written the lines of %Q within %l seconds on %s",
			  patching->patch->key, seconds, names.at);
	diag_hint(diags_of(patching), diag,
		  "look into its log there; where the node's own configuration has "
		  "postgresql.%s, or another %s, that of the cluster does not count",
		  patching->patch->key, patching->patch->setting);
}

/* One look at all nodes; false where the new rules do not hold. back: it is for what was there
 * before, which goes back since then. */
static bool look(const struct patching *patching, bool back, long long since, size_t *left)
{
	*left = 0;
	for (size_t i = 0; i < patching->count; i++) {
		struct patched *node = &patching->nodes[i];

		if (back && !node->done)
			look_back(patching, node, since);
		else if (!node->done && !look_ahead(patching, node))
			return false;
		*left += !node->done;
	}
	return true;
}

/* Waits until all nodes are done, or a signal comes, which does not matter on the way back. */
static bool wait_for_nodes(const struct patching *patching, bool back)
{
	struct server *server = patching->runner->server;
	const struct timespec pause = {.tv_nsec = PAUSE * 1000000L};
	const long long seconds =
		2 * (long long)patroni_loop_wait(patching->runner->options->patroni) + SLACK;
	const long long since = now(), end = since + seconds * SECOND;
	size_t left;

	do {
		if (!look(patching, back, since, &left))
			return false;
		if (!left)
			return true;
		server_tick(server);
		nanosleep(&pause, NULL);
	} while (now() < end && (back || !server_interrupted(server)));
	if (now() >= end)
		say_late(patching, seconds);
	return false;
}

/* The change. */

static bool has_lines(const struct patching *patching, const char *lines)
{
	const char *present =
		patroni_lines(patching->runner->options->patroni, patching->patch->key);

	return strcmp(present ? present : "", lines) == 0;
}

/* Whether Patroni has the lines still that the plan was made from. */
static bool is_unchanged(const struct patching *patching)
{
	if (!patroni_refresh(patching->runner->options->patroni))
		return false;
	if (has_lines(patching, patching->patch->from))
		return true;
	diag_error(diags_of(patching), object_place(patching->statement->change->to),
		   "%Q in Patroni's configuration has changed since the plan was made",
		   patching->patch->key)
		->hint = "make a new plan";
	return false;
}

/* Has each server judge the new file; that is no step of the plan. */
static bool try_nodes(const struct patching *patching)
{
	const struct list *nodes = &patching->patch->nodes;
	size_t *done = &patching->runner->server->step.done;

	for (size_t i = 0; i < nodes->count; i++) {
		const struct patch_node *node = nodes->items[i];
		struct session *session = patching->nodes[i].server->sessions.items[0];

		if (send_alone(patching->runner, session, node->trial) != DONE)
			return false;
		--*done;
	}
	return true;
}

static bool change(const struct patching *patching)
{
	server_trace(patching->runner->server, patching->statement->sql);
	return patroni_change(patching->runner->options->patroni,
			      patch_body(patching->runner->scratch, patching->patch));
}

enum outcome patch_run(const struct runner *runner, const struct statement *statement)
{
	const struct patching patching = patching_of(runner, statement);

	/* who may not change anything, or comes too late, need not bother the servers */
	if (!is_unchanged(&patching) || !try_nodes(&patching) || !is_unchanged(&patching) ||
	    !note_times(&patching) || server_interrupted(runner->server))
		return REFUSED;
	if (!change(&patching) || !wait_for_nodes(&patching, false))
		return UNPROVEN;
	runner->server->step.done++;
	return DONE;
}

/* What somebody else has changed in the meantime stays. */
enum outcome patch_undo(const struct runner *runner, const struct statement *undo)
{
	const struct patching patching = patching_of(runner, undo);
	bool done = patroni_refresh(runner->options->patroni);

	if (done && !has_lines(&patching, patching.patch->to)) {
		done = has_lines(&patching, patching.patch->from);
		if (!done)
			diag_error(diags_of(&patching), no_place(),
				   "somebody else has changed %Q in Patroni's configuration since",
				   patching.patch->key)
				->detail = "it is left as it is";
		done = done && note_times(&patching) && change(&patching) &&
		       wait_for_nodes(&patching, true);
	}
	if (!done)
		diag_error(diags_of(&patching), no_place(), "%s could not be put back",
			   title_of(&patching))
			->hint = "look into it with patronictl edit-config, soon: a server that "
				 "cannot load its file cannot start";
	return done ? DONE : REFUSED;
}
