/* SPDX-License-Identifier: GPL-3.0-or-later */
/* target.h - the target of a request line taken apart: path segments and the query's pairs, percent
 * decoding done here and only here.
 *
 * "/api/v1/tests/a%2Fb?limit=5" has the segments "api", "v1", "tests", "a/b" and the pair
 * limit=5. In the query (not in the path) '+' is a blank. What does not decode, is not UTF-8 or
 * holds a NUL byte is refused; "." and ".." are names like others. */
#ifndef RIGEL_API_TARGET_H
#define RIGEL_API_TARGET_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"

enum { TARGET_SEGMENTS = 12, TARGET_PAIRS = 32 };

struct target_pair {
    const char *name, *value; /* value "" where there is no '=' */
};

struct target {
    const char *segments[TARGET_SEGMENTS];
    size_t segment_count; /* TARGET_SEGMENTS + 1: more than that, no route has so many */
    struct target_pair pairs[TARGET_PAIRS];
    size_t pair_count;
};

/* Texts live in the arena. ERROR_USAGE, ERROR_PARAMETER (place: the pair's name) or
 * ERROR_URL_LENGTH. */
MUST_CHECK bool target_parse(struct arena *arena, const char *text, struct target *ret_target,
                             struct error *err);

#endif
