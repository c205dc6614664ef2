/* SPDX-License-Identifier: PostgreSQL
 *
 * What the list of an object shall be. A row says what there is and what is wished for, and the
 * list that must come of it. A wish is written as an entry of a list: reader=rw*, =r for PUBLIC,
 * reader=r/grantor, and !owner=r where this is all that the owner has.
 */
#include "privileges/target.h"

#include <string.h>

#include "unit.h"

enum { MOST_WISHES = 4 };

static const struct {
	const char *about;
	char letter;
	const char *actual; /* NULL: acldefault() */
	const char *limit;  /* NULL: the same */
	const char *wishes[MOST_WISHES];
	const char *bound; /* letters of those that the rules bind: p is PUBLIC, a to d, o */
	bool additive;
	const char *expected;
	const char *lost; /* grantees */
	const char *vain; /* grantees */
} rows[] = {
	{.about = "nothing is said of anybody",
	 .letter = 'r',
	 .bound = "",
	 .actual = "{o=arwdDxt/o,a=r/o}",
	 .expected = "{o=arwdDxt/o,a=r/o}"},
	{.about = "a wish is granted by the owner",
	 .letter = 'r',
	 .actual = NULL,
	 .wishes = {"a=r"},
	 .bound = "",
	 .expected = "{o=arwdDxt/o,a=r/o}"},
	{.about = "exactly what is wished for",
	 .letter = 'r',
	 .actual = "{o=arwdDxt/o,a=rwd/o}",
	 .wishes = {"a=ra"},
	 .bound = "",
	 .expected = "{o=arwdDxt/o,a=ra/o}"},
	{.about = "wishes add up",
	 .letter = 'r',
	 .wishes = {"a=r", "a=w*"},
	 .bound = "",
	 .expected = "{o=arwdDxt/o,a=rw*/o}"},
	{.about = "mentioned with nothing",
	 .letter = 'r',
	 .actual = "{o=arwdDxt/o,a=r/o,b=r/o}",
	 .wishes = {"a="},
	 .bound = "",
	 .expected = "{o=arwdDxt/o,b=r/o}"},
	{.about = "a grant option is given",
	 .letter = 'r',
	 .actual = "{o=arwdDxt/o,a=r/o}",
	 .wishes = {"a=r*"},
	 .bound = "",
	 .expected = "{o=arwdDxt/o,a=r*/o}"},
	{.about = "a grant option is taken",
	 .letter = 'r',
	 .actual = "{o=arwdDxt/o,a=r*/o}",
	 .wishes = {"a=r"},
	 .bound = "",
	 .expected = "{o=arwdDxt/o,a=r/o}"},
	{.about = "whoever granted it",
	 .letter = 'r',
	 .actual = "{o=arwdDxt/o,a=r*/o,b=r/a}",
	 .wishes = {"b=r"},
	 .bound = "",
	 .expected = "{o=arwdDxt/o,a=r*/o,b=r/a}"},
	{.about = "a written grantor is exact",
	 .letter = 'r',
	 .actual = "{o=arwdDxt/o,a=r*/o,b=r/o}",
	 .wishes = {"a=r*", "b=r/a"},
	 .bound = "",
	 .expected = "{o=arwdDxt/o,a=r*/o,b=r/a}"},
	{.about = "a chain of wishes in any order",
	 .letter = 'r',
	 .wishes = {"c=r/b", "b=r*/a", "a=r*"},
	 .bound = "",
	 .expected = "{o=arwdDxt/o,a=r*/o,b=r*/a,c=r/b}"},
	{.about = "a grantor without an option",
	 .letter = 'r',
	 .wishes = {"b=r/a"},
	 .bound = "",
	 .expected = "{o=arwdDxt/o}",
	 .vain = "b"},
	{.about = "what hangs on a revoked option is granted again where it is wanted",
	 .letter = 'r',
	 .actual = "{o=arwdDxt/o,a=r*/o,b=r/a}",
	 .wishes = {"a=", "b=r"},
	 .bound = "",
	 .expected = "{o=arwdDxt/o,b=r/o}"},
	{.about = "what hangs on a revoked option goes where a rule binds it",
	 .letter = 'r',
	 .actual = "{o=arwdDxt/o,a=r*/o,b=r*/a,c=r/b}",
	 .limit = "{o=arwdDxt/o,b=r/o,c=r/o}",
	 .wishes = {"a=r"},
	 .bound = "bc",
	 .expected = "{o=arwdDxt/o,a=r/o}"},
	{.about = "what hangs on a revoked option is lost where no rule binds it",
	 .letter = 'r',
	 .actual = "{o=arwdDxt/o,a=r*/o,b=r/a}",
	 .wishes = {"a=r"},
	 .bound = "",
	 .expected = "{o=arwdDxt/o,a=r/o}",
	 .lost = "b"},
	{.about = "another grantor's option is ground enough",
	 .letter = 'r',
	 .actual = "{o=arwdDxt/o,d=r*/o,a=r*/o,a=r*/d,b=r/a}",
	 .wishes = {"a=r*/d", "d=r*"},
	 .bound = "",
	 .expected = "{o=arwdDxt/o,d=r*/o,a=r*/d,b=r/a}"},
	{.about = "the bound have at most the limit",
	 .letter = 'f',
	 .actual = "{=X/o,o=X/o,a=X*/o,b=X/o}",
	 .bound = "pa",
	 .expected = "{=X/o,o=X/o,b=X/o}"},
	{.about = "less than the limit is fine",
	 .letter = 'f',
	 .actual = "{o=X/o}",
	 .bound = "pabcdo",
	 .expected = "{o=X/o}"},
	{.about = "PUBLIC's own is taken where it is mentioned with nothing",
	 .letter = 'd',
	 .wishes = {"="},
	 .bound = "",
	 .expected = "{o=CTc/o}"},
	{.about = "an owner has its own besides",
	 .letter = 'n',
	 .actual = "{a=U/o}",
	 .wishes = {"o=U"},
	 .bound = "",
	 .expected = "{o=UC/o,a=U/o}"},
	{.about = "an owner that is not mentioned may have less",
	 .letter = 'n',
	 .actual = "{o=U/o}",
	 .bound = "o",
	 .expected = "{o=U/o}"},
	{.about = "an owner's grant options to itself are of no matter",
	 .letter = 'r',
	 .actual = "{o=a*r*w*d*D*x*t*/o,a=r/o}",
	 .wishes = {"o=r", "a=r"},
	 .bound = "o",
	 .expected = "{o=a*r*w*d*D*x*t*/o,a=r/o}"},
	{.about = "an owner can be left with less",
	 .letter = 'r',
	 .wishes = {"!o=r"},
	 .bound = "",
	 .expected = "{o=r/o}"},
	{.about = "an owner can be left with nothing",
	 .letter = 'r',
	 .wishes = {"!o="},
	 .bound = "",
	 .expected = "{}"},
	{.about = "a column has nothing by itself",
	 .letter = 'c',
	 .wishes = {"a=r"},
	 .bound = "o",
	 .expected = "{a=r/o}"},
	{.about = "additive takes nothing",
	 .letter = 'r',
	 .actual = "{o=arwdDxt/o,a=rw*/o,b=w/a}",
	 .wishes = {"a=d", "b="},
	 .bound = "pabcdo",
	 .additive = true,
	 .expected = "{o=arwdDxt/o,a=rw*d/o,b=w/a}"},
	{.about = "a wish with an option beside a grant without one",
	 .letter = 'r',
	 .actual = "{o=arwdDxt/o,a=r*/o,b=r/a}",
	 .wishes = {"b=r*", "a=r*"},
	 .bound = "",
	 .expected = "{o=arwdDxt/o,a=r*/o,b=r/a,b=r*/o}"},
};

