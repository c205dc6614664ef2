/* SPDX-License-Identifier: PostgreSQL
 *
 * Settings that make sessions load libraries. One that is not there keeps everybody out for whom
 * the setting is, superusers too, and ALTER ROLE takes it without a word; so each is loaded before
 * anything runs, in a session of its own, but for those of single roles other than pgmob's own.
 */
#include <string.h>

#include "apply/apply.h"

/* Those of the second are in a folder for what everybody may load. */
static const struct {
	const char *setting, *folder;
} loading[] = {
	{"session_preload_libraries", ""},
	{"local_preload_libraries", "$libdir/plugins/"},
};

struct trial {
	struct server *server;
	struct session *session; /* NULL: not open yet */
	const struct change *change;
	const char *folder;
};

/* Whether the library can be loaded; else an error. */
static bool load(struct trial *trial, const char *library)
{
	struct server *server = trial->server;
	struct diag *diag;
	PGresult *result;
	bool done;

	if (!trial->session)
		trial->session = server_session_apart(server, server->facts->database);
	if (!trial->session)
		return false;
	result = session_ask(
		trial->session,
		text_format(server->arena, "LOAD %L",
			    text_format(server->arena, "%s%s",
					strchr(library, '/') ? "" : trial->folder, library)));
	done = PQresultStatus(result) == PGRES_COMMAND_OK;
	if (!done) {
		diag = session_error(
			trial->session, result,
			text_format(server->arena, "with %s no session could start",
				    object_title_in(server->arena, trial->change->to)));
		diag->place = object_place(trial->change->to);
	}
	PQclear(result);
	return done;
}

/* The names between commas, as SplitDirectoriesString() in varlena.c has them. */
static bool load_each(struct trial *trial, const char *value)
{
	struct arena *arena = trial->server->arena;
	bool done = true;

	while (*value && done) {
		const size_t length = strcspn(value, ",");
		const char *from = value, *to = value + length;

		while (from < to && strchr(" \t\"", *from))
			from++;
		while (to > from && strchr(" \t\"", to[-1]))
			to--;
		if (to > from)
			done = load(trial, arena_strndup(arena, from, (size_t)(to - from)));
		value += length + (value[length] == ',');
	}
	return done;
}

static bool try_setting(struct trial *trial)
{
	const struct object *to = trial->change->to;
	const struct list *values = field_list(kind_field(to->kind, "values"), to);
	const char *value = object_text(to, "value");
	bool done = true;

	for (size_t i = 0; i < values->count && done; i++)
		done = load(trial, values->items[i]);
	return done && (!value || load_each(trial, value));
}

/* Whether the change is a setting of sessions that pgmob may need; what ALTER SYSTEM sets is tried
 * by the reload. */
static bool concerns(const struct change *change, const struct facts *facts)
{
	const char *role = object_text(change->to, "role");

	if (!change->to || change->kind->home != HOME_SHARED || !kind_field(change->kind, "values"))
		return false;
	return !role || strcmp(role, facts->session_user) == 0;
}

bool apply_try_libraries(struct server *server, const struct plan *plan)
{
	const struct list *changes = &plan->difference->changes;
	struct trial trial = {.server = server};
	bool done = true;

	for (size_t i = 0; i < changes->count && done && server->facts->superuser; i++) {
		const struct change *change = changes->items[i];
		const char *name = concerns(change, server->facts) ? object_text(change->to, "name")
								   : NULL;

		trial.change = change;
		for (size_t j = 0; name && j < sizeof(loading) / sizeof(*loading) && done; j++) {
			trial.folder = loading[j].folder;
			if (strcmp(name, loading[j].setting) == 0)
				done = try_setting(&trial);
		}
	}
	if (trial.session)
		session_drop(trial.session);
	return done;
}
