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

/* The rules of another file than the server's, or of the manifest, where these are named. */
static bool find_source(struct pgmob *run, const struct pgmob_hba_test *what,
			struct hba_source *source)
{
	if (!run->options->file_count) {
		if (!read_server(run))
			return false;
		*source = hba_source_of(run->actual);
		return !what->file ||
		       hba_source_of_file(run->round, source, what->file, run->diags);
	}
	pgmob_plan(run);
	if (!run->plan)
		return false;
	*source = hba_source_of(run->actual);
	return hba_source_of_manifest(source, run->desired->state, &run->plan->difference->changes,
				      run->diags);
}

/* What the server has, as far as it is known by now; false where it does not answer. Once nothing
 * is open it is all there is to know. */
struct looking {
	struct pgmob *run;
	struct inquiries inquiries;
	struct hba_source source;
	struct hba_rules rules;
};

static struct looking look(struct pgmob *run, const struct hba_source *source)
{
	return (struct looking){
		.run = run,
		.inquiries = inquiries_in(run->round),
		.source = *source,
	};
}

static void take_rules(struct looking *looking)
{
	struct pgmob *run = looking->run;

	looking->rules = hba_rules_of(run->round, &looking->inquiries, run->server->facts,
				      run->actual, &looking->source);
}

/* Answers, as long as that brings up questions to the server. */
static bool test(struct looking *looking, const struct list *probes, struct list *answers)
{
	for (;;) {
		take_rules(looking);
		*answers = hba_test(&looking->rules, probes);
		if (!looking->inquiries.open.count)
			return true;
		if (!actual_inquire(looking->run->server, &looking->inquiries))
			return false;
	}
}

enum pgmob_status pgmob_hba_test(struct pgmob *run, const struct pgmob_hba_test *what,
				 enum pgmob_format format, const char **text)
{
	struct text shown = text_in(run->arena);
	struct list probes = {0}, answers;
	struct hba_source source;
	struct looking looking;

	if ((format != PGMOB_TEXT && format != PGMOB_JSON) || !read_probes(run, what, &probes))
		return PGMOB_USAGE;
	if (!find_source(run, what, &source))
		return run_failure(run);
	looking = look(run, &source);
	if (!test(&looking, &probes, &answers))
		return run_failure(run);
	if (format == PGMOB_JSON)
		hba_test_json(&shown, &looking.rules, &answers);
	else
		hba_test_text(&shown, &looking.rules, &answers);
	*text = shown.at;
	return hba_judge(&answers, run->diags) ? PGMOB_OK : PGMOB_ERROR;
}

static bool show(struct looking *looking, struct hba_overview *overview)
{
	for (;;) {
		take_rules(looking);
		*overview = hba_show(&looking->rules, looking->run->actual);
		if (!looking->inquiries.open.count)
			return true;
		if (!actual_inquire(looking->run->server, &looking->inquiries))
			return false;
	}
}

enum pgmob_status pgmob_hba_show(struct pgmob *run, enum pgmob_format format, const char **text)
{
	struct text shown = text_in(run->arena);
	struct hba_overview overview;
	struct hba_source source;
	struct looking looking;

	if (format != PGMOB_TEXT && format != PGMOB_JSON)
		return PGMOB_USAGE;
	if (!read_server(run))
		return run_failure(run);
	source = hba_source_of(run->actual);
	looking = look(run, &source);
	if (!show(&looking, &overview))
		return run_failure(run);
	if (format == PGMOB_JSON)
		hba_show_json(&shown, &looking.rules, &overview);
	else
		hba_show_text(&shown, &looking.rules, &overview);
	*text = shown.at;
	return PGMOB_OK;
}

enum pgmob_status pgmob_hba_check(struct pgmob *run, const struct pgmob_hba_check *what,
				  size_t *rules)
{
	enum { OLDEST = 13, NEWEST = 18, EACH = 10000 };
	const int version = what->version * EACH;

	if (what->version && (what->version < OLDEST || what->version > NEWEST)) {
		diag_error(run->diags, no_place(), "pgmob knows PostgreSQL %d to %d, and not %d",
			   OLDEST, NEWEST, what->version);
		return PGMOB_USAGE;
	}
	*rules = 0;
	if (what->file) {
		const struct auth_loaded *loaded =
			hba_check_file(run->round, what->file, version, run->diags);

		*rules = loaded ? loaded->rules.count : 0;
	} else if (pgmob_validate(run) == PGMOB_OK) {
		*rules = hba_check_manifest(run->round, run->desired->state, version, run->diags);
	}
	return run->diags->errors ? PGMOB_ERROR : PGMOB_OK;
}
