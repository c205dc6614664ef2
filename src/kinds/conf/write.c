/* SPDX-License-Identifier: PostgreSQL
 *
 * What writes the file, and what the executing role lacks for it.
 */
#include "kinds/conf/conf.h"
#include "kinds/file/through.h"

static enum file_way way(const struct conf *from, const struct conf *to)
{
	return file_way(*from->programs, from->text, to->text);
}

const char *conf_lacks(const struct conf *from, const struct conf *to)
{
	if (from->lacks || way(from, to) != FILE_EXPORT || *from->exports)
		return from->lacks;
	return "membership in pg_execute_server_program, or EXECUTE on lo_export(oid, text): COPY "
	       "to a file writes neither carriage returns nor a last line without a newline";
}

/* What cannot be done is said before anything is done: the file comes after the commits. */
void conf_guard(const struct kind *kind, const struct list *changes, const struct state *actual,
		const struct facts *facts)
{
	for (size_t i = 0; i < changes->count; i++) {
		struct change *change = changes->items[i];
		const struct conf *from = (const struct conf *)change->from;
		const char *reason;

		if (change->kind != kind || change->person || !from)
			continue;
		reason =
			conf_unwritten(from, (const struct conf *)change->to, facts, actual->arena);
		if (!reason)
			continue;
		change->guard = GUARD_NEVER;
		change->reason = reason;
	}
}

void conf_alter(struct ddl *ddl, const struct change *change, const struct conf_grammar *grammar,
		const char *judge)
{
	const struct conf *from = (const struct conf *)change->from;
	const struct conf *to = (const struct conf *)change->to;
	struct file_write write = {
		.setting = grammar->setting,
		.judge = judge,
		.from = from->text,
		.to = to->text,
		.secret = auth_has_secret(from->text) || auth_has_secret(to->text),
	};

	if (from->nodes.count) {
		file_through(ddl, &(struct file_through){.key = change->kind->patroni_key,
							 .all = write,
							 .nodes = from->nodes});
		return;
	}
	write.way = way(from, to);
	file_write(ddl, &write);
}
