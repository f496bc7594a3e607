/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search with AVX2: a vector holds the four lanes. */
#include "analysis/split_lanes.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define LANES_FN __attribute__((target("avx2")))

typedef __m256d quad;

static inline LANES_FN quad quad_load(const double *at)
{
    return _mm256_loadu_pd(at);
}

static inline LANES_FN void quad_store(double *at, quad a)
{
    _mm256_storeu_pd(at, a);
}

static inline LANES_FN quad quad_all(const double *at)
{
    return _mm256_broadcast_sd(at);
}

static inline LANES_FN quad quad_add(quad a, quad b)
{
    return _mm256_add_pd(a, b);
}

static inline LANES_FN quad quad_sub(quad a, quad b)
{
    return _mm256_sub_pd(a, b);
}

static inline LANES_FN quad quad_mul(quad a, quad b)
{
    return _mm256_mul_pd(a, b);
}

static inline LANES_FN quad quad_abs(quad a)
{
    return _mm256_andnot_pd(_mm256_set1_pd(-0.0), a);
}

static inline LANES_FN quad quad_greater(quad a, quad b)
{
    return _mm256_cmp_pd(a, b, _CMP_GT_OQ);
}

static inline LANES_FN quad quad_choose(quad mask, quad a, quad b)
{
    return _mm256_blendv_pd(b, a, mask);
}

static inline LANES_FN quad quad_both(quad a, quad b)
{
    return _mm256_and_pd(a, b);
}

static inline LANES_FN quad quad_either(quad a, quad b)
{
    return _mm256_or_pd(a, b);
}

static inline LANES_FN quad quad_without(quad a, quad b)
{
    return _mm256_andnot_pd(b, a);
}

static inline LANES_FN unsigned quad_bits(quad mask)
{
    return (unsigned)_mm256_movemask_pd(mask);
}

static inline LANES_FN quad quad_keep(quad a, const uint64_t *mask)
{
    return _mm256_and_pd(a, _mm256_loadu_pd((const double *)(const void *)mask));
}

static inline LANES_FN void quad_transpose(quad rows[LANES])
{
    const quad low01 = _mm256_unpacklo_pd(rows[0], rows[1]);
    const quad high01 = _mm256_unpackhi_pd(rows[0], rows[1]);
    const quad low23 = _mm256_unpacklo_pd(rows[2], rows[3]);
    const quad high23 = _mm256_unpackhi_pd(rows[2], rows[3]);

    rows[0] = _mm256_permute2f128_pd(low01, low23, 0x20);
    rows[1] = _mm256_permute2f128_pd(high01, high23, 0x20);
    rows[2] = _mm256_permute2f128_pd(low01, low23, 0x31);
    rows[3] = _mm256_permute2f128_pd(high01, high23, 0x31);
}

#include "analysis/split_lanes.inc"

const struct lanes lanes_of_four = {"four", hopeless, prepare, search};

#else

/* Never chosen here: lanes_four_supported says so. */
const struct lanes lanes_of_four = {"four", 0, 0, 0};

#endif
