/* SPDX-License-Identifier: PostgreSQL
 *
 * The options of rules: which there are, of which methods, with which values; and which of them a
 * method needs (parse_hba_auth_opt(), and the end of parse_hba_line(), in src/backend/libpq/hba.c).
 */
#include <stdlib.h>
#include <string.h>

#include "auth/parse.h"

enum {
	CLIENTNAME_SINCE = 140000,
	OAUTH_SINCE = 180000,
	/* From this version on clientcert is verify-ca or verify-full, and for cert the latter. */
	CLIENTCERT_STRICT_SINCE = 140000,
};

/* Sets of methods. */
enum {
	GSS = 1 << AUTH_GSS,
	SSPI = 1 << AUTH_SSPI,
	LDAP = 1 << AUTH_LDAP,
	RADIUS = 1 << AUTH_RADIUS,
	PAM = 1 << AUTH_PAM,
	OAUTH = 1 << AUTH_OAUTH,
	MAPPED = GSS | SSPI | OAUTH | 1 << AUTH_IDENT | 1 << AUTH_PEER | 1 << AUTH_CERT,
	OF_HOSTSSL = 0, /* of any method, for that type */
};

/* An option of a rule, of the number item. */
struct setting {
	const struct auth_rule *rule;
	const struct auth_option *option;
	size_t item;
	bool has_method;
};

typedef void check(struct auth_parse *parse, const struct setting *setting);

static check check_flag, check_clientcert, check_clientname, check_url, check_scheme, check_port,
	check_list, check_servers, check_ports;

static const struct option {
	const char *name;
	int methods;
	check *check;      /* of the value; NULL: there is no wrong one */
	int since;         /* 0: in all versions that pgmob knows */
	const char *usual; /* the value that the manual names as the one without the option */
} options[] = {
	{"map", MAPPED, NULL, 0, NULL},
	{"clientcert", OF_HOSTSSL, check_clientcert, 0, NULL},
	{"clientname", OF_HOSTSSL, check_clientname, CLIENTNAME_SINCE, "CN"},
	{"pamservice", PAM, NULL, 0, "postgresql"},
	{"pam_use_hostname", PAM, check_flag, 0, "0"},
	{"ldapurl", LDAP, check_url, 0, NULL},
	{"ldaptls", LDAP, check_flag, 0, "0"},
	{"ldapscheme", LDAP, check_scheme, 0, "ldap"},
	{"ldapserver", LDAP, NULL, 0, NULL},
	{"ldapport", LDAP, check_port, 0, NULL},
	{"ldapbinddn", LDAP, NULL, 0, NULL},
	{"ldapbindpasswd", LDAP, NULL, 0, NULL},
	{"ldapsearchattribute", LDAP, NULL, 0, "uid"},
	{"ldapsearchfilter", LDAP, NULL, 0, NULL},
	{"ldapbasedn", LDAP, NULL, 0, NULL},
	{"ldapprefix", LDAP, NULL, 0, NULL},
	{"ldapsuffix", LDAP, NULL, 0, NULL},
	{"krb_realm", GSS | SSPI, NULL, 0, NULL},
	{"include_realm", GSS | SSPI, check_flag, 0, "1"},
	{"compat_realm", SSPI, check_flag, 0, "1"},
	{"upn_username", SSPI, check_flag, 0, "0"},
	{"radiusservers", RADIUS, check_servers, 0, NULL},
	{"radiusports", RADIUS, check_ports, 0, "1812"},
	{"radiussecrets", RADIUS, check_list, 0, NULL},
	{"radiusidentifiers", RADIUS, check_list, 0, "postgresql"},
	{"issuer", OAUTH, NULL, OAUTH_SINCE, NULL},
	{"scope", OAUTH, NULL, OAUTH_SINCE, NULL},
	{"validator", OAUTH, NULL, OAUTH_SINCE, NULL},
	{"delegate_ident_mapping", OAUTH, check_flag, OAUTH_SINCE, "0"},
};

enum { OPTIONS = sizeof(options) / sizeof(*options) };

static const struct option *find(const char *name)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	return NULL;
}

const char *auth_option_fault(struct arena *arena, const char *name, const char **hint)
{
	const char *names[OPTIONS + 1] = {NULL};

	if (find(name))
		return NULL;
	for (size_t i = 0; i < OPTIONS; i++)
		names[i] = options[i].name;
	*hint = auth_parse_suggest(arena, name, names);
	return text_format(arena, "%Q is not an option of pg_hba.conf", name);
}

