/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/nearest.h"

#include <string.h>

enum { LONGEST = 63 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Fewest changes that make a of b: optimal string alignment, row by row. */
static size_t distance(const char *a, const char *b)
{
    const size_t a_size = strlen(a), b_size = strlen(b);
    size_t rows[3][LONGEST + 1];

    if (a_size > LONGEST || b_size > LONGEST)
        return LONGEST + 1;
    for (size_t j = 0; j <= b_size; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]), least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[a_size % 3][b_size];
}

const char *nearest_of(const char *word, const char *const *known, size_t count)
{
    const char *best = NULL;
    size_t fewest = 4;

    for (size_t i = 0; i < count; i++) {
        const size_t changes = distance(word, known[i]);
        if (changes < fewest && 3 * changes <= strlen(known[i])) {
            fewest = changes;
            best = known[i];
        }
    }
    return best;
}
