/* SPDX-License-Identifier: PostgreSQL
 *
 * IP addresses and networks.
 */
#include <stdlib.h>
#include <string.h>

#include "auth/address.h"
#include "unit.h"

/* Reads address/bits, or address/mask. */
static struct auth_network network(const char *text)
{
	const char *slash = strchr(text, '/');
	struct auth_network network = {0};
	struct auth_address mask;

	ck_assert(auth_address_read(&network.address,
				    arena_strndup(unit_arena(), text, (size_t)(slash - text))));
	if (strpbrk(slash, ".:")) {
		ck_assert(auth_address_read(&mask, slash + 1));
		memcpy(network.mask, mask.bytes, sizeof(mask.bytes));
	} else {
		ck_assert(auth_mask_of(network.mask, network.address.family,
				       strtol(slash + 1, NULL, 10)));
	}
	return network;
}

static const char *show(const char *text)
{
	const struct auth_network read = network(text);
	struct text shown = text_in(unit_arena());

	auth_network_show(&shown, &read);
	return shown.at;
}

START_TEST(addresses_are_read_as_the_server_reads_them)
{
	static const char *const others[] = {"",   "all", "1.2.3.4.5", "300.0.0.1",
					     "db", "::g", " 1"};
	struct auth_address address;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		ck_assert_msg(!auth_address_read(&address, others[i]), "%s", others[i]);
	ck_assert(auth_address_read(&address, "127.1"));
	ck_assert_uint_eq(address.bytes[0], 127);
	ck_assert_uint_eq(address.bytes[3], 1);
	ck_assert(auth_address_read(&address, "fe80::1%1"));
	ck_assert_int_eq(address.family, AUTH_IPV6);
}
END_TEST

START_TEST(networks_have_one_spelling)
{
	static const char *const networks[][2] = {
		{"10.1.2.3/8", "10.0.0.0/8"},
		{"10.0.0.0/255.0.0.0", "10.0.0.0/8"},
		{"1.2.3.4/32", "1.2.3.4/32"},
		{"0.0.0.0/0", "0.0.0.0/0"},
		{"1.2.3.4/255.0.255.0", "1.0.3.0 255.0.255.0"},
		{"0:0:0:0:0:0:0:1/128", "::1/128"},
		{"2001:DB8::1/33", "2001:db8::/33"},
		{"::ffff:1.2.3.4/::ff", "::4 ::ff"},
	};

	for (size_t i = 0; i < sizeof(networks) / sizeof(*networks); i++)
		ck_assert_str_eq(show(networks[i][0]), networks[i][1]);
}
END_TEST

START_TEST(masks_have_as_many_bits_as_their_family)
{
	unsigned char mask[16];

	ck_assert(auth_mask_of(mask, AUTH_IPV4, 32));
	ck_assert(!auth_mask_of(mask, AUTH_IPV4, 33));
	ck_assert(!auth_mask_of(mask, AUTH_IPV4, -1));
	ck_assert(auth_mask_of(mask, AUTH_IPV6, 128));
	ck_assert(!auth_mask_of(mask, AUTH_IPV6, 129));
}
END_TEST

START_TEST(networks_cover_networks)
{
	static const struct {
		const char *outer, *inner;
		bool covers;
	} pairs[] = {
		{"10.0.0.0/8", "10.1.0.0/16", true},
		{"10.0.0.0/8", "10.0.0.0/8", true},
		{"10.1.0.0/16", "10.0.0.0/8", false},
		{"10.0.0.0/8", "11.0.0.0/16", false},
		{"0.0.0.0/0", "::1/128", false},
		{"::/0", "127.0.0.1/32", false},
		{"::/0", "fe80::/10", true},
		{"1.0.3.0/255.0.255.0", "1.2.3.4/32", true},
		{"1.0.3.0/255.0.255.0", "1.0.0.0/8", false},
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		const struct auth_network outer = network(pairs[i].outer);
		const struct auth_network inner = network(pairs[i].inner);

		ck_assert_msg(auth_network_covers(&outer, &inner) == pairs[i].covers, "%s %s",
			      pairs[i].outer, pairs[i].inner);
	}
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("auth_address");

	unit_add(suite, addresses_are_read_as_the_server_reads_them);
	unit_add(suite, networks_have_one_spelling);
	unit_add(suite, masks_have_as_many_bits_as_their_family);
	unit_add(suite, networks_cover_networks);
	return suite;
}
