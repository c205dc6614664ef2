/* SPDX-License-Identifier: PostgreSQL
 *
 * Making one connection.
 *
 * PQconnectdb() would wait as long as the network does, and let no Ctrl-C through; so libpq is
 * polled here. That leaves the time limit of each host to us, which libpq only keeps where it waits
 * itself: a host that does not answer is taken out of the list, and what is left is tried.
 */
#include "server/connect.h"

#include <errno.h>
#include <netdb.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "server/conninfo.h"

enum {
	SECOND = 1000,
	TICK = 200,
	DEFAULT_TIMEOUT = 10,
	SQLSTATE_LENGTH = 5,
	LONGEST_ADDRESS = 256
};

void parameters_set(struct parameters *parameters, const char *keyword, const char *value)
{
	size_t at = 0;

	if (value && !*value)
		value = NULL;
	while (at < parameters->count && strcmp(parameters->keywords[at], keyword) != 0)
		at++;
	if (at == MOST_PARAMETERS)
		abort(); /* libpq knows fewer words */
	parameters->keywords[at] = keyword;
	parameters->values[at] = value;
	parameters->count += at == parameters->count;
}

void parameters_add(struct parameters *parameters, const PQconninfoOption *options)
{
	for (; options->keyword; options++)
		if (options->val && *options->val)
			parameters_set(parameters, options->keyword, options->val);
}

static const char *parameter(const struct parameters *parameters, const char *keyword)
{
	for (size_t i = 0; i < parameters->count; i++)
		if (strcmp(parameters->keywords[i], keyword) == 0)
			return parameters->values[i];
	return NULL;
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (long long)time.tv_sec * SECOND + time.tv_nsec / 1000000;
}

static void free_options(void *data)
{
	PQconninfoFree(data);
}

/* What the connection goes by in the end: -d, variables, service file and all. */
static PQconninfoOption *options_of(struct server *server, PGconn *conn)
{
	PQconninfoOption *options = PQconninfo(conn);

	arena_defer(server->arena, free_options, options);
	return options;
}

static const char *option_value(const PQconninfoOption *options, const char *keyword)
{
	for (; options && options->keyword; options++)
		if (strcmp(options->keyword, keyword) == 0)
			return options->val ? options->val : "";
	return "";
}

/* Milliseconds for each host; 0 for any time. */
static long long time_limit(struct server *server, PGconn *conn)
{
	const int seconds = server->options->connect_timeout;
	const char *said;

	if (seconds >= 0)
		return (long long)seconds * SECOND;
	said = option_value(options_of(server, conn), "connect_timeout");
	return (*said ? strtol(said, NULL, 10) : DEFAULT_TIMEOUT) * SECOND;
}

/* Lists of hosts. */

struct hosts {
	struct text names, addresses, ports;
	size_t count;
};

/* The item of a list with commas; a list of one is meant for all. */
static const char *item(struct arena *arena, const char *list, size_t index)
{
	if (!strchr(list, ','))
		return list;
	for (; index; index--) {
		list += strcspn(list, ",");
		if (!*list)
			return "";
		list++;
	}
	return arena_strndup(arena, list, strcspn(list, ","));
}

static size_t count_items(const char *list)
{
	size_t count = *list != '\0';

	for (; *list; list++)
		count += *list == ',';
	return count;
}

static void add_host(struct hosts *hosts, const char *name, const char *address, const char *port)
{
	const char *separator = hosts->count++ ? "," : "";

	text_addf(&hosts->names, "%s%s", separator, name);
	text_addf(&hosts->addresses, "%s%s", separator, address);
	text_addf(&hosts->ports, "%s%s", separator, port);
}

/* The addresses that the name has behind the one that did not answer. */
static void add_other_addresses(struct hosts *hosts, const char *name, const char *tried,
				const char *port)
{
	const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	bool passed = false;

	if (*name == '/' || *name == '@' || getaddrinfo(name, NULL, &hints, &found) != 0)
		return;
	for (const struct addrinfo *at = found; at; at = at->ai_next) {
		char address[LONGEST_ADDRESS];

		if (getnameinfo(at->ai_addr, at->ai_addrlen, address, sizeof(address), NULL, 0,
				NI_NUMERICHOST) != 0)
			continue;
		if (passed)
			add_host(hosts, name, address, port);
		passed = passed || strcmp(address, tried) == 0;
	}
	freeaddrinfo(found);
}

/* Takes out the host that the connection waits for, and those before it. False where none is left.
 */
