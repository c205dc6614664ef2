/* SPDX-License-Identifier: PostgreSQL */
#include "kinds/hba/probe.h"

#include <string.h>

#include "kinds/hba/hba.h"

static const struct field fields[] = {
	{.name = "user",
	 .type = FIELD_NAME,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct hba_probe, user),
	 .doc = "the role that connects; it need not exist"},
	{.name = "database",
	 .type = FIELD_NAME,
	 .offset = offsetof(struct hba_probe, database),
	 .doc = "the database; written unless it is physical replication"},
	{.name = "address",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct hba_probe, address),
	 .doc = "the IP address of the client as the server sees it; without it the connection is "
		"by a Unix socket"},
	{.name = "host",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct hba_probe, host),
	 .doc = "the name of the client's host as the server's name service has it, for rules with "
		"names of hosts"},
	{.name = "ssl",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct hba_probe, ssl),
	 .doc = "true: the connection is encrypted with TLS"},
	{.name = "gss",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct hba_probe, gss),
	 .doc = "true: the connection is encrypted with GSSAPI"},
	{.name = "replication",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct hba_probe, replication),
	 .doc = "true: it is physical replication, which has no database"},
	{.name = "system_user",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct hba_probe, system_user),
	 .doc = "whom the operating system, the certificate or Kerberos says the client to be, for "
		"rules with a map"},
	{.name = "expect",
	 .type = FIELD_WORD,
	 .offset = offsetof(struct hba_probe, expect),
	 .words = auth_methods,
	 .doc = "the method of the rule that it must meet; reject also where there is none, or "
		"where its map does not let system_user in. Without it any will do that lets "
		"somebody in"},
	{.name = NULL},
};

static bool is_true(const bool *value)
{
	return value && *value;
}

static void check(const struct object *object, struct diags *diags)
{
	const struct hba_probe *probe = (const struct hba_probe *)object;
	struct auth_address address;

	if (!probe->database && !is_true(probe->replication) && !object_wrote(object, "database"))
		diag_error(diags, object_place(object), "the probe has no \"database\"")->hint =
			"only physical replication (replication: true) has none";
	if (probe->database && is_true(probe->replication))
		diag_error(diags, object_place_of(object, "database"),
			   "physical replication has no database")
			->hint = "logical replication is a connection like others: leave "
				 "\"replication\" out";
	if (probe->address && !auth_address_read(&address, probe->address))
		diag_error(diags, object_place_of(object, "address"), "%Q is not an IP address",
			   probe->address);
	if (!probe->address && (is_true(probe->ssl) || is_true(probe->gss)))
		diag_error(diags, object_place_of(object, is_true(probe->ssl) ? "ssl" : "gss"),
			   "without an address it is a Unix socket, which is not encrypted");
	if (!probe->address && probe->host)
		diag_error(diags, object_place_of(object, "host"),
			   "without an address it is a Unix socket, which no host is at");
	if (is_true(probe->ssl) && is_true(probe->gss))
		diag_error(diags, object_place_of(object, "gss"),
			   "a connection is encrypted with TLS or GSSAPI, not both");
}

const struct kind hba_probe_kind = {
	.name = "probe",
	.plural = "probes",
	.doc = "a connection, and how the rules must meet it",
	.size = sizeof(struct hba_probe),
	.home = HOME_RECORD,
	.fields = fields,
	.check = check,
};

struct auth_client hba_probe_client(const struct hba_probe *probe)
{
	struct auth_client client = {
		.user = probe->user,
		.database = probe->database,
		.replication = is_true(probe->replication),
		.host = probe->host,
	};

	if (probe->address && auth_address_read(&client.address, probe->address))
		client.transport = is_true(probe->ssl)   ? AUTH_TLS
				   : is_true(probe->gss) ? AUTH_GSSENC
							 : AUTH_TCP;
	return client;
}

enum auth_answer hba_probe_expects(const struct hba_probe *probe, const struct auth_rule *rule,
				   const struct auth_sequel *sequel)
{
	static const char reject[] = "reject";
	const char *method = !rule || sequel->outcome == AUTH_REFUSED ? reject
								      : auth_methods[rule->method];
	const bool met = probe->expect ? strcmp(method, probe->expect) == 0
				       : strcmp(method, reject) != 0;

	if (sequel->outcome == AUTH_UNDETERMINED)
		return AUTH_UNKNOWN;
	return met ? AUTH_YES : AUTH_NO;
}

void hba_client_show(struct text *text, const struct auth_client *client)
{
	static const char *const encryptions[] = {[AUTH_SOCKET] = "",
						  [AUTH_TCP] = "",
						  [AUTH_TLS] = " with TLS",
						  [AUTH_GSSENC] = " with GSSAPI"};

	text_addf(text, "user %V, ", client->user);
	if (client->replication)
		text_add(text, "physical replication");
	else
		text_addf(text, "database %V", client->database);
	if (client->transport == AUTH_SOCKET) {
		text_add(text, ", local");
		return;
	}
	text_add(text, ", from ");
	auth_address_show(text, &client->address);
	text_add(text, encryptions[client->transport]);
}
