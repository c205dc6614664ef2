/* SPDX-License-Identifier: PostgreSQL
 *
 * Times as a manifest and PostgreSQL write them: VALID UNTIL.
 *
 * A time is a number of microseconds since 2000-01-01 00:00:00+00, as in PostgreSQL's timestamptz
 * (src/include/datatype/timestamp.h): counted from 1970, the server's last thirty years would not
 * fit. INT64_MAX is infinity, INT64_MIN is -infinity.
 */
#ifndef PGMOB_BASE_TIMESTAMP_H
#define PGMOB_BASE_TIMESTAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* Reads one of
 *
 *	YYYY-MM-DD [ZONE] [BC]
 *	YYYY-MM-DD HH:MM[:SS[.F]][ZONE] [BC]	with a blank or a T before the time
 *	infinity, -infinity			in any case
 *
 * into *microseconds. Years have four to six digits, fractions one to six. ZONE is Z, UTC, +HH,
 * +HHMM, +HH:MM, +HH:MM:SS or the same with a minus sign, and may have a blank before it (behind a
 * date alone it must); without one it is UTC.
 *
 * False, with *microseconds left alone, for anything else and for what PostgreSQL holds out of
 *range (before 4714-11-24 BC, after 294276). PostgreSQL reads much more, as month names and names
 *of zones, but what that means depends on the server's settings. All that is read here means the
 *same to it under every DateStyle, if TimeZone is UTC; 24:00:00 and second 60 too, which are those
 *of the next day and minute. */
bool timestamp_parse(const char *text, int64_t *microseconds);

/* The time as PostgreSQL writes it under DateStyle ISO and TimeZone UTC, in the arena:
 * "2027-01-01 00:00:00+00", with a fraction where there is one, "0044-03-15 12:00:00+00 BC",
 * "infinity". timestamp_parse() reads it back if it is in PostgreSQL's range. */
char *timestamp_text(struct arena *arena, int64_t microseconds);

#endif
