/* SPDX-License-Identifier: PostgreSQL
 *
 * The person at the terminal: questions, passwords, Ctrl-C.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/cli.h"

enum { LONGEST_ANSWER = 1024 };

/* The one variable of the program that is not on a stack: a signal handler has no other way. */
static volatile sig_atomic_t caught;

static void catch_signal(int number)
{
	(void)number;
	caught = 1;
}

const volatile sig_atomic_t *cli_catch_signals(void)
{
	struct sigaction action = {.sa_handler = catch_signal};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	return &caught;
}

bool cli_can_ask(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* One line from standard input; false at its end, or where a signal came in between. */
static bool read_line(char *line, size_t size)
{
	size_t length = 0;
	char c;

	while (!caught && read(STDIN_FILENO, &c, 1) == 1) {
		if (c == '\n') {
			line[length] = '\0';
			return true;
		}
		if (length + 1 < size)
			line[length++] = c;
	}
	return false;
}

bool cli_ask(const char *question)
{
	char answer[LONGEST_ANSWER];

	fprintf(stderr, "%s [y/N] ", question);
	fflush(stderr);
	if (!read_line(answer, sizeof(answer))) {
		fputs("\n", stderr);
		return false;
	}
	return strcmp(answer, "y") == 0 || strcmp(answer, "Y") == 0 || strcmp(answer, "yes") == 0;
}

char *cli_ask_password(const char *user, void *context)
{
	char *answer = cli_allocate(LONGEST_ANSWER);
	struct termios before, silent;
	bool read;

	(void)context;
	if (user)
		fprintf(stderr, "Password for user %s: ", user);
	else
		fputs("Password: ", stderr);
	fflush(stderr);
	tcgetattr(STDIN_FILENO, &before);
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	read = read_line(answer, LONGEST_ANSWER);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	fputs("\n", stderr);
	if (read)
		return answer;
	free(answer);
	return NULL;
}
