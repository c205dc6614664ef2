/* SPDX-License-Identifier: PostgreSQL
 *
 * Verifiers, against those that real servers made.
 */
#include "base/verifier.h"

#include <string.h>

#include "base/text.h"
#include "unit.h"

/* What servers of that version stored for CREATE ROLE shop PASSWORD. */
struct stored {
	const char *name;
	int version;
	const char *password;
	int times;         /* how often it is repeated; 0 for once */
	const char *same;  /* another password that the server takes for the same */
	const char *other; /* one that it does not */
	const char *verifier;
};

static const struct stored stored[] = {
	{.name = "ASCII",
	 .version = 13,
	 .password = "secret",
	 .other = "Secret",
	 .verifier = "SCRAM-SHA-256$4096:/ZFbkltRiSTF1m+Xh7eLjg==$"
		     "sJuUQSeaJqElZmEEPTZK0ptDQbPhkwduqBQJyXyY9/A=:"
		     "eiAxoAReJPfZh8Pjy4IK5uFhILUIbnCZUs6nXhr4zig="},
	{.name = "quotes and blanks",
	 .version = 15,
	 .password = "it's \"a\\b\" ",
	 .other = "it's \"a\\b\"",
	 .verifier = "SCRAM-SHA-256$4096:wrlKpSsaZk3Xhze4KicrSw==$"
		     "FoH2gL0EyAQB6bJOnwDMwrJXpIkFu+VEWMmIfehPqiI=:"
		     "PtkJjB3MwIWXuHYQretQ+ifhjJzpj8eiF13o32au0c0="},
	{.name = "composed",
	 .version = 15,
	 .password = "caf\u00e9",
	 .same = "cafe\u0301",
	 .other = "cafe",
	 .verifier = "SCRAM-SHA-256$4096:mq246G/EJJ8bPlgZqZTakQ==$"
		     "BV9rLHvw6S5dhjg/49lLAwke6eCkuPN3PusBpX4UwxA=:"
		     "YRDS5sK3YAfWp1bqJb0Zl+4s54/wzVWUG06ahxH0g44="},
	{.name = "decomposed",
	 .version = 13,
	 .password = "cafe\u0301",
	 .same = "caf\u00e9",
	 .other = "cafe",
	 .verifier = "SCRAM-SHA-256$4096:v6QrXcd3w1nNKftfARX1LQ==$"
		     "jCLu7pVpSVfExpQdBjvFc0JxhUSzfxKbDQWmPH83GKM=:"
		     "Mi9FPLyB6hav1ZsqEeDqibgJQrkbBidIxf0Nnym9SoU="},
	{.name = "a ligature",
	 .version = 15,
	 .password = "\ufb01sh",
	 .same = "fish",
	 .other = "sh",
	 .verifier = "SCRAM-SHA-256$4096:vurAnl8CLQXa8T4rXQkmmg==$"
		     "SaPSw0KZQNCdKf6cGEbQdH2sHROW6TObBEsNSIhaYEI=:"
		     "mGRxKdVIX2t8zPiWAfAo76Ov7ALW0GxjJNZbdFcqN0U="},
	{.name = "a soft hyphen goes",
	 .version = 15,
	 .password = "pass\u00adword",
	 .same = "password",
	 .other = "pass word",
	 .verifier = "SCRAM-SHA-256$4096:wk2P65RHWA9C9XpL/AkjbA==$"
		     "jGykKFUjSiUFja4lJAr6ww2oau1p5Q4dkCWqZ8X1Hiw=:"
		     "83iD6Bkzdo4c3G/82Zc9nzPxNAhz1Msb/82O2UkTf6g="},
	{.name = "nothing but a soft hyphen",
	 .version = 15,
	 .password = "\u00ad",
	 .other = "",
	 .verifier = "SCRAM-SHA-256$4096:AxRy2o4g3lNDkN+47aqowA==$"
		     "i2Y9hBdsf8sB8B/W7Q5v5z23cAXIeR9+BdzhZgfqFRU=:"
		     "xYOv2CQrnDheSGNQjBoCLCUoPiioKw+6SBsdYOeoqGo="},
	{.name = "a no-break space",
	 .version = 15,
	 .password = "a\u00a0b",
	 .same = "a b",
	 .other = "ab",
	 .verifier = "SCRAM-SHA-256$4096:uL7kBAj/ACu9ik4vKQP/iw==$"
		     "xbS1AUlGajy/onxgNNxRZ7TYVoUo+fBo6VBkYKFZzYs=:"
		     "HsRQIj/6iYEq7dcXGAXESI+ItsvZ8LNoldvkTkhndlQ="},
	{.name = "a zero width space",
	 .version = 15,
	 .password = "a\u200bb",
	 .same = "a b",
	 .other = "ab",
	 .verifier = "SCRAM-SHA-256$4096:xeGjc0iWvjcVo3FXscBWDw==$"
		     "UWCsrmcGefBdZBg3CeV8K8yyS7jQLqza9ZCNWLtqAL4=:"
		     "qH1H1Gzaa1LHpJn198W1oYfkXslyaBp5977ezG5E1fA="},
	{.name = "a feminine ordinal",
	 .version = 15,
	 .password = "\u00aa",
	 .same = "a",
	 .other = "\u00ba",
	 .verifier = "SCRAM-SHA-256$4096:a5lt/kHnwAJCpaPjdW7zoQ==$"
		     "V+itUDOknp2B5VsBw3muJCBcDy5ai3GrGhXJu2X5R+8=:"
		     "/9neQLwYSjTwAIDBxbRTz3gIzmxlosH81Bxxc/CAV60="},
	{.name = "a control character",
	 .version = 15,
	 .password = "caf\u00e9\x01",
	 .other = "cafe\u0301\x01",
	 .verifier = "SCRAM-SHA-256$4096:UPtGrgnmt6t0V6VCqo+T8g==$"
		     "QV9dB6O+zWJp7aCAebvAATlDm1/IA/0YuZiiugM81IY=:"
		     "kKEl77XuiP++y/GpFIXqBFpfcp4BHzWSoyC34AyDa6o="},
	{.name = "an unassigned character",
	 .version = 15,
	 .password = "\u0221\u00e9",
	 .other = "\u0221e\u0301",
	 .verifier = "SCRAM-SHA-256$4096:K0QPfzgrt+4ic/jGzf0FPg==$"
		     "ThroRADipW2pn0tFflTF+q287z38Seqiq2G/2WBF5/s=:"
		     "xW6aOuJqDcI8ZlK2aCFSa+4HhL2EaOE95b2MUIAOEqs="},
	{.name = "an emoji, unassigned in Unicode 3.2",
	 .version = 13,
	 .password = "\U0001f600\u00e9",
	 .other = "\U0001f600e\u0301",
	 .verifier = "SCRAM-SHA-256$4096:nSaGL3Ro/mDfgCy4oZInfA==$"
		     "qehzpZcjjbUbyZNaoTdgCoxVyQAXAcHCXrMAYdz39kc=:"
		     "L/HQb7EdS9s7UaNAQ+3AEUXsOqfN0DHcjZ/GFBUpEOk="},
	{.name = "prohibited, but not when normalized",
	 .version = 15,
	 .password = "e\u0341",
	 .other = "\u00e9",
	 .verifier = "SCRAM-SHA-256$4096:kZE+Rr27qgSTXLp6MmXI+g==$"
		     "3FbZ3+OpkSsBSvwTfsX7BGhPC1vn7dj65o0KgBPXLt0=:"
		     "CFL6tN80nyaUKxwKWe7ZWhC2XKyR4kjzwj4somfdzn4="},
	{.name = "Hebrew",
	 .version = 15,
	 .password = "\u05d0\u00a0\u05d1",
	 .same = "\u05d0 \u05d1",
	 .other = "\u05d0\u05d1",
	 .verifier = "SCRAM-SHA-256$4096:3pFGKskqCXLZbEq0sr+RlQ==$"
		     "psrkYuUoZzqMSz54zroSsVKKtAVtpaa7j3HX+5WvbLU=:"
		     "GWO0/zBIk9nseS5ZdMAa8LGXAtpv6XFC4orNv9kD0tI="},
	{.name = "Hebrew that ends in a digit",
	 .version = 15,
	 .password = "\u05d0\u00b2",
	 .other = "\u05d0"
		  "2",
	 .verifier = "SCRAM-SHA-256$4096:kcoHXYqhUW/WG8rAvPoqKA==$"
		     "PN5jNrvXJ7BwbIMN8cJQYQH3Cs24SDE6juJEvQmdm7I=:"
		     "lf6b7JpFgQ2EuXLtSSoLawi1rG2+j/4C8GbsBkoBO6g="},
	{.name = "Hebrew and Latin",
	 .version = 15,
	 .password = "\u05d0\u00e9\u05d0",
	 .other = "\u05d0e\u0301\u05d0",
	 .verifier = "SCRAM-SHA-256$4096:2oElkPhM84cS+sKM1KBgbg==$"
		     "usfWhaKSUuEmqRvsdE8wC7U0A+Kp8IctP2hhuuXaYxk=:"
		     "BeB3xDSgNLqa82bQgp/OwiYW/ZAoQ0VyBgUF9OcKhxk="},
	{.name = "Latin only when normalized",
	 .version = 15,
	 .password = "\u05d0\u2116\u05d0",
	 .same = "\u05d0No\u05d0",
	 .other = "\u05d0\u05d0",
	 .verifier = "SCRAM-SHA-256$4096:O4lqft0gWiY1ym8zIR5ieA==$"
		     "AfaRPRSCUENSHAkkbZ8vHkaFSbLl7Lyry3xN+LhhaXA=:"
		     "0ieiX5V+EAYBjT+i2BNIwQyk242qAmY0EuPKhHVmyTc="},
	{.name = "Latin-1",
	 .version = 15,
	 .password = "caf\xe9",
	 .other = "caf\u00e9",
	 .verifier =
		 "SCRAM-SHA-256$4096:pm7Iwix1xaq64IKu1kMDUQ==$"
		 "KiQor2kfuz53/D9hQVAuarb4D7nroV8RCRjXqvLTmQU=:0DeZ+t4H7ybImqAlzuoV7UgZmJD0x7dS/"
		 "Xab1UX1dCw="},
	{.name = "a surrogate in UTF-8",
	 .version = 15,
	 .password = "\xed\xa0\x80\u00aa",
	 .other = "\xed\xa0\x80"
		  "a",
	 .verifier = "SCRAM-SHA-256$4096:J3Jec6+hX3Hd6LkoJ4Nsig==$"
		     "0M2xkwDjuRCHjRwbKxDoKjiYwhPaxdYUOEyMPFBDE1Y=:"
		     "lesZ1mQgSiSGOvRcI62oL/yYFg6iaLQv2sQ9CIABapE="},
	{.name = "a mark between Hangul letters",
	 .version = 15,
	 .password = "\u1100\u0300\u1161",
	 .other = "\uac00\u0300",
	 .verifier = "SCRAM-SHA-256$4096:S3ysUftSjWDodR3u2zfoPg==$"
		     "YgKXUuhZSNfxWPflYQ/37QBsVmgmtGuFQsv+3QM+A9o=:"
		     "mrHKP8NrcNwECqL51//FD78JR4pQR+aprBPDLfFt9ug="},
	{.name = "an ideograph corrected since",
	 .version = 18,
	 .password = "\U0002f868",
	 .same = "\u36fc",
	 .other = "\U0002136a",
	 .verifier = "SCRAM-SHA-256$4096:UZEy/jmRVB0Orb7vzabZlg==$"
		     "1ELQ8BHo5b2TrkIcLGEu3fafz/2HakyZ+Dhgt8N3Mr0=:"
		     "t4UiwjSxqqBUwxeoWG5ENFBT0QMWo/N4XWg0KwdL2oM="},
	{.name = "a character of eighteen",
	 .version = 15,
	 .password = "\ufdfa",
	 .other = "\u0635",
	 .verifier = "SCRAM-SHA-256$4096:MFZ69J+ZZEH1hbpYa715Gg==$"
		     "cD56mdBqkR+vcISFGZ4qb8UFkWJasHJmW+b6BDYGauw=:"
		     "q3aFiDySN6+Vo0tvc19tX0px+qmllbk/ohGM7U7JUTE="},
	{.name = "long",
	 .version = 15,
	 .password = "x",
	 .times = 1025,
	 .verifier = "SCRAM-SHA-256$4096:2F41oofKA791ZbiXAVODOA==$"
		     "/voUcC0rNo+xi4kpoRA26XgP6B335RE6ZQMtYHqSYYc=:"
		     "iuXe2Z4DRZvDtn52i32PZEIQOj2pepqMsSEtG3RDzp4="},
	{.name = "long and not ASCII",
	 .version = 18,
	 .password = "\u00e9",
	 .times = 1000,
	 .same = "e\u0301",
	 .verifier = "SCRAM-SHA-256$4096:yiu2uIeOEtTGbtZhn1xxig==$"
		     "uu1CULumEIXbvXe8e/2Jn+HWO7plNRqSOpb6GUpvxto=:"
		     "duXXe68RUim/wpC9rN72rkahF7cAGBw7zLxsP5q4EMc="},
	{.name = "one iteration",
	 .version = 18,
	 .password = "secret",
	 .other = "Secret",
	 .verifier = "SCRAM-SHA-256$1:K4o0K9RVUvJeEzbVYaSmCw==$"
		     "5vvC+H+HzVys2nIlXQSNkleRpQAJqQQJJ1gvLvovhmE=:"
		     "STjEnWnXa6P/bHRubDJmQeTNp4ThksZ/qdHVOytbzMU="},
	{.name = "many iterations",
	 .version = 18,
	 .password = "secret",
	 .other = "Secret",
	 .verifier = "SCRAM-SHA-256$20000:PwRJLSFDh2cBhu48TuhaPA==$"
		     "ZeoqQb3FlGUR4uJ0eohaTR944dU7OlBXwzHHoF9XQ+k=:"
		     "7MozQv25YCXwQWYBONzfDwRz7XgxAFaH3lpxfzYQOFk="},
};

