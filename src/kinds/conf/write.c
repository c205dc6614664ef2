/* SPDX-License-Identifier: PostgreSQL
 *
 * What writes the file, and what the executing role lacks for it.
 */
#include "kinds/conf/conf.h"
#include "kinds/file/file.h"

static enum file_way way(const struct conf *from, const struct conf *to)
{
	return file_way(*from->programs, from->text, to->text);
}

static const char *lacks(const struct conf *from, const struct conf *to)
{
	if (from->lacks || way(from, to) != FILE_EXPORT || *from->exports)
		return from->lacks;
	return "membership in pg_execute_server_program, or EXECUTE on lo_export(oid, text): COPY "
	       "to a file writes neither carriage returns nor a last line without a newline";
}

/* What the role cannot do is said before anything is done: the file comes after the commits. */
void conf_guard(const struct kind *kind, const struct list *changes, const struct state *actual)
{
	for (size_t i = 0; i < changes->count; i++) {
		struct change *change = changes->items[i];
		const struct conf *from = (const struct conf *)change->from;
		const char *needs = change->kind == kind && from
					    ? lacks(from, (const struct conf *)change->to)
					    : NULL;

		if (!needs)
			continue;
		change->guard = GUARD_NEVER;
		change->reason =
			text_format(actual->arena, "to write the file, the role needs %s", needs);
	}
}

void conf_alter(struct ddl *ddl, const struct change *change, const char *setting,
		const char *judge)
{
	const struct conf *from = (const struct conf *)change->from;
	const struct conf *to = (const struct conf *)change->to;

	file_write(ddl, &(struct file_write){
				.setting = setting,
				.judge = judge,
				.from = from->text,
				.to = to->text,
				.way = way(from, to),
				.secret = auth_has_secret(from->text) || auth_has_secret(to->text),
			});
}
