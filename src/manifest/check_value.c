/* SPDX-License-Identifier: PostgreSQL
 *
 * Scalars: what YAML would read them as, and whether that is what the field takes.
 *
 * A string is only taken for a number or a boolean where a variable was put into it; a number or
 * boolean is never taken for a string: what an editor, another YAML reader and pgmob see is one.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "manifest/check.h"

enum { LONGEST_NAME = 63, LONGEST_SHOWN = 200 };

static bool is_word(const char *text, const char *const *words)
{
	const int first = tolower((unsigned char)*text);

	for (; *words; words++)
		if (**words == first && strcasecmp(text, *words) == 0)
			return true;
	return false;
}

bool check_is_null(const struct node *node)
{
	static const char *const words[] = {"null", "~", "", NULL};

	return node->type == NODE_SCALAR && node->plain && is_word(node->text, words);
}

/* Digits as YAML 1.1 knows them: 1_000, 0x1f, 0b11, 0o17, 1:30. */
static bool is_digits(const char *text)
{
	static const struct {
		const char *prefix;
		const char *digits;
	} forms[] = {
		{"0x", "0123456789abcdefABCDEF_"},
		{"0b", "01_"},
		{"0o", "01234567_"},
		{"", "0123456789_"},
		{"", "0123456789_:"},
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		const size_t length = strlen(forms[i].prefix);
		const char *digits = text + length;

		if (strncasecmp(text, forms[i].prefix, length) == 0 &&
		    isxdigit((unsigned char)*digits) && !digits[strspn(digits, forms[i].digits)])
			return text[strlen(text) - 1] != ':';
	}
	return false;
}

static bool is_number(const char *text)
{
	static const char *const words[] = {".inf", ".nan", NULL};
	const char *digits = text + (*text == '+' || *text == '-');
	char *end;

	if (!isdigit((unsigned char)*digits) && *digits != '.')
		return false;
	if (is_digits(digits) || is_word(digits, words))
		return true;
	if (digits[strspn(digits, "0123456789.eE+-")])
		return false;
	strtod(text, &end);
	return end > text && !*end;
}

/* What a YAML reader takes a plain scalar for that is not a string; NULL for a string. */
static const char *other_type(const struct node *node)
{
	static const char *const booleans[] = {"true", "false", "yes", "no", "on", "off", NULL};

	if (!node->plain)
		return NULL;
	if (is_word(node->text, booleans))
		return "a boolean";
	return is_number(node->text) ? "a number" : NULL;
}

bool check_is_string(const struct node *node)
{
	return node->type == NODE_SCALAR && !node->wrong && !check_is_null(node) &&
	       !other_type(node);
}

static const char *form_of(const struct node *node)
{
	const char *other;

	if (node->type != NODE_SCALAR)
		return node->type == NODE_MAP ? "a mapping" : "a list";
	if (check_is_null(node))
		return "nothing";
	other = other_type(node);
	return other ? other : "a string";
}

/* What to do about a null. */
static const char *null_hint(const struct node *node, const struct field *field)
{
	const bool word = isalpha((unsigned char)*node->text);

	if (!node->key)
		return field ? "leave the item out" : NULL;
	if (field && field->flags & FIELD_REQUIRED)
		return word ? "put the word in quotes" : "write a value";
	return word ? "leave the key out, or put the word in quotes"
		    : "leave the key out, or write a value";
}

struct diag *check_form(struct checker *checker, const struct node *node, const struct field *field,
			const char *wanted)
{
	struct diag *diag;

	if (node->key)
		diag = diag_error(checker->diags, node->place, "%Q must be %s, but is %s",
				  node->key->text, wanted, form_of(node));
	else if (field)
		diag = diag_error(checker->diags, node->place,
				  "an item of %Q must be %s, but is %s", field->name, wanted,
				  form_of(node));
	else
		diag = diag_error(checker->diags, node->place, "a manifest must be %s, but is %s",
				  wanted, form_of(node));
	if (check_is_null(node))
		diag->hint = null_hint(node, field);
	return diag;
}

/* true, True and TRUE, and so for false; in a string only the first. Else NULL. */
static const char *boolean_of(const struct node *node)
{
	static const char *const forms[] = {"true",  "True",  "TRUE", "false",
					    "False", "FALSE", NULL};

	for (size_t i = 0; forms[i]; i++)
		if (strcmp(node->text, forms[i]) == 0 && (node->plain || i % 3 == 0))
			return i < 3 ? forms[0] : forms[3];
	return NULL;
}

static bool check_bool(struct checker *checker, const struct field *field, struct node *node)
{
	static const char *const yes[] = {"yes", "on", "y", "t", "1", "true", NULL};
	static const char *const no[] = {"no", "off", "n", "f", "0", "false", NULL};
	struct diag *diag;

	if (node->type != NODE_SCALAR || check_is_null(node))
		return !check_form(checker, node, field, "true or false");
	if ((node->plain || node->put) && boolean_of(node)) {
		node->text = boolean_of(node);
		return true;
	}
	diag = diag_error(checker->diags, node->place, "%Q must be true or false, but is %s%Q",
			  field->name, node->plain || node->put ? "" : "the string ", node->text);
	if (is_word(node->text, yes))
		diag->hint = "did you mean true?";
	else if (is_word(node->text, no))
		diag->hint = "did you mean false?";
	return false;
}

