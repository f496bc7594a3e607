/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/resample.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Scratch for the median of a stretch. */
static int by_size(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static double median_of(const double *values, size_t n, double *scratch)
{
    memcpy(scratch, values, n * sizeof *scratch);
    qsort(scratch, n, sizeof *scratch, by_size);
    return n % 2 ? scratch[n / 2] : (scratch[n / 2 - 1] + scratch[n / 2]) / 2;
}

/* Adds values[begin, end) where it is long enough; scratch holds as many. */
static void add_stretch(struct resample *into, const double *values, size_t begin, size_t end,
                        double *scratch)
{
    if (end < begin + RESAMPLE_STRETCH)
        return;
    const size_t n = end - begin;
    const double middle = median_of(values + begin, n, scratch);

    for (size_t i = 0; i < n; i++)
        into->values[into->count + i] =
            into->multiplies ? values[begin + i] / middle : values[begin + i] - middle;
    into->count += n;
    into->ends[into->stretches++] = into->count;
    into->level = middle;
}

static void find_stretches(struct resample *into, const double *values, size_t n,
                           const size_t *cuts, size_t cut_count, double *scratch)
{
    size_t begin = 0;

    for (size_t c = 0; c <= cut_count; c++) {
        const bool last = c == cut_count;
        const size_t cut = last || cuts[c] > n ? n : cuts[c];
        const size_t end = last || cut < RESAMPLE_TRIM ? cut : cut - RESAMPLE_TRIM;

        add_stretch(into, values, begin, end, scratch);
        begin = cut + RESAMPLE_TRIM;
    }
    for (size_t i = 0; i < into->count; i++)
        into->values[i] =
            into->multiplies ? into->values[i] * into->level : into->values[i] + into->level;
}

enum analysis_status resample_init(struct resample *ret, const double *values, size_t n,
                                   const size_t *cuts, size_t cut_count)
{
    struct resample made = {
        .values = calloc(n + 1, sizeof *made.values),
        .ends = calloc(cut_count + 1, sizeof *made.ends),
        .order = calloc(n + 1, sizeof *made.order),
        .multiplies = true,
    };
    double *scratch = calloc(n + 1, sizeof *scratch);

    if (!made.values || !made.ends || !made.order || !scratch) {
        free(scratch);
        resample_done(&made);
        return ANALYSIS_NO_MEMORY;
    }
    for (size_t i = 0; i < n; i++)
        made.multiplies = made.multiplies && values[i] > 0;
    find_stretches(&made, values, n, cuts, cut_count, scratch);
    free(scratch);
    *ret = made;
    return ANALYSIS_OK;
}

void resample_done(struct resample *resample)
{
    free(resample->values);
    free(resample->ends);
    free(resample->order);
    *resample = (struct resample){.values = NULL};
}

static size_t below(struct twister *twister, size_t bound)
{
    return bound < 2 ? 0 : twister_below(twister, (uint32_t)bound);
}

void resample_shuffled(struct resample *resample, struct twister *twister, double *out, size_t n)
{
    const size_t count = resample->count;
    size_t left = 0;

    for (size_t i = 0; i < n; i++, left--) {
        if (left == 0) {
            for (size_t k = 0; k < count; k++)
                resample->order[k] = k;
            left = count;
        }
        /* Fisher and Yates: the one drawn changes places with the last that is left. */
        const size_t drawn = below(twister, left), value = resample->order[drawn];

        resample->order[drawn] = resample->order[left - 1];
        resample->order[left - 1] = value;
        out[i] = resample->values[value];
    }
}

void resample_blocks(const struct resample *resample, struct twister *twister, double *out,
                     size_t n)
{
    for (size_t i = 0; i < n;) {
        const size_t start = below(twister, resample->count);
        size_t stretch = 0;

        while (resample->ends[stretch] <= start)
            stretch++;
        const size_t begin = stretch ? resample->ends[stretch - 1] : 0;
        const size_t length = resample->ends[stretch] - begin;
        const size_t block = length < RESAMPLE_BLOCK ? length : RESAMPLE_BLOCK;

        for (size_t k = 0; k < block && i < n; k++)
            out[i++] = resample->values[begin + (start - begin + k) % length];
    }
}
