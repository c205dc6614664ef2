/* SPDX-License-Identifier: PostgreSQL
 *
 * How a statement with a secret stays out of the server's log and statistics: what would show it is
 * off for that one statement. What was set is kept in settings of our own meanwhile.
 */
#include "apply/runner.h"

static const struct {
	const char *name, *kept, *silent;
} logs[] = {
	{"log_statement", "pgmob.log_statement", "none"},
	{"log_min_duration_statement", "pgmob.log_min_duration_statement", "-1"},
	{"log_min_duration_sample", "pgmob.log_min_duration_sample", "-1"},
	{"log_transaction_sample_rate", "pgmob.log_transaction_sample_rate", "0"},
	{"log_min_error_statement", "pgmob.log_min_error_statement", "panic"},
	{"debug_print_parse", "pgmob.debug_print_parse", "off"},
	{"debug_print_rewritten", "pgmob.debug_print_rewritten", "off"},
	{"pg_stat_statements.track_utility", "pgmob.track_utility", "off"},
};

bool silence_wanted(const struct runner *runner, const struct statement *statement)
{
	const char *server = change_object(statement->change)->server;

	return statement->secret && server_node(runner->server, server)->facts->superuser;
}

void silence_write(struct runner *runner)
{
	struct text silence = text_in(runner->scratch), voice = text_in(runner->scratch);

	text_add(&silence, "SELECT ");
	text_add(&voice, "SELECT ");
	for (size_t i = 0; i < sizeof(logs) / sizeof(*logs); i++) {
		text_addf(&silence,
			  "%spg_catalog.set_config(%L, COALESCE(pg_catalog.current_setting(%L, "
			  "true), ''), false), pg_catalog.set_config(%L, %L, false)",
			  i ? ", " : "", logs[i].kept, logs[i].name, logs[i].name, logs[i].silent);
		text_addf(&voice,
			  "%spg_catalog.set_config(%L, COALESCE(NULLIF(pg_catalog.current_setting("
			  "%L), ''), %L), false)",
			  i ? ", " : "", logs[i].name, logs[i].kept, logs[i].silent);
	}
	runner->silence = silence.at;
	runner->voice = voice.at;
}
