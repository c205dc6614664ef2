/* SPDX-License-Identifier: PostgreSQL
 *
 * Which entries come and go.
 */
#include "kinds/conf/steps.h"

static void describe_line(struct text *text, const char *sign, const struct list *lines, size_t at)
{
	text_addf(text, "%s%s %z  ", text->length ? "\n" : "", sign, at + 1);
	auth_line_show(text, lines->items[at]);
}

static void describe_lines(struct text *text, const struct conf *from, const struct conf *to)
{
	struct arena *scratch = arena_create(NULL);
	const struct list steps = conf_steps(scratch, from, to);

	for (size_t i = 0; i < steps.count; i++) {
		const struct conf_step *step = steps.items[i];

		if (step->to == CONF_NONE && step->from < from->lines.count)
			describe_line(text, "-", &from->lines, step->from);
		else if (step->from == CONF_NONE && step->to < to->lines.count)
			describe_line(text, "+", &to->lines, step->to);
	}
	arena_destroy(scratch);
}

void conf_describe(struct text *text, const struct change *change)
{
	const struct conf none = {0};
	const struct conf *from = (const struct conf *)change->from;
	const struct conf *to = (const struct conf *)change->to;

	if (!to)
		return;
	if (change->person) {
		conf_describe_patroni(text, change);
		return;
	}
	describe_lines(text, from ? from : &none, to);
	if (to->moved)
		text_addf(text, "%s~ the block goes %s in the file", text->length ? "\n" : "",
			  to->moved);
	if (to->nodes.count)
		conf_describe_patroni(text, change);
}
