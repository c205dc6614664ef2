/* SPDX-License-Identifier: PostgreSQL
 *
 * The block that is pgmob's in a file that has other lines, too.
 */
#include <string.h>

#include "kinds/conf/conf.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_mark(const char *line, size_t length, const char *mark)
{
	while (length && is_blank(line[length - 1]))
		length--;
	while (length && is_blank(*line)) {
		line++;
		length--;
	}
	return length == strlen(mark) && memcmp(line, mark, length) == 0;
}

bool conf_find_block(struct conf_block *block, const char *text)
{
	const char *at = text;

	*block = (struct conf_block){0};
	for (size_t number = 1; *at; number++) {
		const size_t length = strcspn(at, "\n");
		const char *next = at + length + (at[length] == '\n');

		if (is_mark(at, length, CONF_BEGIN)) {
			if (block->begins < 2)
				block->begin_lines[block->begins] = number;
			block->begins++;
			block->begin = (size_t)(at - text);
			block->inside = (size_t)(next - text);
		} else if (is_mark(at, length, CONF_END)) {
			if (block->ends < 2)
				block->end_lines[block->ends] = number;
			block->ends++;
			block->outside = (size_t)(at - text);
			block->end = (size_t)(next - text);
		}
		at = next;
	}
	return block->begins == 1 && block->ends == 1 && block->inside <= block->outside;
}
