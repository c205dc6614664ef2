/* SPDX-License-Identifier: PostgreSQL
 *
 * Databases: pg_database.
 */
#ifndef PGMOB_KINDS_DATABASE_DATABASE_H
#define PGMOB_KINDS_DATABASE_DATABASE_H

#include "model/object.h"

struct database {
	struct object object;
	const char *name;
	const char *owner;
	const char *encoding;
	const char *locale; /* lc_collate and lc_ctype in one */
	const char *lc_collate;
	const char *lc_ctype;
	const char *locale_provider;
	const char *icu_locale;
	const char *icu_rules;
	const char *builtin_locale;
	const char *template;
	const char *tablespace;
	const int64_t *connection_limit;
	const bool *allow_connections;
	const bool *is_template;
	const char *comment;
	struct list settings;
	struct list extensions;
	struct list schemas;
	struct list grants;             /* of struct grant_entry */
	struct list default_privileges; /* likewise */
	struct list languages;
	struct list foreign_data_wrappers;
	struct list foreign_servers;
	struct list large_objects;
	struct list publications;
	struct list subscriptions;
	struct list event_triggers;
	struct list others;
	const char *state; /* present, absent; NULL: not written */
	const char *renamed_from;
	const bool *terminate_sessions;
	bool forced;     /* worked out of an actual one that is to be dropped */
	const char *acl; /* as the server writes it; NULL: the built-in one */
};

extern const struct kind database_kind;

/* How the absent ones that are there go. */
void database_pair_absent(const struct state *absent, struct state *actual);

/* Keeps pgmob's own database, that of its lock, and templates. */
void database_guard(const struct list *changes, const struct state *actual,
		    const struct facts *facts);

/* What statements about databases need. */
void database_rights(struct rights *rights);

void database_rename(struct ddl *ddl, const struct object *from, const struct object *to);
void database_drop(struct ddl *ddl, const struct object *from);

#endif
