/* SPDX-License-Identifier: PostgreSQL
 *
 * Which entries come and go.
 */
#include <string.h>

#include "kinds/conf/conf.h"

/* A table of more cells is not made to find out which entries stay. */
enum { LARGEST_TABLE = 4000000 };

static void describe_line(struct text *text, const char *sign, size_t number,
			  const struct auth_line *line)
{
	text_addf(text, "%s%s %z  ", text->length ? "\n" : "", sign, number);
	auth_line_show(text, line);
}

/* The lines between those that both lists have at their starts and ends. */
struct middle {
	const struct conf *from, *to;
	size_t start;
	size_t from_count, to_count;
	uint32_t *common; /* how many the rests from here on have in common; or NULL */
};

static uint32_t *common_at(const struct middle *middle, size_t i, size_t j)
{
	return &middle->common[i * (middle->to_count + 1) + j];
}

static bool same_at(const struct middle *middle, size_t i, size_t j)
{
	return strcmp(middle->from->forms.items[middle->start + i],
		      middle->to->forms.items[middle->start + j]) == 0;
}

/* The longest common subsequence, from the ends backwards. */
static void find_common(struct middle *middle, struct arena *arena)
{
	const size_t cells = (middle->from_count + 1) * (middle->to_count + 1);

	if (cells > LARGEST_TABLE)
		return;
	middle->common = arena_alloc(arena, cells * sizeof(*middle->common));
	for (size_t i = middle->from_count; i-- > 0;)
		for (size_t j = middle->to_count; j-- > 0;) {
			const uint32_t below = *common_at(middle, i + 1, j);
			const uint32_t right = *common_at(middle, i, j + 1);

			*common_at(middle, i, j) = same_at(middle, i, j)
							   ? *common_at(middle, i + 1, j + 1) + 1
						   : below > right ? below
								   : right;
		}
}

static void describe_lines(struct text *text, const struct conf *from, const struct conf *to)
{
	struct arena *scratch = arena_create(NULL);
	struct middle middle = {.from = from, .to = to};
	size_t i = 0, j = 0;

	while (middle.start < from->lines.count && middle.start < to->lines.count &&
	       same_at(&middle, 0, 0))
		middle.start++;
	middle.from_count = from->lines.count - middle.start;
	middle.to_count = to->lines.count - middle.start;
	while (middle.from_count && middle.to_count &&
	       same_at(&middle, middle.from_count - 1, middle.to_count - 1)) {
		middle.from_count--;
		middle.to_count--;
	}
	find_common(&middle, scratch);
	while (i < middle.from_count || j < middle.to_count) {
		const bool both = middle.common && i < middle.from_count && j < middle.to_count;

		if (both && same_at(&middle, i, j)) {
			i++;
			j++;
		} else if (i < middle.from_count &&
			   (!both ||
			    *common_at(&middle, i + 1, j) >= *common_at(&middle, i, j + 1))) {
			i++;
			describe_line(text, "-", middle.start + i,
				      from->lines.items[middle.start + i - 1]);
		} else {
			j++;
			describe_line(text, "+", middle.start + j,
				      to->lines.items[middle.start + j - 1]);
		}
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
