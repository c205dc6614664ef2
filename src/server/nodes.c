/* SPDX-License-Identifier: PostgreSQL
 *
 * The other nodes of the cluster: how they are written, and whether they are what they are taken
 * for.
 *
 * A node is connected to as the first server was: with what the person has given for that, and what
 * libpq finds around it; but at the place that is written for the node, where all else may be
 * written otherwise, too.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "server/conninfo.h"
#include "server/open.h"

/* What says where a server is. */
static const char *const where[] = {"host", "hostaddr", "port", "service", NULL};

/* What is right for the first connection, and for no other. */
static const char *const its_own[] = {"host", "hostaddr", "port", "dbname", "target_session_attrs",
				      NULL};

static bool is_one_of(const char *keyword, const char *const *keywords)
{
	while (*keywords && strcmp(*keywords, keyword) != 0)
		keywords++;
	return *keywords;
}

/* The value that is written for the keyword, or NULL. */
static const char *said(const PQconninfoOption *options, const char *keyword)
{
	for (; options->keyword; options++)
		if (strcmp(options->keyword, keyword) == 0)
			return options->val;
	return NULL;
}

/* All that is written, but for some keywords. */
static void add_said(struct text *conninfo, const PQconninfoOption *options,
		     const char *const *without)
{
	for (; options && options->keyword; options++)
		if (options->val && !is_one_of(options->keyword, without))
			conninfo_add(conninfo, options->keyword, options->val);
}

static void free_options(void *data)
{
	PQconninfoFree(data);
}

static void free_message(void *data)
{
	PQfreemem(data);
}

/* What the string says; NULL, and what libpq says against it, where it is none. */
static const PQconninfoOption *parse(struct arena *arena, const char *conninfo, const char **fault)
{
	char *message = NULL;
	PQconninfoOption *options = PQconninfoParse(conninfo, &message);

	if (options)
		arena_defer(arena, free_options, options);
	if (message) {
		arena_defer(arena, free_message, message);
		message[strcspn(message, "\n")] = '\0';
		conninfo_hide(conninfo, message);
	}
	*fault = message ? message : "out of memory";
	return options;
}

/* Checks. */

static struct diag *refuse(struct diags *diags, struct place place, const char *fault)
{
	return diag_error(diags, place, place.source ? "%s" : "--node: %s", fault);
}

static void refuse_string(struct diags *diags, const struct conninfo *node, const char *fault)
{
	struct diag *diag = refuse(diags, node->place, "a node must be a connection string");

	diag->detail = fault;
	if (!strpbrk(node->text, "=:@ '\"\\"))
		diag_hint(diags, diag, "did you mean host=%V?", node->text);
}

/* What the string has that a node cannot have. */
static void check_said(const PQconninfoOption *options, struct place place, struct diags *diags)
{
	size_t places = 0;

	for (const PQconninfoOption *at = options; at->keyword; at++) {
		if (!at->val)
			continue;
		places += is_one_of(at->keyword, where);
		if (place.source && *at->dispchar == '*')
			refuse(diags, place, "a manifest is no place for passwords")->hint =
				"put it into ~/.pgpass, the file of PGPASSFILE, or a service";
		if (is_one_of(at->keyword, where) && strchr(at->val, ','))
			refuse(diags, place, "a node is one server, not a list of them")->hint =
				"to libpq a list means failover: write each node by itself";
		if (strcmp(at->keyword, "dbname") == 0 || strcmp(at->keyword, "replication") == 0)
			refuse(diags, place,
			       text_format(diags->arena, "a node cannot have %Q", at->keyword))
				->detail = "pgmob connects to the same database on all nodes";
	}
	if (!places)
		refuse(diags, place,
		       "a node must have \"host\", \"hostaddr\", \"port\" or \"service\"");
}

/* The same for all strings that say the same. */
static const char *key_of(struct arena *arena, const PQconninfoOption *options)
{
	struct text key = text_in(arena);

	add_said(&key, options, (const char *const[]){NULL});
	return key.at;
}

