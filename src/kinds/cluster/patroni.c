/* SPDX-License-Identifier: PostgreSQL
 *
 * Where Patroni's REST API is. Who may use it is a matter of the environment, never of a manifest.
 */
#include <string.h>
#include <strings.h>

#include "kinds/cluster/cluster.h"

static const struct field fields[] = {
	{.name = "url",
	 .type = FIELD_TEXT,
	 .flags = FIELD_REQUIRED,
	 .offset = offsetof(struct patroni_entry, url),
	 .doc = "http or https, host and port of the REST API of any node, as https://db1:8008"},
	{.name = NULL},
};

/* What stands behind "http://" or "https://"; NULL where the URL begins otherwise. */
static const char *behind_scheme(const char *url)
{
	static const char *const schemes[] = {"http://", "https://"};

	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
		if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
			return url + strlen(schemes[i]);
	return NULL;
}

static bool is_visible(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text >= 0x7f || strchr("\"\\<>^`{|}", *text))
			return false;
	return true;
}

static void check(const struct object *object, struct diags *diags)
{
	const char *url = ((const struct patroni_entry *)object)->url;
	const struct place place = object_place_of(object, "url");
	const char *host = url ? behind_scheme(url) : NULL;
	size_t length;

	if (!url)
		return;
	if (strchr(url, '@')) {
		if (place.source)
			source_hide(place);
		diag_error(diags, place, "a user and a password do not belong into a manifest")
			->hint = "PATRONI_RESTAPI_USERNAME and PATRONI_RESTAPI_PASSWORD in the "
				 "environment say who changes the configuration";
		return;
	}
	if (!host || !is_visible(url)) {
		diag_error(diags, place, "%Q is no URL of http or https", url)->hint =
			"as https://db1:8008";
		return;
	}
	length = strcspn(host, "/?#");
	if (!length || *host == ':')
		diag_error(diags, place, "the URL %Q has no host", url);
	else if (host[length] && strcmp(host + length, "/") != 0)
		diag_error(diags, place, "the URL %Q has more than host and port", url)->hint =
			"pgmob adds the path of what it asks";
}

const struct kind patroni_kind = {
	.name = "patroni",
	.plural = "patroni",
	.doc = "Patroni's REST API, through which the rules of pg_hba.conf then go to all nodes",
	.size = sizeof(struct patroni_entry),
	.home = HOME_RECORD,
	.fields = fields,
	.check = check,
};
