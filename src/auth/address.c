/* SPDX-License-Identifier: PostgreSQL */
#include "auth/address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static size_t bytes_of(enum auth_family family)
{
	return family == AUTH_IPV4 ? 4 : 16;
}

static bool take(struct auth_address *address, const struct sockaddr *found)
{
	*address = (struct auth_address){0};
	if (found->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, found, sizeof(in));
		address->family = AUTH_IPV4;
		memcpy(address->bytes, &in.sin_addr, sizeof(in.sin_addr));
		return true;
	}
	if (found->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, found, sizeof(in6));
		address->family = AUTH_IPV6;
		memcpy(address->bytes, &in6.sin6_addr, sizeof(in6.sin6_addr));
		return true;
	}
	return false;
}

bool auth_address_read(struct auth_address *address, const char *text)
{
	const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_family = AF_UNSPEC};
	struct addrinfo *found = NULL;
	bool read;

	if (!*text || getaddrinfo(text, NULL, &hints, &found) != 0 || !found)
		return false;
	read = take(address, found->ai_addr);
	freeaddrinfo(found);
	return read;
}

static void show_bytes(struct text *text, enum auth_family family, const unsigned char *bytes)
{
	char shown[INET6_ADDRSTRLEN] = "";

	inet_ntop(family == AUTH_IPV4 ? AF_INET : AF_INET6, bytes, shown, sizeof(shown));
	text_add(text, shown);
}

void auth_address_show(struct text *text, const struct auth_address *address)
{
	show_bytes(text, address->family, address->bytes);
}

bool auth_mask_of(unsigned char mask[16], enum auth_family family, long bits)
{
	if (bits < 0 || bits > (long)bytes_of(family) * 8)
		return false;
	for (size_t i = 0; i < 16; i++) {
		const long rest = bits - (long)i * 8;

		mask[i] = (unsigned char)(rest >= 8 ? 0xff : rest <= 0 ? 0 : 0xff << (8 - rest));
	}
	return true;
}

int auth_mask_bits(const struct auth_network *network)
{
	const size_t length = bytes_of(network->address.family);
	unsigned char expected[16] = {0};
	int bits = 0;

	while ((size_t)bits < length * 8 && network->mask[bits / 8] & 0x80 >> bits % 8)
		bits++;
	auth_mask_of(expected, network->address.family, bits);
	return memcmp(expected, network->mask, length) == 0 ? bits : -1;
}

void auth_network_show(struct text *text, const struct auth_network *network)
{
	struct auth_address address = network->address;
	const int bits = auth_mask_bits(network);

	for (size_t i = 0; i < sizeof(address.bytes); i++)
		address.bytes[i] &= network->mask[i];
	auth_address_show(text, &address);
	if (bits >= 0) {
		text_addf(text, "/%d", bits);
		return;
	}
	text_add(text, " ");
	show_bytes(text, address.family, network->mask);
}

bool auth_network_has(const struct auth_network *network, const struct auth_address *address)
{
	if (network->address.family != address->family)
		return false;
	for (size_t i = 0; i < bytes_of(address->family); i++)
		if ((network->address.bytes[i] ^ address->bytes[i]) & network->mask[i])
			return false;
	return true;
}

bool auth_network_covers(const struct auth_network *outer, const struct auth_network *inner)
{
	for (size_t i = 0; i < bytes_of(inner->address.family); i++)
		if (outer->mask[i] & ~inner->mask[i])
			return false;
	return auth_network_has(outer, &inner->address);
}
