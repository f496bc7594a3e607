/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/split_lanes.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/segment.h"
#include "analysis/student.h"

/* Above this a sum of a window's differences may overflow. */
static const double largest_value = 1e290;

static double *aligned_zeros(size_t count)
{
    const size_t bytes = (count * sizeof(double) + 63) / 64 * 64;
    double *block = aligned_alloc(64, bytes);

    if (block)
        memset(block, 0, bytes);
    return block;
}

/* Positions here count from the begin of the piece. Blocks begin at a multiple of four of the
 * window, so the first one may begin before the piece. */
static void fill_factor_row(double *row, ptrdiff_t tau, ptrdiff_t kappa)
{
    for (size_t lane = 0; lane < LANES; lane++, kappa++) {
        const double span = (double)kappa, left = (double)tau, right = span - left;
        const double within_left = tau > 1 ? 2.0 * right / (span * (left - 1)) : 0.0;

        row[lane] = kappa > tau ? within_left : (double)NAN;
        row[LANES + lane] = kappa > tau + 1 ? 2.0 * left / (span * (right - 1)) : 0.0;
    }
}

static void fill_factors(struct lanes_tables *tables, size_t shift)
{
    for (size_t block = 0; block < tables->blocks; block++) {
        const ptrdiff_t kappa = (ptrdiff_t)(block * LANES) - (ptrdiff_t)shift;
        double *row = tables->factors + shift * tables->variant + 16 * block * block;
        double *across = tables->across + (shift * tables->blocks + block) * LANES;

        for (size_t tau = 1; tau <= 4 * block + 2; tau++, row += (size_t)2 * LANES)
            fill_factor_row(row, (ptrdiff_t)tau, kappa);
        for (ptrdiff_t lane = 0; lane < LANES; lane++)
            across[lane] = kappa + lane > 0 ? 2.0 / (double)(kappa + lane) : (double)NAN;
    }
}

static void fill_critical(struct lanes_tables *tables, double level)
{
    /* With a level of 1 every p passes and no bound is asked for. */
    for (size_t df = 1; level < 1.0 && df + 2 <= tables->window; df++) {
        const double t = student_critical(level, df);
        const double square = t * t / (double)df;

        tables->critical[df] = t;
        tables->critical_square[df] = square < 1e300 ? square : 1e300;
    }
}

enum analysis_status lanes_tables_init(struct lanes_tables *tables, size_t window, double level)
{
    const size_t blocks = window / LANES + 1;
    const double length = (double)window;

    *tables = (struct lanes_tables){.window = window, .blocks = blocks};
    tables->variant = 16 * blocks * blocks;
    tables->factors = aligned_zeros(LANES * tables->variant);
    tables->across = aligned_zeros(LANES * blocks * LANES);
    tables->positions = aligned_zeros(window + 1);
    tables->inverse = aligned_zeros(window + 1 + LANES);
    tables->backward = aligned_zeros(window + LANES);
    tables->critical = aligned_zeros(window);
    tables->critical_square = aligned_zeros(window);
    if (!tables->factors || !tables->across || !tables->positions || !tables->inverse ||
        !tables->backward || !tables->critical || !tables->critical_square) {
        lanes_tables_done(tables);
        return ANALYSIS_NO_MEMORY;
    }
    for (size_t shift = 0; shift < LANES; shift++)
        fill_factors(tables, shift);
    for (size_t i = 0; i <= window; i++)
        tables->positions[i] = (double)i;
    for (size_t i = 1; i <= window; i++) {
        tables->inverse[i] = 1.0 / (double)i;
        tables->backward[window - i] = 1.0 / (double)i;
    }
    fill_critical(tables, level);
    /* Sums of n terms err by n units of 1.1e-16; a difference of two sums, times the largest
     * value, by n^1.5 of them in terms of the sum of squares. Twice that, twice over. */
    tables->sum_error = 4.5e-16 * length * sqrt(length) + 1e-15;
    return ANALYSIS_OK;
}

void lanes_tables_done(struct lanes_tables *tables)
{
    free(tables->factors);
    free(tables->across);
    free(tables->positions);
    free(tables->inverse);
    free(tables->backward);
    free(tables->critical);
    free(tables->critical_square);
    *tables = (struct lanes_tables){.window = 0};
}

enum analysis_status lanes_field_reserve(struct lanes_field *field, size_t window)
{
    const size_t blocks = window / LANES + 1, padded = blocks * LANES;
    struct lanes_field grown = {.capacity = window};

    if (window <= field->capacity)
        return ANALYSIS_OK;
    grown.x = aligned_zeros(padded);
    grown.first = aligned_zeros(padded + LANES);
    grown.second = aligned_zeros(padded + LANES);
    grown.chains = aligned_zeros(padded * (padded + 1));
    grown.v0 = aligned_zeros(padded);
    grown.within = aligned_zeros(padded);
    grown.h = aligned_zeros(8 * blocks * (blocks + 1));
    grown.r = aligned_zeros(8 * blocks * (blocks + 1));
    if (!grown.x || !grown.first || !grown.second || !grown.chains || !grown.v0 || !grown.within ||
        !grown.h || !grown.r) {
        lanes_field_done(&grown);
        return ANALYSIS_NO_MEMORY;
    }
    lanes_field_done(field);
    *field = grown;
    return ANALYSIS_OK;
}

void lanes_field_done(struct lanes_field *field)
{
    free(field->x);
    free(field->first);
    free(field->second);
    free(field->chains);
    free(field->v0);
    free(field->within);
    free(field->h);
    free(field->r);
    *field = (struct lanes_field){.capacity = 0};
}

bool lanes_field_load(struct lanes_field *field, const double *values, size_t n)
{
    const size_t padded = (n / LANES + 1) * LANES;
    double largest = 0.0, first = 0.0, second = 0.0;
    bool small = true;

    for (size_t i = 0; i < n; i++) {
        const double size = fabs(values[i]);

        small &= size <= largest_value; /* false for a NaN */
        largest = size > largest ? size : largest;
    }
    if (!small)
        return false;
    memcpy(field->x, values, n * sizeof *values);
    for (size_t i = n; i < padded; i++)
        field->x[i] = 0.0;
    field->n = n;
    field->largest = largest;

    const double centre = segment_sum(values, n) / (double)n;

    for (size_t i = 0; i < n; i++) {
        const double away = values[i] - centre;

        first += away;
        second += away * away;
        field->first[i + 1] = first;
        field->second[i + 1] = second;
    }
    return true;
}

bool lanes_four_supported(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2");
#else
    return false;
#endif
}

const struct lanes *lanes_best(void)
{
    return lanes_four_supported() ? &lanes_of_four : &lanes_of_two;
}
