/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/client_address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strmap.h"

enum { ADDRESS_BYTES = 16, IPV4_AT = 12 };

static const unsigned char ipv4_prefix[IPV4_AT] = {[10] = 0xff, [11] = 0xff};

static bool parse_address(const char *text, unsigned char out[ADDRESS_BYTES], unsigned *ret_most)
{
    *ret_most = 128;
    if (inet_pton(AF_INET6, text, out) == 1)
        return true;
    memcpy(out, ipv4_prefix, sizeof ipv4_prefix);
    *ret_most = 32;
    return inet_pton(AF_INET, text, out + IPV4_AT) == 1;
}

bool address_block_parse(const char *text, struct address_block *ret_block)
{
    char address[CLIENT_ADDRESS_SIZE];
    struct address_block block;
    const size_t length = strcspn(text, "/");
    unsigned most;

    if (length >= sizeof address)
        return false;
    memcpy(address, text, length);
    address[length] = '\0';
    if (!parse_address(address, block.bytes, &most))
        return false;
    block.bits = 128;
    if (text[length]) {
        const char *bits = text + length + 1;
        if (!*bits || strlen(bits) > 3 || strspn(bits, "0123456789") != strlen(bits) ||
            strtoul(bits, NULL, 10) > most)
            return false;
        block.bits = 128 - most + (unsigned)strtoul(bits, NULL, 10);
    }
    *ret_block = block;
    return true;
}

static bool within(const struct address_block *block, const unsigned char bytes[ADDRESS_BYTES])
{
    const unsigned whole = block->bits / 8, rest = block->bits % 8;

    if (memcmp(block->bytes, bytes, whole) != 0)
        return false;
    return rest == 0 || ((block->bytes[whole] ^ bytes[whole]) >> (8 - rest)) == 0;
}

bool address_block_has(const struct address_block *block, const char *address)
{
    unsigned char bytes[ADDRESS_BYTES];
    unsigned most;

    return parse_address(address, bytes, &most) && within(block, bytes);
}

static bool is_proxy(const struct address_block *proxies, size_t count, const char *address)
{
    for (size_t i = 0; i < count; i++)
        if (address_block_has(&proxies[i], address))
            return true;
    return false;
}

/* One hop without blanks, brackets and port; false: no address. */
static bool read_hop(const char *from, size_t length, char out[CLIENT_ADDRESS_SIZE])
{
    unsigned char bytes[ADDRESS_BYTES];
    unsigned most;

    while (length > 0 && (*from == ' ' || *from == '\t')) {
        from++;
        length--;
    }
    while (length > 0 && (from[length - 1] == ' ' || from[length - 1] == '\t'))
        length--;
    if (length == 0 || length >= CLIENT_ADDRESS_SIZE)
        return false;
    char text[CLIENT_ADDRESS_SIZE];
    memcpy(text, from, length);
    text[length] = '\0';
    char *address = text, *colon = strchr(text, ':');
    if (text[0] == '[') {
        address = text + 1;
        address[strcspn(address, "]")] = '\0';
    } else if (colon && !strchr(colon + 1, ':')) {
        *colon = '\0'; /* the port of an IPv4 address */
    }
    if (!parse_address(address, bytes, &most))
        return false;
    memmove(out, address, strlen(address) + 1);
    return true;
}

const char *client_address(const char *peer, const char *forwarded,
                           const struct address_block *proxies, size_t count,
                           char out[CLIENT_ADDRESS_SIZE])
{
    size_t end = forwarded ? strlen(forwarded) : 0;

    (void)snprintf(out, CLIENT_ADDRESS_SIZE, "%s", peer);
    while (end > 0 && is_proxy(proxies, count, out)) {
        size_t start = end;
        while (start > 0 && forwarded[start - 1] != ',')
            start--;
        if (!read_hop(forwarded + start, end - start, out))
            break;
        end = start > 0 ? start - 1 : 0;
    }
    return out;
}

uint64_t client_address_key(const char *address, uint64_t seed)
{
    unsigned char bytes[ADDRESS_BYTES] = {0};
    unsigned most;

    if (!parse_address(address, bytes, &most))
        return name_hash(seed, "", 1);
    /* A socket of both kinds shows IPv4 as ::ffff:a.b.c.d. */
    const bool is_ipv4 = memcmp(bytes, ipv4_prefix, sizeof ipv4_prefix) == 0;
    return name_hash(seed, bytes, is_ipv4 ? ADDRESS_BYTES : ADDRESS_BYTES / 2);
}