static const char *repeated(const char *password, int times)
{
	struct text text = text_in(unit_arena());

	for (int i = 0; i < (times ? times : 1); i++)
		text_add(&text, password);
	return text.at;
}

START_TEST(servers_verifier_matches)
{
	const struct stored *row = &stored[_i];

	ck_assert_msg(verifier_is_scram(row->verifier), "%s: form", row->name);
	ck_assert_msg(!verifier_is_md5(row->verifier), "%s: md5", row->name);
	ck_assert_msg(verifier_matches(row->verifier, "shop", repeated(row->password, row->times)),
		      "%s, made by %d", row->name, row->version);
	if (row->same)
		ck_assert_msg(
			verifier_matches(row->verifier, "shop", repeated(row->same, row->times)),
			"%s, written otherwise", row->name);
	if (row->other)
		ck_assert_msg(!verifier_matches(row->verifier, "shop", row->other),
			      "%s: another password", row->name);
}
END_TEST

/* Made by 15 and 13 with password_encryption = md5. */
START_TEST(md5_matches)
{
	const char *secret = "md5f433c50293bc7afbe20b67ceb15a1e55";
	const char *composed = "md59509755e2a4c2769afb92fb72100cdd5";

	ck_assert(verifier_is_md5(secret));
	ck_assert(!verifier_is_scram(secret));
	ck_assert(verifier_matches(secret, "shop", "secret"));
	ck_assert(!verifier_matches(secret, "shop", "Secret"));
	ck_assert(!verifier_matches(secret, "ship", "secret"));
	ck_assert(verifier_matches(composed, "shop", "caf\u00e9"));
	ck_assert(!verifier_matches(composed, "shop", "cafe\u0301")); /* nothing is normalized */
}
END_TEST

