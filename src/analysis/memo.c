/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/memo.h"

#include <stdint.h>
#include <string.h>

static size_t place_of(size_t left, size_t point, size_t right)
{
    const uint64_t mixed = (uint64_t)left * UINT64_C(0x9e3779b97f4a7c15) ^
                           (uint64_t)point * UINT64_C(0xc2b2ae3d27d4eb4f) ^
                           (uint64_t)right * UINT64_C(0x165667b19e3779f9);

    return (size_t)(mixed * UINT64_C(0xff51afd7ed558ccd) >> 57) % MEMO_PLACES;
}

void memo_clear(struct memo *memo)
{
    memset(memo, 0, sizeof *memo);
}

struct memo_segment *memo_segment(struct memo *memo, size_t left, size_t right)
{
    return &memo->segments[place_of(left, 0, right)];
}

bool memo_segment_is(const struct memo_segment *place, size_t left, size_t right)
{
    return place->right == right && place->left == left && right > 0;
}

struct memo_standing *memo_standing(struct memo *memo, size_t left, size_t point, size_t right)
{
    return &memo->standings[place_of(left, point, right)];
}

bool memo_standing_is(const struct memo_standing *place, size_t left, size_t point, size_t right)
{
    return place->point == point && place->standing.left == left &&
           place->standing.right == right && point > 0;
}
