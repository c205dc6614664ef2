/* SPDX-License-Identifier: PostgreSQL
 *
 * A role's password: where it comes from, and whether it is the one that the server has.
 */
#include <errno.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/verifier.h"
#include "kinds/role/role.h"

enum { LONGEST_PASSWORD = 1 << 16 };

static const char *const one_of[] = {"env", "file", "verifier", "none", NULL};

static const struct field fields[] = {
	{.name = "env",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct password, env),
	 .doc = "the environment variable that holds the password"},
	{.name = "file",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct password, file),
	 .doc = "the file that holds the password, relative to the manifest's; one newline at its "
		"end is not part of it"},
	{.name = "verifier",
	 .type = FIELD_TEXT,
	 .flags = FIELD_SECRET,
	 .offset = offsetof(struct password, verifier),
	 .doc = "a SCRAM-SHA-256 verifier, as pg_authid stores it"},
	{.name = "none",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct password, none),
	 .doc = "true: the role has no password"},
	{.name = NULL},
};

static void check(const struct object *object, struct diags *diags)
{
	const struct password *password = (const struct password *)object;
	struct diag *diag;

	if (password->none && !*password->none)
		diag_error(diags, object_place_of(object, "none"),
			   "\"none\" can only be true: leave the password out to leave it alone");
	if (password->env && (!*password->env || strchr(password->env, '=')))
		diag_error(diags, object_place_of(object, "env"),
			   "%Q is not a name of an environment variable", password->env);
	if (!password->verifier || verifier_is_scram(password->verifier))
		return;
	diag = diag_error(diags, object_place_of(object, "verifier"),
			  "this is not a SCRAM-SHA-256 verifier");
	diag->hint = "a verifier has the form SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey; "
		     "the server would take anything else for a password";
}

const struct kind password_kind = {
	.name = "password",
	.plural = "password",
	.doc = "where the password comes from; there is no plain text form",
	.size = sizeof(struct password),
	.home = HOME_RECORD,
	.fields = fields,
	.one_of = one_of,
	.check = check,
};

/* A relative path starts at the folder of the manifest's file, as that of an include does. */
static const char *path_of(const struct password *password, struct arena *arena)
{
	const struct place place = object_place_of(&password->object, "file");
	const char *end = place.source ? strrchr(place.source->name, '/') : NULL;

	if (!end || *password->file == '/')
		return password->file;
	return text_format(
		arena, "%s/%s",
		arena_strndup(arena, place.source->name, (size_t)(end - place.source->name)),
		password->file);
}

static void wipe(void *text)
{
	OPENSSL_cleanse(text, strlen(text));
}

/* Keeps the password until it is compared, or the arena ends. */
static void keep(struct password *password, const char *secret, struct arena *arena)
{
	password->kept = arena_strdup(arena, secret);
	arena_defer(arena, wipe, password->kept);
	password->secret = password->kept;
}

void password_forget(struct password *password)
{
	if (!password || !password->kept)
		return;
	wipe(password->kept);
	password->kept = NULL;
	password->secret = NULL;
}

static void read_bytes(struct password *password, FILE *file, char *bytes, struct arena *arena)
{
	size_t length;

	setvbuf(file, NULL, _IONBF, 0); /* no further copy */
	length = fread(bytes, 1, LONGEST_PASSWORD + 1, file);
	if (ferror(file))
		password->missing = text_format(arena, "cannot read file %Q: %s", password->file,
						strerror(errno));
	else if (length > LONGEST_PASSWORD)
		password->missing =
			text_format(arena, "file %Q is too long for a password", password->file);
	if (password->missing)
		return;
	if (length && bytes[length - 1] == '\n')
		length--;
	if (memchr(bytes, '\0', length))
		password->missing = text_format(arena, "file %Q has a NUL byte", password->file);
	bytes[length] = '\0';
	keep(password, bytes, arena);
}

static void read_file(struct password *password, struct arena *arena)
{
	FILE *file = fopen(path_of(password, arena), "rb");
	struct arena *scratch;
	char *bytes;

	if (!file) {
		password->missing = text_format(arena, "cannot open file %Q: %s", password->file,
						strerror(errno));
		return;
	}
	scratch = arena_create(NULL);
	bytes = arena_alloc(scratch, LONGEST_PASSWORD + 1);
	read_bytes(password, file, bytes, arena);
	fclose(file);
	OPENSSL_cleanse(bytes, LONGEST_PASSWORD + 1);
	arena_destroy(scratch);
}

void password_resolve(struct password *password, struct arena *arena)
{
	if (password->env) {
		const char *secret = getenv(password->env);

		if (secret)
			keep(password, secret, arena);
		else
			password->missing = text_format(arena, "environment variable %Q is not set",
							password->env);
	} else if (password->file) {
		read_file(password, arena);
	} else {
		password->secret = password->verifier;
	}
	if (password->secret && !password->missing && !*password->secret) {
		password->secret = password->kept = NULL;
		password->missing = "the password is empty";
	}
}

void password_show(struct text *text, const struct password *password)
{
	if (password->env)
		text_addf(text, "password from env %V", password->env);
	else if (password->file)
		text_addf(text, "password from file %V", password->file);
	else if (password->verifier)
		text_add(text, "password from verifier");
	else
		text_add(text, "no password");
	if (password->missing)
		text_addf(text, " (%s)", password->missing);
	else if (password->same && password->outdated)
		text_add(text, " (md5 → SCRAM-SHA-256)");
}