START_TEST(other_md5_is_not)
{
	static const char *const texts[] = {
		"",
		"md5",
		"md5f433c50293bc7afbe20b67ceb15a1e5",
		"md5f433c50293bc7afbe20b67ceb15a1e555",
		"md5F433C50293BC7AFBE20B67CEB15A1E55",
		"MD5f433c50293bc7afbe20b67ceb15a1e55",
		"md5g433c50293bc7afbe20b67ceb15a1e55",
		"f433c50293bc7afbe20b67ceb15a1e55",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		ck_assert_msg(!verifier_is_md5(texts[i]), "%s", texts[i]);
		ck_assert_msg(!verifier_matches(texts[i], "shop", "secret"), "%s", texts[i]);
	}
}
END_TEST

#define SALT   "/ZFbkltRiSTF1m+Xh7eLjg=="
#define STORED "sJuUQSeaJqElZmEEPTZK0ptDQbPhkwduqBQJyXyY9/A="
#define SERVER "eiAxoAReJPfZh8Pjy4IK5uFhILUIbnCZUs6nXhr4zig="

/* Texts that look like a verifier. The server would hash most of them as a password. */
static const char *const malformed[] = {
	"",
	"SCRAM-SHA-256",
	"SCRAM-SHA-256$",
	"SCRAM-SHA-256$4096",
	"SCRAM-SHA-256$4096:" SALT,
	"SCRAM-SHA-256$4096:" SALT "$" STORED,
	"SCRAM-SHA-256$4096:" SALT "$" STORED ":",
	"SCRAM-SHA-256$4096:" SALT "$" STORED ":" SERVER " ",
	"SCRAM-SHA-256$4096:" SALT "$" STORED ":" SERVER "\n",
	"SCRAM-SHA-256$4096:" SALT "$" STORED ":" SERVER ":",
	"SCRAM-SHA-256$4096:" SALT "$" STORED ":" SERVER "=",
	"SCRAM-SHA-256$4096:" SALT "$" STORED ":" SERVER SERVER,
	" SCRAM-SHA-256$4096:" SALT "$" STORED ":" SERVER,
	"scram-sha-256$4096:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256-PLUS$4096:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-1$4096:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$$4096:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096::" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:" SALT "$$" STORED ":" SERVER,
	"SCRAM-SHA-256:4096:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096$" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:" SALT ":" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:" SALT "$" STORED "$" SERVER,
	"SCRAM-SHA-256$:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$0:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$-1:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$+1:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$ 4096:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$04096:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096.0:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$0x1000:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$2147483648:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$99999999999999999999:" SALT "$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:=$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:A$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:AA$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:AA=$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:AA===$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:AB==$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:AAB=$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:AAAAA===$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:AA AA$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:AA-_$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:AA\xc3\xa9$" STORED ":" SERVER,
	"SCRAM-SHA-256$4096:" SALT "$" SALT ":" SERVER,
	"SCRAM-SHA-256$4096:" SALT "$" STORED ":" SALT,
	"SCRAM-SHA-256$4096:" SALT "$AAAA" STORED ":" SERVER,
};

