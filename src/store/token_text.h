/* SPDX-License-Identifier: GPL-3.0-or-later */
/* token_text.h - the text of an access token, and the hash that stands for it.
 *
 * "rigel_" and 256 random bits of the kernel in base64url: nothing to guess, so one round of
 * SHA-256 is enough to keep it. The text is told once and is nowhere afterwards; the caller wipes
 * its own copies (token_wipe). */
#ifndef RIGEL_STORE_TOKEN_TEXT_H
#define RIGEL_STORE_TOKEN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "base/error.h"
#include "base/sha256.h"

#define TOKEN_PREFIX "rigel_"
enum {
    TOKEN_TEXT_SIZE = 50, /* with the NUL at its end */
    TOKEN_HASH_SIZE = SHA256_TEXT_SIZE,
};

/* A new token. ERROR_INTERNAL: the kernel gives no random bits. */
MUST_CHECK bool token_make(char out[TOKEN_TEXT_SIZE], struct error *err);
/* Has text (of length bytes) the form of a token? */
bool token_has_form(const char *text, size_t length);
void token_hash(const char *token, char out[TOKEN_HASH_SIZE]);
/* In a time that does not depend on where they differ. */
bool token_hash_equal(const char a[TOKEN_HASH_SIZE], const char b[TOKEN_HASH_SIZE]);
void token_wipe(void *bytes, size_t size);

#endif