static void check(const struct conninfo *node, struct map *known, struct diags *diags)
{
	const char *fault;
	const PQconninfoOption *options = parse(diags->arena, node->text, &fault);
	const struct conninfo *other;

	if (node->place.source && conninfo_has_secret(node->text))
		source_hide(node->place);
	if (!options) {
		refuse_string(diags, node, fault);
		return;
	}
	check_said(options, node->place, diags);
	other = map_set(known, key_of(diags->arena, options), node);
	if (other)
		refuse(diags, node->place, "the node is listed twice")->other = other->place;
}

bool server_check_nodes(const struct list *conninfos, struct diags *diags)
{
	const size_t errors = diags->errors;
	struct map known = map_in(diags->arena);

	for (size_t i = 0; i < conninfos->count; i++)
		check(conninfos->items[i], &known, diags);
	return diags->errors == errors;
}

/* Connecting. */

/* A node that is being connected to. */
struct opening {
	struct server *first;
	const struct conninfo *conninfo;
	const PQconninfoOption *options; /* what it says */
	struct parameters *parameters;
};

/* What the person has given for the first connection. A dbname may be a whole string. */
static void add_given(struct text *conninfo, const struct server_options *options)
{
	for (size_t i = 0; options->keywords[i]; i++) {
		const char *keyword = options->keywords[i], *value = options->values[i];
		const char *fault;

		if (!value || !*value)
			continue;
		if (strcmp(keyword, "dbname") == 0)
			add_said(conninfo, parse(conninfo->arena, value, &fault), its_own);
		else if (!is_one_of(keyword, its_own))
			conninfo_add(conninfo, keyword, value);
	}
}

/* Where the first server is, in so far as nothing else is written. A service says it by itself, but
 * only of what is not said already. */
static void add_place(struct text *conninfo, PGconn *first, const PQconninfoOption *options)
{
	const bool elsewhere = said(options, "host") || said(options, "hostaddr");

	if (said(options, "service"))
		return;
	conninfo_add(conninfo, "host", elsewhere ? "" : PQhost(first));
	conninfo_add(conninfo, "hostaddr", elsewhere ? "" : PQhostaddr(first));
	conninfo_add(conninfo, "port", PQport(first));
}

/* False where there is no memory. */
static bool set_parameters(struct opening *opening)
{
	struct server *first = opening->first;
	const struct session *session = first->sessions.items[0];
	struct text conninfo = text_in(first->arena);
	const char *fault;

	opening->options = parse(first->arena, opening->conninfo->text, &fault);
	if (!opening->options)
		return false;
	add_given(&conninfo, first->options);
	conninfo_add(&conninfo, "target_session_attrs", "any");
	add_place(&conninfo, session->conn, opening->options);
	add_said(&conninfo, opening->options, (const char *const[]){NULL});
	conninfo_add(&conninfo, "dbname", first->facts->database);
	opening->parameters->expand = true;
	parameters_set(opening->parameters, "dbname", conninfo.at);
	parameters_set(opening->parameters, "password", first->password);
	parameters_add_own(opening->parameters, first);
	return true;
}

/* Where psql finds the node, from a connection to the first server: TLS and the like stay as they
 * are there. */
static const char *conninfo_for_psql(const struct server *node, const PQconninfoOption *options)
{
	const struct session *session = node->sessions.items[0];
	struct text conninfo = text_in(node->arena);

	conninfo_add(&conninfo, "dbname", node->facts->database);
	conninfo_add(&conninfo, "host", PQhost(session->conn));
	if (said(options, "hostaddr"))
		conninfo_add(&conninfo, "hostaddr", said(options, "hostaddr"));
	conninfo_add(&conninfo, "port", PQport(session->conn));
	if (said(options, "user"))
		conninfo_add(&conninfo, "user", said(options, "user"));
	return conninfo.at;
}

/* Connects; NULL and errors at that place where it fails. conn is the connection, or NULL where it
 * was not made yet. */
static struct server *open_node(const struct opening *opening, PGconn *conn)
{
	struct server *first = opening->first;
	struct server *node = arena_alloc(first->arena, sizeof(*node));
	const char *address = said(opening->options, "hostaddr");
	const struct list *diags = &first->diags->list;
	const size_t before = diags->count;
	const struct session *session;

