/* SPDX-License-Identifier: PostgreSQL
 *
 * IP addresses and networks, as pg_getaddrinfo_all() with AI_NUMERICHOST, pg_sockaddr_cidr_mask()
 * and pg_range_sockaddr() have them (src/backend/libpq/ifaddr.c).
 */
#ifndef PGMOB_AUTH_ADDRESS_H
#define PGMOB_AUTH_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum auth_family { AUTH_IPV4, AUTH_IPV6 };

struct auth_address {
	enum auth_family family;
	unsigned char bytes[16]; /* of IPv4 the first four; the rest is zero */
};

/* A network; its mask need not be a row of ones. Bits of the address beyond the mask are kept as
 * written: the server ignores them. */
struct auth_network {
	struct auth_address address;
	unsigned char mask[16];
};

/* Reads a numeric address; false where it is none. */
bool auth_address_read(struct auth_address *address, const char *text);

/* Writes it in its shortest form. */
void auth_address_show(struct text *text, const struct auth_address *address);

/* The mask of so many ones; false where the family has not as many bits. */
bool auth_mask_of(unsigned char mask[16], enum auth_family family, long bits);

/* How many ones the mask begins with; -1 where something else follows them than zeros. */
int auth_mask_bits(const struct auth_network *network);

/* Writes it as 10.0.0.0/8, host bits cleared; with a mask in full where it is no row of ones. */
void auth_network_show(struct text *text, const struct auth_network *network);

/* Whether the address is in the network; never where the families differ. */
bool auth_network_has(const struct auth_network *network, const struct auth_address *address);

/* Whether all addresses of the second network are in the first. */
bool auth_network_covers(const struct auth_network *outer, const struct auth_network *inner);

#endif
