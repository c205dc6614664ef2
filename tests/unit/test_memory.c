/* SPDX-License-Identifier: PostgreSQL
 *
 * Arenas, and the lists and maps that live in them.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/map.h"
#include "base/text.h"
#include "unit.h"

START_TEST(memory_is_zero_aligned_and_apart)
{
	static const size_t sizes[] = {0, 1, 15, 16, 17, 4096, 4097, 1 << 20, (1 << 20) + 1, 3};
	const size_t count = sizeof(sizes) / sizeof(*sizes);
	unsigned char *blocks[sizeof(sizes) / sizeof(*sizes)];
	struct arena *arena = arena_create(NULL);

	for (size_t i = 0; i < count; i++) {
		blocks[i] = arena_alloc(arena, sizes[i]);
		ck_assert_ptr_nonnull(blocks[i]);
		ck_assert_uint_eq((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
		for (size_t j = 0; j < sizes[i]; j++)
			if (blocks[i][j])
				ck_abort_msg("not zero");
		memset(blocks[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < sizes[i]; j++)
			if (blocks[i][j] != i + 1)
				ck_abort_msg("not apart");
	arena_destroy(arena);
	arena_destroy(NULL);
}
END_TEST

START_TEST(strings_are_copied)
{
	char original[] = "shop";
	char *copy = arena_strdup(unit_arena(), original);

	original[0] = 'X';
	ck_assert_str_eq(copy, "shop");
	ck_assert_ptr_null(arena_strdup(unit_arena(), NULL));
	ck_assert_str_eq(arena_strndup(unit_arena(), "shop", 2), "sh");
	ck_assert_str_eq(arena_strndup(unit_arena(), NULL, 0), "");
	ck_assert_mem_eq(arena_strndup(unit_arena(), "a\0b", 3), "a\0b", 4);
}
END_TEST

static struct arena *cleaned;
static char order[8];
static size_t cleanings;

static void clean_first(void *data)
{
	order[cleanings++] = *(const char *)data;
}

/* A clean-up may use the arena, and may leave another one. */
static void clean_second(void *data)
{
	clean_first(arena_strdup(cleaned, data));
	arena_defer(cleaned, clean_first, arena_strdup(cleaned, "3"));
}

START_TEST(clean_ups_run_backwards)
{
	cleaned = arena_create(NULL);
	arena_defer(cleaned, clean_first, arena_strdup(cleaned, "1"));
	arena_defer(cleaned, clean_second, arena_strdup(cleaned, "2"));
	arena_destroy(cleaned);
	ck_assert_str_eq(order, "231");
}
END_TEST

static int compare_digits(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

START_TEST(list_keeps_order)
{
	struct list list = {0}, other = {0};

	list_join(unit_arena(), &list, &other);
	ck_assert_uint_eq(list.count, 0);
	list_sort(&list, compare_digits);
	for (int i = 0; i < 1000; i++)
		list_add(unit_arena(), &list, text_format(unit_arena(), "%d", i));
	ck_assert_uint_eq(list.count, 1000);
	ck_assert_str_eq(list.items[0], "0");
	ck_assert_str_eq(list.items[999], "999");
	list_add(unit_arena(), &other, arena_strdup(unit_arena(), "x"));
	list_join(unit_arena(), &list, &other);
	list_join(unit_arena(), &other, &list);
	list_join(unit_arena(), &other, &other);
	ck_assert_uint_eq(list.count, 1001);
	ck_assert_uint_eq(other.count, 2004);
	ck_assert_str_eq(list.items[1000], "x");
	ck_assert_str_eq(other.items[2003], "x");
	ck_assert_str_eq(other.items[1002], "x");
	ck_assert_str_eq(other.items[1], "0");
}
END_TEST

/* libcyaml makes lists of its own memory, without a capacity. */
START_TEST(list_of_libcyaml_grows)
{
	char one[] = "1", two[] = "2", three[] = "3";
	void *items[] = {two, one};
	struct list list = {.items = items, .count = 2};

	list_sort(&list, compare_digits);
	ck_assert_ptr_eq(items[0], one);
	list_add(unit_arena(), &list, three);
	ck_assert_uint_eq(list.count, 3);
	ck_assert_ptr_ne(list.items, items);
	ck_assert_ptr_eq(list.items[0], one);
	ck_assert_ptr_eq(list.items[2], three);
}
END_TEST

/* Equal first digits keep the order of the rest, for every length up to a few powers of two. */
START_TEST(list_sort_is_stable)
{
	for (int count = 0; count < 70; count++) {
		struct list list = {0};

		for (int i = 0; i < count; i++)
			list_add(unit_arena(), &list,
				 text_format(unit_arena(), "%d%d", i * 7 % 5, 100 + i));
		list_sort(&list, compare_digits);
		ck_assert_uint_eq(list.count, (size_t)count);
		for (size_t i = 1; i < list.count; i++)
			ck_assert_str_lt(list.items[i - 1], list.items[i]);
	}
}
END_TEST

START_TEST(map_finds_what_was_set)
{
	struct map map = map_in(unit_arena());
	char other[] = "other";

	ck_assert_ptr_null(map_get(&map, "0"));
	for (int i = 0; i < 5000; i++) {
		char *key = text_format(unit_arena(), "%d", i);

		ck_assert_ptr_null(map_set(&map, key, key));
	}
	ck_assert_uint_eq(map.count, 5000);
	for (int i = 0; i < 5000; i++) {
		const char *key = text_format(unit_arena(), "%d", i);

		ck_assert_str_eq(map_get(&map, key), key);
	}
	ck_assert_ptr_null(map_get(&map, "5000"));
	ck_assert_ptr_null(map_get(&map, ""));
	ck_assert_ptr_null(map_set(&map, "", other));
	ck_assert_ptr_eq(map_get(&map, ""), other);
	ck_assert_str_eq(map_set(&map, "7", other), "7");
	ck_assert_ptr_eq(map_get(&map, "7"), other);
	ck_assert_uint_eq(map.count, 5001);
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("memory");

	unit_add(suite, memory_is_zero_aligned_and_apart);
	unit_add(suite, strings_are_copied);
	unit_add(suite, clean_ups_run_backwards);
	unit_add(suite, list_keeps_order);
	unit_add(suite, list_of_libcyaml_grows);
	unit_add(suite, list_sort_is_stable);
	unit_add(suite, map_finds_what_was_set);
	return suite;
}
