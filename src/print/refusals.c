/* SPDX-License-Identifier: PostgreSQL */
#include "print/refusals.h"

#include <string.h>

/* Each line of the text behind the margin. */
static void add_lines(struct text *text, const char *margin, const char *lines)
{
	while (lines && *lines) {
		const size_t length = strcspn(lines, "\n");

		text_add(text, margin);
		text_add_bytes(text, lines, length);
		text_add(text, "\n");
		lines += length + (lines[length] == '\n');
	}
}

static void add_refusal(struct text *text, const struct refusal *refusal, const char *mark,
			const char *margin)
{
	text_add(text, mark);
	if (refusal->place.source)
		text_addf(text, "%V:%l: ", refusal->place.source->name,
			  (long long)refusal->place.line);
	text_addf(text, "%s\n", refusal->message);
	add_lines(text, margin, refusal->detail);
	add_lines(text, margin, refusal->hint);
}

void print_refusals(struct text *text, const struct plan *plan, bool colour)
{
	const struct list *refusals = &plan->difference->refusals;

	if (!refusals->count)
		return;
	text_add(text, "refused\n");
	for (size_t i = 0; i < refusals->count; i++)
		add_refusal(text, refusals->items[i], colour ? "  \033[35m!\033[0m " : "  ! ",
			    "      ");
	text_add(text, "\n");
}

void print_refusals_comment(struct text *text, const struct plan *plan)
{
	const struct list *refusals = &plan->difference->refusals;

	for (size_t i = 0; i < refusals->count; i++)
		add_refusal(text, refusals->items[i], "-- refused: ", "--          ");
}

static void add_member(struct text *text, const char *key, const char *value)
{
	text_addf(text, value ? ", \"%s\": %J" : ", \"%s\": null", key, value);
}

void print_refusals_json(struct text *text, const struct plan *plan)
{
	const struct list *refusals = &plan->difference->refusals;

	text_add(text, "  \"refusals\": [");
	for (size_t i = 0; i < refusals->count; i++) {
		const struct refusal *refusal = refusals->items[i];

		text_addf(text, "%s\n    {\"message\": %J", i ? "," : "", refusal->message);
		add_member(text, "detail", refusal->detail);
		add_member(text, "hint", refusal->hint);
		text_add(text, ", ");
		print_json_place(text, refusal->place);
		text_add(text, "}");
	}
	text_add(text, refusals->count ? "\n  ],\n" : "],\n");
}
