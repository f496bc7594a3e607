/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sha256.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

void sha256_parts_text(const struct sha256_part *parts, size_t count, char out[SHA256_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool fine = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL);

    for (size_t i = 0; fine && i < count; i++)
        fine = EVP_DigestUpdate(context, parts[i].bytes, parts[i].size);
    fine = fine && EVP_DigestFinal_ex(context, digest, &size) && 2 * size + 1 == SHA256_TEXT_SIZE;
    EVP_MD_CTX_free(context);
    if (!fine) {
        (void)fputs("rigel: no memory, or an OpenSSL without SHA-256\n", stderr);
        abort();
    }
    for (unsigned i = 0; i < size; i++) {
        *out++ = digits[digest[i] >> 4];
        *out++ = digits[digest[i] & 15];
    }
    *out = '\0';
}

void sha256_text(const void *bytes, size_t size, char out[SHA256_TEXT_SIZE])
{
    sha256_parts_text(&(struct sha256_part){bytes, size}, 1, out);
}