START_TEST(malformed_is_no_verifier)
{
	ck_assert_msg(!verifier_is_scram(malformed[_i]), "%s", malformed[_i]);
	ck_assert_msg(!verifier_matches(malformed[_i], "shop", "secret"), "%s", malformed[_i]);
}
END_TEST

START_TEST(any_salt_and_iterations_are_well_formed)
{
	ck_assert(verifier_is_scram("SCRAM-SHA-256$1:AA==$" STORED ":" SERVER));
	ck_assert(verifier_is_scram("SCRAM-SHA-256$10:AAA=$" STORED ":" SERVER));
	ck_assert(verifier_is_scram("SCRAM-SHA-256$2147483647:AAAA$" STORED ":" SERVER));
}
END_TEST

START_TEST(longest_has_512_bytes)
{
	struct text text = text_in(unit_arena());
	const char *const end = "$" STORED ":" SERVER;

	text_add(&text, "SCRAM-SHA-256$10:");
	while (text.length + 4 + strlen(end) <= VERIFIER_LONGEST)
		text_add(&text, "AAAA");
	ck_assert(verifier_is_scram(text_format(unit_arena(), "%s%s", text.at, end)));
	text_add(&text, "AAAA");
	ck_assert(!verifier_is_scram(text_format(unit_arena(), "%s%s", text.at, end)));
}
END_TEST

