/* SPDX-License-Identifier: PostgreSQL
 *
 * The outlook: what the cluster would be after all changes, for kinds that must look at these as a
 * whole. What must not come about is a refusal: it keeps all of the plan from running, and no flag
 * lets it pass.
 */
#ifndef PGMOB_MODEL_OUTLOOK_H
#define PGMOB_MODEL_OUTLOOK_H

#include "base/diag.h"
#include "model/inquiry.h"
#include "model/state.h"

struct refusal {
	struct place place; /* in the manifest, or none */
	const char *message;
	const char *detail; /* or NULL */
	const char *hint;   /* or NULL */
};

struct outlook {
	struct arena *arena;
	const struct list *changes; /* of struct change */
	const struct state *desired;
	const struct state *actual;
	const struct facts *facts;
	bool protect_sessions; /* who is connected now must be let in again */
	struct inquiries *inquiries;
	struct list refusals; /* of struct refusal */
	struct list warnings; /* of the same: what may come about, but a person should know */
};

/* Adds a refusal, or a warning; the caller may set its other members. The format is text_addf()'s.
 */
struct refusal *outlook_refuse(struct outlook *outlook, struct place place, const char *format,
			       ...);
struct refusal *outlook_warn(struct outlook *outlook, struct place place, const char *format, ...);

#endif
