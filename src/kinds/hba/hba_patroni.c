/* SPDX-License-Identifier: PostgreSQL
 *
 * pg_hba.conf where Patroni may write it: then the rules are lines of its configuration, and what
 * is on the nodes is what it has made of them.
 */
#include <string.h>

#include "kinds/file/through.h"
#include "kinds/hba/hba_check.h"
#include "model/patch.h"
#include "sql.h"

void hba_through_patroni(struct object *object, struct arena *arena, const char *lines,
			 const struct list *files)
{
	struct hba *hba = (struct hba *)object;

	for (size_t i = 0; i < files->count; i++) {
		const struct hba *file = files->items[i];
		struct file_node *node = arena_alloc(arena, sizeof(*node));

		*node = (struct file_node){&file->object, file->text, *file->programs};
		list_add(arena, &hba->nodes, node);
	}
	hba->text = lines ? lines : "";
	hba->rules = hba->lines = (struct list){0};
	hba_take_text(hba, arena, *hba->joins);
}

void hba_pair_patroni(struct hba *to, struct hba *from, const struct facts *facts,
		      struct arena *arena)
{
	if (!from || !from->nodes.count)
		return;
	to->nodes = from->nodes;
	to->pending = "";
	from->pending = file_pending(arena, &from->nodes, from->text, facts);
	/* who gets new rules gets the file */
	if (to->text && strcmp(to->text, from->text) != 0)
		to->pending = from->pending;
}

/* What the role lacks to try the new text on a node. */
static const char *lacks(const struct hba *from, const char *text, struct arena *arena)
{
	struct hba to = {.text = patch_file(arena, text)};

	for (size_t i = 0; i < from->nodes.count; i++) {
		const struct file_node *node = from->nodes.items[i];
		const char *missing = hba_lacks((const struct hba *)node->object, &to);

		if (missing)
			return text_format(arena, "to have the new rules judged, the role needs %s",
					   missing);
	}
	return NULL;
}

const char *hba_unwritten(const struct hba *from, const struct hba *to, const struct facts *facts,
			  struct arena *arena)
{
	const char *missing, *reason;

	if (from->nodes.count) {
		reason = file_unpatched(arena, &from->nodes, from->text, hba_kind.patroni_key,
					facts);
		return reason ? reason : lacks(from, to->text, arena);
	}
	if (patch_is_patronis(from->text))
		return "the file is Patroni's, which would overwrite it: write \"patroni: {url: "
		       "…}\" in the manifest, and the rules go through Patroni";
	missing = hba_lacks(from, to);
	return missing ? text_format(arena, "to write the file, the role needs %s", missing) : NULL;
}

void hba_describe_patroni(struct text *text, const struct change *change)
{
	const char *pending = ((const struct hba *)change->from)->pending;

	if (change->person) {
		text_addf(text, "the file is another than in Patroni's configuration on %s",
			  pending);
		return;
	}
	text_addf(text, "%s~ through Patroni, which writes %z files", text->length ? "\n" : "",
		  ((const struct hba *)change->to)->nodes.count);
	if (*pending)
		text_addf(text, "; now they are others than it has on %s", pending);
}

/* A file is not written again as long as its lines are the same. */
const char *hba_beyond(const struct field *field, const struct object *desired,
		       const struct object *actual)
{
	(void)desired;
	(void)actual;
	return field->offset == offsetof(struct hba, pending)
		       ? "Patroni writes it when its lines change, or when it starts the server "
			 "(patronictl restart), unless the node's own configuration has others"
		       : NULL;
}

void hba_alter_patroni(struct ddl *ddl, const struct hba *from, const struct hba *to)
{
	const struct file_through through = {
		.key = hba_kind.patroni_key,
		.all = {.setting = "hba_file",
			.judge = sql_hba_judge,
			.from = from->text,
			.to = to->text,
			.secret = hba_has_secret(from->text) || hba_has_secret(to->text)},
		.nodes = from->nodes,
	};

	file_through(ddl, &through);
}
