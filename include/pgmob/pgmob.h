/* SPDX-License-Identifier: PostgreSQL
 *
 * libpgmob: make a PostgreSQL cluster match a manifest.
 *
 *	struct pgmob_options options = {.version = PGMOB_OPTIONS_VERSION, …};
 *	struct pgmob *run = pgmob_create(&options);
 *	enum pgmob_status status = pgmob_plan(run);
 *	puts(pgmob_show(run, PGMOB_TEXT, 0));
 *	pgmob_destroy(run);
 *
 * A run is one manifest against one server. It is used by one thread at a time; runs share nothing,
 * so each thread may have its own. The library never prints, never ends the program (but for the
 * lack of memory, see out_of_memory) and installs no signal handler.
 *
 * Every string that a function gives belongs to the run and lives until pgmob_destroy(). Every
 * string given to a function is read during the call only, but for those in struct pgmob_options,
 * which must live as long as the run. examples/embed.c is a whole program.
 */
#ifndef PGMOB_PGMOB_H
#define PGMOB_PGMOB_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define PGMOB_API __attribute__((visibility("default")))
#else
#define PGMOB_API
#endif

/* The version of struct pgmob_options that this header describes. */
#define PGMOB_OPTIONS_VERSION 1

struct pgmob;

/* How a call ended. The numbers are the program's exit statuses. */
enum pgmob_status {
	PGMOB_OK = 0,      /* done, or nothing to do */
	PGMOB_ERROR = 1,   /* see the diagnostics */
	PGMOB_CHANGES = 2, /* a plan has changes */
	PGMOB_PERSON = 3,  /* a guard refuses, or drift is left that only a person can put right */
	PGMOB_LOCKED = 5,  /* another apply holds the lock */
	PGMOB_USAGE = 64,  /* the options are wrong */
	PGMOB_INTERRUPTED = 130, /* *interrupted was set */
};

enum pgmob_severity { PGMOB_NOTE, PGMOB_WARNING, PGMOB_FAILURE };

/* Plans are shown as the first three, answers of pgmob_explain() as all but SQL. */
enum pgmob_format { PGMOB_TEXT, PGMOB_SQL, PGMOB_JSON, PGMOB_DOT, PGMOB_MERMAID };

/* Flags of pgmob_show() and pgmob_explain(). */
enum { PGMOB_SHOW_ALL = 1, PGMOB_SHOW_COLOUR = 2 };

struct pgmob_variable {
	const char *name;
	const char *value;
};

struct pgmob_options {
	int version; /* PGMOB_OPTIONS_VERSION */

	/* Where the manifest is: files, "-" for standard input. */
	const char *const *files;
	size_t file_count;
	/* They win over the environment's and the manifest's. */
	const struct pgmob_variable *variables;
	size_t variable_count;
	const char *mode; /* additive, adopt or authoritative; NULL: the manifest's */

	/* Where the server is: as PQconnectdbParams() takes it, each ended by NULL; a dbname may be
	 * a conninfo string or a URI. */
	const char *const *keywords;
	const char *const *values;
	/* Other nodes of the cluster, added to the manifest's: connection strings, of which what is
	 * not written is as for the first connection. */
	const char *const *nodes;
	size_t node_count;
	const char *role;    /* for SET ROLE, or NULL */
	const char *command; /* for application_name: pgmob/COMMAND */
	/* Seconds for each host, 0 for none; less than 0: what the parameters say, or else 10. */
	int connect_timeout;
	bool never_ask;  /* never ask for a password */
	bool always_ask; /* ask before connecting */

	/* Limits of an apply, in milliseconds. */
	long lock_timeout;      /* 0: do not wait at all */
	long statement_timeout; /* 0: as long as it takes */

	/* What may pass. */
	bool allow_drop_role;
	bool allow_demote;
	bool allow_drop_data;
	long max_revokes;      /* more than 100 revokes need it to be so many; less than 0: any */
	bool accept_unfixable; /* drift that needs a person does not make the status PGMOB_PERSON */
	bool strict;           /* what no manifest can say does */
	bool protect_sessions; /* new rules of pg_hba.conf that would not let somebody in who is
				  connected now are refused, rather than warned of */

