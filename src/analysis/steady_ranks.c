/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/steady_ranks.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/steady_level.h"

bool steady_ranks_init(struct steady_ranks *ranks, size_t most)
{
    *ranks = (struct steady_ranks){.most = most};
    ranks->twice = calloc(4 * (most + 1), sizeof *ranks->twice);
    if (!ranks->twice)
        return false;
    ranks->sums = ranks->twice + (most + 1);
    ranks->products = ranks->sums + (most + 1);
    ranks->squares = ranks->products + (most + 1);
    return true;
}

void steady_ranks_done(struct steady_ranks *ranks)
{
    free(ranks->twice);
    ranks->twice = NULL;
}

void steady_ranks_begin(struct steady_ranks *ranks, size_t begin)
{
    ranks->begin = begin;
    ranks->n = 0;
}

static void add_one(struct steady_ranks *ranks, const double *values)
{
    const double added = values[ranks->n];
    size_t below = 0, equal = 0;

    for (size_t i = 0; i < ranks->n; i++) {
        const int above = values[i] > added, same = values[i] == added;

        ranks->twice[i] += 2 * above + same;
        below += (size_t)(1 - above - same);
        equal += (size_t)same;
    }
    ranks->twice[ranks->n++] = (double)(2 * below + equal + 2);
}

void steady_ranks_grow(struct steady_ranks *ranks, const double *values, size_t n)
{
    double sum = 0, product = 0, square = 0, last = 0;

    if (ranks->n == n)
        return;
    while (ranks->n < n)
        add_one(ranks, values);
    for (size_t i = 0; i < n; i++) {
        const double rank = ranks->twice[i];

        sum += rank;
        product += rank * last;
        square += rank * rank;
        last = rank;
        ranks->sums[i + 1] = sum;
        ranks->products[i + 1] = product;
        ranks->squares[i + 1] = square;
    }
}

/* Sum of squares about their means that n and m different ranks next to each other have. */
static double untied(double n, double m)
{
    return (n * (n * n - 1) + m * (m * m - 1)) / 12;
}

/* Of the ranks [from, to) about their mean: n^2 times the sum of products of neighbours, exact
 * until it is divided. */
static double products_about_mean(const struct steady_ranks *ranks, size_t from, size_t to)
{
    const double n = (double)(to - from);
    const double sum = ranks->sums[to] - ranks->sums[from];
    const double first = ranks->twice[from], last = ranks->twice[to - 1];
    const double across = from ? first * ranks->twice[from - 1] : 0;
    const double product = ranks->products[to] - ranks->products[from] - across;

    return (n * n * product - n * sum * (2 * sum - first - last) + (n - 1) * sum * sum) /
           (4 * n * n);
}

static double squares_about_mean(const struct steady_ranks *ranks, size_t from, size_t to)
{
    const double n = (double)(to - from);
    const double sum = ranks->sums[to] - ranks->sums[from];

    return (n * (ranks->squares[to] - ranks->squares[from]) - sum * sum) / (4 * n);
}

double steady_ranks_evidence(const struct steady_ranks *ranks, size_t n, double rho, double prior)
{
    const double total = (double)ranks->n, before = (double)n, after = total - before;
    const double left = ranks->sums[n], right = ranks->sums[ranks->n] - left;
    const double gap = (right / after - left / before) / 2;
    const double free_squares = untied(before, after);
    double within = squares_about_mean(ranks, 0, n) + squares_about_mean(ranks, n, ranks->n);
    double c, factor, freedom;

    within = within > free_squares ? within : free_squares;
    c = (products_about_mean(ranks, 0, n) + products_about_mean(ranks, n, ranks->n)) / within;
    c += (2 + 3 * c) / total;
    c = c * total / (total + prior);
    c = c > 0 ? c < 0.9 ? c : 0.9 : 0;
    rho = rho > c ? rho : c;
    factor = (steady_inflation(rho, ranks->n - n) / after + steady_inflation(rho, n) / before) /
             (1 / after + 1 / before);
    freedom = (total - 2) / factor;
    freedom = freedom > 1 ? freedom : 1;
    return copysign(0.5 * freedom * log(1 + gap * gap * before * after / total / factor / within),
                    gap);
}

/* A series that only rises makes neighbouring places exact ties. So the steps are those of the
 * formula, in its order: rounding then decides everywhere alike. */
double steady_ranks_likelihood(const struct steady_ranks *ranks, size_t n)
{
    const double total = (double)ranks->n, before = (double)n, after = total - before;
    const double left = ranks->sums[n] / 2;
    const double mean_left = left / before;
    const double mean_right = (ranks->sums[ranks->n] / 2 - left) / after;
    const double gap = mean_right - mean_left;
    const double free_squares = untied(before, after);
    double within = ranks->squares[ranks->n] / 4 - before * (mean_left * mean_left) -
                    after * (mean_right * mean_right);
    double result;

    within = within > free_squares ? within : free_squares;
    within = within > 1e-9 ? within : 1e-9;
    result = 0.5 * (total - 2) * log(1 + gap * gap * before * after / total / within);
    return gap > 0 ? result : -result;
}