static bool skip_host(struct server *server, struct parameters *parameters, PGconn *conn)
{
	struct arena *arena = server->arena;
	const PQconninfoOption *options = options_of(server, conn); /* NULL: nothing is left */
	const char *names = option_value(options, "host"), *ports = option_value(options, "port");
	const char *addresses = option_value(options, "hostaddr");
	const size_t count = count_items(*names ? names : addresses);
	struct hosts left = {text_in(arena), text_in(arena), text_in(arena), 0};
	bool passed = false;

	for (size_t i = 0; i < count; i++) {
		const char *name = item(arena, names, i), *address = item(arena, addresses, i);
		const char *port = item(arena, ports, i);

		if (passed) {
			add_host(&left, name, address, port);
		} else if (strcmp(*name ? name : address, PQhost(conn)) == 0 &&
			   strcmp(port, PQport(conn)) == 0) {
			passed = true;
			if (!*address)
				add_other_addresses(&left, name, PQhostaddr(conn), port);
		}
	}
	if (!left.count)
		return false;
	parameters->expand = false;
	parameters_add(parameters, options);
	parameters_set(parameters, "service", NULL);
	parameters_set(parameters, "host", left.names.at);
	parameters_set(parameters, "hostaddr",
		       strspn(left.addresses.at, ",") == left.addresses.length ? NULL
									       : left.addresses.at);
	parameters_set(parameters, "port", left.ports.at);
	return true;
}

/* One try. */

/* Waits until the connection can go on. */
static bool wait_connection(PGconn *conn, PostgresPollingStatusType wanted)
{
	struct pollfd descriptor = {
		.fd = PQsocket(conn),
		.events = wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT,
	};
	const int ready = poll(&descriptor, 1, TICK);

	return ready > 0 || (ready < 0 && errno != EINTR);
}

/* Which of its addresses the connection is trying. */
static const char *target(struct server *server, PGconn *conn)
{
	return text_format(server->arena, "%s,%s,%s", PQhost(conn), PQhostaddr(conn), PQport(conn));
}

static PGconn *start(struct server *server, const struct parameters *parameters)
{
	PGconn *conn =
		PQconnectStartParams(parameters->keywords, parameters->values, parameters->expand);

	if (!conn)
		diag_error(server->diags, no_place(), "cannot connect: out of memory");
	else /* the only way to the SQLSTATE of a refusal; report() takes it out of the text */
		PQsetErrorVerbosity(conn, PQERRORS_VERBOSE);
	return conn;
}

/* Tries all hosts of the parameters; *late where one of them does not answer in time. */
static PGconn *try_hosts(struct server *server, const struct parameters *parameters, bool *late)
{
	PGconn *conn = start(server, parameters);
	PostgresPollingStatusType wanted = PGRES_POLLING_WRITING;
	const long long limit = conn ? time_limit(server, conn) : 0;
	const char *before = "";
	long long end = 0;

	*late = false;
	while (conn && PQstatus(conn) != CONNECTION_BAD) {
		const char *after = target(server, conn);

		if (wanted == PGRES_POLLING_OK || wanted == PGRES_POLLING_FAILED)
			break;
		if (strcmp(before, after) != 0)
			end = now() + limit;
		before = after;
		*late = limit && now() >= end;
		if (*late || server_interrupted(server))
			break;
		server_tick(server);
		if (wait_connection(conn, wanted))
			wanted = PQconnectPoll(conn);
	}
	return conn;
}

/* What went wrong. */

/* Takes the SQLSTATE out of a line such as "… FATAL:  28000: no pg_hba.conf entry …". */
static const char *take_sqlstate(struct arena *arena, char *line)
{
	static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	for (char *at = strstr(line, ":  "); at; at = strstr(at + 1, ":  ")) {
		char *state = at + strlen(":  ");

		if (strspn(state, characters) != SQLSTATE_LENGTH ||
		    strncmp(state + SQLSTATE_LENGTH, ": ", 2) != 0)
			continue;
		at = state + SQLSTATE_LENGTH + 2;
		state = arena_strndup(arena, state, SQLSTATE_LENGTH);
		memmove(at - SQLSTATE_LENGTH - 2, at, strlen(at) + 1);
		return state;
	}
	return NULL;
}

/* A detail is called so where it is printed. */
static const char *without_label(const char *detail)
{
	static const char label[] = "DETAIL:";
	const size_t length = strlen(label);

	return strncmp(detail, label, length) == 0 ? detail + length + strspn(detail + length, " ")
						   : detail;
}

static void report(struct server *server, const struct parameters *parameters, PGconn *conn)
{
	struct arena *arena = server->arena;
	char *text = arena_strdup(arena, PQerrorMessage(conn)), *rest = NULL;
	struct diag *diag = diag_error(server->diags, no_place(), "cannot connect");
	struct text detail = text_in(arena);
	const char *dbname = parameters->expand ? parameter(parameters, "dbname") : NULL;
	const char *message = NULL;

	if (dbname)
		conninfo_hide(dbname, text);
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		const char *sqlstate = take_sqlstate(arena, line);

		if (sqlstate)
			diag->sqlstate = sqlstate;
		line += strspn(line, "\t ");
		if (strncmp(line, "LOCATION:", strlen("LOCATION:")) == 0)
			continue;
		if (!message)
			message = line;
		else
			text_addf(&detail, "%s%s", detail.length ? "\n\t" : "", line);
	}
	diag->message = text_format(arena, "cannot connect: %s", message ? message : "no reason");
	diag->detail = detail.length ? without_label(detail.at) : NULL;
	if (PQconnectionNeedsPassword(conn))
		diag->hint = "give the password with -W, PGPASSWORD or a password file";
	else if (diag->sqlstate && strcmp(diag->sqlstate, "53300") == 0 && server->sessions.count)
		diag->hint = "an apply has a session in each database that it changes, all at the "
			     "same time: raise max_connections, or apply the manifest in parts";
}

