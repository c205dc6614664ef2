/* SPDX-License-Identifier: PostgreSQL
 *
 * hba: rules of pg_hba.conf → what they mean for whom.
 *
 * The rules may be those of a server, of a manifest or of any file. Where there is a server, what
 * they hang on besides is asked of it; else it is unknown.
 */
#ifndef PGMOB_HBA_HBA_H
#define PGMOB_HBA_HBA_H

#include "auth/match.h"
#include "auth/warn.h"
#include "base/diag.h"
#include "model/inquiry.h"
#include "model/state.h"

/* What rules are looked at, and what there is to know about them. */
struct hba_rules {
	struct arena *arena;
	int version;
	const char *path;                /* of the file, as messages name it */
	const struct auth_loaded *hba;   /* the rules */
	const struct auth_loaded *ident; /* the maps; NULL: nobody knows them */
	const struct auth_world *world;
	bool without_ssl; /* no connection has TLS */
	bool ignore_case; /* krb_caseins_users is on */
	bool probing;     /* a connection of which nothing is expected must be let in */
};

/* Rules for a server. */
struct hba_source {
	const char *path; /* of its file */
	const char *text; /* what that has, or shall have */
	const char *name; /* of another file that has the text; NULL: it is the server's */
	const char *maps; /* what its file of maps shall have; NULL: what it has */
	const struct list *changes; /* with which the rules come (of struct change), or NULL */
};

/* Those that it has. */
struct hba_source hba_source_of(const struct state *actual);

/* Those of another file; false and an error where that cannot be read. */
bool hba_source_of_file(struct arena *arena, struct hba_source *source, const char *path,
			struct diags *diags);

/* Those of a manifest, as they will be with its other changes; false and an error where it has
 * none.
 */
bool hba_source_of_manifest(struct hba_source *source, const struct state *desired,
			    const struct list *changes, struct diags *diags);

/* The rules of the source, and the server's maps, as far as all that is known by now: to be called
 * again as long as the inquiries have open ones. */
struct hba_rules hba_rules_of(struct arena *arena, struct inquiries *inquiries,
			      const struct facts *facts, const struct state *actual,
			      const struct hba_source *source);

/* Connections that are asked about (struct hba_probe): words as user=app, of which each user=
 * begins another one; or lines, of which each is a JSON object with the same keys. False and errors
 * where they are wrong. */
bool hba_read_words(struct arena *arena, const char *const *words, size_t count,
		    struct list *probes, struct diags *diags);
bool hba_read_lines(struct arena *arena, const char *text, size_t length, struct list *probes,
		    struct diags *diags);

/* What becomes of a connection. */
enum hba_outcome {
	HBA_LET_IN,
	HBA_PASSWORD, /* it must send one */
	HBA_PROOF,    /* who the client is must be proven: by a certificate, Kerberos … */
	HBA_REFUSED,
	HBA_UNDETERMINED,
};

struct hba_probe;

struct hba_answer {
	const struct hba_probe *probe;
	struct auth_client client;
	struct auth_meeting meeting;
	enum hba_outcome outcome;
	const char *why;             /* a sentence */
	bool mapped;                 /* who the client is was told, and looked up: */
	struct auth_mapping mapping; /* with that result */
	bool unexpected;             /* it is not what the probe expects */
};

/* For each probe a struct hba_answer. */
struct list hba_test(const struct hba_rules *rules, const struct list *probes);

/* Says which answers are not as expected; whether all are. */
bool hba_judge(const struct list *answers, struct diags *diags);

void hba_test_text(struct text *text, const struct hba_rules *rules, const struct list *answers);
void hba_test_json(struct text *text, const struct hba_rules *rules, const struct list *answers);

/* A rule in force. */
struct hba_row {
	const struct auth_rule *rule;
	size_t roles;         /* that can log in, and that it is for in some database */
	size_t sessions;      /* that meet it now */
	size_t perhaps;       /* that may meet it */
	struct list warnings; /* of const struct auth_warning */
};

struct hba_overview {
	struct list rows;   /* of struct hba_row */
	struct list faults; /* of const struct auth_loaded_fault: what the next reload would stumble
			       over */
	size_t strangers;   /* sessions that no rule would let in again */
};

struct hba_overview hba_show(const struct hba_rules *rules, const struct state *actual);

void hba_show_text(struct text *text, const struct hba_rules *rules,
		   const struct hba_overview *overview);
void hba_show_json(struct text *text, const struct hba_rules *rules,
		   const struct hba_overview *overview);

/* The rules of a file that no server has loaded, as one of that version would (0: any): faults are
 * errors at their places, and what a person ought to know warnings. NULL where the file cannot be
 * read. */
const struct auth_loaded *hba_check_file(struct arena *arena, const char *path, int version,
					 struct diags *diags);

/* What the manifest's own checks leave out, since it needs no server but a version (0: any), or is
 * no fault: of its rules, whose number it gives, and of those probes that can be answered. */
size_t hba_check_manifest(struct arena *arena, const struct state *desired, int version,
			  struct diags *diags);

#endif