START_TEST(both_keys_count)
{
	ck_assert(verifier_matches("SCRAM-SHA-256$4096:" SALT "$" STORED ":" SERVER, "shop",
				   "secret"));
	ck_assert(!verifier_matches("SCRAM-SHA-256$4096:" SALT "$" STORED ":" STORED, "shop",
				    "secret"));
	ck_assert(!verifier_matches("SCRAM-SHA-256$4096:" SALT "$" SERVER ":" SERVER, "shop",
				    "secret"));
	ck_assert(!verifier_matches("SCRAM-SHA-256$4095:" SALT "$" STORED ":" SERVER, "shop",
				    "secret"));
}
END_TEST

/* It must come back at once. */
START_TEST(too_many_iterations_match_nothing)
{
	ck_assert(!verifier_matches("SCRAM-SHA-256$2147483647:" SALT "$" STORED ":" SERVER, "shop",
				    "secret"));
}
END_TEST

START_TEST(made_matches)
{
	static const char *const passwords[] = {
		"secret", "caf\u00e9", "\xff\xfe", "\u00ad", "'; DROP ROLE shop; --",
	};

	for (size_t i = 0; i < sizeof(passwords) / sizeof(*passwords); i++) {
		const char *made = verifier_make(unit_arena(), passwords[i], 0);

		ck_assert_ptr_nonnull(made);
		ck_assert_msg(strncmp(made, "SCRAM-SHA-256$4096:", 19) == 0, "%s", made);
		ck_assert(verifier_is_scram(made));
		ck_assert(verifier_matches(made, "anybody", passwords[i]));
		ck_assert(!verifier_matches(made, "anybody", "other"));
	}
}
END_TEST

