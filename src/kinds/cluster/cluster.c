/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/cluster/cluster.h"

#include "kinds/database/database.h"
#include "kinds/hba/hba.h"
#include "kinds/ident/ident.h"
#include "kinds/parameter/parameter.h"
#include "kinds/role/role.h"
#include "kinds/setting/setting.h"
#include "kinds/tablespace/tablespace.h"
#include "model/grant.h"

static const char *const modes[] = {"additive", "adopt", "authoritative", NULL};

static const struct field variable_fields[] = {
	{.name = "name",
	 .type = FIELD_TEXT,
	 .flags = FIELD_KEY | FIELD_REQUIRED,
	 .offset = offsetof(struct variable, name),
	 .doc = "letters, digits and underscores"},
	{.name = "value",
	 .type = FIELD_VALUE,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct variable, value),
	 .doc = "what ${name} stands for, unless the command line or the environment says else"},
	{.name = NULL},
};

static const struct kind variable_kind = {
	.name = "variable",
	.plural = "variables",
	.doc = "a text that stands for ${name} inside any string; $${ is a ${ as it is",
	.size = sizeof(struct variable),
	.fields = variable_fields,
};

static const struct field ignore_fields[] = {
	{.name = "roles",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct ignore, roles),
	 .doc = "patterns of roles; always ignored are pg_* and the bootstrap superuser"},
	{.name = "databases",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct ignore, databases),
	 .doc = "patterns of databases; template0 is always ignored"},
	{.name = "schemas",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct ignore, schemas),
	 .doc = "patterns of schemas; pg_* and information_schema are always ignored"},
	{.name = NULL},
};

static const struct kind ignore_kind = {
	.name = "ignore",
	.plural = "ignore",
	.doc = "patterns (* and ?, \\ quotes) of names that are never read as drift, changed or "
	       "dropped; an entry for such a name lifts it",
	.size = sizeof(struct ignore),
	.fields = ignore_fields,
};

static const struct field retire_fields[] = {
	{.name = "reassign_owned_to",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct retire, reassign_owned_to),
	 .refers = &role_kind,
	 .doc = "the role that gets it"},
	{.name = "drop_owned",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct retire, drop_owned),
	 .doc = "true: it is dropped, but for databases and tablespaces"},
	{.name = "terminate_sessions",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct retire, terminate_sessions),
	 .doc = "true: sessions of these roles are ended"},
	{.name = NULL},
};

static const char *const retire_one_of[] = {"reassign_owned_to", "drop_owned", NULL};

static const struct kind retire_kind = {
	.name = "retire",
	.plural = "retire",
	.doc = "what becomes of what roles own that nobody lists, in mode authoritative",
	.size = sizeof(struct retire),
	.home = HOME_RECORD,
	.fields = retire_fields,
	.one_of = retire_one_of,
};

static const struct field fields[] = {
	{.name = "version",
	 .type = FIELD_INT,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct cluster, version),
	 .least = 1,
	 .most = 1,
	 .doc = "the version of the manifest's form: 1"},
	{.name = "mode",
	 .type = FIELD_WORD,
	 .offset = offsetof(struct cluster, mode),
	 .words = modes,
	 .doc = "what becomes of what is not written: additive takes nothing away, adopt (the "
		"default) makes the listed objects exact, authoritative also drops what nobody "
		"lists"},
	{.name = "include",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct cluster, include),
	 .doc = "further files or patterns of files, relative to this one"},
	{.name = "variables",
	 .type = FIELD_RECORDS,
	 .offset = offsetof(struct cluster, variables),
	 .items = &variable_kind,
	 .doc = "texts to be used inside strings"},
	{.name = "ignore",
	 .type = FIELD_RECORD,
	 .offset = offsetof(struct cluster, ignore),
	 .items = &ignore_kind,
	 .doc = "what is left alone"},
	{.name = "profiles",
	 .type = FIELD_RECORDS,
	 .offset = offsetof(struct cluster, profiles),
	 .items = &profile_kind,
	 .doc = "grants that schemas can share"},
	{.name = "roles",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct cluster, roles),
	 .items = &role_kind,
	 .doc = "roles, each fully described"},
	{.name = "tablespaces",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct cluster, tablespaces),
	 .items = &tablespace_kind,
	 .doc = "tablespaces; others are left alone"},
	{.name = "databases",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct cluster, databases),
	 .items = &database_kind,
	 .doc = "databases, each fully described"},
	{.name = "settings",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct cluster, settings),
	 .items = &setting_kind,
	 .placed = offsetof(struct setting, database),
	 .doc = "settings of all roles in all databases; the exact list"},
	{.name = "parameters",
	 .type = FIELD_OBJECTS,
	 .offset = offsetof(struct cluster, parameters),
	 .items = &parameter_kind,
	 .doc = "what ALTER SYSTEM shall have set; other parameters are left alone in every mode"},
	{.name = "parameter_grants",
	 .type = FIELD_RECORDS,
	 .offset = offsetof(struct cluster, parameter_grants),
	 .items = &parameter_grant_kind,
	 .doc = "privileges on parameters, from PostgreSQL 15: exact, on the parameters named, for "
		"the listed roles and for those that an entry mentions; in mode authoritative for "
		"everybody on all parameters"},
	{.name = "hba",
	 .type = FIELD_RECORD,
	 .offset = offsetof(struct cluster, hba),
	 .items = &hba_kind,
	 .doc = "the rules of pg_hba.conf"},
	{.name = "retire",
	 .type = FIELD_RECORD,
	 .offset = offsetof(struct cluster, retire),
	 .items = &retire_kind,
	 .doc = "what becomes of what roles own that mode authoritative drops"},
	{.name = "replication_slots", .type = FIELD_LATER},
	{.name = "nodes",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct cluster, nodes),
	 .doc = "the other nodes of the cluster, whose files are written too: each a connection "
		"string such as host=db2 port=5432, of which what is not written is as for the "
		"first connection"},
	{.name = "patroni",
	 .type = FIELD_RECORD,
	 .offset = offsetof(struct cluster, patroni),
	 .items = &patroni_kind,
	 .doc = "Patroni, which writes pg_hba.conf and pg_ident.conf of its nodes"},
	{.name = "ident",
	 .type = FIELD_RECORD,
	 .offset = offsetof(struct cluster, ident),
	 .items = &ident_kind,
	 .doc = "the maps of pg_ident.conf"},
	{.name = NULL},
};

const struct kind cluster_kind = {
	.name = "manifest",
	.plural = "manifest",
	.doc = "a PostgreSQL cluster as it shall be",
	.size = sizeof(struct cluster),
	.fields = fields,
};
