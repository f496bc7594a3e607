/* SPDX-License-Identifier: GPL-3.0-or-later */
/* request_hash.h - are two requests the same? */
#ifndef RIGEL_API_REQUEST_HASH_H
#define RIGEL_API_REQUEST_HASH_H

#include <stddef.h>

#include "base/arena.h"

/* SHA-256 of the target and the unpacked body, in hexadecimal digits, in arena. NULL: no memory. */
const char *request_hash(struct arena *arena, const char *target, const char *body, size_t size);

#endif
