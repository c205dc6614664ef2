/* SPDX-License-Identifier: PostgreSQL
 *
 * The command line: a thin user of libpgmob.
 *
 * One table has the options (options.c), one the commands (commands.c); parsing, --help and the
 * manual page come from them. A command is a file with one function.
 */
#ifndef PGMOB_CLI_CLI_H
#define PGMOB_CLI_CLI_H

#include <pgmob/pgmob.h>

/* A growing list of strings that are not owned. */
struct words {
	const char **items;
	size_t count;
};

/* What the words of a command line say. */
struct cli {
	const struct command *command;
	struct words words;     /* what is no option */
	struct words arguments; /* of these, what stands behind the command; not owned */

	const char *host, *port, *user, *dbname;
	const char *values[5]; /* these, as the library takes them */
	struct words files;
	struct words nodes;
	struct words variable_files;
	struct pgmob_variable *variables;
	char **assignments; /* the texts that variables point into */
	size_t variable_count;
	struct pgmob_options options; /* what goes to the library */

	enum pgmob_format format;
	const char *log_format;
	const char *output;
	const char *split;
	bool all;
	bool detailed_exitcode;
	bool yes;
	bool quiet;
	bool verbose;
	bool help;
	struct words databases;
	bool all_databases;
	bool on;
	bool hba;
	const char *hba_file;
	int for_version;
	bool parameters;
	const char *role_pattern;

	/* what stderr shows */
	size_t shown; /* diagnostics */
	struct {
		const char *what;
		long long began, next; /* milliseconds */
		bool line;             /* the cursor stands in a line that is to be replaced */
	} step;
};

/* Where an option is taken; bits. */
enum scope {
	SCOPE_VALIDATE = 1,
	SCOPE_PLAN = 2,
	SCOPE_APPLY = 4,
	SCOPE_EXPORT = 8,
	SCOPE_HELP = 16,
	SCOPE_EXPLAIN = 32,
	SCOPE_HBA = 128,
	SCOPE_MANIFEST = SCOPE_VALIDATE | SCOPE_PLAN | SCOPE_APPLY,
	SCOPE_SERVER = SCOPE_PLAN | SCOPE_APPLY | SCOPE_EXPORT | SCOPE_EXPLAIN | SCOPE_HBA,
	SCOPE_ALL = SCOPE_MANIFEST | SCOPE_EXPORT | SCOPE_EXPLAIN | SCOPE_HBA | SCOPE_HELP,
	SCOPE_LATER = 64, /* of the contract, but not of this version */
};

struct command {
	const char *name;
	enum scope scope;
	const char *arguments; /* for usage */
	const char *doc;       /* one line, no full stop */
	int (*run)(struct cli *cli);
};

struct option {
	char letter; /* or 0 */
	const char *name;
	const char *argument; /* what to call it; NULL where there is none */
	unsigned scope;
	const char *doc;

	/* One of these says what becomes of it. */
	size_t flag; /* of an option without argument: the bool in struct cli that it sets */
	size_t text; /* the const char * there that is the argument */
	bool (*take)(struct cli *cli, const char *argument); /* false where the argument is wrong */
};

/* The tables; ended by a NULL name. */
extern const struct command cli_commands[];
extern const struct option cli_options[];

int cli_main(int argc, char **argv);

/* Reads the words into cli; an exit status where they are wrong (said on stderr), else 0. */
int cli_parse(struct cli *cli, int argc, char **argv);

const struct command *cli_find_command(const char *name);

int cli_validate(struct cli *cli);
int cli_plan(struct cli *cli);
int cli_apply(struct cli *cli);
int cli_export(struct cli *cli);
int cli_explain(struct cli *cli);
int cli_hba(struct cli *cli);
int cli_help(struct cli *cli);
int cli_version(struct cli *cli);
int cli_later(struct cli *cli);

/* Appends to words. */
void words_add(struct words *words, const char *word);

/* Memory, or the end of the program. */
void *cli_allocate(size_t size);

/* Frees what the command line took. */
void cli_release(struct cli *cli);

/* Fills the options that the library takes from all that was read. */
void cli_finish_options(struct cli *cli);

/* A wrong command line: says so, and where help is; PGMOB_USAGE. */
int cli_usage(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes usage of the program, or of one command. */
void cli_write_help(const struct command *command);

/* The tables of commands and options in scdoc's language, on stdout. */
void cli_write_commands_manual(void);
void cli_write_options_manual(void);

/* Makes the library tell what it does. */
void cli_start_log(struct cli *cli);

/* Shows the run's diagnostics that were not shown before. */
void cli_show_diagnostics(struct cli *cli, struct pgmob *run);

/* An error of the command line itself. hint may be NULL. */
void cli_error(struct cli *cli, const char *message, const char *hint);

/* The last line: what became of it all; a result, or the end of what is said about a failure. */
void cli_outcome(struct cli *cli, const char *text, bool failed);

/* Takes a line of progress off the terminal. */
void cli_clear_progress(struct cli *cli);

/* Writes the result to stdout, or to the file of -o; false and a message where that fails. */
bool cli_write(struct cli *cli, const char *text);

/* Writes a file below a directory, which is made where it is not there, as that of the file is.
 * False and an error where that fails. */
bool cli_write_file(struct cli *cli, const char *directory, const char *name, const char *text);

/* Whether stdout shall be coloured. */
bool cli_has_colour(void);

/* Asks on the terminal; false for no, and where nobody is there. */
bool cli_ask(const char *question);
bool cli_can_ask(void);
char *cli_ask_password(const char *user, void *context);

/* SIGINT and SIGTERM set the flag that the library looks at. */
const volatile sig_atomic_t *cli_catch_signals(void);

#endif
