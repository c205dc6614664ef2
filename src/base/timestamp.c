/* SPDX-License-Identifier: PostgreSQL
 *
 * Days are counted in the proleptic Gregorian calendar, in which the year before 1 is 0: 1 BC.
 */
#include "base/timestamp.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static const int64_t second = 1000000;
static const int64_t day = INT64_C(86400) * 1000000;

/* MIN_TIMESTAMP and END_TIMESTAMP: 4714-11-24 BC, and what comes after 294276. */
static const int64_t first = INT64_C(-211813488000000000);
static const int64_t end = INT64_C(9223371331200000000);

/* Days from 0000-03-01 to 2000-01-01. Years that begin in March have their leap day last. */
enum { DAYS_BEFORE_EPOCH = 730425, DAYS_IN_400_YEARS = 146097 };

/* What PostgreSQL takes for a zone (MAX_TZDISP_HOUR in src/include/datatype/timestamp.h). */
enum { LAST_ZONE_HOUR = 15 };

struct date {
	int year;
	int month;
	int day;
};

static int64_t days_of(struct date date)
{
	const int64_t year = date.month > 2 ? date.year : date.year - 1;
	const int64_t era = (year >= 0 ? year : year - 399) / 400;
	const int64_t year_of_era = year - era * 400;
	const int64_t month = (date.month + 9) % 12; /* from March */
	const int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;

	return era * DAYS_IN_400_YEARS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - DAYS_BEFORE_EPOCH;
}

static struct date date_of(int64_t days)
{
	const int64_t from_march = days + DAYS_BEFORE_EPOCH;
	const int64_t era = (from_march >= 0 ? from_march : from_march - (DAYS_IN_400_YEARS - 1)) /
			    DAYS_IN_400_YEARS;
	const int64_t day_of_era = from_march - era * DAYS_IN_400_YEARS;
	const int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	const int64_t day_of_year = day_of_era -
				    (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	const int64_t month = (5 * day_of_year + 2) / 153; /* from March */

	return (struct date){
		.year = (int)(year_of_era + era * 400 + (month >= 10)),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
	};
}

static int days_in_month(struct date date)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	const bool leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);

	return days[date.month - 1] + (leap && date.month == 2);
}

/* Reads at least least and at most most digits, which are all that there are. */
static bool take_digits(const char **at, size_t least, size_t most, int *number)
{
	const size_t count = strspn(*at, "0123456789");

	if (count < least || count > most)
		return false;
	*number = 0;
	for (size_t i = 0; i < count; i++)
		*number = *number * 10 + *(*at)++ - '0';
	return true;
}

static bool take_string(const char **at, const char *expected)
{
	const size_t length = strlen(expected);

	if (strncmp(*at, expected, length) != 0)
		return false;
	*at += length;
	return true;
}

/* Two digits of at most that value. */
static bool take_two(const char **at, int most, int *number)
{
	return take_digits(at, 2, 2, number) && *number <= most;
}

static bool take_date(const char **at, struct date *date)
{
	if (**at == '0' && strspn(*at, "0123456789") > 4)
		return false;
	return take_digits(at, 4, 6, &date->year) && take_string(at, "-") &&
	       take_two(at, 12, &date->month) && take_string(at, "-") &&
	       take_two(at, 31, &date->day);
}

static bool take_fraction(const char **at, int *fraction)
{
	const char *start = *at;

	if (!take_digits(at, 1, 6, fraction))
		return false;
	for (ptrdiff_t digits = *at - start; digits < 6; digits++)
		*fraction *= 10;
	return true;
}

static bool take_seconds(const char **at, int *seconds, int *fraction)
{
	return take_two(at, 60, seconds) && (!take_string(at, ".") || take_fraction(at, fraction));
}

static bool take_time(const char **at, int64_t *time)
{
	int hour, minute, seconds = 0, fraction = 0;

	if (!take_two(at, 24, &hour) || !take_string(at, ":") || !take_two(at, 59, &minute))
		return false;
	if (take_string(at, ":") && !take_seconds(at, &seconds, &fraction))
		return false;
	*time = (hour * 3600 + minute * 60 + seconds) * second + fraction;
	return *time <= day;
}