/* Whether the text is a whole number as every YAML reader reads it: 010 may be 8 or 10. */
static bool is_whole(const char *text)
{
	const char *digits = text + (*text == '-');

	return *digits && !digits[strspn(digits, "0123456789")] && (*digits != '0' || !digits[1]);
}

static bool report_not_whole(struct checker *checker, const struct field *field,
			     const struct node *node)
{
	const char *digits = node->text + (*node->text == '-' || *node->text == '+');
	const size_t zeros = strspn(digits, "0");
	const bool string = !node->plain && !node->put;
	struct diag *diag = diag_error(checker->diags, node->place,
				       "%Q must be a whole number, but is %s%Q", field->name,
				       string ? "the string " : "", node->text);

	if (string && is_whole(node->text))
		diag_hint(checker->diags, diag, "write it without quotes: %s", node->text);
	else if (zeros && isdigit((unsigned char)digits[zeros]) &&
		 !digits[strspn(digits, "0123456789")])
		diag_hint(checker->diags, diag, "write it without zeros in front: %s%s",
			  *node->text == '-' ? "-" : "", digits + zeros);
	return false;
}

static bool check_int(struct checker *checker, const struct field *field, struct node *node)
{
	long long number;

	if (node->type != NODE_SCALAR || check_is_null(node))
		return !check_form(checker, node, field, "a whole number");
	if ((!node->plain && !node->put) || !is_whole(node->text))
		return report_not_whole(checker, field, node);
	errno = 0;
	number = strtoll(node->text, NULL, 10);
	if (errno || number < field->least || number > field->most) {
		if (field->least == field->most)
			diag_error(checker->diags, node->place,
				   "%Q must be %l in this version of pgmob, but is %s", field->name,
				   (long long)field->least, node->text);
		else
			diag_error(checker->diags, node->place,
				   "%Q must be from %l to %l, but is %s", field->name,
				   (long long)field->least, (long long)field->most, node->text);
		return false;
	}
	if (!number)
		node->text = "0"; /* -0 is the same */
	return true;
}

static bool check_word(struct checker *checker, const struct field *field, struct node *node)
{
	struct text *words = &checker->words;
	struct diag *diag;
	size_t count = 0;

	for (; field->words[count]; count++)
		if (node->type == NODE_SCALAR && strcmp(node->text, field->words[count]) == 0)
			return true;
	text_cut(words, 0);
	for (size_t i = 0; i < count; i++)
		text_addf(words, "%s%s", i ? ", " : "one of ", field->words[i]);
	if (node->type != NODE_SCALAR || check_is_null(node))
		return !check_form(checker, node, field, words->at);
	diag = diag_error(checker->diags, node->place, "%Q must be %s, but is %Q", field->name,
			  words->at, node->text);
	diag_suggest(checker->diags, diag, node->text, field->words, count);
	return false;
}

static bool check_string(struct checker *checker, const struct field *field,
			 const struct node *node, bool any)
{
	const char *other;
	struct diag *diag;

	if (node->type != NODE_SCALAR || check_is_null(node))
		return !check_form(checker, node, field, "a string");
	other = any ? NULL : other_type(node);
	if (!other)
		return true;
	diag = diag_error(checker->diags, node->place,
			  "%s%Q must be a string, but YAML reads %s here",
			  node->key ? "" : "an item of ", field->name, other);
	if (field->flags & FIELD_SECRET)
		diag->hint = "put it in quotes";
	else
		diag_hint(checker->diags, diag, "put it in quotes: %J", node->text);
	return false;
}

static bool check_name(struct checker *checker, const struct field *field, const struct node *node)
{
	size_t length;
	struct diag *diag;

	if (!check_string(checker, field, node, false))
		return false;
	length = strlen(node->text);
	if (length && length <= LONGEST_NAME)
		return true;
	if (!length) {
		diag_error(checker->diags, node->place, "a name cannot be empty");
		return false;
	}
	diag = diag_error(checker->diags, node->place, "the name is longer than %d bytes",
			  LONGEST_NAME);
	if (node->put && length <= LONGEST_SHOWN)
		diag_detail(checker->diags, diag, "%Q has %z bytes; PostgreSQL would cut it",
			    node->text, length);
	else
		diag_detail(checker->diags, diag, "it has %z bytes; PostgreSQL would cut it",
			    length);
	return false;
}

bool check_scalar(struct checker *checker, const struct field *field, struct node *node)
{
	switch (field->type) {
	case FIELD_NAME:
		return check_name(checker, field, node);
	case FIELD_TEXT:
		return check_string(checker, field, node, false);
	case FIELD_VALUE:
		return check_string(checker, field, node, true);
	case FIELD_BOOL:
		return check_bool(checker, field, node);
	case FIELD_INT:
		return check_int(checker, field, node);
	case FIELD_WORD:
		return check_word(checker, field, node);
	default:
		abort(); /* no scalar: a fault of the program */
	}
}

bool check_text_item(struct checker *checker, const struct field *field, struct node *node)
{
	if (field->type == FIELD_NAMES)
		return check_name(checker, field, node);
	return check_string(checker, field, node, field->type == FIELD_VALUES);
}
