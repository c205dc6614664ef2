/* SPDX-License-Identifier: PostgreSQL
 *
 * Whether the stored verifiers are of the manifest's passwords. To find that out is as much work as
 * to log in, for each of them; so all cores take part.
 */
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/verifier.h"
#include "kinds/role/role.h"

/* So many threads at most, each with at least so many passwords. */
enum { MOST_THREADS = 16, LEAST_EACH = 8 };

struct comparison {
	struct password *password;
	const char *role;
	const char *verifier; /* NULL: there is none */
};

/* Every thread takes what is its turn. */
struct share {
	const struct list *comparisons; /* of struct comparison */
	size_t first, step;
	pthread_t thread;
};

static void compare(const struct comparison *comparison)
{
	struct password *password = comparison->password;
	const char *verifier = comparison->verifier;

	password->outdated = verifier && verifier_is_md5(verifier);
	if (password->none)
		password->same = !verifier;
	else if (password->secret && verifier)
		password->same = password->verifier ? strcmp(password->verifier, verifier) == 0
						    : verifier_matches(verifier, comparison->role,
								       password->secret);
}

static void *compare_share(void *data)
{
	const struct share *share = data;

	for (size_t i = share->first; i < share->comparisons->count; i += share->step)
		compare(share->comparisons->items[i]);
	return NULL;
}

static size_t thread_count(size_t comparisons)
{
	const long cores = sysconf(_SC_NPROCESSORS_ONLN);
	const size_t wanted = comparisons / LEAST_EACH;
	const size_t most = cores > MOST_THREADS ? MOST_THREADS : cores > 1 ? (size_t)cores : 1;

	return wanted < 1 ? 1 : wanted < most ? wanted : most;
}

static void compare_all(const struct list *comparisons)
{
	struct share shares[MOST_THREADS];
	const size_t count = thread_count(comparisons->count);
	bool threaded[MOST_THREADS] = {false};

	for (size_t i = 0; i < count; i++) {
		shares[i] = (struct share){.comparisons = comparisons, .first = i, .step = count};
		threaded[i] = i &&
			      !pthread_create(&shares[i].thread, NULL, compare_share, &shares[i]);
	}
	for (size_t i = 0; i < count; i++)
		if (!threaded[i])
			compare_share(&shares[i]);
	for (size_t i = 0; i < count; i++)
		if (threaded[i])
			pthread_join(shares[i].thread, NULL);
}

size_t password_compare(struct state *desired, const struct state *actual)
{
	const struct list *roles = state_of(desired, &role_kind);
	struct list comparisons = {0};
	size_t unknown = 0;

	for (size_t i = 0; i < roles->count; i++) {
		const struct role *to = roles->items[i];
		const struct role *from =
			to->password ? (struct role *)state_find(actual, &to->object) : NULL;
		struct comparison *comparison;

		if (!from)
			continue;
		if (!from->verifier_known) {
			unknown += to->password->unknown == UNKNOWN_LEFT;
			continue;
		}
		comparison = arena_alloc(desired->arena, sizeof(*comparison));
		*comparison = (struct comparison){to->password, to->name, from->verifier};
		list_add(desired->arena, &comparisons, comparison);
	}
	if (comparisons.count)
		compare_all(&comparisons);
	return unknown;
}
