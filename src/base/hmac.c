/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hmac.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

enum { BLOCK = 64 };

/* Two hexadecimal digits a byte, as sha256_parts_text writes them. */
static unsigned nibble(char digit)
{
    return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

static void unhex(const char *text, unsigned char *out)
{
    for (size_t i = 0; text[2 * i]; i++)
        out[i] = (unsigned char)(nibble(text[2 * i]) << 4 | nibble(text[2 * i + 1]));
}

void hmac_text(const char *key, const struct sha256_part *parts, size_t count,
               char out[SHA256_TEXT_SIZE])
{
    const size_t length = strlen(key);
    unsigned char block[BLOCK] = {0}, inner[BLOCK], outer[BLOCK], digest[SHA256_TEXT_SIZE / 2];
    struct arena *arena = arena_new();
    struct sha256_part *all = ARENA_ARRAY(arena, struct sha256_part, count + 1);

    if (length > BLOCK) {
        sha256_text(key, length, out);
        unhex(out, block);
    } else {
        for (size_t i = 0; i < length; i++)
            block[i] = (unsigned char)key[i];
    }
    for (size_t i = 0; i < BLOCK; i++) {
        inner[i] = block[i] ^ 0x36;
        outer[i] = block[i] ^ 0x5c;
    }
    all[0] = (struct sha256_part){inner, BLOCK};
    for (size_t i = 0; i < count; i++)
        all[i + 1] = parts[i];
    sha256_parts_text(all, count + 1, out);
    unhex(out, digest);
    sha256_parts_text((const struct sha256_part[]){{outer, BLOCK}, {digest, sizeof digest}}, 2,
                      out);
    OPENSSL_cleanse(block, sizeof block);
    OPENSSL_cleanse(inner, sizeof inner);
    OPENSSL_cleanse(outer, sizeof outer);
    arena_free(arena);
}
