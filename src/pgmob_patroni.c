/* SPDX-License-Identifier: PostgreSQL
 *
 * The public API's Patroni: where the manifest names it, its members are the nodes, and files that
 * it writes are changed through it.
 */
#include "desired/desired.h"
#include "pgmob_run.h"

static void add_member(struct pgmob *run, const struct patroni_member *member, struct place place)
{
	struct conninfo *node;

	if (!patroni_member_runs(member)) {
		diag_error(run->diags, place,
			   "the member %V of Patroni's cluster does not run: its state is %Q",
			   member->name, member->state)
			->detail = "new rules must be judged on every node, since one that cannot "
				   "load them could not start with them";
		return;
	}
	node = arena_alloc(run->arena, sizeof(*node));
	node->text = text_format(run->arena, "host=%C port=%C", member->host, member->port);
	node->place = place;
	node->found = true;
	list_add(run->arena, &run->nodes, node);
}

bool run_open_patroni(struct pgmob *run)
{
	const struct object *cluster = run->desired->cluster;
	const struct object *entry = field_record(kind_field(cluster->kind, "patroni"), cluster);
	const size_t errors = run->diags->errors;
	const struct list *members;

	if (!entry)
		return true;
	run->patroni = patroni_open(run->server, object_text(entry, "url"));
	if (!run->patroni)
		return false;
	run->server->facts->patroni = run->patroni->url;
	members = &run->patroni->members;
	for (size_t i = 0; i < members->count; i++)
		add_member(run, members->items[i], object_place_of(entry, "url"));
	return run->diags->errors == errors;
}
