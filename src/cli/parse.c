/* SPDX-License-Identifier: PostgreSQL
 *
 * The parser of the command line, which walks the table of options.
 */
#include <string.h>

#include "cli/cli.h"

enum { DEFAULT_LOCK_TIMEOUT = 10000 };

static const struct option *find_long(const char *name, size_t length)
{
	for (const struct option *option = cli_options; option->name; option++)
		if (strlen(option->name) == length && strncmp(option->name, name, length) == 0)
			return option;
	return NULL;
}

static const struct option *find_letter(char letter)
{
	for (const struct option *option = cli_options; option->name; option++)
		if (option->letter == letter)
			return option;
	return NULL;
}

struct parser {
	struct cli *cli;
	char **words;
	size_t count;
	size_t at;
	const struct option *seen[256];
	size_t seen_count;
};

/* Puts the argument where the table says; false where it is wrong. */
static bool store(struct cli *cli, const struct option *option, const char *argument)
{
	char *base = (char *)cli;

	if (option->flag)
		*(bool *)(void *)(base + option->flag) = true;
	else if (option->text)
		*(const char **)(void *)(base + option->text) = argument;
	else
		return option->take(cli, argument);
	return true;
}

/* Takes the option with its argument: what stands behind it, or the next word. */
static int take(struct parser *parser, const struct option *option, const char *attached)
{
	const char *argument = attached;

	if (option->scope & SCOPE_LATER)
		return cli_usage(parser->cli, "option --%s is not supported by this version",
				 option->name);
	if (option->argument && !argument) {
		if (parser->at + 1 >= parser->count)
			return cli_usage(parser->cli, "option --%s needs %s", option->name,
					 option->argument);
		argument = parser->words[++parser->at];
	}
	if (!option->argument && argument)
		return cli_usage(parser->cli, "option --%s takes no argument", option->name);
	if (!store(parser->cli, option, argument))
		return cli_usage(parser->cli, "option --%s cannot be \"%s\"", option->name,
				 argument);
	if (parser->seen_count < sizeof(parser->seen) / sizeof(*parser->seen))
		parser->seen[parser->seen_count++] = option;
	return 0;
}

static int take_long(struct parser *parser, const char *word)
{
	const char *equals = strchr(word, '=');
	const size_t length = equals ? (size_t)(equals - word) : strlen(word);
	const struct option *option = find_long(word, length);

	if (length == strlen("version") && strncmp(word, "version", length) == 0) {
		parser->cli->command = cli_find_command("version");
		return 0;
	}
	if (!option)
		return cli_usage(parser->cli, "there is no option --%.*s", (int)length, word);
	return take(parser, option, equals ? equals + 1 : NULL);
}

/* -qv, -h HOST and -hHOST. */
static int take_letters(struct parser *parser, const char *letters)
{
	for (; *letters; letters++) {
		const struct option *option = find_letter(*letters);
		int status;

		if (!option)
			return cli_usage(parser->cli, "there is no option -%c", *letters);
		if (option->argument)
			return take(parser, option, letters[1] ? letters + 1 : NULL);
		status = take(parser, option, NULL);
		if (status)
			return status;
	}
	return 0;
}

/* Options may stand before the command, so whether it takes them is seen at the end. */
static int check_scopes(const struct parser *parser)
{
	const struct command *command =
		parser->cli->words.count ? cli_find_command(parser->cli->words.items[0]) : NULL;

	for (size_t i = 0; command && i < parser->seen_count; i++)
		if (!(parser->seen[i]->scope & (unsigned)command->scope))
			return cli_usage(parser->cli, "option --%s is not one of \"%s\"",
					 parser->seen[i]->name, command->name);
	return 0;
}

int cli_parse(struct cli *cli, int argc, char **argv)
{
	struct parser parser = {.cli = cli, .words = argv, .count = (size_t)argc};
	bool options = true;

	cli->options.connect_timeout = -1; /* the parameters', or the library's default */
	cli->options.lock_timeout = DEFAULT_LOCK_TIMEOUT;
	for (parser.at = 1; parser.at < parser.count; parser.at++) {
		const char *word = argv[parser.at];
		int status = 0;

		if (!options || *word != '-' || !word[1])
			words_add(&cli->words, word);
		else if (strcmp(word, "--") == 0)
			options = false;
		else if (word[1] == '-')
			status = take_long(&parser, word + 2);
		else
			status = take_letters(&parser, word + 1);
		if (status)
			return status;
	}
	return check_scopes(&parser);
}
