/* SPDX-License-Identifier: PostgreSQL
 *
 * What writes pg_hba.conf, and what the executing role lacks for it.
 */
#include "kinds/file/file.h"
#include "kinds/hba/hba_file.h"
#include "sql.h"

static enum file_way way(const struct hba *from, const struct hba *to)
{
	return file_way(*from->programs, from->text, to->text);
}

const char *hba_lacks(const struct hba *from, const struct hba *to)
{
	if (from->lacks || way(from, to) != FILE_EXPORT || *from->exports)
		return from->lacks;
	return "membership in pg_execute_server_program, or EXECUTE on lo_export(oid, text): COPY "
	       "to a file writes neither carriage returns nor a last line without a newline";
}

void hba_alter(struct ddl *ddl, const struct change *change)
{
	const struct hba *from = (const struct hba *)change->from;
	const struct hba *to = (const struct hba *)change->to;

	if (from->nodes.count) {
		hba_alter_patroni(ddl, from, to);
		return;
	}
	file_write(ddl, &(struct file_write){
				.setting = "hba_file",
				.judge = sql_hba_judge,
				.from = from->text,
				.to = to->text,
				.way = way(from, to),
				.secret = hba_has_secret(from->text) || hba_has_secret(to->text),
			});
}
