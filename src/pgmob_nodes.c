/* SPDX-License-Identifier: PostgreSQL
 *
 * The public API's nodes: the other servers of the cluster, as the options and the manifest name
 * them, for every command that has to do with files.
 */
#include "base/tree.h"
#include "manifest/manifest.h"
#include "pgmob_run.h"

static void add_node(struct pgmob *run, struct arena *arena, const char *text, struct place place)
{
	struct conninfo *node = arena_alloc(arena, sizeof(*node));

	*node = (struct conninfo){.text = text, .place = place};
	list_add(arena, &run->nodes, node);
}

void run_name_nodes(struct pgmob *run, struct arena *arena, struct diags *diags)
{
	const struct node *list = run->manifest ? node_get(run->manifest->root, "nodes") : NULL;

	for (size_t i = 0; i < run->options->node_count; i++)
		add_node(run, arena, run->options->nodes[i], no_place());
	for (const struct node *item = list ? list->first : NULL; item; item = item->next)
		add_node(run, arena, item->text, item->place);
	server_check_nodes(&run->nodes, diags);
}

enum pgmob_status run_lock(struct pgmob *run, struct server *server)
{
	struct session *session;

	switch (apply_lock(server, run->options->lock_timeout, &session)) {
	case APPLY_LOCK_TAKEN:
		list_add(run->arena, &run->locks, session);
		return PGMOB_OK;
	case APPLY_LOCK_HELD:
		return PGMOB_LOCKED;
	case APPLY_LOCK_FAILED:
		break;
	}
	return PGMOB_ERROR;
}

enum pgmob_status run_open_nodes(struct pgmob *run, bool apply)
{
	const struct list *nodes = &run->server->nodes;
	enum pgmob_status status = PGMOB_OK;

	if (!run_open_patroni(run) || !server_open_nodes(run->server, &run->nodes))
		return PGMOB_ERROR;
	for (size_t i = 0; i < nodes->count; i++) /* all are sent the same one */
		run->server->facts->has_password |=
			((const struct server *)nodes->items[i])->facts->has_password;
	for (size_t i = 0; apply && status == PGMOB_OK && i < nodes->count; i++)
		status = run_lock(run, nodes->items[i]);
	return status;
}