const char *auth_option_usual(const struct auth_rule *rule, const char *name)
{
	const struct option *option = find(name);

	if (rule->method == AUTH_CERT && strcmp(name, "clientcert") == 0)
		return "verify-full";
	return option ? option->usual : NULL;
}

const char *auth_option_value(const struct auth_option *option)
{
	const struct option *known = find(option->name);

	if (known && known->check == check_flag)
		return strcmp(option->value, "1") == 0 ? "1" : "0";
	if (known && known->check == check_clientcert && strcmp(option->value, "1") == 0)
		return "verify-ca";
	if (known && known->check == check_clientcert && strcmp(option->value, "0") == 0)
		return "no-verify";
	return option->value;
}

/* A fault of the value. */
static struct auth_fault *say(struct auth_parse *parse, const struct setting *setting,
			      const char *what)
{
	return auth_parse_fault(parse, AUTH_OPTIONS, setting->item, "%Q is not %s of %Q",
				setting->option->value, what, setting->option->name);
}

static void check_flag(struct auth_parse *parse, const struct setting *setting)
{
	const char *value = setting->option->value;

	if (strcmp(value, "1") != 0 && strcmp(value, "0") != 0)
		auth_parse_warning(parse, AUTH_OPTIONS, setting->item,
				   "the server takes %s=%V for %s=0", setting->option->name, value,
				   setting->option->name)
			->hint = "it is either 1 or 0";
}

static void check_clientcert(struct auth_parse *parse, const struct setting *setting)
{
	const char *value = setting->option->value;
	const bool cert = setting->has_method && setting->rule->method == AUTH_CERT;
	const bool strict = parse->version >= CLIENTCERT_STRICT_SINCE;
	const bool off = strcmp(value, "0") == 0 || strcmp(value, "no-verify") == 0;
	const bool full = strcmp(value, "verify-full") == 0;
	const bool ca = strcmp(value, "verify-ca") == 0 || (!strict && strcmp(value, "1") == 0);

	if (!full && !ca && (!off || strict))
		say(parse, setting, "a value")->hint = "verify-ca or verify-full";
	else if (cert && (off || (strict && !full)))
		auth_parse_fault(parse, AUTH_OPTIONS, setting->item,
				 "with method \"cert\", \"clientcert\" is \"verify-full\"");
}

static void check_clientname(struct auth_parse *parse, const struct setting *setting)
{
	const char *value = setting->option->value;

	if (strcmp(value, "CN") != 0 && strcmp(value, "DN") != 0)
		say(parse, setting, "a value")->hint = "CN or DN";
}

static void check_scheme(struct auth_parse *parse, const struct setting *setting)
{
	const char *value = setting->option->value;

	if (strcmp(value, "ldap") != 0 && strcmp(value, "ldaps") != 0)
		auth_parse_warning(parse, AUTH_OPTIONS, setting->item,
				   "%Q is neither \"ldap\" nor \"ldaps\"", value);
}

/* As atoi() has it: what follows a number is of no account. */
static bool is_port(const char *value)
{
	return (int)strtol(value, NULL, 10) != 0;
}

static void check_port(struct auth_parse *parse, const struct setting *setting)
{
	if (!is_port(setting->option->value))
		say(parse, setting, "a port");
}

static void check_url(struct auth_parse *parse, const struct setting *setting)
{
	struct auth_ldap_url url;
	const char *fault = auth_ldap_url_read(parse->arena, &url, setting->option->value);

	if (fault)
		auth_parse_fault(parse, AUTH_OPTIONS, setting->item, "%s", fault);
}

static const char *skip_spaces(const char *at)
{
	return at + strspn(at, " \t\n\r\f");
}

/* Reads an item in quotes; gives what follows it, or NULL where they are not closed. */
static const char *read_quoted(struct text *item, const char *at)
{
	for (at++; *at; at++) {
		if (*at == '"' && *++at != '"')
			return at;
		text_add_bytes(item, at, 1);
	}
	return NULL;
}

/* As SplitGUCList() does: false where the text is no list. */
static bool split(struct arena *arena, const char *at, struct list *items)
{
	at = skip_spaces(at);
	while (*at) {
		struct text item = text_in(arena);
		const bool quoted = *at == '"';
		const size_t length = strcspn(at, ", \t\n\r\f");

		if (!quoted)
			text_add_bytes(&item, at, length);
		at = quoted ? read_quoted(&item, at) : at + length;
		if (!at || (!quoted && !length))
			return false;
		list_add(arena, items, item.at);
		at = skip_spaces(at);
		if (!*at)
			break;
		if (*at != ',')
			return false;
		at = skip_spaces(at + 1);
		if (!*at)
			return false;
	}
	return true;
}

