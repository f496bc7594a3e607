/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/theil_sen.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS = 7 };

/* A slope to compare with: high + low, low far smaller. */
struct trial {
    double high, low;
};

struct search {
    const struct timed_value *samples; /* by time, then value; times counted from the first */
    struct timed_value *order, *spare; /* of one count */
    size_t count;
    double span;
    uint64_t ties;     /* pairs equal in time and value: never out of order, but counted as such */
    int64_t least[2];  /* of either rank: a double, as a key, below the slope */
    int64_t enough[2]; /* one at or above it */
};

static int by_time(const void *left, const void *right)
{
    const struct timed_value *a = left, *b = right;

    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a->value > b->value) - (a->value < b->value);
}

/* ---- exact comparison ---- */

/* Adds b to the expansion: its sum stays exact, its last term has its sign or is 0. */
static size_t grow(double *terms, size_t count, double b)
{
    for (size_t i = 0; i < count; i++) {
        const double sum = terms[i] + b, part = sum - terms[i];
        terms[i] = (terms[i] - (sum - part)) + (b - part);
        b = sum;
    }
    terms[count] = b;
    return count + 1;
}

static size_t grow_product(double *terms, size_t count, double a, double b)
{
    const double product = a * b;

    count = grow(terms, count, fma(a, b, -product));
    return grow(terms, count, product);
}

static int exact_sign(double later, double earlier, double apart, double span, struct trial slope)
{
    double terms[TERMS];
    const double rise = later - earlier, part = rise - later;
    const double rest = (later - (rise - part)) - (earlier + part);
    size_t count = grow_product(terms, 0, rise, span);

    count = grow_product(terms, count, rest, span);
    count = grow_product(terms, count, -slope.high, apart);
    count = grow(terms, count, -slope.low * apart);
    while (count > 0 && terms[count - 1] == 0)
        count--;
    return count == 0 ? 0 : terms[count - 1] > 0 ? 1 : -1;
}

/* The sign of (later.value - earlier.value) * span - slope * (later.at - earlier.at). */
static int sign_of(const struct search *search, const struct timed_value *earlier,
                   const struct timed_value *later, struct trial slope)
{
    const double rise = (later->value - earlier->value) * search->span;
    const double apart = (double)(later->at - earlier->at), line = slope.high * apart;
    const double off = rise - line, error = (fabs(rise) + fabs(line)) * (8 * DBL_EPSILON);

    if (fabs(off) > error)
        return off > 0 ? 1 : -1;
    return exact_sign(later->value, earlier->value, apart, search->span, slope);
}

/* ---- counting ---- */

/* Merges order[from, middle) and order[middle, to), whose samples came later, into spare by what is
 * left of the values when the slope is taken out; returns the pairs that change places. level:
 * those as high as each other do too. */
static uint64_t merge(struct search *search, size_t from, size_t middle, size_t to,
                      struct trial slope, bool level)
{
    const struct timed_value *order = search->order;
    size_t left = from, right = middle;
    uint64_t swapped = 0;

    for (size_t out = from; out < to; out++) {
        bool take_right = left == middle;
        if (!take_right && right < to) {
            const int sign = sign_of(search, &order[left], &order[right], slope);
            take_right = sign < 0 || (level && sign == 0);
        }
        if (take_right)
            swapped += middle - left;
        search->spare[out] = order[take_right ? right++ : left++];
    }
    return swapped;
}

/* How many slopes lie below the trial; level: or at it. */
static uint64_t slopes_below(struct search *search, struct trial slope, bool level)
{
    uint64_t swapped = 0;

    memcpy(search->order, search->samples, search->count * sizeof *search->order);
    for (size_t width = 1; width < search->count; width *= 2) {
        for (size_t from = 0; from < search->count; from += 2 * width) {
            const size_t rest = search->count - from;
            swapped += merge(search, from, from + (rest < width ? rest : width),
                             from + (rest < 2 * width ? rest : 2 * width), slope, level);
        }
        struct timed_value *sorted = search->spare;
        search->spare = search->order;
        search->order = sorted;
    }
    return level ? swapped - search->ties : swapped;
}

/* ---- the slope of a rank ---- */

/* Doubles in order as integers, 0 for 0. */
static int64_t key_of(double number)
{
    int64_t bits;

    memcpy(&bits, &number, sizeof bits);
    return bits < 0 ? INT64_MIN - bits : bits;
}

static double number_of(int64_t key)
{
    const int64_t bits = key < 0 ? INT64_MIN - key : key;
    double number;

    memcpy(&number, &bits, sizeof number);
    return number;
}