START_TEST(made_with_own_iterations_and_salt)
{
	const char *one = verifier_make(unit_arena(), "secret", 1);
	const char *two = verifier_make(unit_arena(), "secret", 1);

	ck_assert(strncmp(one, "SCRAM-SHA-256$1:", 16) == 0);
	ck_assert_uint_eq(strlen(one), strlen("SCRAM-SHA-256$1:$:") + 24 + 44 + 44);
	ck_assert_str_ne(one, two);
	ck_assert(verifier_matches(one, "shop", "secret"));
	ck_assert(verifier_matches(two, "shop", "secret"));
	ck_assert_ptr_null(verifier_make(unit_arena(), "secret", -1));
	ck_assert_ptr_null(verifier_make(unit_arena(), "secret", VERIFIER_MOST_ITERATIONS + 1));
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("verifier");

	unit_add_rows(suite, servers_verifier_matches, sizeof(stored) / sizeof(*stored));
	unit_add(suite, md5_matches);
	unit_add(suite, other_md5_is_not);
	unit_add_rows(suite, malformed_is_no_verifier, sizeof(malformed) / sizeof(*malformed));
	unit_add(suite, any_salt_and_iterations_are_well_formed);
	unit_add(suite, longest_has_512_bytes);
	unit_add(suite, both_keys_count);
	unit_add(suite, too_many_iterations_match_nothing);
	unit_add(suite, made_matches);
	unit_add(suite, made_with_own_iterations_and_salt);
	return suite;
}