/* Values are not told: they may be secrets. */
static struct list read_list(struct auth_parse *parse, const struct setting *setting)
{
	struct list items = {0};

	if (!split(parse->arena, setting->option->value, &items))
		auth_parse_fault(parse, AUTH_OPTIONS, setting->item,
				 "the value of %Q is not a list with commas",
				 setting->option->name);
	return items;
}

static void check_list(struct auth_parse *parse, const struct setting *setting)
{
	read_list(parse, setting);
}

/* The server looks their names up, which nobody else can do for it. */
static void check_servers(struct auth_parse *parse, const struct setting *setting)
{
	const struct list items = read_list(parse, setting);

	for (size_t i = 0; i < items.count; i++)
		if (!*(const char *)items.items[i])
			auth_parse_fault(parse, AUTH_OPTIONS, setting->item,
					 "a server in %Q has no name", setting->option->name);
}

static void check_ports(struct auth_parse *parse, const struct setting *setting)
{
	const struct list items = read_list(parse, setting);

	for (size_t i = 0; i < items.count; i++)
		if (!is_port(items.items[i]))
			auth_parse_fault(parse, AUTH_OPTIONS, setting->item,
					 "%Q is not a port of %Q", (const char *)items.items[i],
					 setting->option->name);
}

/* "ident, peer or cert" */
static const char *name_methods(struct arena *arena, int methods)
{
	struct text text = text_in(arena);

	for (int i = 0, left = methods; auth_methods[i]; i++) {
		if (!(methods & 1 << i))
			continue;
		left &= ~(1 << i);
		text_addf(&text, "%s%s", !text.length ? "" : left ? ", " : " or ", auth_methods[i]);
	}
	return text.at;
}

static void check_option(struct auth_parse *parse, const struct setting *setting)
{
	const struct option *option = find(setting->option->name);
	const struct auth_rule *rule = setting->rule;
	const char *hint = NULL;

	if (!option) {
		const char *message = auth_option_fault(parse->arena, setting->option->name, &hint);

		auth_parse_fault(parse, AUTH_OPTIONS, setting->item, "%s", message)->hint = hint;
		return;
	}
	auth_parse_since(parse, AUTH_OPTIONS, setting->item, option->name, option->since);
	if (option->methods == OF_HOSTSSL && rule->type != AUTH_HOSTSSL)
		auth_parse_fault(parse, AUTH_OPTIONS, setting->item,
				 "option %Q is for type \"hostssl\" only", option->name);
	else if (option->methods != OF_HOSTSSL && setting->has_method &&
		 !(option->methods & 1 << rule->method))
		auth_parse_fault(parse, AUTH_OPTIONS, setting->item,
				 "option %Q is not for method %Q", option->name,
				 auth_methods[rule->method])
			->hint = text_format(parse->arena, "it is for %s",
					     name_methods(parse->arena, option->methods));
	else if (option->check)
		option->check(parse, setting);
}

static void need(struct auth_parse *parse, const struct auth_rule *rule, const char *name)
{
	if (!auth_rule_option(rule, name))
		auth_parse_fault(parse, AUTH_METHOD, 0, "method %Q needs option %Q",
				 auth_methods[rule->method], name);
}

static bool has_one_of(const struct auth_rule *rule, const char *const *names)
{
	for (; *names; names++)
		if (auth_rule_option(rule, *names))
			return true;
	return false;
}