static void report_late(struct server *server, PGconn *conn)
{
	const char *host = PQhost(conn), *address = PQhostaddr(conn);

	diag_error(server->diags, no_place(),
		   "cannot connect: no answer within %d s from %Q%s, port %s",
		   (int)(time_limit(server, conn) / SECOND), host,
		   *address && strcmp(host, address) != 0
			   ? text_format(server->arena, " (%s)", address)
			   : "",
		   PQport(conn));
}

/* Passwords. */

static void free_text(void *data)
{
	char *text = data;

	OPENSSL_cleanse(text, strlen(text));
	free(text);
}

static bool ask(struct server *server, struct parameters *parameters, const char *user)
{
	const struct server_options *options = server->options;
	char *password;

	if (!options->ask_password || options->never_ask || parameters->never_ask)
		return false;
	password = options->ask_password(user, options->context);
	if (!password)
		return false;
	arena_defer(server->arena, free_text, password);
	parameters_set(parameters, "password", password);
	server->first->password = password;
	return true;
}

/* -W: before the first connection is tried. */
static bool ask_first(struct server *server, struct parameters *parameters)
{
	if (!server->options->always_ask || server->first->sessions.count ||
	    ask(server, parameters, parameter(parameters, "user")))
		return true;
	if (!server_interrupted(server))
		diag_error(server->diags, no_place(), "nobody is there to be asked for a password");
	return false;
}

static PGconn *try_in_time(struct server *server, struct parameters *parameters)
{
	for (;;) {
		bool late;
		PGconn *conn = try_hosts(server, parameters, &late);

		if (!late)
			return conn;
		if (!skip_host(server, parameters, conn)) {
			report_late(server, conn);
			PQfinish(conn);
			return NULL;
		}
		PQfinish(conn);
	}
}

PGconn *connect_with(struct server *server, struct parameters *parameters)
{
	PGconn *conn;
	bool asked = parameter(parameters, "password") != NULL;

	if (!ask_first(server, parameters))
		return NULL;
	asked |= server->options->always_ask;
	conn = try_in_time(server, parameters);
	if (conn && PQstatus(conn) == CONNECTION_BAD && !asked && PQconnectionNeedsPassword(conn) &&
	    ask(server, parameters, PQuser(conn))) {
		PQfinish(conn);
		conn = try_in_time(server, parameters);
	}
	if (conn && PQstatus(conn) == CONNECTION_OK)
		return conn;
	if (conn && !server_interrupted(server))
		report(server, parameters, conn);
	PQfinish(conn);
	return NULL;
}

/* Many at once. */

struct attempt {
	PGconn *conn;
	PostgresPollingStatusType wanted;
};

static bool is_going_on(const struct attempt *attempt)
{
	return attempt->conn && PQstatus(attempt->conn) != CONNECTION_BAD &&
	       attempt->wanted != PGRES_POLLING_OK && attempt->wanted != PGRES_POLLING_FAILED;
}

/* Lets all go on that can; whether any is still on its way. */
static bool advance(struct attempt *attempts, struct pollfd *descriptors, size_t count)
{
	nfds_t waiting = 0;

	for (size_t i = 0; i < count; i++)
		if (is_going_on(&attempts[i]))
			descriptors[waiting++] = (struct pollfd){
				.fd = PQsocket(attempts[i].conn),
				.events = attempts[i].wanted == PGRES_POLLING_READING ? POLLIN
										      : POLLOUT,
			};
	if (!waiting || (poll(descriptors, waiting, TICK) < 0 && errno != EINTR))
		return false;
	waiting = 0;
	for (size_t i = 0; i < count; i++)
		if (is_going_on(&attempts[i]) && descriptors[waiting++].revents)
			attempts[i].wanted = PQconnectPoll(attempts[i].conn);
	return true;
}

void connect_all(struct server *server, const struct parameters *parameters, size_t count,
		 PGconn **conns)
{
	struct arena *scratch = arena_create(NULL);
	struct attempt *attempts = arena_alloc(scratch, count * sizeof(*attempts));
	struct pollfd *descriptors = arena_alloc(scratch, count * sizeof(*descriptors));
	long long limit, end;

	for (size_t i = 0; i < count; i++) {
		attempts[i].conn = PQconnectStartParams(parameters[i].keywords,
							parameters[i].values, parameters[i].expand);
		attempts[i].wanted = PGRES_POLLING_WRITING;
	}
	limit = count && attempts[0].conn ? time_limit(server, attempts[0].conn) : 0;
	end = now() + limit;
	while (!server_interrupted(server) && (!limit || now() < end) &&
	       advance(attempts, descriptors, count))
		server_tick(server);
	for (size_t i = 0; i < count; i++) {
		conns[i] = attempts[i].conn;
		if (PQstatus(conns[i]) == CONNECTION_OK)
			continue;
		PQfinish(conns[i]);
		conns[i] = NULL;
	}
	arena_destroy(scratch);
}