enum { VERSION = 150000 };

/* The names of the roles are letters. */
static const char *name_of(char letter)
{
	return text_format(unit_arena(), "%s", (char[]){letter, '\0'});
}

static struct wish wish_of(const char *text)
{
	struct wish wish = {.owner_exact = *text == '!'};

	text += wish.owner_exact;
	if (*text != '=')
		wish.grantee = name_of(*text++);
	for (text++; *text && *text != '/'; text++) {
		wish.privileges |= privilege_of(*text);
		if (text[1] != '*')
			continue;
		wish.options |= privilege_of(*text);
		text++;
	}
	if (*text)
		wish.grantor = name_of(text[1]);
	return wish;
}

static bool binds(const char *grantee, void *context)
{
	return strchr(context, grantee ? *grantee : 'p') != NULL;
}

static const char *grantees_of_lost(const struct list *lost)
{
	struct text text = text_in(unit_arena());

	for (size_t i = 0; i < lost->count; i++)
		text_add(&text, ((const struct acl_entry *)lost->items[i])->grantee);
	return text.at;
}

static const char *grantees_of_vain(const struct list *vain)
{
	struct text text = text_in(unit_arena());

	for (size_t i = 0; i < vain->count; i++)
		text_add(&text, ((const struct wish *)vain->items[i])->grantee);
	return text.at;
}

static const struct acl *list_or_default(struct acls *acls, const char *text,
					 const struct securable *securable)
{
	const struct acl *acl = text ? acl_read(acls, text)
				     : acl_default(acls, securable, "o", VERSION);

	ck_assert_ptr_nonnull(acl);
	return acl;
}

START_TEST(lists_are_as_wished)
{
	const struct securable *securable = securable_of(rows[_i].letter);
	struct acls acls = acls_in(unit_arena());
	struct text shown = text_in(unit_arena());
	struct wish wishes[MOST_WISHES];
	struct target_faults faults, again;
	struct target target = {
		.acls = &acls,
		.securable = securable,
		.version = VERSION,
		.owner = "o",
		.own = rows[_i].letter == 'c' ? 0 : securable_all(securable, VERSION),
		.actual = list_or_default(&acls, rows[_i].actual, securable),
		.limit = list_or_default(&acls, rows[_i].limit, securable),
		.wishes = wishes,
		.binds = binds,
		.context = arena_strdup(unit_arena(), rows[_i].bound),
		.additive = rows[_i].additive,
	};
	const struct acl *acl;

	while (target.wish_count < MOST_WISHES && rows[_i].wishes[target.wish_count]) {
		wishes[target.wish_count] = wish_of(rows[_i].wishes[target.wish_count]);
		target.wish_count++;
	}
	acl = target_acl(&target, &faults);
	acl_show(&shown, acl);
	ck_assert_msg(acl == acl_read(&acls, rows[_i].expected), "%s: %s", rows[_i].about,
		      shown.at);
	ck_assert_str_eq(grantees_of_lost(&faults.lost), rows[_i].lost ? rows[_i].lost : "");
	ck_assert_str_eq(grantees_of_vain(&faults.vain), rows[_i].vain ? rows[_i].vain : "");
	target.actual = acl; /* the law: then nothing is left to do */
	ck_assert_ptr_eq(target_acl(&target, &again), acl);
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("target");

	unit_add_rows(suite, lists_are_as_wished, sizeof(rows) / sizeof(*rows));
	return suite;
}
