/* SPDX-License-Identifier: PostgreSQL
 *
 * The public API's questions about rules of pg_hba.conf.
 */
#include "hba/hba.h"
#include "pgmob_run.h"

/* Reads what the server has of rules, and who is connected. */
static bool read_server(struct pgmob *run)
{
	struct actual_wanted wanted = {0};

	if (run_start_reading(run, false) != PGMOB_OK)
		return false;
	actual_want_home(run->round, &wanted, HOME_FILE);
	run->actual = actual_finish(run->reading, &wanted);
	return run->actual != NULL;
}

static bool read_probes(struct pgmob *run, const struct pgmob_hba_test *what, struct list *probes)
{
	if (!hba_read_words(run->arena, what->words, what->word_count, probes, run->diags))
		return false;
	return !what->lines ||
	       hba_read_lines(run->arena, what->lines, what->length, probes, run->diags);
}

/* Answers, as long as that brings up questions to the server. */
static bool test(struct pgmob *run, const struct list *probes, struct hba_rules *rules,
		 struct list *answers)
{
	struct inquiries inquiries = inquiries_in(run->round);
	const struct hba_source source = hba_source_of(run->actual);

	for (;;) {
		*rules = hba_rules_of(run->round, &inquiries, run->server->facts, run->actual,
				      &source);
		*answers = hba_test(rules, probes);
		if (!inquiries.open.count)
			return true;
		if (!actual_inquire(run->server, &inquiries))
			return false;
	}
}

enum pgmob_status pgmob_hba_test(struct pgmob *run, const struct pgmob_hba_test *what,
				 enum pgmob_format format, const char **text)
{
	struct text shown = text_in(run->arena);
	struct list probes = {0}, answers;
	struct hba_rules rules;

	if ((format != PGMOB_TEXT && format != PGMOB_JSON) || !read_probes(run, what, &probes))
		return PGMOB_USAGE;
	if (!read_server(run) || !test(run, &probes, &rules, &answers))
		return run_failure(run);
	if (format == PGMOB_JSON)
		hba_test_json(&shown, &rules, &answers);
	else
		hba_test_text(&shown, &rules, &answers);
	*text = shown.at;
	return hba_judge(&answers, run->diags) ? PGMOB_OK : PGMOB_ERROR;
}
