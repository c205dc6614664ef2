/* SPDX-License-Identifier: PostgreSQL
 *
 * A file that Patroni may write: then the entries are lines of its configuration, and what is on
 * the nodes is what it has made of them.
 */
#include <string.h>

#include "kinds/conf/conf.h"
#include "kinds/file/through.h"
#include "model/patch.h"

void conf_through_patroni(struct object *object, struct arena *arena, const char *lines,
			  const struct list *files)
{
	struct conf *conf = (struct conf *)object;

	for (size_t i = 0; i < files->count; i++) {
		const struct conf *file = files->items[i];
		struct file_node *node = arena_alloc(arena, sizeof(*node));

		*node = (struct file_node){&file->object, file->text, *file->programs};
		list_add(arena, &conf->nodes, node);
	}
	conf->text = lines ? lines : "";
	conf->entries = conf->lines = (struct list){0};
	object->kind->normalize(object, arena, NULL);
}

void conf_pair_patroni(struct conf *to, struct conf *from, const struct facts *facts,
		       struct arena *arena)
{
	if (!from->nodes.count)
		return;
	to->nodes = from->nodes;
	to->pending = "";
	from->pending = file_pending(arena, &from->nodes, from->text, facts);
	/* who gets new lines gets the file */
	if (to->text && strcmp(to->text, from->text) != 0)
		to->pending = from->pending;
}

/* What the role lacks to try the new text on a node. */
static const char *lacks(const struct conf *from, const char *text, struct arena *arena)
{
	const struct conf to = {.text = patch_file(arena, text)};

	for (size_t i = 0; i < from->nodes.count; i++) {
		const struct file_node *node = from->nodes.items[i];
		const char *missing = conf_lacks((const struct conf *)node->object, &to);

		if (missing)
			return text_format(arena, "to have the new lines judged, the role needs %s",
					   missing);
	}
	return NULL;
}

const char *conf_unwritten(const struct conf *from, const struct conf *to,
			   const struct facts *facts, struct arena *arena)
{
	const char *missing, *reason;

	if (from->nodes.count) {
		reason = file_unpatched(arena, &from->nodes, from->text,
					from->object.kind->patroni_key, facts);
		return reason ? reason : lacks(from, to->text, arena);
	}
	if (patch_is_patronis(from->text))
		return "the file is Patroni's, which would overwrite it: write \"patroni: {url: "
		       "…}\" in the manifest, and the lines go through Patroni";
	missing = conf_lacks(from, to);
	return missing ? text_format(arena, "to write the file, the role needs %s", missing) : NULL;
}

void conf_describe_patroni(struct text *text, const struct change *change)
{
	const char *pending = ((const struct conf *)change->from)->pending;

	if (change->person) {
		text_addf(text, "the file is another than in Patroni's configuration on %s",
			  pending);
		return;
	}
	text_addf(text, "%s~ through Patroni, which writes %z files", text->length ? "\n" : "",
		  ((const struct conf *)change->to)->nodes.count);
	if (*pending)
		text_addf(text, "; now they are others than it has on %s", pending);
}

/* A file is not written again as long as its lines are the same. */
const char *conf_beyond(const struct field *field, const struct object *desired,
			const struct object *actual)
{
	(void)desired;
	(void)actual;
	return strcmp(field->name, "pending") == 0
		       ? "Patroni writes it when its lines change, or when it starts the server "
			 "(patronictl restart), unless the node's own configuration has others"
		       : NULL;
}
