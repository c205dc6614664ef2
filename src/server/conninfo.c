/* SPDX-License-Identifier: PostgreSQL */
#include "server/conninfo.h"

#include <string.h>

void conninfo_add(struct text *conninfo, const char *keyword, const char *value)
{
	text_addf(conninfo, "%s%s=%C", conninfo->length ? " " : "", keyword, value);
}

bool conninfo_has_secret(const char *conninfo)
{
	return strchr(conninfo, '@') || strstr(conninfo, "password");
}

void conninfo_hide(const char *conninfo, char *message)
{
	const bool reached = strncmp(message, "connection to server", 20) == 0 ||
			     strncmp(message, "could not translate", 19) == 0;
	char *end;

	if (!conninfo_has_secret(conninfo))
		return;
	for (char *at = strchr(message, '"'); at; at = strchr(end + 1, '"')) {
		end = strchr(at + 1, '"');
		if (!end)
			end = at + strlen(at) - 1;
		*end = '\0';
		if (!reached || strchr(at + 1, '@'))
			for (char *c = at + 1; *c; c++)
				*c = '*';
		*end = '"';
	}
}