	/* Passwords. */
	bool set_passwords; /* also those that cannot be compared, since pg_authid is not read */
	bool upgrade_passwords; /* from md5 to SCRAM-SHA-256 where the manifest's is the same */

	/* Asks a person for a password; the answer is malloc()ed and freed by the library. NULL
	 * where nobody is there. */
	char *(*ask_password)(const char *user, void *context);
	/* Told each statement before it runs, with secrets as ***. May be NULL. */
	void (*trace)(const char *sql, void *context);
	/* Told what is going on, again and again (some times a second) while it does: "reading
	 * databases", 3 of 20 done; total is 0 where nobody knows. From the thread that called. May
	 * be NULL. */
	void (*progress)(const char *what, size_t done, size_t total, void *context);
	void *context; /* for these three */

	/* A signal handler may count in it: the running statement is cancelled, and what is not
	 * committed is rolled back. May be NULL. */
	const volatile sig_atomic_t *interrupted;

	/* Called when there is no memory; must not return. NULL: abort(). */
	void (*out_of_memory)(void);
};

struct pgmob_export {
	const char *const *databases; /* names; with a count of 0 the one that is connected to */
	size_t database_count;
	bool all_databases;
	bool hba;                 /* pg_hba.conf too */
	bool parameters;          /* what ALTER SYSTEM has set too */
	const char *role_pattern; /* only roles that fit; NULL: all */
	bool split;               /* each database in a file of its own, which *yaml includes */
};

/* One of these files; both texts live as long as the run. */
struct pgmob_export_file {
	const char *name; /* databases/NAME.yaml */
	const char *yaml;
};

/* Who may do what: words as the command line has them, with names as in SQL. */
struct pgmob_explain {
	/* ROLE [PRIVILEGE] [[KIND] OBJECT]; with on: [KIND] OBJECT */
	const char *const *words;
	size_t word_count;
	bool on; /* everybody who can do anything on the object */
	/* Where the object, or all of a role's privileges, is looked for, unless its name says;
	 * with a count of 0 in the one that is connected to. */
	const char *const *databases;
	size_t database_count;
	bool all_databases;
};

/* Which rules of pg_hba.conf connections meet. A connection has the keys user, database, address
 * (of the client; without one it comes by a Unix socket), host (its name), ssl, gss, replication,
 * system_user, expect (a method). */
struct pgmob_hba_test {
	/* user=app database=shop address=10.1.2.3 …: each user= begins another connection */
	const char *const *words;
	size_t word_count;
	/* further ones, each a line with a JSON object that has these keys; NULL: none */
	const char *lines;
	size_t length;
	/* The rules are those of the manifest, as they will be with its other changes; without one,
	 * those of this file; without that too, the server's. */
	const char *file;
};

/* Rules that are to be checked without a server. */
struct pgmob_hba_check {
	const char *file; /* a pg_hba.conf; NULL: those of the manifest */
	int version;      /* of the server that they are for, as 16; 0: any */
};

/* A new run; NULL where options->version is unknown. */
PGMOB_API struct pgmob *pgmob_create(const struct pgmob_options *options);

/* Closes its connections and frees all that it gave. NULL is allowed. */
PGMOB_API void pgmob_destroy(struct pgmob *run);

/* Reads and checks the manifest; no server is asked. PGMOB_OK or PGMOB_ERROR. */
PGMOB_API enum pgmob_status pgmob_validate(struct pgmob *run);

/* How many roles, databases and so on the manifest has, for a person. After pgmob_validate(). */
PGMOB_API const char *pgmob_manifest_summary(struct pgmob *run);

/* Reads manifest and server, and makes the plan. PGMOB_OK where nothing is to be done, else
 * PGMOB_CHANGES or PGMOB_PERSON; PGMOB_ERROR, PGMOB_INTERRUPTED. */
PGMOB_API enum pgmob_status pgmob_plan(struct pgmob *run);

/* The same, holding the lock that lets one apply run at a time; for pgmob_apply(). PGMOB_LOCKED
 * where another has it for longer than lock_timeout. */
