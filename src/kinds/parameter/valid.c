/* SPDX-License-Identifier: PostgreSQL
 *
 * Whether the server will take a value: ALTER SYSTEM runs after the last commit, and settings of
 * roles and databases after a CREATE DATABASE, which is late to find out. As
 * parse_and_validate_value() in guc.c, from what pg_settings tells; a parameter's own hooks may
 * refuse more.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "kinds/parameter/parameter.h"

/* Words that the server takes where it takes another one, and pg_settings does not tell
 * (guc_tables.c). */
static const struct {
	const char *word, *with;
} untold[] = {
	{"true", "on"},
	{"yes", "on"},
	{"1", "on"},
	{"false", "off"},
	{"no", "off"},
	{"0", "off"},
	{"debug", "debug2"},
	{"info", "debug2"},
	{"archive", "replica"},
	{"hot_standby", "replica"},
};

/* parse_bool(): any beginning of these words that is no other one's. */
static bool is_bool(const char *value)
{
	static const struct {
		const char *word;
		size_t least;
	} words[] = {{"true", 1}, {"false", 1}, {"yes", 1}, {"no", 1}, {"on", 2}, {"off", 2}};
	const size_t length = strlen(value);

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (length >= words[i].least && length <= strlen(words[i].word) &&
		    strncasecmp(value, words[i].word, length) == 0)
			return true;
	return strcmp(value, "1") == 0 || strcmp(value, "0") == 0;
}

static bool is_listed(const char *value, const struct list *words)
{
	for (size_t i = 0; i < words->count; i++)
		if (strcasecmp(value, words->items[i]) == 0)
			return true;
	return false;
}

static bool is_word(const char *value, const struct list *words)
{
	for (size_t i = 0; i < sizeof(untold) / sizeof(*untold); i++)
		if (strcasecmp(value, untold[i].word) == 0 && is_listed(untold[i].with, words))
			return true;
	return is_listed(value, words);
}

/* Units, in bytes or milliseconds. */
static const struct unit {
	const char *name;
	bool time;
	double size;
} units[] = {
	{"B", false, 1},
	{"kB", false, 1024},
	{"MB", false, 1024.0 * 1024},
	{"GB", false, 1024.0 * 1024 * 1024},
	{"TB", false, 1024.0 * 1024 * 1024 * 1024},
	{"us", true, 0.001},
	{"ms", true, 1},
	{"s", true, 1000},
	{"min", true, 60000},
	{"h", true, 3600000},
	{"d", true, 86400000},
};

static const struct unit *unit_named(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strlen(units[i].name) == length && strncmp(units[i].name, name, length) == 0)
			return &units[i];
	return NULL;
}

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t\n\v\f\r");
}

/* parse_int() in guc.c also takes octal and hexadecimal numbers. */
static double parse(const char *text, bool whole, char **end)
{
	if (whole) {
		const long number = strtol(text, end, 0);

		if (!errno && (!**end || !strchr(".eE", **end)))
			return (double)number;
		errno = 0;
	}
	return strtod(text, end);
}

/* Half goes to the even number, as rint() has it. */
static double rounded(double number)
{
	const double floor = (double)(long long)number - (number < 0 ? 1 : 0);
	const double rest = number - floor;

	if (number > 1e15 || number < -1e15)
		return number;
	if (rest == 0.5)
		return (long long)floor % 2 ? floor + 1 : floor;
	return rest > 0.5 ? floor + 1 : floor;
}

/* A number in the parameter's own unit, which may have a factor before it as 8kB has; false where
 * it is none. */
static bool read_number(const char *text, const char *own, bool whole, double *number)
{
	const double factor = own ? strtod(own, NULL) : 0;
	const struct unit *of, *given;
	char *end;
	size_t length;

	errno = 0;
	*number = parse(text, whole, &end);
	if (end == text || errno == ERANGE || isnan(*number))
		return false;
	text = skip_blanks(end);
	if (!*text)
		return true;
	length = strcspn(text, " \t\n\v\f\r");
	given = unit_named(text, length);
	own = own ? own + strspn(own, "0123456789") : "";
	of = unit_named(own, strlen(own));
	if (!given || !of || given->time != of->time || *skip_blanks(text + length))
		return false;
	*number = *number * given->size / of->size / (factor > 0 ? factor : 1);
	return true;
}

static void say_units(struct diag *diag, const char *own, struct diags *diags)
{
	const struct unit *of = own ? unit_named(own + strspn(own, "0123456789"),
						 strlen(own + strspn(own, "0123456789")))
				    : NULL;
	struct text names = text_in(diags->arena);

	for (size_t i = 0; of && i < sizeof(units) / sizeof(*units); i++)
		if (units[i].time == of->time)
			text_addf(&names, "%s%s", names.length ? ", " : "", units[i].name);
	if (names.length)
		diag_hint(diags, diag, "it is a number, which may have a unit: %s", names.at);
	else
		diag_hint(diags, diag, "it is a number without a unit");
}

static void check_number(const struct parameter *from, const char *value, struct place place,
			 struct diags *diags)
{
	const bool whole = strcmp(from->type, "integer") == 0;
	struct diag *diag;
	double number;

	if (!read_number(value, from->unit, whole, &number)) {
		say_units(diag_error(diags, place, "invalid value for parameter %V: %Q",
				     from->is.name, value),
			  from->unit, diags);
		return;
	}
	if (whole)
		number = rounded(number);
	if (number >= strtod(from->least, NULL) && number <= strtod(from->most, NULL))
		return;
	diag = diag_error(diags, place, "%s is outside of the range of parameter %V", value,
			  from->is.name);
	/* the largest number there is says nothing */
	if (strchr(from->most, 'e'))
		diag_detail(diags, diag, "it is %s or more", from->least);
	else
		diag_detail(diags, diag, "it is from %s to %s%s%s", from->least, from->most,
			    from->unit ? ", in units of " : "", from->unit ? from->unit : "");
}

static void check_word(const struct parameter *from, const char *value, struct place place,
		       struct diags *diags)
{
	struct list words = {0};
	struct text known = text_in(diags->arena);
	const char *at = array_begin(from->words);
	struct diag *diag;

	for (char *word; (word = array_next(diags->arena, &at));) {
		list_add(diags->arena, &words, word);
		text_addf(&known, "%s%s", known.length ? ", " : "", word);
	}
	if (is_word(value, &words))
		return;
	diag = diag_error(diags, place, "invalid value for parameter %V: %Q", from->is.name, value);
	diag_hint(diags, diag, "it is one of: %s", known.at);
}

void parameter_check_value(const struct setting_value *is, const struct parameter *from,
			   struct place place, struct diags *diags)
{
	const char *value = is->value;

	if (!value || !from->type)
		return;
	if (strcmp(from->type, "enum") == 0 && from->words)
		check_word(from, value, place, diags);
	else if ((strcmp(from->type, "integer") == 0 || strcmp(from->type, "real") == 0) &&
		 from->least && from->most)
		check_number(from, value, place, diags);
	else if (strcmp(from->type, "bool") == 0 && !is_bool(value))
		diag_hint(diags,
			  diag_error(diags, place, "invalid value for parameter %V: %Q",
				     from->is.name, value),
			  "it is on or off");
}
