/* SPDX-License-Identifier: PostgreSQL */
#include "patroni/patroni.h"

#include <json-c/json.h>
#include <string.h>

#include "patroni/http.h"

enum { DEFAULT_LOOP_WAIT = 10 };

static void free_json(void *data)
{
	json_object_put(data);
}

/* The answer, which must be a JSON object; NULL and an error where it is none. */
static struct json_object *ask(const struct patroni *patroni, const char *method, const char *path,
			       const char *body)
{
	struct server *server = patroni->server;
	const struct http_request request = {
		.method = method,
		.url = text_format(server->arena, "%s%s", patroni->url, path),
		.body = body,
	};
	const char *answer = http_ask(server, &request);
	struct json_object *json = answer ? json_tokener_parse(answer) : NULL;

	if (json)
		arena_defer(server->arena, free_json, json);
	if (json_object_is_type(json, json_type_object))
		return json;
	if (answer)
		diag_error(server->diags, no_place(), "%s %s: the answer is no JSON object", method,
			   request.url)
			->hint = "the URL must be that of Patroni's REST API";
	return NULL;
}

/* The member of that name; NULL where it is of another type, or there is none. */
static struct json_object *member_of(struct json_object *object, const char *name,
				     enum json_type type)
{
	struct json_object *member = NULL;

	if (object)
		json_object_object_get_ex(object, name, &member);
	return json_object_is_type(member, type) ? member : NULL;
}

/* The string of that name; "" where there is none. */
static const char *string_of(struct json_object *object, const char *name)
{
	struct json_object *string = member_of(object, name, json_type_string);

	return string ? json_object_get_string(string) : "";
}

static bool read_members(struct patroni *patroni)
{
	struct arena *arena = patroni->server->arena;
	struct json_object *cluster = ask(patroni, "GET", "/cluster", NULL);
	struct json_object *members = member_of(cluster, "members", json_type_array);
	const size_t count = members ? json_object_array_length(members) : 0;

	for (size_t i = 0; i < count; i++) {
		struct json_object *json = json_object_array_get_idx(members, i);
		struct json_object *port = member_of(json, "port", json_type_int);
		struct patroni_member *member = arena_alloc(arena, sizeof(*member));

		member->name = string_of(json, "name");
		member->state = string_of(json, "state");
		member->host = string_of(json, "host");
		member->port = port ? json_object_get_string(port) : "5432";
		list_add(arena, &patroni->members, member);
	}
	if (cluster && !count)
		diag_error(patroni->server->diags, no_place(),
			   "GET %s/cluster: the cluster has no members", patroni->url);
	return count > 0;
}

struct patroni *patroni_open(struct server *server, const char *url)
{
	struct patroni *patroni = arena_alloc(server->arena, sizeof(*patroni));
	size_t length = strlen(url);

	while (length && url[length - 1] == '/')
		length--;
	patroni->server = server;
	patroni->url = arena_strndup(server->arena, url, length);
	patroni->config = ask(patroni, "GET", "/config", NULL);
	return patroni->config && read_members(patroni) ? patroni : NULL;
}

bool patroni_member_runs(const struct patroni_member *member)
{
	return *member->host &&
	       (strcmp(member->state, "running") == 0 || strcmp(member->state, "streaming") == 0 ||
		strcmp(member->state, "in archive recovery") == 0);
}

static struct json_object *postgresql(const struct patroni *patroni)
{
	return member_of(patroni->config, "postgresql", json_type_object);
}

const char *patroni_lines(const struct patroni *patroni, const char *key)
{
	struct json_object *list = member_of(postgresql(patroni), key, json_type_array);
	struct text text = text_in(patroni->server->arena);

	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *line = json_object_array_get_idx(list, i);

		text_addf(&text, "%s\n", line ? json_object_get_string(line) : "");
	}
	return text.length ? text.at : NULL; /* an empty list is none to Patroni, too */
}

int patroni_loop_wait(const struct patroni *patroni)
{
	struct json_object *seconds = member_of(patroni->config, "loop_wait", json_type_int);

	return seconds ? json_object_get_int(seconds) : DEFAULT_LOOP_WAIT;
}

bool patroni_change(struct patroni *patroni, const char *body)
{
	struct json_object *config = ask(patroni, "PATCH", "/config", body);

	if (config)
		patroni->config = config;
	return config != NULL;
}

bool patroni_refresh(struct patroni *patroni)
{
	/* to take away what is not there changes nothing, and is answered with what there is */
	return patroni_change(patroni, "{\"pgmob\": null}");
}
