/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client_address.h - whose request is it behind a proxy?
 *
 * X-Forwarded-For is anybody's text; what a proxy that we trust has added at its end is believed.
 * Read from the right: addresses of trusted proxies are passed over, the first other one is the
 * client's. Where a hop is no address, the last good one counts. */
#ifndef RIGEL_API_CLIENT_ADDRESS_H
#define RIGEL_API_CLIENT_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"

enum { CLIENT_ADDRESS_SIZE = 64 };

/* "10.0.0.7", "10.0.0.0/8", "::1", "fd00::/8"; IPv4 lies within ::ffff:0:0/96. */
struct address_block {
    unsigned char bytes[16];
    unsigned bits;
};

MUST_CHECK bool address_block_parse(const char *text, struct address_block *ret_block);
bool address_block_has(const struct address_block *block, const char *address);

/* The client's address into out: peer itself, unless it is one of the proxies and forwarded (the
 * values of all X-Forwarded-For headers in their order, joined by commas; NULL: none) names others.
 * Returns out. */
const char *client_address(const char *peer, const char *forwarded,
                           const struct address_block *proxies, size_t count,
                           char out[CLIENT_ADDRESS_SIZE]);
/* What one client may be counted by: an IPv4 address, or the /64 of an IPv6 one; hashed with seed.
 * A text that is no address has one key of its own. */
uint64_t client_address_key(const char *address, uint64_t seed);

#endif
