/* SPDX-License-Identifier: PostgreSQL
 *
 * Whether the stored verifiers are of the manifest's passwords, and new ones of those that are to
 * be set; then the passwords are forgotten. Each of them is as much work as to log in, so all cores
 * take part.
 */
#include <openssl/crypto.h>
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
	int iterations;       /* of one that is to be made */
	char made[VERIFIER_LONGEST + 1];
};

/* Every thread takes what is its turn. */
struct share {
	void (*work)(struct comparison *comparison);
	const struct list *comparisons; /* of struct comparison */
	size_t first, step;
	pthread_t thread;
};

static void compare(struct comparison *comparison)
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

static void make(struct comparison *comparison)
{
	struct arena *scratch = arena_create(NULL);
	const char *made =
		verifier_make(scratch, comparison->password->secret, comparison->iterations);

	if (made)
		memcpy(comparison->made, made, strlen(made) + 1);
	arena_destroy(scratch);
}

static void *do_share(void *data)
{
	const struct share *share = data;

	for (size_t i = share->first; i < share->comparisons->count; i += share->step)
		share->work(share->comparisons->items[i]);
	return NULL;
}

static size_t thread_count(size_t comparisons)
{
	const long cores = sysconf(_SC_NPROCESSORS_ONLN);
	const size_t wanted = comparisons / LEAST_EACH;
	const size_t most = cores > MOST_THREADS ? MOST_THREADS : cores > 1 ? (size_t)cores : 1;

	return wanted < 1 ? 1 : wanted < most ? wanted : most;
}

static void do_all(const struct list *comparisons, void (*work)(struct comparison *comparison))
{
	struct share shares[MOST_THREADS];
	const size_t count = thread_count(comparisons->count);
	bool threaded[MOST_THREADS] = {false};

	for (size_t i = 0; i < count; i++) {
		shares[i] = (struct share){
			.work = work, .comparisons = comparisons, .first = i, .step = count};
		threaded[i] = i && !pthread_create(&shares[i].thread, NULL, do_share, &shares[i]);
	}
	for (size_t i = 0; i < count; i++)
		if (!threaded[i])
			do_share(&shares[i]);
	for (size_t i = 0; i < count; i++)
		if (threaded[i])
			pthread_join(shares[i].thread, NULL);
}

static struct comparison *add(struct arena *arena, struct list *list, const struct role *to)
{
	struct comparison *comparison = arena_alloc(arena, sizeof(*comparison));

	comparison->password = to->password;
	comparison->role = to->name;
	list_add(arena, list, comparison);
	return comparison;
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

		if (!from)
			continue;
		if (!from->verifier_known) {
			unknown += to->password->unknown == UNKNOWN_LEFT;
			continue;
		}
		add(desired->arena, &comparisons, to)->verifier = from->verifier;
	}
	if (comparisons.count)
		do_all(&comparisons, compare);
	return unknown;
}

bool password_is_set(const struct role *to, const struct role *from)
{
	const struct password *password = to->password;

	if (!from)
		return true;
	if (!from->verifier_known)
		return password->unknown == UNKNOWN_SET;
	return !password->same || (password->outdated && password->upgrade);
}

static void forget(void *secret)
{
	OPENSSL_cleanse(secret, strlen(secret));
}

/* What is sent is the verifier. */
static void replace(struct comparison *comparison, struct arena *arena)
{
	char *kept = arena_strdup(arena, comparison->made);

	forget(comparison->made);
	arena_defer(arena, forget, kept);
	if (*kept)
		comparison->password->secret = kept;
	else
		comparison->password->missing = "no verifier of it can be made";
}

void password_make_verifiers(struct state *desired, const struct state *actual, int iterations)
{
	const struct list *roles = state_of(desired, &role_kind);
	struct list makings = {0};

	for (size_t i = 0; i < roles->count; i++) {
		const struct role *to = roles->items[i];
		const struct role *from = (struct role *)state_find(actual, &to->object);

		if (to->password && to->password->kept && password_is_set(to, from))
			add(desired->arena, &makings, to)->iterations = iterations;
	}
	if (makings.count)
		do_all(&makings, make);
	for (size_t i = 0; i < roles->count; i++)
		password_forget(((const struct role *)roles->items[i])->password);
	for (size_t i = 0; i < makings.count; i++)
		replace(makings.items[i], desired->arena);
}
