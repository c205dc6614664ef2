/* SPDX-License-Identifier: PostgreSQL */
#include "base/text.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/keywords.h"

enum { FIRST_CAPACITY = 128 };

struct text text_in(struct arena *arena)
{
	return (struct text){.arena = arena, .at = arena_strdup(arena, "")};
}

static void text_reserve(struct text *text, size_t more)
{
	const size_t needed = text->length + more + 1;
	size_t capacity = text->capacity ? text->capacity : FIRST_CAPACITY;
	char *at;

	if (needed <= text->capacity)
		return;
	while (capacity < needed)
		capacity *= 2;
	at = arena_alloc(text->arena, capacity);
	if (text->length)
		memcpy(at, text->at, text->length);
	text->at = at;
	text->capacity = capacity;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
	text_reserve(text, length);
	if (length)
		memcpy(text->at + text->length, bytes, length);
	text->length += length;
	text->at[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

void text_cut(struct text *text, size_t length)
{
	if (length >= text->length)
		return;
	text->length = length;
	text->at[length] = '\0';
}

static void add_char(struct text *text, char c)
{
	text_add_bytes(text, &c, 1);
}

/* Adds the string with each quote doubled. */
static void add_doubled(struct text *text, const char *string, char doubled)
{
	for (; *string; string++) {
		if (*string == doubled || (*string == '\\' && doubled == '\''))
			add_char(text, *string);
		add_char(text, *string);
	}
}

static void add_identifier(struct text *text, const char *name)
{
	const char *at = name;
	bool plain = (*at >= 'a' && *at <= 'z') || *at == '_';

	for (; plain && *at; at++)
		plain = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') || *at == '_';
	if (plain && !keyword_needs_quotes(name)) {
		text_add(text, name);
		return;
	}
	add_char(text, '"');
	add_doubled(text, name, '"');
	add_char(text, '"');
}

static void add_literal(struct text *text, const char *value)
{
	if (strchr(value, '\\'))
		text_add(text, text->length && text->at[text->length - 1] != ' ' ? " E" : "E");
	add_char(text, '\'');
	add_doubled(text, value, '\'');
	add_char(text, '\'');
}

/* The length of the UTF-8 character that starts at bytes, 0 where none does; its code in *code. */
static size_t utf8_length(const unsigned char *bytes, size_t left, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length;

	if (bytes[0] < 0x80) {
		*code = bytes[0];
		return 1;
	}
	length = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : 2;
	if (bytes[0] < 0xc2 || bytes[0] > 0xf4 || length > left)
		return 0;
	*code = bytes[0] & (0x7fU >> length);
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (bytes[i] & 0x3fU);
	}
	if (*code < least[length] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return length;
}

bool text_is_utf8(const char *bytes, size_t length, size_t *where)
{
	size_t at = 0;

	while (at < length) {
		uint32_t code;
		const size_t step =
			utf8_length((const unsigned char *)bytes + at, length - at, &code);

		if (!step) {
			if (where)
				*where = at;
			return false;
		}
		at += step;
	}
	return true;
}

struct range {
	uint32_t first;
	uint32_t last;
};

static bool is_in(uint32_t code, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	return false;
}

/* Characters that a terminal obeys, or that a person cannot see: controls, separators of lines, the
 * marks that turn the direction of writing, and what Unicode calls Default_Ignorable_Code_Point. */
static bool is_invisible(uint32_t code)
{
	static const struct range ranges[] = {
		{0x0, 0x1f},        {0x7f, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},
		{0x61c, 0x61c},     {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},
		{0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
		{0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},
		{0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
	};

	return is_in(code, ranges, sizeof(ranges) / sizeof(*ranges));
}

/* Characters that look like a space, or like several. */
static bool is_blank(uint32_t code)
{
	static const struct range ranges[] = {
		{0x20, 0x20},     {0xa0, 0xa0},     {0x1680, 0x1680}, {0x2000, 0x200a},
		{0x202f, 0x202f}, {0x205f, 0x205f}, {0x2800, 0x2800}, {0x3000, 0x3000},
	};

	return is_in(code, ranges, sizeof(ranges) / sizeof(*ranges));
}

bool text_is_visible(const char *bytes, size_t length)
{
	uint32_t code;

	return length && utf8_length((const unsigned char *)bytes, length, &code) == length &&
	       !is_invisible(code);
}

static void add_escape(struct text *text, uint32_t code)
{
	char escape[16];

	if (code == '\n' || code == '\t') {
		text_add(text, code == '\n' ? "\\n" : "\\t");
		return;
	}
	snprintf(escape, sizeof(escape), code > 0xffff ? "\\U%08x" : "\\u%04x", (unsigned)code);
	text_add(text, escape);
}

/* How many bytes from there on mean only themselves. */
static size_t plain_length(const char *value)
{
	size_t length = 0;

	while (value[length] >= ' ' && value[length] <= '~' && value[length] != '"' &&
	       value[length] != '\\')
		length++;
	return length;
}

/* What YAML takes for a line break or refuses is written as an escape too. */
static void add_json(struct text *text, const char *value)
{
	size_t left = strlen(value);

	add_char(text, '"');
	while (left) {
		const size_t plain = plain_length(value);
		uint32_t code = 0;
		size_t length;

		text_add_bytes(text, value, plain);
		value += plain;
		left -= plain;
		if (!left)
			break;
		length = utf8_length((const unsigned char *)value, left, &code);
		if (!length) {
			add_escape(text, 0xfffd); /* JSON has no word for what is not UTF-8 */
			length = 1;
		} else if (code == '"' || code == '\\') {
			add_char(text, '\\');
			add_char(text, *value);
		} else if (code <= 0xffff && (is_invisible(code) || code >= 0xfffe)) {
			add_escape(text, code); /* beyond, JSON's escapes are not YAML's */
		} else {
			text_add_bytes(text, value, length);
		}
		value += length;
		left -= length;
	}
	add_char(text, '"');
}

static void add_shown(struct text *text, const char *name)
{
	size_t left = strlen(name);

	while (left) {
		const unsigned char *at = (const unsigned char *)name;
		uint32_t code = 0;
		size_t length = utf8_length(at, left, &code);
		char escape[16];

		if (!length) {
			snprintf(escape, sizeof(escape), "\\x%02x", *at);
			text_add(text, escape);
			length = 1;
		} else if (is_invisible(code)) {
			add_escape(text, code);
		} else {
			if (code == '"')
				add_char(text, '"');
			text_add_bytes(text, name, length);
		}
		name += length;
		left -= length;
	}
}

static void add_quoted(struct text *text, const char *name)
{
	add_char(text, '"');
	add_shown(text, name);
	add_char(text, '"');
}

/* Words that nobody can mistake for two, or for nothing. */
static bool is_word(const char *name)
{
	size_t left = strlen(name);

	if (!left)
		return false;
	while (left) {
		uint32_t code = 0;
		const size_t length = utf8_length((const unsigned char *)name, left, &code);

		if (!length || is_invisible(code) || is_blank(code) || code == '"' || code == ',' ||
		    code == '(' || code == ')')
			return false;
		name += length;
		left -= length;
	}
	return true;
}

static void add_word(struct text *text, const char *name)
{
	if (is_word(name))
		text_add(text, name);
	else
		add_quoted(text, name);
}

static void add_conninfo_value(struct text *text, const char *value)
{
	add_char(text, '\'');
	for (; *value; value++) {
		if (*value == '\'' || *value == '\\')
			add_char(text, '\\');
		add_char(text, *value);
	}
	add_char(text, '\'');
}

/* What a string of DOT needs to mean itself: it has escapes, and knows HTML's entities. */
static void add_dot_escape(struct text *text, char c)
{
	if (c == '"' || c == '\\')
		add_char(text, '\\');
	add_char(text, c);
	if (c == '&')
		text_add(text, "amp;");
}

/* Mermaid has no escapes but character references, and means something by most punctuation. */
static void add_mermaid_escape(struct text *text, char c)
{
	char reference[8];

	if (isalnum((unsigned char)c) || strchr(" _-.,:()/=", c)) {
		add_char(text, c);
		return;
	}
	snprintf(reference, sizeof(reference), "#%d;", c);
	text_add(text, reference);
}

/* A label of a graph: what nobody could see is U+FFFD there. */
static void add_label(struct text *text, const char *value,
		      void (*escape)(struct text *text, char c))
{
	size_t left = strlen(value);

	add_char(text, '"');
	while (left) {
		uint32_t code = 0;
		size_t length = utf8_length((const unsigned char *)value, left, &code);

		if (!length || is_invisible(code))
			text_add(text, "\xef\xbf\xbd");
		else if (length == 1)
			escape(text, *value);
		else
			text_add_bytes(text, value, length);
		length += !length;
		value += length;
		left -= length;
	}
	add_char(text, '"');
}

static void add_number(struct text *text, long long number)
{
	char digits[32];

	snprintf(digits, sizeof(digits), "%lld", number);
	text_add(text, digits);
}

void text_vaddf(struct text *text, const char *format, va_list arguments)
{
	for (const char *at = format; *at; at++) {
		const size_t plain = strcspn(at, "%");

		text_add_bytes(text, at, plain);
		at += plain;
		if (!*at)
			break;
		switch (*++at) {
		case 's':
			text_add(text, va_arg(arguments, const char *));
			break;
		case 'd':
			add_number(text, va_arg(arguments, int));
			break;
		case 'l':
			add_number(text, va_arg(arguments, long long));
			break;
		case 'z':
			add_number(text, (long long)va_arg(arguments, size_t));
			break;
		case 'I':
			add_identifier(text, va_arg(arguments, const char *));
			break;
		case 'L':
			add_literal(text, va_arg(arguments, const char *));
			break;
		case 'J':
			add_json(text, va_arg(arguments, const char *));
			break;
		case 'Q':
			add_quoted(text, va_arg(arguments, const char *));
			break;
		case 'V':
			add_word(text, va_arg(arguments, const char *));
			break;
		case 'C':
			add_conninfo_value(text, va_arg(arguments, const char *));
			break;
		case 'D':
			add_label(text, va_arg(arguments, const char *), add_dot_escape);
			break;
		case 'M':
			add_label(text, va_arg(arguments, const char *), add_mermaid_escape);
			break;
		case '%':
			add_char(text, '%');
			break;
		default:
			abort(); /* a format that does not exist is a fault of the program */
		}
	}
}

void text_addf(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text_vaddf(text, format, arguments);
	va_end(arguments);
}

char *text_format(struct arena *arena, const char *format, ...)
{
	struct text text = text_in(arena);
	va_list arguments;

	va_start(arguments, format);
	text_vaddf(&text, format, arguments);
	va_end(arguments);
	return text.at;
}
