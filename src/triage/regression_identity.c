/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/regression_identity.h"

#include <stdbool.h>

static size_t distance(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

static size_t find_at(size_t row, size_t away, const size_t *known, size_t known_count,
                      const bool *taken)
{
    for (size_t k = 0; k < known_count; k++)
        if (!taken[k] && distance(row, known[k]) == away)
            return k;
    return REGRESSION_NONE;
}

void regression_identify(struct arena *arena, const size_t *found, size_t found_count,
                         const size_t *known, size_t known_count, size_t *ret_match)
{
    bool *taken = ARENA_ARRAY(arena, bool, known_count + 1);

    for (size_t i = 0; i < found_count; i++)
        ret_match[i] = REGRESSION_NONE;
    for (size_t away = 0; away <= REGRESSION_MOVE_RUNS; away++)
        for (size_t i = 0; i < found_count; i++) {
            if (ret_match[i] != REGRESSION_NONE)
                continue;
            ret_match[i] = find_at(found[i], away, known, known_count, taken);
            if (ret_match[i] != REGRESSION_NONE)
                taken[ret_match[i]] = true;
        }
}
