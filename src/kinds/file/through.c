/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/file/through.h"

#include <string.h>

#include "model/patch.h"
#include "model/state.h"

static const char *name_of(const struct file_node *node, const struct facts *facts)
{
	return node->object->server ? node->object->server : facts->server;
}

const char *file_pending(struct arena *arena, const struct list *nodes, const char *lines,
			 const struct facts *facts)
{
	const char *file = patch_file(arena, lines);
	struct text text = text_in(arena);

	for (size_t i = 0; i < nodes->count; i++) {
		const struct file_node *node = nodes->items[i];

		if (strcmp(node->text, file) != 0)
			text_addf(&text, "%s%V", text.length ? ", " : "", name_of(node, facts));
	}
	return text.at;
}

const char *file_unpatched(struct arena *arena, const struct list *nodes, const char *lines,
			   const char *key, const struct facts *facts)
{
	if (!*lines)
		return text_format(arena,
				   "Patroni's configuration has no %s, so that each node's own "
				   "has it: put it there first, with patronictl edit-config",
				   key);
	for (size_t i = 0; i < nodes->count; i++) {
		const struct file_node *node = nodes->items[i];

		if (!patch_is_patronis(node->text))
			return text_format(arena,
					   "Patroni has not written the file on %V, and would not "
					   "write it when its configuration changes",
					   name_of(node, facts));
	}
	return NULL;
}

/* The change as one that is made on the node. */
static struct change *change_on(struct arena *arena, const struct change *change,
				const struct file_node *node)
{
	struct change *copy = arena_alloc(arena, sizeof(*copy));
	struct object *to = object_new(arena, change->kind);

	*to = *change->to;
	to->server = node->object->server;
	*copy = *change;
	copy->to = to;
	return copy;
}

static struct patch_node *node_of(const struct ddl *ddl, const struct file_through *through,
				  const struct file_node *node)
{
	struct patch_node *made = arena_alloc(ddl->arena, sizeof(*made));
	struct file_write write = through->all;
	struct ddl there = {.arena = ddl->arena,
			    .change = change_on(ddl->arena, ddl->change, node),
			    .facts = ddl->facts};

	write.from = node->text;
	write.to = patch_file(ddl->arena, through->all.to);
	write.way = file_way(node->programs, write.from, write.to);
	made->server = node->object->server;
	made->file = node->text;
	made->trial = file_try(&there, &write);
	return made;
}

void file_through(struct ddl *ddl, const struct file_through *through)
{
	struct patch *patch = arena_alloc(ddl->arena, sizeof(*patch));
	struct patch *back = arena_alloc(ddl->arena, sizeof(*back));
	struct statement *undo = arena_alloc(ddl->arena, sizeof(*undo));
	struct statement *statement;

	patch->key = through->key;
	patch->setting = through->all.setting;
	patch->judge = through->all.judge;
	patch->from = through->all.from;
	patch->to = through->all.to;
	for (size_t i = 0; i < through->nodes.count; i++)
		list_add(ddl->arena, &patch->nodes, node_of(ddl, through, through->nodes.items[i]));
	*back = *patch;
	back->from = patch->to;
	back->to = patch->from;
	statement = ddl_add_patch(ddl, patch, through->all.secret);
	*undo = *statement;
	undo->patch = back;
	undo->sql = patch_show(ddl->arena, ddl->facts, back, through->all.secret);
	statement->undo = undo;
}
