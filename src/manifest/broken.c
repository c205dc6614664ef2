/* SPDX-License-Identifier: PostgreSQL
 *
 * Text that is no YAML: libyaml's words are those of its own parts, and its place is where it
 * noticed. What people do wrong is said in their words, at the place where they did it.
 */
#include <string.h>

#include "manifest/compose.h"

struct complaint {
	const char *problem; /* libyaml's words, or how they begin */
	const char *context; /* likewise; NULL: any */
	bool at_context;     /* the fault is where the context begins */
	const char *message; /* NULL: libyaml's words will do */
	const char *hint;
};

static const char columns[] = "what belongs together begins in the same column, without tabs";

/* The first that fits is used. */
static const struct complaint complaints[] = {
	{"found a tab character", NULL, false, "a tab stands where only blanks may stand",
	 "YAML is indented with blanks, never with tabs"},
	{"could not find expected ':'", NULL, true, "a key without a colon",
	 "write a colon and a blank behind it; a string that goes on in another line is indented"},
	{"mapping values are not allowed", NULL, false, "a colon is not expected here",
	 "a string with a colon and a blank in it must be in quotes; keys of one mapping begin in "
	 "the same column"},
	{"block sequence entries are not allowed", NULL, false, "a list cannot begin here",
	 "the - of its first item stands in a line of its own"},
	{"found unexpected end of stream", "while scanning a quoted scalar", true,
	 "the quote that opens here is never closed", NULL},
	{"found unexpected document indicator", "while scanning a quoted scalar", true,
	 "the quote that opens here is not closed before the document's end", NULL},
	{"found unknown escape character", NULL, false, "this is no escape of YAML",
	 "in double quotes a backslash is written \\\\; in single quotes it is itself"},
	{"found invalid Unicode character escape code", NULL, false,
	 "this escape stands for no character",
	 "a character beyond U+FFFF is written as itself or as \"\\U0001F418\", not as two escapes "
	 "as in JSON"},
	{"did not find expected hexdecimal number", NULL, false,
	 "this escape lacks hexadecimal digits", NULL},
	{"did not find expected alphabetic or numeric character", "while scanning an alias", true,
	 "an alias has no name", "a string that begins with * must be in quotes"},
	{"did not find expected alphabetic or numeric character", "while scanning an anchor", true,
	 "an anchor has no name", "a string that begins with & must be in quotes"},
	{"", "while scanning a tag", true, NULL, "a string that begins with ! must be in quotes"},
	{"found undefined tag handle", NULL, true, NULL,
	 "a string that begins with ! must be in quotes"},
	{"did not find expected ',' or ']'", NULL, false,
	 "the list goes on without a comma, or is not closed with ]", NULL},
	{"did not find expected ',' or '}'", NULL, false,
	 "the mapping goes on without a comma, or is not closed with }", NULL},
	{"did not find expected key", NULL, false, "a key is expected here", columns},
	{"did not find expected '-' indicator", NULL, false, "an item of the list is expected here",
	 columns},
	{"did not find expected <document start>", NULL, false,
	 "this does not go on with what is above", columns},
	{"did not find expected node content", NULL, false, "a value is expected here", NULL},
	{"found incompatible YAML document", NULL, false, "only YAML 1.1 and 1.2 are known", NULL},
};

/* The place of a byte of the text. */
static struct place place_of(const struct source *source, size_t offset)
{
	struct position at = position_first();
	struct position before = at;

	while (at.offset <= offset && at.offset < source->length) {
		before = at;
		position_step(source, &at);
	}
	return (struct place){source, before.line, before.column};
}

static bool starts_with(const struct source *source, const char *bytes)
{
	return source->length >= 2 && memcmp(source->text, bytes, 2) == 0;
}

