/* SPDX-License-Identifier: PostgreSQL
 *
 * From the lines that there are to those that shall be: which stay, come and go.
 */
#include <string.h>

#include "kinds/conf/steps.h"

/* A table of more cells is not made to find out which entries stay. */
enum { LARGEST_TABLE = 4000000 };

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

static void add(struct arena *arena, struct list *steps, size_t from, size_t to)
{
	struct conf_step *step = arena_alloc(arena, sizeof(*step));

	*step = (struct conf_step){from, to};
	list_add(arena, steps, step);
}

static void walk_middle(const struct middle *middle, struct arena *arena, struct list *steps)
{
	const size_t start = middle->start;
	size_t i = 0, j = 0;

	while (i < middle->from_count || j < middle->to_count) {
		const bool both = middle->common && i < middle->from_count && j < middle->to_count;

		if (both && same_at(middle, i, j)) {
			add(arena, steps, start + i, start + j);
			i++;
			j++;
		} else if (i < middle->from_count &&
			   (!both ||
			    *common_at(middle, i + 1, j) >= *common_at(middle, i, j + 1))) {
			add(arena, steps, start + i, CONF_NONE);
			i++;
		} else {
			add(arena, steps, CONF_NONE, start + j);
			j++;
		}
	}
}

struct list conf_steps(struct arena *arena, const struct conf *from, const struct conf *to)
{
	struct middle middle = {.from = from, .to = to};
	struct list steps = {0};
	size_t same_end = 0;

	while (middle.start < from->lines.count && middle.start < to->lines.count &&
	       same_at(&middle, 0, 0)) {
		add(arena, &steps, middle.start, middle.start);
		middle.start++;
	}
	middle.from_count = from->lines.count - middle.start;
	middle.to_count = to->lines.count - middle.start;
	while (middle.from_count && middle.to_count &&
	       same_at(&middle, middle.from_count - 1, middle.to_count - 1)) {
		middle.from_count--;
		middle.to_count--;
		same_end++;
	}
	find_common(&middle, arena);
	walk_middle(&middle, arena, &steps);
	for (; same_end; same_end--)
		add(arena, &steps, from->lines.count - same_end, to->lines.count - same_end);
	return steps;
}
