/* SPDX-License-Identifier: PostgreSQL
 *
 * Lines of pg_hba.conf and pg_ident.conf, and their tokens.
 */
#include <string.h>

#include "auth/line.h"
#include "unit.h"

/* The line as field|field, tokens with commas, quoted ones in brackets. */
static const char *read_line(const char *text)
{
	const struct auth_line *line = auth_line_parse(unit_arena(), text);
	const struct auth_token *token;
	struct text read = text_in(unit_arena());

	for (size_t i = 0; i < line->fields.count; i++)
		for (size_t j = 0; (token = auth_token_at(line, i, j)); j++)
			text_addf(&read, token->quoted ? "%s[%s]" : "%s%s",
				  j   ? ","
				  : i ? "|"
				      : "",
				  token->text);
	return read.at;
}

static const char *show_line(const char *line)
{
	struct text text = text_in(unit_arena());

	auth_line_show(&text, auth_line_parse(unit_arena(), line));
	return text.at;
}

START_TEST(tokens_are_the_servers)
{
	static const char *const lines[][2] = {
		{"", ""},
		{" \t\r", ""},
		{"# local all all trust", ""},
		{"local all all trust", "local|all|all|trust"},
		{"local\tall \t all  trust # why", "local|all|all|trust"},
		{"local a,b all trust#why", "local|a,b|all|trust"},
		{"local a, b all trust", "local|a,b|all|trust"},
		{"local a ,b all trust", "local|a|b|all|trust"},
		{",,local a,,b", "local|a,b"},
		{"local \"all\" all", "local|[all]|all"},
		{"local \"my db\",\"a,b\",\"#\" all", "local|[my db],[a,b],[#]|all"},
		{"\"we\"\"ird\"", "[we\"ird]"},
		{"my\" \"db", "my db"},
		{"+\"my role\"", "+my role"},
		{"\"\"", "[]"},
		{"\"\"all", "[all]"},
		{"\"\"\"\"", "[\"]"},
		{"ldapurl=\"ldap://x/dc=a,dc=b\"", "ldapurl=ldap://x/dc=a,dc=b"},
		{"\"open all", "[open all]"},
		{"@file,/^a.*$", "@file,/^a.*$"},
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		ck_assert_str_eq(read_line(lines[i][0]), lines[i][1]);
	ck_assert(auth_line_parse(unit_arena(), "\"open all")->unclosed);
	ck_assert(!auth_line_parse(unit_arena(), "\"closed\"")->unclosed);
}
END_TEST

START_TEST(one_word_is_one_token)
{
	static const char *const words[] = {"all", "\"a b\"", "+\"a b\"", "/^(a|b)$", "@x", "\"\""};
	static const char *const others[] = {"",   " a", "a ", "a b", "a,b",  "a,",
					     ",a", "a#", "#",  "\"a", "a\"b", "\"a\" "};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		ck_assert_msg(auth_is_token(unit_arena(), words[i]), "%s", words[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		ck_assert_msg(!auth_is_token(unit_arena(), others[i]), "%s", others[i]);
}
END_TEST

START_TEST(lines_continue_from_14)
{
	static const char text[] = "local all \\\r\nall trust\r\n\n# comment \\\nlocal x x reject\n"
				   "local a\\\n\\\nb all peer";
	const struct list joined = auth_lines_parse(unit_arena(), text, strlen(text), 140000, NULL);
	const struct list single = auth_lines_parse(unit_arena(), text, strlen(text), 130000, NULL);

	ck_assert_uint_eq(joined.count, 2);
	ck_assert_str_eq(((struct auth_line *)joined.items[0])->text, "local all all trust");
	ck_assert_str_eq(((struct auth_line *)joined.items[1])->text, "local ab all peer");
	ck_assert_uint_eq(single.count, 6);
}
END_TEST

START_TEST(rules_are_the_same_token_by_token)
{
	static const char *const same[][2] = {
		{"local all all trust", "local\tall\tall\ttrust # why"},
		{"host a,b all all md5", "host a, b all all md5"},
		{"host all all all ldap ldapprefix=\"a b\"",
		 "host all all all ldap \"\"ldapprefix=a"},
	};

	for (size_t i = 0; i < 2; i++)
		ck_assert(auth_line_same(auth_line_parse(unit_arena(), same[i][0]),
					 auth_line_parse(unit_arena(), same[i][1])));
	ck_assert(!auth_line_same(auth_line_parse(unit_arena(), same[2][0]),
				  auth_line_parse(unit_arena(), same[2][1])));
	ck_assert(!auth_line_same(auth_line_parse(unit_arena(), "local all all trust"),
				  auth_line_parse(unit_arena(), "local \"all\" all trust")));
	ck_assert(!auth_line_same(auth_line_parse(unit_arena(), "local a,b c trust"),
				  auth_line_parse(unit_arena(), "local a b,c trust")));
}
END_TEST

START_TEST(shown_rules_hide_secrets_and_nothing_else)
{
	ck_assert_str_eq(show_line(" host\tall  +\"my role\",\"all\" all md5 # x"),
			 "host all +\"my role\",\"all\" all md5");
	ck_assert_str_eq(show_line("host all all all ldap ldapbindpasswd=\"x y\" ldapserver=h"),
			 "host all all all ldap ldapbindpasswd=*** ldapserver=h");
	ck_assert_str_eq(show_line("host /^(a|b)$ \"a\"\"b\" all radius \"radiussecrets=x\""),
			 "host /^(a|b)$ \"a\"\"b\" all radius radiussecrets=***");
	ck_assert_str_eq(show_line("local a\033[2J all trust"), "local \"a\\u001b[2J\" all trust");
}
END_TEST

START_TEST(lines_know_their_numbers)
{
	static const char text[] = "# a\n\nlocal a a trust\nlocal b \\\nb trust\nlocal c c trust";
	const struct list lines =
		auth_lines_parse(unit_arena(), text, strlen(text), 180000, "pg_hba.conf");
	static const size_t numbers[] = {3, 4, 6};

	ck_assert_uint_eq(lines.count, 3);
	for (size_t i = 0; i < lines.count; i++) {
		const struct auth_line *line = lines.items[i];

		ck_assert_uint_eq(line->number, numbers[i]);
		ck_assert_str_eq(line->file, "pg_hba.conf");
	}
}
END_TEST

START_TEST(zero_bytes_cut_lines)
{
	static const char text[] = "local a a trust\0 x\nlocal b b trust\nlocal c c trust\n";
	const struct list joined =
		auth_lines_parse(unit_arena(), text, sizeof(text) - 1, 180000, NULL);
	const struct list single =
		auth_lines_parse(unit_arena(), text, sizeof(text) - 1, 130000, NULL);

	ck_assert_uint_eq(joined.count, 2);
	ck_assert_str_eq(((struct auth_line *)joined.items[0])->text,
			 "local a a trustlocal b b trust");
	ck_assert_uint_eq(((struct auth_line *)joined.items[1])->number, 2);
	ck_assert_uint_eq(single.count, 3);
	ck_assert_str_eq(((struct auth_line *)single.items[0])->text, "local a a trust");
}
END_TEST

static const char *repeat(const char *before, size_t count, const char *after)
{
	struct text text = text_in(unit_arena());

	text_add(&text, before);
	for (size_t i = 0; i < count; i++)
		text_add(&text, "x");
	text_add(&text, after);
	return text.at;
}

static const char *fault(const char *text, int version)
{
	const struct list lines = auth_lines_parse(unit_arena(), text, strlen(text), version, NULL);

	return lines.count ? auth_line_fault(unit_arena(), lines.items[0], version) : NULL;
}

START_TEST(old_servers_have_limits)
{
	ck_assert_ptr_null(fault(repeat("local ", 10239, " all trust"), 150000));
	ck_assert(fault(repeat("local ", 10240, " all trust"), 150000));
	ck_assert(fault(repeat("local ", 10239, ",b all trust"), 150000));
	ck_assert(fault(repeat("local \"", 10239, "\" all trust"), 150000));
	ck_assert_ptr_null(fault(repeat("local \"", 10238, "\" all trust"), 150000));
	ck_assert_ptr_null(fault(repeat("local ", 10240, " all trust"), 160000));
	ck_assert(fault(repeat("#", 20477, "\n"), 130000));
	ck_assert_ptr_null(fault(repeat("#", 20476, "\n"), 130000));
	ck_assert_ptr_null(fault(repeat("#", 20477, "\n"), 140000));
	ck_assert_ptr_null(fault(repeat("local ", 30000, " all trust"), 0));
}
END_TEST

START_TEST(spelled_lines_are_the_same_lines)
{
	static const char *const lines[] = {
		"local all all trust",
		"local \"all\",\"\",\"a b\",+\"a,b\",@\"x#y\" \"/^(a|b)$\" trust",
		"local \"we\"\"ird\" x\"\"\"\"y md5 map=\"a\\\"",
		"\\ \"\\\" a\\",
		"\"open all",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		const struct auth_line *line = auth_line_parse(unit_arena(), lines[i]);
		struct text spelled = text_in(unit_arena());

		auth_line_spell(&spelled, line);
		ck_assert_msg(auth_line_same(line, auth_line_parse(unit_arena(), spelled.at)), "%s",
			      spelled.at);
	}
}
END_TEST

START_TEST(secrets_are_found_however_they_are_quoted)
{
	ck_assert(auth_has_secret("# ldapbindpasswd=x"));
	ck_assert(auth_has_secret("host all all all radius radius\"secrets=x y\""));
	ck_assert(auth_has_secret("host all all all ldap ldapbind\\\r\npasswd=x"));
	ck_assert(!auth_has_secret("host all all all ldap ldapbinddn=x"));
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("auth_line");

	unit_add(suite, tokens_are_the_servers);
	unit_add(suite, one_word_is_one_token);
	unit_add(suite, lines_continue_from_14);
	unit_add(suite, rules_are_the_same_token_by_token);
	unit_add(suite, shown_rules_hide_secrets_and_nothing_else);
	unit_add(suite, lines_know_their_numbers);
	unit_add(suite, zero_bytes_cut_lines);
	unit_add(suite, old_servers_have_limits);
	unit_add(suite, spelled_lines_are_the_same_lines);
	unit_add(suite, secrets_are_found_however_they_are_quoted);
	return suite;
}