	node->arena = first->arena;
	node->diags = first->diags;
	node->options = first->options;
	node->first = first;
	/* somebody may have been asked for it since */
	parameters_set(opening->parameters, "password", first->password);
	if (!server_begin(node, opening->parameters, conn)) {
		for (size_t i = before; i < diags->count; i++)
			((struct diag *)diags->items[i])->place = opening->conninfo->place;
		return NULL;
	}
	session = node->sessions.items[0];
	/* one name may have many addresses */
	if (address)
		node->facts->server = server_name(node->arena, address, PQport(session->conn));
	node->facts->conninfo = conninfo_for_psql(node, opening->options);
	return node;
}

/* Compares the node with a server that is known. Only one of them can be the primary: what else
 * says so is a copy that was promoted, and goes its own way. */
static bool check_beside(const struct server *node, const struct server *other, struct place place)
{
	const struct facts *facts = node->facts, *others = other->facts;
	struct diag *diag;

	if (strcmp(facts->system_identifier, others->system_identifier) != 0) {
		diag = diag_error(node->diags, place, "node %V belongs to another cluster",
				  facts->server);
		diag_detail(node->diags, diag, "it is of cluster %s, and %V is of cluster %s",
			    facts->system_identifier, others->server, others->system_identifier);
		return false;
	}
	if (!facts->standby && !others->standby) {
		diag = diag_error(node->diags, place, "node %V is no standby", facts->server);
		diag_detail(node->diags, diag,
			    "it is a primary, and so is %V: a copy that was promoted is a cluster "
			    "of its own",
			    others->server);
		return false;
	}
	if (strcmp(facts->server, others->server) != 0)
		return true;
	diag_error(node->diags, place, "two nodes are called %V", facts->server)->hint =
		"write \"hostaddr\" for each of them";
	return false;
}

/* Whether the node is one more of the cluster's, or is known; then it is let go. */
static bool join(struct server *server, struct server *node, const struct conninfo *conninfo)
{
	for (size_t i = 0; i <= server->nodes.count; i++) {
		const struct server *other = i ? server->nodes.items[i - 1] : server;

		if (strcmp(node->identity, other->identity) == 0) {
			if (!conninfo->found)
				diag_note(server->diags, conninfo->place,
					  i ? "node %V is node %V, and counts once"
					    : "node %V is the server that pgmob is connected to, "
					      "and counts once",
					  node->facts->server, other->facts->server);
			session_drop(node->sessions.items[0]);
			return true;
		}
		if (!check_beside(node, other, conninfo->place))
			return false;
	}
	list_add(server->arena, &server->nodes, node);
	list_add(server->arena, &server->facts->nodes, node->facts);
	return true;
}

bool server_open_nodes(struct server *server, const struct list *conninfos)
{
	const size_t count = conninfos->count;
	struct parameters *parameters = arena_alloc(server->arena, count * sizeof(*parameters));
	struct opening *openings = arena_alloc(server->arena, count * sizeof(*openings));
	PGconn **conns = arena_alloc(server->arena, count * sizeof(PGconn *));
	bool opened = true;

	server_progress(server, "connecting to nodes", 0, 0);
	for (size_t i = 0; i < count; i++) {
		openings[i] = (struct opening){.first = server,
					       .conninfo = conninfos->items[i],
					       .parameters = &parameters[i]};
		if (set_parameters(&openings[i]))
			continue;
		diag_error(server->diags, no_place(), "cannot connect: out of memory");
		return false;
	}
	connect_all(server, parameters, count, conns);
	for (size_t i = 0; i < count; i++) {
		struct server *node = open_node(&openings[i], conns[i]);

		opened = node && join(server, node, openings[i].conninfo) && opened;
	}
	return opened;
}

struct server *server_node(struct server *server, const char *name)
{
	for (size_t i = 0; name && i < server->nodes.count; i++) {
		struct server *node = server->nodes.items[i];

		if (strcmp(node->facts->server, name) == 0)
			return node;
	}
	if (name)
		abort(); /* a node that nobody has opened: a fault of the program */
	return server;
}
