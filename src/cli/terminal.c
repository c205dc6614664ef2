/* SPDX-License-Identifier: PostgreSQL
 *
 * The person at the terminal: questions, passwords, Ctrl-C.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include "cli/cli.h"

enum { LONGEST_ANSWER = 4096, PATIENT_SIGNALS = 3 };

/* The one variable of the program that is not on a stack: a signal handler has no other way. */
static volatile sig_atomic_t caught;

/* The first asks the server to stop, and waits for its answer. Who insists does not wait: the
 * server rolls back when it finds nobody there. */
static void catch_signal(int number)
{
	static const char message[] = "\npgmob: leaving without the server's answer\n";

	(void)number;
	caught = caught + 1;
	if (caught < PATIENT_SIGNALS)
		return;
	(void)!write(STDERR_FILENO, message, sizeof(message) - 1);
	_exit(PGMOB_INTERRUPTED);
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

/* Waits for input; false where a signal comes first. Signals are blocked but while it waits, so
 * that none comes between the look at the flag and the wait. */
static bool wait_for_input(int terminal)
{
	sigset_t blocked, before;
	fd_set set;
	int ready = -1;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	do {
		FD_ZERO(&set);
		FD_SET(terminal, &set);
		if (!caught)
			ready = pselect(terminal + 1, &set, NULL, NULL, NULL, &before);
	} while (ready < 0 && errno == EINTR && !caught);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return ready > 0 && !caught;
}

/* One line; false at the end of the input, where a signal came in between, and where it is too long
 * to be an answer. */
static bool read_line(int terminal, char *line, size_t size)
{
	size_t length = 0;
	char c;

	while (wait_for_input(terminal) && read(terminal, &c, 1) == 1) {
		if (c == '\n') {
			line[length] = '\0';
			return true;
		}
		if (length + 1 == size)
			return false;
		line[length++] = c;
	}
	return false;
}

bool cli_ask(const char *question)
{
	char answer[LONGEST_ANSWER];

	fflush(stdout);
	fprintf(stderr, "%s [y/N] ", question);
	fflush(stderr);
	if (!read_line(STDIN_FILENO, answer, sizeof(answer))) {
		fputs("\n", stderr);
		return false;
	}
	return strcmp(answer, "y") == 0 || strcmp(answer, "Y") == 0 || strcmp(answer, "yes") == 0;
}

static void write_prompt(int terminal, const char *user)
{
	char prompt[LONGEST_ANSWER];

	if (user)
		snprintf(prompt, sizeof(prompt), "Password for user %s: ", user);
	else
		snprintf(prompt, sizeof(prompt), "Password: ");
	(void)!write(terminal, prompt, strlen(prompt));
}

/* What is typed is not shown, from the moment that it is asked for. */
static bool ask_secret(int terminal, const char *user, char *answer, size_t size)
{
	struct termios before, silent;
	const bool known = tcgetattr(terminal, &before) == 0;
	bool read;

	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	if (!known || tcsetattr(terminal, TCSAFLUSH, &silent) != 0)
		return false;
	write_prompt(terminal, user);
	read = read_line(terminal, answer, size);
	tcsetattr(terminal, TCSAFLUSH, &before);
	(void)!write(terminal, "\n", 1);
	return read;
}

/* As psql: of the terminal itself, since the manifest may come on standard input. */
char *cli_ask_password(const char *user, void *context)
{
	struct cli *cli = context;
	const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
	char *answer;
	bool read = false;

	if (terminal < 0)
		return NULL;
	cli_clear_progress(cli);
	answer = cli_allocate(LONGEST_ANSWER);
	read = ask_secret(terminal, user, answer, LONGEST_ANSWER);
	close(terminal);
	if (read)
		return answer;
	for (size_t i = 0; i < LONGEST_ANSWER; i++)
		((volatile char *)answer)[i] = '\0';
	free(answer);
	return NULL;
}