/* Which of the doubles of keys key - 1 and key is nearer to the slope of the rank between them. */
static double nearest(struct search *search, int64_t key, uint64_t rank)
{
    const double above = number_of(key), below = number_of(key - 1);
    const struct trial middle = {above, (below - above) / 2};

    if (slopes_below(search, middle, false) >= rank)
        return below;
    if (slopes_below(search, middle, true) >= rank)
        return key % 2 == 0 ? above : below;
    return above;
}

static int64_t halfway(int64_t a, int64_t b)
{
    return (a & b) + ((a ^ b) >> 1);
}

/* The rank-th smallest slope, counted from 1; which: 0, or 1 for the rank after that of 0, of which
 * each count tells something too. */
static double slope_of_rank(struct search *search, uint64_t first_rank, size_t which)
{
    const uint64_t rank = first_rank + which;

    while (search->enough[which] - 1 > search->least[which]) {
        const int64_t key = halfway(search->least[which], search->enough[which]);
        const uint64_t below = slopes_below(search, (struct trial){number_of(key), 0}, true);
        for (size_t i = which; i < 2; i++)
            if (below >= first_rank + i && key < search->enough[i])
                search->enough[i] = key;
            else if (below < first_rank + i && key > search->least[i])
                search->least[i] = key;
    }
    return nearest(search, search->enough[which], rank);
}

/* ---- the whole ---- */

/* Pairs that have a slope; *ret_ties: pairs of equal time and value. */
static uint64_t count_pairs(const struct timed_value *samples, size_t count, uint64_t *ret_ties)
{
    uint64_t pairs = 0, ties = 0;
    size_t same_time = 0, same = 0; /* samples before this one that share its time; its value too */

    for (size_t i = 0; i < count; i++) {
        const bool again = i > 0 && samples[i].at == samples[i - 1].at;
        same_time = again ? same_time + 1 : 0;
        same = again && samples[i].value == samples[i - 1].value ? same + 1 : 0;
        pairs += i - same_time;
        ties += same;
    }
    *ret_ties = ties;
    return pairs;
}

static double largest(const struct timed_value *samples, size_t count)
{
    double most = 0;

    for (size_t i = 0; i < count; i++) {
        if (!isfinite(samples[i].value))
            return NAN;
        most = fmax(most, fabs(samples[i].value));
    }
    return most;
}

/* The power of two that keeps products of the values within what a double holds, both ends. */
static int scale_for(double most)
{
    int exponent;

    if (most == 0)
        return 0;
    (void)frexp(most, &exponent);
    return exponent > 800 ? 800 - exponent : exponent < -500 ? -500 - exponent : 0;
}

static bool prepare(struct timed_value *samples, size_t count, int64_t span, int *ret_scale)
{
    const double most = largest(samples, count);

    if (count < 2 || !isfinite(most) || span < 1 || span > INT64_C(1) << 53)
        return false;
    qsort(samples, count, sizeof *samples, by_time);
    const int64_t first = samples[0].at;
    if ((uint64_t)samples[count - 1].at - (uint64_t)first > UINT64_C(1) << 53)
        return false;
    *ret_scale = scale_for(most);
    for (size_t i = 0; i < count; i++) {
        samples[i].at -= first;
        if (*ret_scale != 0)
            samples[i].value = ldexp(samples[i].value, *ret_scale);
    }
    return true;
}

double theil_sen(struct timed_value *samples, size_t count, int64_t span,
                 struct timed_value *scratch)
{
    struct search search = {.samples = samples,
                            .order = scratch,
                            .spare = scratch + count,
                            .count = count,
                            .span = (double)span};
    int scale;

    if (!prepare(samples, count, span, &scale))
        return NAN;
    const uint64_t pairs = count_pairs(samples, count, &search.ties);
    if (pairs == 0)
        return NAN;
    /* No two values differ by more in one unit of time. */
    const int64_t most = key_of(4 * largest(samples, count) * search.span) + 1;
    for (size_t i = 0; i < 2; i++) {
        search.least[i] = -most;
        search.enough[i] = most;
    }
    const uint64_t rank = (pairs + 1) / 2;
    double slope = slope_of_rank(&search, rank, 0);
    if (pairs % 2 == 0)
        slope = slope / 2 + slope_of_rank(&search, rank, 1) / 2;
    slope = ldexp(slope, -scale) + 0.0;
    return isfinite(slope) ? slope : NAN;
}
