/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/token_text.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>
#include <sys/random.h>

enum { RANDOM_BYTES = 32, PREFIX_LENGTH = sizeof TOKEN_PREFIX - 1 };

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static bool read_random(unsigned char *out, size_t size)
{
    while (size > 0) {
        const ssize_t got = getrandom(out, size, 0);
        if (got < 0 && errno != EINTR)
            return false;
        if (got > 0) {
            out += got;
            size -= (size_t)got;
        }
    }
    return true;
}

bool token_make(char out[TOKEN_TEXT_SIZE], struct error *err)
{
    unsigned char bytes[RANDOM_BYTES];
    unsigned held = 0;
    int bits = 0;

    if (!read_random(bytes, sizeof bytes))
        return error_set(err, ERROR_INTERNAL, NULL, "the kernel gives no random bits");
    memcpy(out, TOKEN_PREFIX, PREFIX_LENGTH);
    char *to = out + PREFIX_LENGTH;
    for (size_t i = 0; i < sizeof bytes; i++) {
        held = held << 8 | bytes[i];
        for (bits += 8; bits >= 6; bits -= 6)
            *to++ = digits[held >> (bits - 6) & 63];
    }
    *to++ = digits[held << (6 - bits) & 63];
    *to = '\0';
    token_wipe(bytes, sizeof bytes);
    token_wipe(&held, sizeof held);
    return true;
}

bool token_has_form(const char *text, size_t length)
{
    return length == TOKEN_TEXT_SIZE - 1 && memcmp(text, TOKEN_PREFIX, PREFIX_LENGTH) == 0 &&
           strspn(text + PREFIX_LENGTH, digits) >= length - PREFIX_LENGTH;
}

void token_hash(const char *token, char out[TOKEN_HASH_SIZE])
{
    sha256_text(token, strlen(token), out);
}

bool token_hash_equal(const char a[TOKEN_HASH_SIZE], const char b[TOKEN_HASH_SIZE])
{
    return CRYPTO_memcmp(a, b, TOKEN_HASH_SIZE) == 0;
}

void token_wipe(void *bytes, size_t size)
{
    OPENSSL_cleanse(bytes, size);
}