/* Either a user's own name is made from prefix and suffix, or it is searched for. */
static void check_ldap(struct auth_parse *parse, const struct auth_rule *rule)
{
	static const char *const simple[] = {"ldapprefix", "ldapsuffix", NULL};
	static const char *const search[] = {"ldapbinddn", "ldapbindpasswd", NULL};
	bool base = auth_rule_option(rule, "ldapbasedn");
	bool attribute = auth_rule_option(rule, "ldapsearchattribute");
	bool filter = auth_rule_option(rule, "ldapsearchfilter");

	for (size_t i = 0; i < rule->options.count; i++) {
		const struct auth_option *option = rule->options.items[i];
		struct auth_ldap_url url;

		if (strcmp(option->name, "ldapurl") != 0)
			continue;
		auth_ldap_url_read(parse->arena, &url, option->value);
		base = base || url.has_base;
		attribute = attribute || url.has_attribute;
		filter = filter || url.has_filter;
	}
	if (has_one_of(rule, simple) && (base || attribute || filter || has_one_of(rule, search)))
		auth_parse_fault(parse, AUTH_METHOD, 0,
				 "method \"ldap\" has either \"ldapprefix\" and \"ldapsuffix\", or "
				 "options of a search");
	else if (!has_one_of(rule, simple) && !base)
		auth_parse_fault(parse, AUTH_METHOD, 0,
				 "method \"ldap\" needs option \"ldapbasedn\", \"ldapprefix\" or "
				 "\"ldapsuffix\", or a DN in \"ldapurl\"");
	if (attribute && filter)
		auth_parse_fault(parse, AUTH_METHOD, 0,
				 "method \"ldap\" has either an attribute or a filter to search "
				 "by");
}

static void check_count(struct auth_parse *parse, const struct auth_rule *rule, const char *name,
			size_t servers)
{
	struct list items = {0};
	const char *value = auth_rule_option(rule, name);

	if (value && split(parse->arena, value, &items) && items.count > 1 &&
	    items.count != servers)
		auth_parse_fault(parse, AUTH_METHOD, 0,
				 "%Q has %z items for %z in \"radiusservers\"", name, items.count,
				 servers);
}

static void check_radius(struct auth_parse *parse, const struct auth_rule *rule)
{
	static const char *const needed[] = {"radiusservers", "radiussecrets"};
	struct list servers = {0};
	const char *value = NULL;

	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		need(parse, rule, needed[i]);
		value = auth_rule_option(rule, needed[i]);
		if (value && !*skip_spaces(value))
			auth_parse_fault(parse, AUTH_METHOD, 0, "the list in %Q is empty",
					 needed[i]);
	}
	value = auth_rule_option(rule, "radiusservers");
	if (!value || !*skip_spaces(value))
		return;
	split(parse->arena, value, &servers);
	check_count(parse, rule, "radiussecrets", servers.count);
	check_count(parse, rule, "radiusports", servers.count);
	check_count(parse, rule, "radiusidentifiers", servers.count);
}

static void check_oauth(struct auth_parse *parse, const struct auth_rule *rule)
{
	const char *delegate = auth_rule_option(rule, "delegate_ident_mapping");

	need(parse, rule, "issuer");
	need(parse, rule, "scope");
	if (delegate && strcmp(delegate, "1") == 0 && auth_rule_option(rule, "map"))
		auth_parse_fault(parse, AUTH_METHOD, 0,
				 "\"map\" and \"delegate_ident_mapping\" exclude each other");
}

static void read_option(struct auth_parse *parse, struct auth_rule *rule, const char *text,
			size_t item, bool has_method)
{
	const char *equals = strchr(text, '=');
	struct auth_option *option = arena_alloc(parse->arena, sizeof(*option));
	const struct setting setting = {rule, option, item, has_method};

	if (!equals) {
		auth_parse_fault(parse, AUTH_OPTIONS, item, "%Q is not name=value", text);
		return;
	}
	option->name = arena_strndup(parse->arena, text, (size_t)(equals - text));
	option->value = equals + 1;
	if (auth_rule_option(rule, option->name))
		auth_parse_warning(parse, AUTH_OPTIONS, item,
				   "option %Q stands more than once: the last one counts",
				   option->name);
	list_add(parse->arena, &rule->options, option);
	check_option(parse, &setting);
}

/* What a method lacks may be what stands there with a fault, which has been told then. */
void auth_options_parse(struct auth_parse *parse, struct auth_rule *rule, size_t field,
			bool has_method)
{
	const struct auth_token *token;
	const bool wrong = parse->wrong;
	bool spoiled;
	size_t item = 0;

	parse->wrong = false;
	for (; field < parse->line->fields.count; field++)
		for (size_t i = 0; (token = auth_token_at(parse->line, field, i)); i++)
			read_option(parse, rule, token->text, item++, has_method);
	spoiled = parse->wrong;
	parse->wrong = wrong || spoiled;
	if (!has_method || spoiled)
		return;
	if (rule->method == AUTH_LDAP)
		check_ldap(parse, rule);
	else if (rule->method == AUTH_RADIUS)
		check_radius(parse, rule);
	else if (rule->method == AUTH_OAUTH)
		check_oauth(parse, rule);
}
