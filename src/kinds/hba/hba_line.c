/* SPDX-License-Identifier: PostgreSQL
 *
 * Faults of a rule in the form in which it stands in the file, field by field, as parse_hba_line()
 * in src/backend/libpq/hba.c will see it. A rule made of parts is checked in that form, too.
 */
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "kinds/hba/hba_check.h"

/* The fields that every rule has, in their order. */
enum { TYPE, DATABASES, USERS, ADDRESS, PARTS };

static const char *const includes[] = {"include", "include_if_exists", "include_dir", NULL};

static const char *const option_names[] = {"map",
					   "clientcert",
					   "clientname",
					   "pamservice",
					   "pam_use_hostname",
					   "ldapurl",
					   "ldaptls",
					   "ldapscheme",
					   "ldapserver",
					   "ldapport",
					   "ldapbinddn",
					   "ldapbindpasswd",
					   "ldapsearchattribute",
					   "ldapsearchfilter",
					   "ldapbasedn",
					   "ldapprefix",
					   "ldapsuffix",
					   "krb_realm",
					   "include_realm",
					   "compat_realm",
					   "upn_username",
					   "radiusservers",
					   "radiusports",
					   "radiussecrets",
					   "radiusidentifiers",
					   "issuer",
					   "scope",
					   "validator",
					   "delegate_ident_mapping",
					   NULL};

/* A rule on its way through the checks. */
struct checked {
	const struct hba_rule *rule;
	const struct auth_line *line;
	struct diags *diags;
};

static size_t count_of(const char *const *words)
{
	size_t count = 0;

	while (words[count])
		count++;
	return count;
}

static bool is_one_of(const char *word, const char *const *words)
{
	while (*words && strcmp(*words, word) != 0)
		words++;
	return *words != NULL;
}

static void say_unknown(struct diags *diags, struct place place, const char *what, const char *word,
			const char *const *words)
{
	struct diag *diag = diag_error(diags, place, "%Q is not %s", word, what);
	const char *nearest = diag_nearest(word, words, count_of(words));

	if (nearest)
		diag->hint = text_format(diags->arena, "did you mean %Q?", nearest);
}

struct place hba_part_place(const struct hba_rule *rule, const char *key)
{
	return object_place_of(&rule->object, rule->line ? "line" : key);
}

static int family_of(const char *address)
{
	const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_family = AF_UNSPEC};
	struct addrinfo *found = NULL;
	int family = AF_UNSPEC;

	if (getaddrinfo(address, NULL, &hints, &found) == 0 && found) {
		family = found->ai_family;
		freeaddrinfo(found);
	}
	return family;
}

/* No name of a host looks like this. */
static bool looks_numeric(const char *address)
{
	return *address &&
	       (strchr(address, ':') || strspn(address, "0123456789.") == strlen(address));
}

static bool is_keyword(const struct auth_token *token)
{
	static const char *const keywords[] = {"all", "samehost", "samenet", NULL};

	return !token->quoted && is_one_of(token->text, keywords);
}

static void check_prefix(const struct checked *checked, const char *text, int family,
			 const char *prefix)
{
	const long most = family == AF_INET ? 32 : 128;

	if (!*prefix || strspn(prefix, "0123456789") != strlen(prefix) ||
	    strtol(prefix, NULL, 10) > most)
		diag_error(checked->diags, hba_part_place(checked->rule, "address"),
			   "%Q has no length from 0 to %d after the slash", text, (int)most);
}

/* The field behind an IP address without a slash. */
static void check_mask(const struct checked *checked, const char *address, int family)
{
	const struct auth_token *mask = auth_token_at(checked->line, ADDRESS + 1, 0);
	const struct place place = hba_part_place(checked->rule, "address");
	struct diag *diag;

	if (!mask || family_of(mask->text) == AF_UNSPEC) {
		diag = diag_error(checked->diags, place, "%Q has no mask", address);
		diag->hint = text_format(checked->diags->arena, "for this address alone: %s/%d",
					 address, family == AF_INET ? 32 : 128);
	} else if (family_of(mask->text) != family) {
		diag_error(checked->diags, place, "%Q is no mask for %Q", mask->text, address);
	}
}

