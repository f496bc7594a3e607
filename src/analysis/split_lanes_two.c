/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search on any processor: two vectors of two doubles hold the four lanes. Vectors of four,
 * where they are not the machine's own, would have their comparisons taken apart by the compiler.
 */
#include "analysis/split_lanes.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LANES_FN

typedef double pair __attribute__((vector_size(16)));
typedef int64_t pair_bits __attribute__((vector_size(16)));

struct two_pairs {
    pair low, high;
};
typedef struct two_pairs quad; /* the other form has a type of the compiler's under this name */

static inline quad quad_load(const double *at)
{
    quad a;

    memcpy(&a.low, at, sizeof a.low);
    memcpy(&a.high, at + 2, sizeof a.high);
    return a;
}

static inline void quad_store(double *at, quad a)
{
    memcpy(at, &a.low, sizeof a.low);
    memcpy(at + 2, &a.high, sizeof a.high);
}

static inline quad quad_all(const double *at)
{
    const pair both = {*at, *at};

    return (quad){both, both};
}

static inline quad quad_add(quad a, quad b)
{
    return (quad){a.low + b.low, a.high + b.high};
}

static inline quad quad_sub(quad a, quad b)
{
    return (quad){a.low - b.low, a.high - b.high};
}

static inline quad quad_mul(quad a, quad b)
{
    return (quad){a.low * b.low, a.high * b.high};
}

static inline pair bits_and(pair a, pair b)
{
    return (pair)((pair_bits)a & (pair_bits)b);
}

static inline pair bits_or(pair a, pair b)
{
    return (pair)((pair_bits)a | (pair_bits)b);
}

static inline pair bits_without(pair a, pair b)
{
    return (pair)((pair_bits)a & ~(pair_bits)b);
}

static inline quad quad_abs(quad a)
{
    const pair sign = {-0.0, -0.0};

    return (quad){bits_without(a.low, sign), bits_without(a.high, sign)};
}

static inline quad quad_greater(quad a, quad b)
{
    return (quad){(pair)(a.low > b.low), (pair)(a.high > b.high)};
}

static inline quad quad_both(quad a, quad b)
{
    return (quad){bits_and(a.low, b.low), bits_and(a.high, b.high)};
}

static inline quad quad_either(quad a, quad b)
{
    return (quad){bits_or(a.low, b.low), bits_or(a.high, b.high)};
}

static inline quad quad_without(quad a, quad b)
{
    return (quad){bits_without(a.low, b.low), bits_without(a.high, b.high)};
}

static inline quad quad_choose(quad mask, quad a, quad b)
{
    return quad_either(quad_both(a, mask), quad_without(b, mask));
}

static inline unsigned quad_bits(quad mask)
{
    const pair_bits low = (pair_bits)mask.low, high = (pair_bits)mask.high;

    return (low[0] ? 1u : 0u) | (low[1] ? 2u : 0u) | (high[0] ? 4u : 0u) | (high[1] ? 8u : 0u);
}

static inline quad quad_keep(quad a, const uint64_t *mask)
{
    quad kept;

    memcpy(&kept.low, mask, sizeof kept.low);
    memcpy(&kept.high, mask + 2, sizeof kept.high);
    return quad_both(a, kept);
}

static inline void quad_transpose(quad rows[LANES])
{
    quad columns[LANES];

    columns[0] = (quad){{rows[0].low[0], rows[1].low[0]}, {rows[2].low[0], rows[3].low[0]}};
    columns[1] = (quad){{rows[0].low[1], rows[1].low[1]}, {rows[2].low[1], rows[3].low[1]}};
    columns[2] = (quad){{rows[0].high[0], rows[1].high[0]}, {rows[2].high[0], rows[3].high[0]}};
    columns[3] = (quad){{rows[0].high[1], rows[1].high[1]}, {rows[2].high[1], rows[3].high[1]}};
    memcpy(rows, columns, sizeof columns);
}

#include "analysis/split_lanes.inc"

const struct lanes lanes_of_two = {"two", hopeless, prepare, search};