PGMOB_API enum pgmob_status pgmob_plan_for_apply(struct pgmob *run);

/* The plan in that form, or NULL and a diagnostic where it has no such form. */
PGMOB_API const char *pgmob_show(struct pgmob *run, enum pgmob_format format, unsigned flags);

/* Whether the plan has statements to run. */
PGMOB_API bool pgmob_has_changes(const struct pgmob *run);

/* Whether a guard refuses the plan, so that pgmob_apply() would only say why. */
PGMOB_API bool pgmob_is_refused(const struct pgmob *run);

/* Runs the plan of pgmob_plan_for_apply(), reads the state again and compares. PGMOB_OK where the
 * cluster is as the manifest says; PGMOB_PERSON where the plan said that a person is needed, or
 * where a guard refuses, and then nothing ran. */
PGMOB_API enum pgmob_status pgmob_apply(struct pgmob *run);

/* What became of it, for a person, in a sentence or two: "Applied: …", "Nothing was changed.", or
 * what was committed before an error, and what that leaves. */
PGMOB_API const char *pgmob_apply_summary(struct pgmob *run);

/* The live server as a manifest: PGMOB_OK and the text in *yaml, or PGMOB_ERROR; with the
 * text too PGMOB_PERSON, where options.strict forbids what it leaves out. */
PGMOB_API enum pgmob_status pgmob_export(struct pgmob *run, const struct pgmob_export *what,
					 const char **yaml);

/* The further files of an export that was split. */
PGMOB_API size_t pgmob_export_file_count(const struct pgmob *run);
PGMOB_API struct pgmob_export_file pgmob_export_file(const struct pgmob *run, size_t index);

/* The answer in *text: PGMOB_OK, also where it is no; PGMOB_ERROR, PGMOB_INTERRUPTED; PGMOB_USAGE
 * where the words are wrong, or there is no such form. */
PGMOB_API enum pgmob_status pgmob_explain(struct pgmob *run, const struct pgmob_explain *question,
					  enum pgmob_format format, unsigned flags,
					  const char **text);

/* The answers in *text: PGMOB_OK; also with PGMOB_ERROR, where one is not as the connection
 * expects; PGMOB_INTERRUPTED; PGMOB_USAGE where the words are wrong, or there is no such form. */
PGMOB_API enum pgmob_status pgmob_hba_test(struct pgmob *run, const struct pgmob_hba_test *what,
					   enum pgmob_format format, const char **text);

/* Checks rules: what is wrong, or worth knowing, is in the diagnostics, how many there are in
 * *rules. PGMOB_OK where nothing is wrong, PGMOB_ERROR; PGMOB_USAGE where pgmob does not know that
 * version. */
PGMOB_API enum pgmob_status pgmob_hba_check(struct pgmob *run, const struct pgmob_hba_check *what,
					    size_t *rules);

/* The rules in force, with whom they are for and what there is to say of them: PGMOB_OK and the
 * text, PGMOB_ERROR, PGMOB_INTERRUPTED; PGMOB_USAGE where there is no such form. */
PGMOB_API enum pgmob_status pgmob_hba_show(struct pgmob *run, enum pgmob_format format,
					   const char **text);

/* The diagnostics, in the order in which they came. The text has place, line and caret where there
 * is one, and ends in a newline. */
PGMOB_API size_t pgmob_diagnostic_count(const struct pgmob *run);
PGMOB_API enum pgmob_severity pgmob_diagnostic_severity(const struct pgmob *run, size_t index);
PGMOB_API const char *pgmob_diagnostic_text(struct pgmob *run, size_t index);

/* The same in parts, each NULL or 0 where there is none. */
struct pgmob_diagnostic {
	enum pgmob_severity severity;
	const char *file;
	unsigned line;
	unsigned column;
	const char *message;
	const char *detail;
	const char *hint;
	const char *statement;
	const char *sqlstate;
};
PGMOB_API struct pgmob_diagnostic pgmob_diagnostic(const struct pgmob *run, size_t index);

/* The version of the library, as "0.1.0". */
PGMOB_API const char *pgmob_version(void);

#ifdef __cplusplus
}
#endif

#endif