/* Bytes that are no text in UTF-8. */
static void report_bytes(struct diags *diags, const struct source *source, size_t offset)
{
	const struct place place = place_of(source, offset);
	const char byte = offset < source->length ? source->text[offset] : '\0';
	size_t where;

	if (starts_with(source, "\xff\xfe") || starts_with(source, "\xfe\xff"))
		diag_error(diags, (struct place){.source = source}, "the file is in UTF-16")->hint =
			"save it in UTF-8";
	else if (offset < source->length && !byte)
		diag_error(diags, place, "the file has a NUL byte: it is no text in UTF-8");
	else if (!text_is_utf8(source->text, source->length, &where))
		diag_error(diags, place_of(source, where), "the file is not valid UTF-8")->hint =
			"save it in UTF-8";
	else
		diag_error(diags, place, "the file has a control character")->hint =
			"in double quotes it is written as an escape, as \"\\x07\"";
}

/* A variable in a flow mapping or list, where its brace opens a mapping. */
static bool report_variable(struct diags *diags, struct place place)
{
	const char *at = source_find(place);

	if (at == place.source->text || at[-1] != '$' || *at != '{')
		return false;
	place.column--;
	diag_error(diags, place, "this is not YAML: a variable between brackets must be in quotes")
		->hint = "write \"${name}\"";
	return true;
}

/* A character that no word begins with. */
static void report_character(struct diags *diags, struct place place)
{
	const char *at = source_find(place);
	const char word[] = {*at, '\0'};
	struct diag *diag;

	if (*at == '\t') {
		diag = diag_error(diags, place, "a tab stands where only blanks may stand");
		diag->hint = "YAML is indented with blanks, never with tabs";
		return;
	}
	diag = diag_error(diags, place, "a string cannot begin with %Q", word);
	diag->hint = "put it in quotes";
}

/* A list or mapping in brackets that goes on to the end of the text. */
static bool report_open(struct diags *diags, const yaml_parser_t *parser, struct place problem,
			struct place open)
{
	const struct source *source = problem.source;
	const char *bracket;

	if (!parser->flow_level || !open.source ||
	    (parser->context && strncmp(parser->context, "while scanning", 14) == 0) ||
	    source_find(problem) != source->text + source->length)
		return false;
	bracket = source_find(open);
	if (*bracket != '[' && *bracket != '{')
		return false;
	diag_error(diags, open, "this is not YAML: what opens here is never closed")->hint =
		*bracket == '[' ? "its end is written ]" : "its end is written }";
	return true;
}

static const struct complaint *find_complaint(const yaml_parser_t *parser)
{
	for (size_t i = 0; i < sizeof(complaints) / sizeof(*complaints); i++) {
		const struct complaint *complaint = &complaints[i];

		if (strncmp(parser->problem, complaint->problem, strlen(complaint->problem)) != 0)
			continue;
		if (!complaint->context ||
		    (parser->context && strcmp(parser->context, complaint->context) == 0))
			return complaint;
	}
	return NULL;
}

void compose_report(struct diags *diags, const yaml_parser_t *parser, struct place problem,
		    struct place context, struct place open)
{
	const struct complaint *complaint;
	struct diag *diag;
	bool at_context;

	if (parser->error == YAML_READER_ERROR) {
		report_bytes(diags, problem.source, parser->problem_offset);
		return;
	}
	if (!parser->problem) {
		diag_error(diags, no_place(), "out of memory");
		return;
	}
	if (strcmp(parser->problem, "found character that cannot start any token") == 0) {
		report_character(diags, problem);
		return;
	}
	if (report_variable(diags, problem) || report_open(diags, parser, problem, open))
		return;
	complaint = find_complaint(parser);
	at_context = complaint && complaint->at_context && parser->context;
	diag = diag_error(diags, at_context ? context : problem, "this is not YAML: %s",
			  complaint && complaint->message ? complaint->message : parser->problem);
	if (complaint)
		diag->hint = complaint->hint;
	if (parser->context && !at_context && strstr(parser->context, "while parsing") &&
	    context.line != problem.line)
		diag_detail(diags, diag, "the %s begins at line %d",
			    strstr(parser->context, "mapping") ? "mapping" : "list",
			    (int)context.line);
}
