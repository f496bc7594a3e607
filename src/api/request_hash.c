/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/request_hash.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>

const char *request_hash(struct arena *arena, const char *target, const char *body, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    /* The NUL behind the target parts it from the body. */
    const bool fine = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) &&
                      EVP_DigestUpdate(context, target, strlen(target) + 1) &&
                      EVP_DigestUpdate(context, body, size) &&
                      EVP_DigestFinal_ex(context, hash, &length);

    EVP_MD_CTX_free(context);
    if (!fine)
        return NULL;
    char *text = arena_alloc(arena, 2 * (size_t)length + 1, 1);
    for (unsigned i = 0; i < length; i++) {
        text[2 * i] = digits[hash[i] >> 4];
        text[2 * i + 1] = digits[hash[i] & 15];
    }
    return text;
}