/* Checks the address; gives the number of fields that it takes, or 0 where it is wrong. */
static size_t check_address(const struct checked *checked)
{
	const struct place place = hba_part_place(checked->rule, "address");
	const struct auth_token *token = auth_token_at(checked->line, ADDRESS, 0);
	const struct auth_token *next = auth_token_at(checked->line, ADDRESS + 1, 0);
	const size_t errors = checked->diags->errors;
	const char *slash = strchr(token->text, '/');
	const size_t length = slash ? (size_t)(slash - token->text) : strlen(token->text);
	const char *address = arena_strndup(checked->diags->arena, token->text, length);
	const int family = is_keyword(token) ? AF_UNSPEC : family_of(address);
	size_t fields = 1;

	if (auth_token_at(checked->line, ADDRESS, 1)) {
		diag_error(checked->diags, place, "a rule has one address");
	} else if (is_keyword(token) || family == AF_UNSPEC) {
		if (!is_keyword(token) && looks_numeric(address))
			diag_error(checked->diags, place, "%Q is not an IP address", address);
		else if (slash || (next && looks_numeric(next->text)))
			diag_error(checked->diags, place, "%Q takes no mask: it is no IP address",
				   address);
	} else if (slash) {
		check_prefix(checked, token->text, family, slash + 1);
	} else {
		check_mask(checked, address, family);
		fields = 2;
	}
	return checked->diags->errors == errors ? fields : 0;
}

static void check_method(const struct checked *checked, const char *type, const char *method)
{
	const struct place place = hba_part_place(checked->rule, "method");
	const bool local = strcmp(type, "local") == 0;

	if (!is_one_of(method, hba_methods)) {
		say_unknown(checked->diags, place, "a method of authentication", method,
			    hba_methods);
	} else if (!local && strcmp(method, "peer") == 0) {
		diag_error(checked->diags, place, "method \"peer\" is for local connections only");
	} else if (local && strcmp(method, "gss") == 0) {
		diag_error(checked->diags, place, "method \"gss\" is not for local connections");
	} else if (strcmp(method, "cert") == 0 && strcmp(type, "hostssl") != 0) {
		diag_error(checked->diags, place, "method \"cert\" is for type \"hostssl\" only");
	}
}

void hba_check_option_name(struct diags *diags, struct place place, const char *name)
{
	if (!is_one_of(name, option_names))
		say_unknown(diags, place, "an option of pg_hba.conf", name, option_names);
}

/* The options of a whole line: all that follows the method. */
static void check_line_options(const struct checked *checked, size_t field)
{
	const struct place place = hba_part_place(checked->rule, "options");
	const struct auth_token *token;

	for (; field < checked->line->fields.count; field++)
		for (size_t i = 0; (token = auth_token_at(checked->line, field, i)); i++) {
			const char *equals = strchr(token->text, '=');

			if (equals)
				hba_check_option_name(
					checked->diags, place,
					arena_strndup(checked->diags->arena, token->text,
						      (size_t)(equals - token->text)));
			else
				diag_error(checked->diags, place, "%Q is not name=value",
					   token->text);
		}
}

bool hba_is_include(const struct auth_line *line)
{
	return line->fields.count == 2 && is_one_of(auth_token_at(line, TYPE, 0)->text, includes);
}

/* The method and what follows it. */
static void check_end(const struct checked *checked, const char *type, size_t field)
{
	const struct place place = hba_part_place(checked->rule, "method");
	const struct auth_token *method = auth_token_at(checked->line, field, 0);

	if (!method)
		diag_error(checked->diags, place, "the line ends before its method");
	else if (auth_token_at(checked->line, field, 1))
		diag_error(checked->diags, place, "a rule has one method");
	else
		check_method(checked, type, method->text);
	if (checked->rule->line)
		check_line_options(checked, field + 1);
}

void hba_check_line(const struct hba_rule *rule, const struct auth_line *line, struct diags *diags)
{
	static const char *const names[] = {"type", "databases", "users", "address"};
	const struct checked checked = {rule, line, diags};
	const struct place place = hba_part_place(rule, "type");
	const char *type = auth_token_at(line, TYPE, 0)->text;
	const bool local = strcmp(type, "local") == 0;
	const size_t needed = local ? ADDRESS : PARTS;
	size_t fields = 0;

	if (!is_one_of(type, hba_types)) {
		say_unknown(diags, place, "a type of rule", type, hba_types);
		return;
	}
	if (auth_token_at(line, TYPE, 1)) {
		diag_error(diags, place, "a rule has one type");
		return;
	}
	if (line->fields.count < needed) {
		diag_error(diags, place, "the line ends before its %s", names[line->fields.count]);
		return;
	}
	if (!local) {
		fields = check_address(&checked);
		if (!fields)
			return;
	}
	check_end(&checked, type, ADDRESS + fields);
}