/* Reads what follows the sign of a zone: its distance from UTC. */
static bool take_offset(const char **at, int64_t *offset)
{
	int hours, minutes = 0, seconds = 0;

	if (take_digits(at, 4, 4, &hours)) {
		minutes = hours % 100;
		hours /= 100;
	} else if (!take_digits(at, 2, 2, &hours)) {
		return false;
	} else if (take_string(at, ":")) {
		if (!take_two(at, 59, &minutes))
			return false;
		if (take_string(at, ":") && !take_two(at, 59, &seconds))
			return false;
	}
	*offset = (hours * 3600 + minutes * 60 + seconds) * second;
	return hours <= LAST_ZONE_HOUR && minutes <= 59;
}

/* Reads a zone, if there is one: *offset is what to subtract to get UTC. */
static bool take_zone(const char **at, int64_t *offset)
{
	const char *from = *at;

	*offset = 0;
	take_string(&from, " ");
	if (take_string(&from, "Z") || take_string(&from, "UTC")) {
		*at = from;
		return true;
	}
	if (*from != '+' && *from != '-')
		return true; /* none; the blank may be that of BC */
	*at = from + 1;
	if (!take_offset(at, offset))
		return false;
	if (*from == '-')
		*offset = -*offset;
	return true;
}

static bool take_infinity(const char *text, int64_t *microseconds)
{
	const bool minus = take_string(&text, "-");

	if (strcasecmp(text, "infinity") != 0)
		return false;
	*microseconds = minus ? INT64_MIN : INT64_MAX;
	return true;
}

bool timestamp_parse(const char *text, int64_t *microseconds)
{
	const char *at = text;
	struct date date;
	int64_t days, time = 0, offset;
	bool timed;

	if (take_infinity(text, microseconds))
		return true;
	if (!take_date(&at, &date))
		return false;
	timed = *at == 'T' || (*at == ' ' && at[1] >= '0' && at[1] <= '9');
	at += timed;
	if (timed && !take_time(&at, &time))
		return false;
	/* right behind a date PostgreSQL takes a minus sign for one more dash of the date */
	if ((!timed && (*at == '+' || *at == '-')) || !take_zone(&at, &offset) || date.year == 0)
		return false;
	if (take_string(&at, " BC"))
		date.year = 1 - date.year;
	if (*at || date.month == 0 || date.day == 0 || date.day > days_in_month(date))
		return false;
	days = days_of(date);
	/* a day more on either side, because a zone may bring it back into range */
	if (days < first / day - 1 || days > end / day)
		return false;
	time += days * day - offset;
	if (time < first || time >= end)
		return false;
	*microseconds = time;
	return true;
}

static void add_time(struct text *text, int64_t microseconds)
{
	const int64_t time = (microseconds % day + day) % day;
	const struct date date = date_of(microseconds / day - (microseconds % day < 0));
	const int seconds = (int)(time / second), fraction = (int)(time % second);
	char digits[64];

	snprintf(digits, sizeof(digits), "%04d-%02d-%02d %02d:%02d:%02d",
		 date.year > 0 ? date.year : 1 - date.year, date.month, date.day, seconds / 3600,
		 seconds / 60 % 60, seconds % 60);
	text_add(text, digits);
	if (fraction) {
		snprintf(digits, sizeof(digits), ".%06d", fraction);
		text_add(text, digits);
		while (text->at[text->length - 1] == '0')
			text_cut(text, text->length - 1);
	}
	text_add(text, date.year > 0 ? "+00" : "+00 BC");
}

char *timestamp_text(struct arena *arena, int64_t microseconds)
{
	struct text text = text_in(arena);

	if (microseconds == INT64_MAX)
		text_add(&text, "infinity");
	else if (microseconds == INT64_MIN)
		text_add(&text, "-infinity");
	else
		add_time(&text, microseconds);
	return text.at;
}
